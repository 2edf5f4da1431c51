"""The one way in which entries of the search are written: all of a source's at once, in place of what was there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from cases.models import SearchEntry, SearchKind
from cases.normalising import normalise_search
from cases.search import index
from cases.search.index import EntryRow, Indexed
from platform_site.shared.bulk.statements import insert_rows, next_keys

BATCH = 1_000
COLUMNS = ["id", "kind", "platform", "source_id", "position", "dated_on", "parts", "folded"]


class Part(NamedTuple):
    """A piece of text with what it is called and where its page shows it."""

    label: str
    anchor: str
    text: str


class Entry(NamedTuple):
    """One thing to be found, in its `parts`."""

    platform_id: int
    parts: tuple[Part, ...]
    dated_on: date | None = None


def rows_of(kind: SearchKind, source_id: int, entries: Iterable[Entry]) -> list[EntryRow]:
    """The rows of one source's entries, not saved."""
    return [
        EntryRow(
            kind.value,
            entry.platform_id,
            source_id,
            position,
            entry.dated_on,
            [[part.label, part.anchor, part.text] for part in entry.parts],
            "\n".join([normalise_search(part.text) for part in entry.parts]),
        )
        for position, entry in enumerate(entries)
    ]


@transaction.atomic
def replace_entries(kind: SearchKind, entries: Mapping[int, Sequence[Entry]]) -> None:
    """Let each source, by its id, be found under these entries and no others; none at all takes it out."""
    old = SearchEntry.objects.filter(kind=kind, source_id__in=entries)
    index.remove(old)
    old.delete()
    write(row for source_id, of_source in entries.items() for row in rows_of(kind, source_id, of_source))


def write(rows: Iterable[EntryRow]) -> int:
    """Save rows and index them, a batch at a time; returns how many. In a transaction only."""
    written, rows = 0, iter(rows)
    while batch := list(islice(rows, BATCH)):
        for row, key in zip(batch, next_keys(SearchEntry, len(batch)), strict=True):
            row.pk = key
        insert_rows(SearchEntry, COLUMNS, map(_values, batch))
        index.add(batch)
        written += len(batch)
    return written


def _values(row: EntryRow) -> tuple:
    dated_on = row.dated_on.isoformat() if row.dated_on else None
    return (row.pk, row.kind, row.platform_id, row.source_id, row.position, dated_on, json.dumps(row.parts), row.folded)


@transaction.atomic
def write_anew(rows: Iterable[EntryRow]) -> int:
    """Forget everything and write these rows; returns how many."""
    with index.written_anew():
        SearchEntry.objects.all().delete()
        return write(rows)


def clear() -> None:
    """Forget everything."""
    index.clear()
    SearchEntry.objects.all().delete()


def differences(wanted: Iterable[EntryRow], is_compared: Callable[[Indexed], bool]) -> Iterator[str]:
    """A Chinese sentence for each kind whose rows are not `wanted`, those of an index written anew, or not indexed."""
    stored = {_key(row): row for row in SearchEntry.objects.all().iterator() if is_compared(row)}
    stale = dict.fromkeys(SearchKind, 0)
    for row in filter(is_compared, wanted):
        found = stored.pop(_key(row), None)
        stale[SearchKind(row.kind)] += found is None or _content(found) != _content(row)
    for left in stored.values():
        stale[SearchKind(left.kind)] += 1
    for kind, number in stale.items():
        if number:
            yield f"搜尋索引的「{kind.label}」有{number}筆與資料不符。"
    if unlike := list(index.unlike(SearchEntry.objects.all().iterator())):
        yield f"搜尋索引有{len(unlike)}筆未依內容建立。"


def _key(row: Indexed) -> tuple[int, int, int]:
    return (row.kind, row.source_id, row.position)


def _content(row: Indexed) -> tuple:
    return (row.platform_id, row.dated_on, row.parts, row.folded)
