"""The rows that a made-up meeting's minutes are printed from, beside the ledger's; all in the standard wordings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from typing import TypeVar

from django.db import models

from cases.ledger.bulk import BulkDecision
from groups.models import City
from meetings.made_history.plan import GroupPlan
from meetings.minutes import wording as words
from meetings.minutes.document import ClauseKind
from meetings.minutes.wording import default_clause
from meetings.models import (
    Clause,
    ClauseItem,
    GroupResolution,
    Meeting,
    MeetingLevel,
    MeetingSeat,
    Paragraph,
    Remark,
    Resolution,
    Section,
    SectionKind,
)
from platform_site.shared.bulk import rows

RowOf = TypeVar("RowOf", bound=models.Model)
MARK = "〔模擬資料〕"
SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周"
SECTIONS = [
    (SectionKind.TIME, words.TIME),
    (SectionKind.VENUE, words.VENUE),
    (SectionKind.CHAIRS, words.CHAIRS),
    (SectionKind.ATTENDANCE, words.ATTENDANCE),
    (SectionKind.OPENING, words.OPENING),
    (SectionKind.WORK_REPORT, words.WORK_REPORT),
    (SectionKind.RESOLUTIONS, words.RESOLUTIONS),
    (SectionKind.REMARKS, words.REMARKS),
    (SectionKind.ADJOURNMENT, words.ADJOURNMENT),
]
REMARKS = [
    f"{MARK}各項合作案已有初步成果，請各議題小組持續追蹤辦理進度，並於下次會議提出具體成果。",
    f"{MARK}四市生活圈日益緊密，盼透過本平臺持續深化合作，共同向中央爭取資源。",
    f"{MARK}已完成的案件請儘速辦理解列，尚有困難者請提出因應措施。",
    f"{MARK}請各小組就跨市共通議題加強橫向聯繫，定期交換資料。",
]
# Now and then the minutes state one case more or less than the ledger carries forward.
SLIPS = 0.01
ITEM_COLUMNS = [
    "id", "clause", "role", "position", "change", "case", "text", "quoted", "before", "after",
]  # fmt: skip


def new_meeting(level: MeetingLevel, number: int, held_on: date, host: City, at: datetime, by: str) -> Meeting:
    """A finalised meeting, not saved; its hash is put in once its minutes are composed."""
    return Meeting(
        level=level,
        number=number,
        state=Meeting.State.FINALISED,
        held_on=held_on,
        starts_at=time(14, 0),
        ends_at=time(16, 0),
        venue=f"{MARK}{host.government_name}",
        host_city=host,
        recorder=MARK,
        finalised_at=at,
        finalised_by_name=by,
        content_sha256="0" * 64,
    )


@dataclass
class Narrative:
    """Gathers the rows of all meetings and writes them table by table."""

    cities: list[City]
    groups: list[int]
    chance: Random
    gathered: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)
    items: list[tuple] = field(default_factory=list)
    # By group: how many cases the meeting before closed with, as it stated them.
    closing: dict[int, int] = field(default_factory=dict)
    next_numbers: dict[type[models.Model], int] = field(default_factory=dict)

    def add(self, meeting: Meeting, plans: dict[int, GroupPlan]) -> None:
        """The rows of one meeting, whose ledger rows have their numbers already."""
        for position, (kind, wording) in enumerate(SECTIONS, 1):
            self._new(Section, meeting=meeting, position=position, kind=kind, wording=wording)
        self._seats(meeting)
        into: dict[int, int] = dict.fromkeys(self.groups, 0)
        for plan in plans.values():
            for move in plan.moved:
                into[move.to_group_id or 0] += 1
        remaining = 0
        for position, (group, plan) in enumerate(plans.items(), 1):
            resolution = self._new(
                GroupResolution, meeting=meeting, group_id=group, position=position, wording=words.GROUP
            )
            gone = len(plan.delisted) + len(plan.merged) + len(plan.moved) - into[group]
            stated = self.closing.get(group, 0) - gone
            if stated > 10 and self.chance.random() < SLIPS:
                stated += self.chance.choice((-1, 1))
            self._clauses(resolution, plan, stated if group in self.closing else None)
            self.closing[group] = stated + len(plan.added)
            remaining += stated
        self._new(
            Resolution,
            meeting=meeting,
            position=1,
            wording=words.GROUPS_RESOLUTION,
            opens_groups=True,
            stated_ongoing=remaining,
        )

    def save(self) -> None:
        """Write everything; the meetings and the ledger are there already."""
        for model, made in self.gathered.items():
            model._base_manager.bulk_create(made, batch_size=1_000)
        rows.insert(ClauseItem, ITEM_COLUMNS, self.items)
        rows.number_on([*self.gathered, ClauseItem])

    def _seats(self, meeting: Meeting) -> None:
        first = [city.pk for city in self.cities].index(meeting.host_city_id or 0)
        order = self.cities[first:] + self.cities[:first]
        for position, city in enumerate(order, 1):
            # Whoever is in office stays for four years.
            surname = SURNAMES[(city.order * 5 + meeting.held_on.year // 4) % len(SURNAMES)]
            person = {"surname": surname, "given_name": "某某", "title": "副市長"}
            seat = self._new(
                MeetingSeat, meeting=meeting, position=position, city=city, is_representative=position == 1, **person
            )
            remark = self._new(Remark, meeting=meeting, position=position, seat=seat, **person)
            text = REMARKS[(meeting.number + position) % len(REMARKS)]
            self._new(Paragraph, remark=remark, position=1, wording=text)

    def _clauses(self, resolution: GroupResolution, plan: GroupPlan, stated: int | None) -> None:
        clauses: list[tuple[ClauseKind, list[BulkDecision], BulkDecision | None, int | None]] = []
        if plan.delisted:
            clauses.append((ClauseKind.DELISTED, plan.delisted, None, None))
        if plan.added:
            clauses.append((ClauseKind.ADDED, plan.added, None, None))
        clauses += [(ClauseKind.MERGED, [merged], result, None) for result, merged in plan.merged]
        by_target: dict[int, list[BulkDecision]] = {}
        for move in plan.moved:
            by_target.setdefault(move.to_group_id or 0, []).append(move)
        clauses += [(ClauseKind.MOVED, moves, None, group) for group, moves in by_target.items()]
        clauses += [(ClauseKind.RENAMED, [renamed], None, None) for renamed in plan.renamed]
        for position, (kind, decisions, result, other_group) in enumerate(clauses, 1):
            clause = self._new(
                Clause,
                group_resolution=resolution,
                position=position,
                kind=kind,
                wording=default_clause(kind),
                other_group_id=other_group,
            )
            self._items(clause, decisions, result)
        if stated is not None:
            self._new(
                Clause,
                group_resolution=resolution,
                position=len(clauses) + 1,
                kind=ClauseKind.TRACKED,
                wording=default_clause(ClauseKind.TRACKED, alone=not clauses),
                stated_count=stated,
            )

    def _items(self, clause: models.Model, decisions: list[BulkDecision], result: BulkDecision | None) -> None:
        def item(role: str, position: int, row: int | None, case: int | None = None, text: str = "") -> None:
            number = self._number(ClauseItem)
            self.items.append((number, clause.pk, role, position, row, case, text, True, "", ""))

        for position, decision in enumerate(decisions, 1):
            if decision.former_title:
                item(ClauseItem.Role.PARENT.value, 1, None, decision.case.pk, decision.former_title)
            item(ClauseItem.Role.TITLE.value, position, decision.row)
        if result is not None:
            item(ClauseItem.Role.PARENT.value, 1, result.row)

    def _new(self, model: type[RowOf], **values: object) -> RowOf:
        made = model(pk=self._number(model), **values)
        self.gathered.setdefault(model, []).append(made)
        return made

    def _number(self, model: type[models.Model]) -> int:
        number = self.next_numbers.get(model) or rows.next_number(model)
        self.next_numbers[model] = number + 1
        return number
