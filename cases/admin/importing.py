"""Rows of an imported sheet of cases that are plain: checked in memory against what is known, and written at once.

A row is plain where nothing about it needs a look at another row: its group and title name one case or none, its
parent is a known case, it leaves common topics as they are, and no rule refuses it. Every other row, each that is wrong
among them, takes the way of one row at a time (`CaseResource.import_row`), where each refusal has its sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.html import format_html
from import_export.results import RowResult

from cases.models import Case, CaseTitle, Kind, SearchKind
from cases.normalising import normalise_title
from cases.search.entries import rows_of, write
from cases.search.sources import title_entry
from groups.models import IssueGroup
from platform_site.shared.bulk.statements import among, insert_rows, next_keys, update_rows
from platform_site.shared.sheets.cells import tidy_text

GROUP, TITLE, PARENT, TOPICS, SUMMARY, STATUS, VERSION = (
    "議題小組", "案名", "母案", "共同議題", "說明", "列管狀態", "版次",
)  # fmt: skip
STATUS_NONE = "未列管"
TOPIC_SEPARATORS = re.compile("[、,，;；]")
LONGEST_TITLE = 200
STATUSES = {"": STATUS_NONE, **{kind.value: str(kind.label) for kind in Kind}}
CASE_FIELDS = ["id", "version", "group", "parent", "title", "normalised_title", "status", "summary"]
TITLE_FIELDS = ["id", "case", "title", "normalised_title", "reason", "decided_by"]
HISTORY_FIELDS = ["history_date", "history_type", "history_user"]

Key = tuple[str, str]
Row = Mapping[str, Any]


class Known(NamedTuple):
    """A case that the database has; `topics` are the names of its common topics."""

    pk: int
    version: int
    group_id: int
    parent_id: int | None
    title: str
    status: str
    summary: str
    topics: tuple[str, ...]


class PlainRow(RowResult):
    """What becomes of a plain row. Its diff is made only where a page shows it."""

    errors: list = []
    validation_error = None
    original = None

    def __init__(self, key: Key, row: Row, summary: str, found: Known | None, parent: Known | None) -> None:
        self.key, self.row_values, self.summary, self.found, self.parent = key, row, summary, found, parent
        self.object_id = found.pk if found else None
        self.object_repr = key[1]
        if found is None:
            self.import_type = RowResult.IMPORT_TYPE_NEW
        else:
            before = lines(found.summary)
            changes = SUMMARY in row and summary != before
            self.import_type = RowResult.IMPORT_TYPE_UPDATE if changes else RowResult.IMPORT_TYPE_SKIP

    @property
    def instance(self) -> Case:
        """The case, as far as its name in a log needs it."""
        return Case(pk=self.object_id, title=self.object_repr)

    @property
    def diff(self) -> list[str]:
        """The cells in the order of the columns, the status aside; what changes as del and ins."""
        group, title = self.key
        parent = self.parent.title if self.parent else ""
        if self.found is None:
            return [group, title, parent, "", self.summary, "", "1"]
        before, version = lines(self.found.summary), self.found.version
        topics = "、".join(self.found.topics)
        if self.import_type == RowResult.IMPORT_TYPE_SKIP:
            return [group, title, parent, topics, before, "", str(version)]
        return [group, title, parent, topics, _change(before, self.summary), "", _change(version, version + 1)]


class PlainRows:
    """The plain rows of a sheet, kept until `write` writes them. What is known is read once."""

    def __init__(self, rows: Sequence[Row], *, locking: bool) -> None:
        keys = [_key(row) for row in rows]
        counted = Counter(keys)
        self._repeated = {key for key, count in counted.items() if count > 1}
        parents = {tidy_text(row.get(PARENT)) for row in rows} - {""}
        self._groups = _unique_groups({group for group, _ in keys})
        titles = {title for _, title in keys} | parents
        self._known = _known_cases({pk: name for name, (pk, _) in self._groups.items()}, titles, locking=locking)
        # A case that gets a parent by this very sheet may be none itself once its row is read.
        self._becoming_subcases = {
            known.pk
            for key, row in zip(keys, rows, strict=True)
            if tidy_text(row.get(PARENT))
            for known in self._known.get(key, ())
        }
        self._new: dict[Key, PlainRow] = {}
        self._changed: dict[Key, PlainRow] = {}

    def take(self, row: Row) -> PlainRow | None:
        """What becomes of a row, kept to be written; None where it is not plain."""
        key = _key(row)
        texts = [tidy_text(row.get(name)) for name in (PARENT, TOPICS, SUMMARY, STATUS, VERSION)]
        parent, topics, summary, status, version = texts
        found = self._known.get(key, ())
        if not self._may_be_plain(key, summary) or len(found) > 1:
            return None
        known = found[0] if found else None
        mother = self._parent((key[0], parent)) if parent else None
        if parent and mother is None:
            return None
        if status not in ("", STATUSES[known.status] if known else STATUS_NONE):
            return None
        if known is None:
            if topics or (mother and not self._may_be_parent(mother)):
                return None
            plain = PlainRow(key, row, summary, None, mother)
        else:
            if not _leaves_alone(known, row, mother, topics, version):
                return None
            plain = PlainRow(key, row, summary, known, mother)
            # Saving a sub-case asks about its parent, and the history copies topics.
            if plain.is_update() and (known.parent_id or known.topics):
                return None
        if not plain.is_skip():
            (self._changed if known else self._new)[key] = plain
        return plain

    def is_awaited_by(self, row: Row) -> bool:
        """Whether a row that is not plain looks for a parent among the new rows that are not written yet."""
        return (_key(row)[0], tidy_text(row.get(PARENT))) in self._new

    def write(self) -> None:
        """Write the rows that were taken so far: cases, titles, history and what the search finds."""
        user = Case.history.model.get_default_history_user(Case())
        self._at, self._by = connection.ops.adapt_datetimefield_value(timezone.now()), user.pk if user else None
        if self._new:
            self._insert(list(self._new.values()))
        if self._changed:
            self._update(list(self._changed.values()))
        self._new, self._changed = {}, {}

    def _insert(self, rows: list[PlainRow]) -> None:
        cases, entries = [], []
        for pk, row in zip(next_keys(Case, len(rows)), rows, strict=True):
            (group, title), row.object_id = row.key, pk
            group_id, platform_id = self._groups[group]
            parent = row.parent.pk if row.parent else None
            cases.append((pk, 1, group_id, parent, title, normalise_title(title)[:LONGEST_TITLE], "", row.summary))
            entries += rows_of(SearchKind.TITLE, pk, [title_entry(platform_id, title, [])])
            known = Known(pk, 1, group_id, parent, title, "", row.summary, ())
            self._known[row.key] = [known]
        insert_rows(Case, CASE_FIELDS, cases)
        self._note_history(Case, CASE_FIELDS, cases, "+")
        self._insert_titles([(case[0], case[4], case[5]) for case in cases])
        write(entries)

    def _update(self, rows: list[PlainRow]) -> None:
        cases = []
        for row in rows:
            was = row.found
            normalised = normalise_title(was.title)[:LONGEST_TITLE]
            cases.append((was.pk, was.version + 1, was.group_id, None, was.title, normalised, was.status, row.summary))
        update_rows(
            Case, ["version", "normalised_title", "summary"], [(case[0], case[1], case[5], case[7]) for case in cases]
        )
        self._note_history(Case, CASE_FIELDS, cases, "~")
        # A case can be matched under the titles it has rows for.
        titled = set(among(CaseTitle.objects, "case", [case[0] for case in cases]).values_list("case_id", "title"))
        self._insert_titles([(case[0], case[4], case[5]) for case in cases if (case[0], case[4]) not in titled])

    def _insert_titles(self, titles: list[tuple[int, str, str]]) -> None:
        keys = next_keys(CaseTitle, len(titles))
        rows = [(pk, *title, "", "") for pk, title in zip(keys, titles, strict=True)]
        insert_rows(CaseTitle, TITLE_FIELDS, rows)
        self._note_history(CaseTitle, TITLE_FIELDS, rows, "+")

    def _note_history(self, model: Any, names: list[str], rows: Iterable[tuple], kind: str) -> None:
        stamp = (self._at, kind, self._by)
        insert_rows(model.history.model, [*names, *HISTORY_FIELDS], [(*row, *stamp) for row in rows])

    def _may_be_plain(self, key: Key, summary: str) -> bool:
        group, title = key
        # U+0000 is what PostgreSQL refuses in a text.
        fits = 0 < len(title) <= LONGEST_TITLE and "\x00" not in title and "\x00" not in summary
        return fits and group in self._groups and key not in self._repeated

    def _parent(self, key: Key) -> Known | None:
        found = self._known.get(key, ())
        return found[0] if len(found) == 1 and key not in self._repeated else None

    def _may_be_parent(self, case: Known) -> bool:
        return case.parent_id is None and case.pk not in self._becoming_subcases


def _key(row: Row) -> Key:
    return tidy_text(row[GROUP]), tidy_text(row[TITLE])


def _change(before: object, after: object) -> str:
    if before == after or before == "":
        return str(after)
    return format_html("<del>{}</del> <ins>{}</ins>", before, after)


def _leaves_alone(known: Known, row: Row, parent: Known | None, topics: str, version: str) -> bool:
    """Whether a row of a known case names its parent and topics as they are, and is not older than the case."""
    if PARENT in row and (parent.pk if parent else None) != known.parent_id:
        return False
    if TOPICS in row and set(split_topics(topics)) != set(known.topics):
        return False
    return version in ("", str(known.version))


def split_topics(text: str) -> list[str]:
    """The names of common topics in a cell."""
    return [name.strip() for name in TOPIC_SEPARATORS.split(text) if name.strip()]


def topics_of(cases: Iterable[int]) -> dict[int, list[str]]:
    """The names of the common topics of these cases, by id, that have any."""
    topics: dict[int, list[str]] = defaultdict(list)
    links = among(Case.common_topics.through.objects.order_by("commontopic__name"), "case", cases)
    for case, name in links.values_list("case_id", "commontopic__name"):
        topics[case].append(name)
    return topics


def lines(text: str) -> str:
    """A text with the line ends of files."""
    return text.replace("\r\n", "\n")


def _unique_groups(names: set[str]) -> dict[str, tuple[int, int]]:
    """The groups of these names: (key, key of the platform). A name of two groups is left out."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for name, *keys in IssueGroup.objects.filter(name__in=names).values_list("name", "pk", "platform_id"):
        found[name].append((keys[0], keys[1]))
    return {name: keys[0] for name, keys in found.items() if len(keys) == 1}


def _known_cases(groups: Mapping[int, str], titles: Iterable[str], *, locking: bool) -> dict[Key, list[Known]]:
    """The cases of these groups that have one of these titles, by the name of the group and title."""
    rows = among(Case.objects.filter(group__in=groups).order_by("pk"), "title", titles)
    rows = rows.select_for_update() if locking else rows
    stored = list(rows.values_list("pk", "version", "group_id", "parent_id", "title", "status", "summary"))
    topics = topics_of([row[0] for row in stored])
    known: dict[Key, list[Known]] = defaultdict(list)
    for row in stored:
        known[groups[row[2]], row[4]].append(Known(*row, topics=tuple(topics.get(row[0], ()))))
    return known
