"""The index of pairs of characters: which entries hold every pair of the words that are searched for.

Two-character words are the common case in Chinese, and trigram indexes cannot match them. So each pair of neighbouring
characters of an entry's folded text is a token, a number made of the two; one more token is the shelf that the entry
stands on, its kind and platform, so that a common word of one kind costs the others nothing. All tokens of a word say
that an entry may hold it; its folded text then says whether it does.

Raw SQL throughout: no ORM has words for a full-text table of SQLite or for a GIN index over an expression.

SQLite: `cases_searchindex`, a contentless FTS5 table, holds the tokens; they are written and removed here.
PostgreSQL: a GIN index over `search_tokens(kind, platform_id, folded)` does the same by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from cases.models import SearchEntry

# Twice this many bits hold two characters of Unicode; `search_tokens` on PostgreSQL shifts by as much.
CHARACTER_BITS = 21
KINDS_PER_PLATFORM = 16
# As many of the newest entries PostgreSQL reads before it asks its index.
NEWEST = 4_000


class Hit(NamedTuple):
    """An entry that was found, with what results are ordered by."""

    pk: int
    dated_on: date | None
    source_id: int
    position: int


def pairs(text: str) -> set[int]:
    """The tokens of a folded text: one for each two characters that stand side by side."""
    return {ord(one) << CHARACTER_BITS | ord(next_one) for one, next_one in zip(text, text[1:], strict=False)}


def shelf(kind: int, platform_id: int) -> int:
    """The token of all entries of a kind and platform; below zero, so that no pair is like it."""
    return -(platform_id * KINDS_PER_PLATFORM + kind)


def matching(kind: int, platform_id: int, words: Sequence[str], most: int) -> list[Hit]:
    """The entries of a kind and platform that hold every word, the last written first, at most so many; one query.

    Words are folded (`normalise_search`); at least one has two characters or more (ValueError).
    """
    tokens = set().union(*(pairs(word) for word in words))
    if not tokens:
        raise ValueError("A single character has no pair to look up.")
    # A word of two characters is there where its token is; of a longer one the text itself has to tell.
    doubtful = [word for word in words if len(word) != 2]
    wanted = [shelf(kind, platform_id), *sorted(tokens)]
    if connection.vendor == "sqlite":
        statement = _SQLITE.format(holds=" AND instr(e.folded, %s) > 0" * len(doubtful))
        values = [" ".join(map(_written, wanted)), *doubtful, most]
    else:
        holds = " AND strpos(e.folded, %s) > 0"
        statement = _POSTGRESQL.format(holds_all=holds * len(words), holds=holds * len(doubtful))
        values = [kind, platform_id, NEWEST, *words, most, most, wanted, *doubtful, most, most]
    # The columns are read by the field's own converters: SQLite's driver gives dates as text.
    query = SearchEntry.objects.raw(statement, values)
    return [Hit(entry.pk, entry.dated_on, entry.source_id, entry.position) for entry in query]


# The index walks backwards by itself and stops at the limit; CROSS JOIN keeps the planner from walking the entries.
_SQLITE = (
    "SELECT e.id, e.dated_on, e.source_id, e.position"
    " FROM cases_searchindex i CROSS JOIN cases_searchentry e ON e.id = i.rowid"
    " WHERE cases_searchindex MATCH %s{holds} ORDER BY i.rowid DESC LIMIT %s"
)
# A GIN index gives all of its hits, in no order: a word of every report would cost a look at each of them. So first the
# newest entries are read themselves, and where they have enough hits the index is not asked (a one-time filter).
# MATERIALIZED keeps the planner from walking the primary key backwards and computing the tokens of every row.
_POSTGRESQL = (
    "WITH newest AS MATERIALIZED (SELECT e.id, e.dated_on, e.source_id, e.position FROM (SELECT *"
    " FROM cases_searchentry WHERE kind = %s AND platform_id = %s ORDER BY kind DESC, platform_id DESC, id DESC"
    " LIMIT %s) e WHERE true{holds_all} ORDER BY e.id DESC LIMIT %s),"
    " found AS MATERIALIZED (SELECT e.id, e.dated_on, e.source_id, e.position FROM cases_searchentry e"
    " WHERE (SELECT count(*) FROM newest) < %s"
    " AND search_tokens(e.kind, e.platform_id, e.folded) @> %s::bigint[]{holds})"
    " SELECT * FROM (SELECT * FROM newest WHERE (SELECT count(*) FROM newest) >= %s UNION ALL SELECT * FROM found) hits"
    " ORDER BY id DESC LIMIT %s"
)


def add(entries: Iterable[SearchEntry]) -> None:
    """Put saved entries into the index."""
    if connection.vendor == "sqlite":
        statement = "INSERT INTO cases_searchindex (rowid, tokens) VALUES (%s, %s)"
        _execute(statement, [[entry.pk, tokens_text(entry)] for entry in entries])


def remove(entries: Iterable[SearchEntry]) -> None:
    """Take entries out of the index before their rows are deleted: what was put in has to be said again."""
    if connection.vendor == "sqlite":
        statement = "INSERT INTO cases_searchindex (cases_searchindex, rowid, tokens) VALUES ('delete', %s, %s)"
        _execute(statement, [[entry.pk, tokens_text(entry)] for entry in entries])


def clear() -> None:
    """Empty the index."""
    if connection.vendor == "sqlite":
        _execute("INSERT INTO cases_searchindex (cases_searchindex) VALUES (%s)", [["delete-all"]])


def unlike(entries: Iterable[SearchEntry]) -> Iterator[int]:
    """The ids of entries whose tokens in the index are not those of their text; an index of PostgreSQL's never differs.

    A sum per entry, since the tokens themselves need too much room. What is left of a row that is gone is none.
    """
    if connection.vendor != "sqlite":
        return
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


def tokens_text(entry: SearchEntry) -> str:
    """The tokens of an entry as SQLite's table takes them: words of ASCII letters and digits."""
    return " ".join(map(_written, [shelf(entry.kind, entry.platform_id), *pairs(entry.folded)]))


def _written(token: int) -> str:
    return f"{token:x}" if token >= 0 else f"s{-token:x}"


def _execute(statement: str, rows: list[list]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
