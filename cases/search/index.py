"""The index of characters and of pairs of them: which entries hold all those of the words that are searched for.

Two-character words are the common case in Chinese, and trigram indexes cannot match them. So each character of an
entry's folded text is a token, a number, and so is each pair of neighbours; one more token is the shelf that the entry
stands on, its kind and platform, so that a common word of one kind costs the others nothing. The tokens say whether an
entry holds a word of one or two characters. Of a longer one they say that it may be there, and the folded text whether
it is.

Raw SQL throughout: no ORM has words for a full-text table of SQLite or for an array of PostgreSQL.

`cases_searchindex` holds the tokens of each entry, written and removed here: on SQLite a contentless FTS5 table, on
PostgreSQL a table of arrays with a GIN index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import add as add_text
from typing import NamedTuple

from django.db import connection

from cases.models import SearchEntry

# Twice this many bits hold two characters of Unicode.
CHARACTER_BITS = 21
KINDS_PER_PLATFORM = 16
# As many entries are compared at once; their tokens need some megabytes.
BATCH = 1_000


@dataclass(slots=True)
class EntryRow:
    """A row of SearchEntry on its way into the table and the index; to make a model of each takes ten times as long."""

    kind: int
    platform_id: int
    source_id: int
    position: int
    dated_on: date | None
    parts: list[list[str]]
    folded: str
    pk: int = 0


Indexed = SearchEntry | EntryRow


class Hit(NamedTuple):
    """An entry that was found, with what results are ordered by."""

    pk: int
    dated_on: date | None
    source_id: int
    position: int


def characters(text: str) -> set[int]:
    """The tokens of single characters of a folded text; below those of pairs, since no text holds U+0000."""
    return set(map(ord, text))


def pairs(text: str) -> set[int]:
    """The tokens of a folded text for each two characters that stand side by side."""
    codes = list(map(ord, text))
    return {one << CHARACTER_BITS | next_one for one, next_one in zip(codes, codes[1:], strict=False)}


def shelf(kind: int, platform_id: int) -> int:
    """The token of all entries of a kind and platform; below zero, so that no other token is like it."""
    return -(platform_id * KINDS_PER_PLATFORM + kind)


def matching(kind: int, platform_id: int, words: Sequence[str], most: int) -> list[Hit]:
    """The entries of a kind and platform that hold every word, the last written first, at most so many; one query.

    Words are folded (`normalise_search`).
    """
    statement, values = _asked("e.id, e.dated_on, e.source_id, e.position", kind, platform_id, words, most)
    # The columns are read by the field's own converters: SQLite's driver gives dates as text.
    query = SearchEntry.objects.raw(statement, values)
    return [Hit(entry.pk, entry.dated_on, entry.source_id, entry.position) for entry in query]


def sources(kind: int, platform_id: int, words: Sequence[str], most: int) -> list[int]:
    """The ids of what `matching` finds for each word by itself, one after the other and at most so many; one query."""
    asked = [_asked("e.source_id", kind, platform_id, [word], most) for word in words]
    # The statements are this module's own; words and platform go as parameters.
    of_words = [f"SELECT * FROM ({of_word}) w{number}" for number, (of_word, _) in enumerate(asked)]  # nosec B608
    statement = " UNION ALL ".join(of_words)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, values in asked for value in values])
        return [source for (source,) in cursor.fetchmany(most)]


def _asked(columns: str, kind: int, platform_id: int, words: Sequence[str], most: int) -> tuple[str, list]:
    """The statement of `matching` for some columns, and its parameters."""
    tokens = set().union(*(pairs(word) or characters(word) for word in words))
    # A shorter word is there where its token is; of these the text itself has to tell.
    doubtful = [word for word in words if len(word) > 2]
    wanted = [shelf(kind, platform_id), *sorted(tokens)]
    sought: str | list[int]
    if connection.vendor == "sqlite":
        statement, holds, sought = _SQLITE, " AND instr(e.folded, %s) > 0", " ".join(map(_written, wanted))
    else:
        statement, holds, sought = _POSTGRESQL, " AND strpos(e.folded, %s) > 0", wanted
    return statement.format(columns=columns, holds=holds * len(doubtful)), [sought, *doubtful, most]


# The index walks backwards by itself and stops at the limit; CROSS JOIN keeps the planner from walking the entries.
_SQLITE = (
    "SELECT {columns}"
    " FROM cases_searchindex i CROSS JOIN cases_searchentry e ON e.id = i.rowid"
    " WHERE cases_searchindex MATCH %s{holds} ORDER BY i.rowid DESC LIMIT %s"
)
# A GIN index gives all of its hits, in no order, so they are sorted: numbers only, out of narrow rows. Then the entries
# are read one by one, the newest first, until there are enough; OFFSET 0 keeps the planner from reading them all.
_POSTGRESQL = (
    "SELECT {columns}"
    " FROM (SELECT * FROM cases_searchindex_with(%s::bigint[]) AS found(entry_id) ORDER BY entry_id DESC) i"
    " CROSS JOIN LATERAL (SELECT * FROM cases_searchentry e WHERE e.id = i.entry_id{holds} OFFSET 0) e"
    " ORDER BY i.entry_id DESC LIMIT %s"
)


def add(entries: Sequence[Indexed]) -> None:
    """Put saved entries into the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            statement = "INSERT INTO cases_searchindex (rowid, tokens) VALUES (%s, %s)"
            cursor.executemany(statement, [[entry.pk, tokens_text(entry)] for entry in entries])
        else:
            added = [(entry.pk, "{" + ",".join(map(str, tokens_of(entry))) + "}") for entry in entries]
            statement = (
                "INSERT INTO cases_searchindex (entry_id, tokens)"
                " SELECT pk, tokens::bigint[] FROM unnest(%s::bigint[], %s::text[]) AS added(pk, tokens)"
            )
            cursor.execute(statement, [[pk for pk, _ in added], [tokens for _, tokens in added]])


