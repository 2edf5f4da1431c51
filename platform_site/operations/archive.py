"""The file of a backup: a ZIP of `tables/NAME.jsonl`, `files/NAME` and, last, `manifest.json`.

It is written under another name and gets its own when it is whole on the disk. It is read as a stranger's file: every
entry has to be one that the manifest names, of the size and digest that it names.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from platform_site.operations.manifest import FileEntry, TableEntry, manifest_of
from platform_site.operations.rows import Digest, Row, last_number, read, written
from platform_site.operations.tables import Table
from platform_site.shared.refusals import Refusal

MANIFEST = "manifest.json"
PART = ".part"
CHUNK = 1024 * 1024
# Far above what an archive of ours has: the manifest of 100,000 files is 15 MB, the longest rows are documents.
MANIFEST_LIMIT = LINE_LIMIT = 64 * 1024 * 1024
# Rows that are all alike shrink to a hundredth, a ZIP bomb to a thousandth. Small entries may be anything.
RATIO_LIMIT, ALWAYS_ALLOWED = 500, 64 * 1024 * 1024
# What zipfile raises for bytes that are no ZIP, or a broken or encrypted one.
UNREADABLE = (
    *(BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError, IndexError, OverflowError),
    *(NotImplementedError, RuntimeError),
)


class Damaged(Refusal):
    """The file is no backup, or not as it was written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"備份檔無法使用：{what}。沒有還原任何資料，請改用另一份備份。")


# -- Writing ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other backups out of a folder, and clear away what a killed one left. Raises Refusal while one runs."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".backup-lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"另一個備份正在 {folder} 執行，請等它完成。") from None
        for left in folder.glob(".backup-*"):
            if left.is_dir():
                shutil.rmtree(left)
            elif left.suffix == PART:
                left.unlink()
        yield


@contextlib.contextmanager
def new_archive(path: Path) -> Iterator[tuple[ZipFile, Path]]:
    """Give a ZIP to write and its path until then; `path` is there only once the block has ended without an error."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".backup-", suffix=PART)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
                yield archive, temporary
            file.flush()
            os.fsync(file.fileno())
        # Not rename: a backup never takes the place of another.
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def add_table(archive: ZipFile, table: Table) -> TableEntry:
    """Write every row of a table."""
    digest = Digest(table)
    with archive.open(_table_name(table.name), "w", force_zip64=True) as entry:
        for row in read(table):
            digest.add(row)
            entry.write(written(row).encode() + b"\n")
    return TableEntry(table.columns, digest.rows, digest.hex, last_number(table))


def add_file(archive: ZipFile, name: str, path: Path) -> FileEntry:
    """Write the stored file at `path` under its name. Documents and pictures are compressed already."""
    entry_of = ZipInfo(_file_name(name))
    entry_of.compress_type = ZIP_STORED
    digest, size = sha256(), 0
    with path.open("rb") as file, archive.open(entry_of, "w", force_zip64=True) as entry:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            entry.write(chunk)
    return FileEntry(size, digest.hexdigest())


# -- Reading ----------------------------------------------------------------------------------------------------------


class Archive:
    """A backup that was opened: its manifest, and rows and files that are checked while they are read."""

    def __init__(self, zip_file: ZipFile) -> None:
        self._zip = zip_file
        entries = zip_file.infolist()
        if any(entry.file_size > max(entry.compress_size * RATIO_LIMIT, ALWAYS_ALLOWED) for entry in entries):
            raise Damaged("解壓縮後大得不合理")
        names = [entry.filename for entry in entries]
        if names.count(MANIFEST) != 1 or zip_file.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
            raise Damaged(f"沒有可用的 {MANIFEST}")
        try:
            self.manifest = manifest_of(zip_file.read(MANIFEST))
        except ValueError:
            raise Damaged(f"{MANIFEST} 的內容不符格式") from None
        for name in [*self.manifest.files, *self.manifest.missing_files]:
            _refuse_path(name)
        expected = {MANIFEST, *map(_table_name, self.manifest.tables), *map(_file_name, self.manifest.files)}
        if missing := sorted(expected - set(names)):
            raise Damaged(f"缺少{len(missing)}個項目，例如 {missing[0]}")
        if len(names) != len(expected):
            raise Damaged("有不屬於備份的項目")

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table. Raises Damaged at the end where they are not those that the manifest names."""
        said, digest = self.manifest.tables[table.name], Digest(table)
        damaged = Damaged(f"資料表 {table.name} 的內容與備份時不符")
        with self._entry(_table_name(table.name)) as entry:
            while line := entry.readline(LINE_LIMIT):
                try:
                    row = json.loads(line)
                    if not isinstance(row, list) or len(row) != len(said.columns):
                        raise damaged
                    digest.add(row)
                except (ValueError, TypeError, RecursionError):
                    raise damaged from None
                yield row
        if (digest.rows, digest.hex) != (said.rows, said.sha256):
            raise damaged

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file. Raises Damaged at the end where it is not the one that the manifest names."""
        said, digest, size = self.manifest.files[name], sha256(), 0
        with self._entry(_file_name(name)) as entry:
            while chunk := entry.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
        if (size, digest.hexdigest()) != (said.size, said.sha256):
            raise Damaged(f"檔案 {name} 的內容與備份時不符")

    def check(self, tables: Iterable[Table]) -> None:
        """Read everything once. Raises Damaged."""
        for table in tables:
            for _ in self.rows(table):
                pass
        for name in self.manifest.files:
            for _ in self.chunks(name):
                pass

    @contextlib.contextmanager
    def _entry(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as entry:
                yield entry
        except UNREADABLE as error:
            raise Damaged(f"項目 {name} 不完整或已損毀") from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup. Raises Refusal where there is no file, Damaged here or while it is read."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise Refusal(f"無法開啟備份檔 {path}：{error.strerror}。") from None
        try:
            archive = Archive(stack.enter_context(ZipFile(file)))
        except UNREADABLE as error:
            raise Damaged("檔案不完整或已損毀") from error
        yield archive


def _refuse_path(name: str) -> None:
    """Raise Damaged for a file's name that leads out of its folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or str(path) != name or name == ".":
        raise Damaged(f"檔名 {name!r} 不可使用")


def _table_name(table: str) -> str:
    return f"tables/{table}.jsonl"


def _file_name(name: str) -> str:
    return f"files/{name}"
