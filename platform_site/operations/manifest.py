"""What an archive says of itself: the schema, each table's rows and digest, each file's size and hash."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class TableEntry:
    """A table in the archive; `last_number` is the highest number that its database ever gave to a row."""

    columns: list[list[str]]
    rows: int
    sha256: str
    last_number: int


@dataclass(frozen=True)
class FileEntry:
    """A stored file in the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The contents of an archive. `missing_files` are named by rows and were not there when it was made."""

    made_at: str
    version: str
    engine: str
    migrations: list[str]
    tables: dict[str, TableEntry]
    files: dict[str, FileEntry]
    missing_files: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def sha256(self) -> str:
        """One digest of all rows and files, the same for the same data on either engine."""
        digests = [f"{name} {table.rows} {table.sha256}" for name, table in sorted(self.tables.items())]
        digests += [f"{name} {file.size} {file.sha256}" for name, file in sorted(self.files.items())]
        return sha256("\n".join(digests).encode()).hexdigest()

    def as_json(self) -> str:
        """The manifest as it stands in the archive."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)


def manifest_of(text: bytes) -> Manifest:
    """The manifest out of its JSON. Raises ValueError where it is none."""
    try:
        read = json.loads(text)
        if read.pop("format") != FORMAT:
            raise ValueError("another format")
        tables = {name: TableEntry(**table) for name, table in read.pop("tables").items()}
        files = {name: FileEntry(**file) for name, file in read.pop("files").items()}
        manifest = Manifest(tables=tables, files=files, **read)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not _has_types(manifest):
        raise ValueError("a value of another kind")
    return manifest


def _has_types(manifest: Manifest) -> bool:
    tables = manifest.tables.values()
    return (
        _texts([manifest.made_at, manifest.version, manifest.engine])
        and _texts(manifest.migrations)
        and _texts(manifest.missing_files)
        and all(_texts([table.sha256]) and _numbers([table.rows, table.last_number]) for table in tables)
        and all(isinstance(table.columns, list) and all(map(_texts, table.columns)) for table in tables)
        and all(_texts([file.sha256]) and _numbers([file.size]) for file in manifest.files.values())
    )


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _numbers(values: list[Any]) -> bool:
    return all(type(value) is int and 0 <= value < 2**63 for value in values)