def remove(entries: Iterable[SearchEntry]) -> None:
    """Take entries out of the index before their rows are deleted: SQLite has to be told again what was put in."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            statement = "INSERT INTO cases_searchindex (cases_searchindex, rowid, tokens) VALUES ('delete', %s, %s)"
            cursor.executemany(statement, [[entry.pk, tokens_text(entry)] for entry in entries])
        else:
            statement = "DELETE FROM cases_searchindex WHERE entry_id = ANY(%s)"
            cursor.execute(statement, [[entry.pk for entry in entries]])


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO cases_searchindex (cases_searchindex) VALUES ('delete-all')")
        else:
            cursor.execute("TRUNCATE cases_searchindex")


@contextmanager
def written_anew() -> Iterator[None]:
    """Empty the index; what is added in the block is found after it. In a transaction only.

    PostgreSQL builds its index once at the end, in a fraction of the time that adding row by row takes. Whoever
    searches meanwhile waits until the transaction is over.
    """
    clear()
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('cases_searchindex_tokens'::regclass)")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX cases_searchindex_tokens")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(definition)


def unlike(entries: Iterable[SearchEntry]) -> Iterator[int]:
    """The ids of entries whose tokens in the index are not those of their text; what is left of a gone row is none."""
    return _unlike_on_sqlite(entries) if connection.vendor == "sqlite" else _unlike_on_postgresql(entries)


def _unlike_on_postgresql(entries: Iterable[SearchEntry]) -> Iterator[int]:
    statement = "SELECT entry_id, tokens FROM cases_searchindex WHERE entry_id = ANY(%s)"
    entries = iter(entries)
    with connection.cursor() as cursor:
        while batch := list(islice(entries, BATCH)):
            cursor.execute(statement, [[entry.pk for entry in batch]])
            stored = dict(cursor.fetchall())
            yield from (entry.pk for entry in batch if stored.get(entry.pk) != tokens_of(entry))


def _unlike_on_sqlite(entries: Iterable[SearchEntry]) -> Iterator[int]:
    """Compared by a sum per entry, since the table gives its tokens one by one, in their own order."""
    sums: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE temp.search_tokens USING fts5vocab(main, cases_searchindex, instance)")
        try:
            cursor.execute("SELECT term, doc FROM temp.search_tokens")
            for term, pk in cursor:
                sums[pk] = sums.get(pk, 0) + hash(term)
        finally:
            cursor.execute("DROP TABLE temp.search_tokens")
    for entry in entries:
        if sums.get(entry.pk, 0) != sum(map(hash, tokens_text(entry).split())):
            yield entry.pk


def tokens_of(entry: Indexed) -> list[int]:
    """The tokens of an entry, in order."""
    return [shelf(entry.kind, entry.platform_id), *sorted(characters(entry.folded) | pairs(entry.folded))]


def tokens_text(entry: Indexed) -> str:
    """The tokens of an entry as SQLite's table takes them, in any order: words of ASCII letters and digits."""
    text = entry.folded
    # Each character, and each two neighbours: as `characters` and `pairs` number them.
    tokens = {*text, *map(add_text, text, text[1:])}
    return " ".join([_written(shelf(entry.kind, entry.platform_id)), *map(_WRITTEN.__getitem__, tokens)])


def _written(token: int) -> str:
    return f"{token:x}" if token >= 0 else f"s{-token:x}"


class _Written(dict):
    """Characters and pairs of them as their tokens are written; texts are many and have the same few thousand pairs."""

    most = 100_000

    def __missing__(self, text: str) -> str:
        if len(self) >= self.most:
            self.clear()
        (token,) = pairs(text) or characters(text)
        return self.setdefault(text, _written(token))


_WRITTEN = _Written()
