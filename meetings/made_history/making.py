"""Fills an unused database with a made-up history, in one transaction: `make_history` is its only caller.

The same numbers, seed and last day give the same rows, whatever the engine. It goes past the ORM and, by triggers put
aside, past the database's own refusals and the audit trail, which gets one entry that says so. Everything else is as
the usual ways of writing leave it, and `verify_ledger` says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import chain
from pathlib import Path
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from cases.ledger.bulk import BulkCase, BulkDecision, BulkLedger, Row, write_changes
from cases.models import Case, CaseTitle, Kind, SearchKind, StatusChange, Succession
from cases.normalising import normalise_title
from cases.search import entries as index_entries
from cases.search.sources import case_entries, searchable_cases, searchable_updates, update_entries
from cases.stuck.keeping import keep_lights
from groups.actors import Actor
from groups.audit.models import Action
from groups.audit.recording import note
from groups.models import City, IssueGroup
from meetings.made_history.documents import Fixed, fix_minutes, seal_everything
from meetings.made_history.lives import Life, lives
from meetings.made_history.narrative import MARK, Narrative, new_meeting
from meetings.made_history.plan import Plan
from meetings.made_history.reports import write_reports
from meetings.made_history.titles import titles, vocabulary
from meetings.models import Meeting, MeetingLevel
from meetings.record.figures import keep_figures
from meetings.search.sources import minutes_entries
from platform_site.shared import triggers
from platform_site.shared.bulk import rows
from platform_site.shared.refusals import Refusal

ACTOR = Actor(f"{MARK}幕僚")
YEARS = 20
DAYS_TO_FINALISE = 7
CASE_COLUMNS = ["id", "version", "group", "parent", "title", "normalised_title", "status", "summary"]
VERSION_COLUMNS = [*CASE_COLUMNS, "history_date", "history_change_reason", "history_type", "history_user"]
TITLE_COLUMNS = ["case", "title", "normalised_title", "reason", "decided_by"]
SUCCESSION_COLUMNS = ["predecessor", "successor", "kind", "change"]


@dataclass(frozen=True)
class Size:
    """How much history: `reports` is the number of quarters with reports, `files` that of meetings with drawn files."""

    cases: int
    meetings: int
    changes: int
    reports: int = 4
    files: int = 1


@dataclass
class Made:
    """What was written, and the seconds that each part of it took, in order."""

    changes: int = 0
    titles: int = 0
    entries: int = 0
    seals: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Add the time of the block to a part."""
        begun = time.perf_counter()
        yield
        self.seconds[part] = self.seconds.get(part, 0) + time.perf_counter() - begun


def refuse_used_database() -> None:
    """Raise Refusal where the database holds a meeting or a case: they may be real ones."""
    found = {"會議": Meeting.objects.count(), "合作案": Case.objects.count()}
    if used := [f"{word}{number:,}筆" for word, number in found.items() if number]:
        raise Refusal(
            f"這個資料庫已有資料（{'、'.join(used)}），模擬歷史不可與真實紀錄混在一起。"
            "請另建資料庫，執行 migrate 後再試。沒有寫入任何資料。"
        )


def make_history(size: Size, seed: int, until: date, texts: Path, say: Callable[[str], None]) -> Made:
    """Write a history whose last meeting was a few days before `until`. `texts` holds the real minutes.

    Raises Refusal where the database is in use, or Impossible where no history has these numbers; nothing is written
    then. `say` is told what is done next.
    """
    made, chance = Made(), Random(seed)
    with made.timed("plan"):
        level = MeetingLevel.objects.filter(keeps_ledger=True).select_related("platform").order_by("order")[0]
        groups = list(IssueGroup.objects.filter(platform=level.platform).values_list("pk", flat=True))
        planned = lives(size.cases, size.meetings, size.changes, len(groups), chance)
    with rows.much_memory(), transaction.atomic():
        refuse_used_database()
        with triggers.put_aside(connection):
            say("寫入帳冊…")
            history = _History(made, level, groups, planned, titles(vocabulary(texts), chance), chance)
            history.write(_days(size.meetings, until))
            if connection.vendor == "postgresql":
                # Raw SQL: without it the server plans for empty tables until it looks by itself, after the commit.
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            with made.timed("reports"):
                write_reports(until, size.reports, chance)
            with made.timed("lights"):
                keep_lights(Case.objects.order_by("pk").values_list("pk", flat=True).iterator())
            say("編製紀錄…")
            with made.timed("minutes"):
                fixed = fix_minutes(level, ACTOR, size.files)
            with made.timed("seals"):
                made.seals = seal_everything(ACTOR)
            say("建立搜尋索引…")
            with made.timed("search"):
                made.entries = index_entries.write_anew(_entries(fixed))
            connection.check_constraints()
        note(Action.INSERT, about={"模擬歷史": f"{size}", "亂數種子": seed, "最後一天": until.isoformat()})
    return made


class _History:
    """The rows of the ledger and of what hangs on it, while they are made."""

    def __init__(
        self,
        made: Made,
        level: MeetingLevel,
        groups: list[int],
        planned: list[Life],
        new_titles: Iterator[str],
        chance: Random,
    ) -> None:
        self.made, self.level, self.groups = made, level, groups
        first = rows.next_number(Case)
        self.cases = [
            BulkCase(number, groups[life.group], next(new_titles)) for number, life in enumerate(planned, first)
        ]
        self.plan = Plan(planned, self.cases, new_titles, groups, chance)
        cities = list(City.objects.filter(platform=level.platform))
        self.cities, self.narrative = cities, Narrative(cities, groups, chance)
        self.printed: dict[tuple[int, str], None] = {}
        self.successions: list[tuple] = []
        self.versions: list[tuple] = []
        self.steps: dict[int, int] = {}

    def write(self, days: list[date]) -> None:
        with self.made.timed("ledger"):
            hosts = [self.cities[number % len(self.cities)] for number in range(len(days))]
            self.meetings = Meeting.objects.bulk_create(
                new_meeting(self.level, number, day, host, _finalised(day), ACTOR.name)
                for number, (day, host) in enumerate(zip(days, hosts, strict=True), 1)
            )
            self.made.changes = write_changes(self._changes())
        with self.made.timed("cases"):
            rows.insert(Case, CASE_COLUMNS, map(self._case, self.cases))
            rows.insert(Case.history.model, VERSION_COLUMNS, self.versions)
            normalised = ((pk, title, normalise_title(title)[:200], "", "") for pk, title in self.printed)
            self.made.titles = rows.insert(CaseTitle, TITLE_COLUMNS, normalised)
            rows.insert(Succession, SUCCESSION_COLUMNS, self.successions)
            rows.number_on([Case])
        with self.made.timed("narrative"):
            self.narrative.save()
            keep_figures(self.meetings[0])

    def _changes(self) -> Iterator[Row]:
        order = {group: place for place, group in enumerate(self.groups)}
        ledger = BulkLedger(rows.next_number(StatusChange), ACTOR.name, order)
        for place, meeting in enumerate(self.meetings):
            plans = self.plan.of_meeting(place)
            decisions = [decision for plan in plans.values() for decision in plan.decisions]
            at = _finalised(meeting.held_on)
            yield from ledger.rows_of(meeting.pk, decisions, at)
            for decision in decisions:
                self._remember(decision, meeting, at)
            self.narrative.add(meeting, plans)
        rows.number_on([StatusChange])

    def _remember(self, decision: BulkDecision, meeting: Meeting, at: datetime) -> None:
        case, kind = decision.case, decision.kind
        if decision.former_title:
            self.printed[case.pk, decision.former_title] = None
        self.printed[case.pk, decision.printed_title] = None
        if decision.into is not None:
            self.successions.append((case.pk, decision.into.pk, Succession.Kind.MERGED.value, decision.row))
        if case.pk not in self.steps:
            self.steps[case.pk] = 1
            self.versions.append((*self._case(case)[:6], "", "", at, None, "+", None))
        elif kind in (Kind.MOVED, Kind.RENAMED):
            self.steps[case.pk] += 1
            self.versions.append((*self._case(case), at, f"{meeting}{Kind(kind).label}", "~", None))

    def _case(self, case: BulkCase) -> tuple:
        title = normalise_title(case.title)[:200]
        return (case.pk, self.steps[case.pk], case.group_id, None, case.title, title, str(case.kind), "")


def _days(meetings: int, until: date) -> list[date]:
    """Evenly over the years, the last one early enough to be finalised."""
    last = until - timedelta(days=DAYS_TO_FINALISE)
    apart = max(1, YEARS * 365 // meetings)
    return [last - timedelta(days=apart * back) for back in reversed(range(meetings))]


def _finalised(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=DAYS_TO_FINALISE), clock(10)))


def _entries(fixed: list[Fixed]) -> Iterator:
    """The rows of the search index in the order of `rebuild_search`; the minutes are at hand."""
    minutes = ((row.meeting.pk, minutes_entries(row.meeting, row.document)) for row in fixed)
    for kind, source in (
        (SearchKind.TITLE, case_entries(searchable_cases())),
        (SearchKind.MINUTES, minutes),
        (SearchKind.UPDATE, update_entries(searchable_updates())),
    ):
        yield from chain.from_iterable(index_entries.rows_of(kind, pk, of_source) for pk, of_source in source)
