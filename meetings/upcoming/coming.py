"""The next meeting: its facts, what is to be decided there group by group, and its agenda in order.

Who may read it: everybody with a role. Notice, agenda and proposals of a draft are open to them on their own pages
(`meetings/papers/`, `meetings/proposals/`), before the notice is issued too, so nothing more is shown here; the page
says whether the notice is issued, since until then the agenda may change. None of it binds anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Count, Q

from groups.models import IssueGroup, Platform
from meetings.agenda.items import WORK_REPORT, agenda_parts
from meetings.minutes.numerals import written
from meetings.models import AgendaItem, Meeting, MeetingNotice, Proposal, ProposalKind, ProposalState
from meetings.upcoming.directives import Due, Reader, directives_for

ITEM = AgendaItem.Kind
# What the meeting is asked to do, in the ledger's words.
ASKED = {
    ProposalKind.NEW: "新增",
    ProposalKind.DELIST: "解列",
    ProposalKind.RENAME: "更名",
    ProposalKind.MERGE: "整併",
    ProposalKind.SUBCASE: "新增子案",
}
EVERYBODY = "各小組"
# Items that stand once on the page, in a section of their own; the agenda only says how many there are.
ELSEWHERE = {ITEM.PROPOSAL: "提案{count}件，見「待決定事項」", ITEM.DIRECTIVE: "主席指示辦理情形{count}項"}


@dataclass(frozen=True)
class Brief:
    """What the home page says of the next meeting. `days` is 0 on its day."""

    meeting: Meeting
    days: int
    to_decide: int


@dataclass(frozen=True)
class Decision:
    """A proposal on the agenda that is still to be decided, under its number there, with one line about it."""

    number: str
    proposal: Proposal
    is_late: bool

    @property
    def asked(self) -> str:
        """新增, 解列, 更名, 整併 or 新增子案."""
        return ASKED[ProposalKind(self.proposal.kind)]

    @property
    def title(self) -> str:
        """The title that the decision is about; both titles where it changes."""
        proposal = self.proposal
        if proposal.kind == ProposalKind.RENAME:
            return f"「{proposal.case}」更名為「{proposal.title}」"
        if proposal.kind == ProposalKind.MERGE:
            cases = "、".join(f"「{case}」" for case in (proposal.case, *proposal.merged_cases.all()))
            return f"{cases}整併為「{proposal.title}」"
        if proposal.kind == ProposalKind.SUBCASE:
            return f"「{proposal.title}」（母案「{proposal.case}」）"
        return f"「{proposal.title or proposal.case}」"

    @property
    def line(self) -> str:
        """Why, in one line."""
        reason = " ".join(self.proposal.reason.split())
        return f"{self.proposal.get_delist_reason_display()}：{reason}" if self.proposal.delist_reason else reason


@dataclass(frozen=True)
class GroupDecisions:
    """One group's proposals in the order of the agenda."""

    group: IssueGroup
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the agenda; items of one kind that stand elsewhere on the page are one line."""

    numbers: str
    text: str
    detail: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Part:
    """壹、報告事項 with its lines."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class NextMeeting:
    """Everything the page of the next meeting shows; `meeting` is None where none is prepared."""

    meeting: Meeting | None
    days: int
    issued_on: date | None
    groups: tuple[GroupDecisions, ...]
    decided: int
    parts: tuple[Part, ...]
    directives: tuple[Due, ...]
    others: tuple[Meeting, ...] = field(default=())

    @property
    def to_decide(self) -> int:
        """How many proposals the meeting is still to decide on."""
        return sum(len(group.decisions) for group in self.groups)

    @property
    def open_directives(self) -> list[Due]:
        return [row for row in self.directives if row.directive.is_open]

    @property
    def first_directives(self) -> list[Due]:
        """The open ones to look at first: a reply is due now, or they name the reader's city."""
        return [row for row in self.open_directives if row.is_due or row.names_city]

    @property
    def further_directives(self) -> list[Due]:
        return [row for row in self.open_directives if not (row.is_due or row.names_city)]

    @property
    def further_by_group(self) -> list[tuple[str, int]]:
        """How many of the further ones each group has, those of everybody last; one of two groups counts in both."""
        groups = [group for row in self.further_directives for group in row.directive.groups.all()]
        counts = Counter(sorted(groups, key=lambda group: group.order))
        everybody = sum(not row.directive.groups.all() for row in self.further_directives)
        named = [(str(group), number) for group, number in counts.items()]
        return [*named, (EVERYBODY, everybody)] if everybody else named

    @property
    def closed_directives(self) -> list[Due]:
        return [row for row in self.directives if not row.directive.is_open]


def coming_meetings(platform: Platform | None, today: date) -> list[Meeting]:
    """The drafts of today or later, those of all groups first, then by time; `to_decide` counts proposals; one query.

    A working meeting of one group concerns that group: an official's next meeting is the next one of all.
    """
    still_open = Q(proposals__state=ProposalState.SCHEDULED)
    return list(
        Meeting.objects.drafts()
        .filter(level__platform=platform, held_on__gte=today)
        .select_related("host_city")
        .annotate(to_decide=Count("proposals", filter=still_open), is_of_one=Count("group"))
        .order_by("is_of_one", "held_on", "sequence", "pk")
    )


def brief(platform: Platform | None, today: date) -> Brief | None:
    """The next meeting for the home page; None where none is prepared. One query."""
    first = next(iter(coming_meetings(platform, today)), None)
    return Brief(first, (first.held_on - today).days, first.to_decide) if first else None  # type: ignore[attr-defined]


def next_meeting(platform: Platform | None, today: date, reader: Reader) -> NextMeeting:
    """The next meeting with agenda and directives for the reader; a fixed number of queries."""
    meetings = coming_meetings(platform, today)
    meeting = meetings[0] if meetings else None
    directives = tuple(directives_for(reader, platform, meeting))
    if meeting is None:
        return NextMeeting(None, 0, None, (), 0, (), directives)
    parts = agenda_parts(meeting)
    numbered = [(number, item) for part in parts for number, item in enumerate(part.items, 1)]
    proposals = [(number, item) for number, item in numbered if item.kind == ITEM.PROPOSAL]
    notice = MeetingNotice.objects.filter(meeting=meeting).first()
    groups = tuple(_by_group(proposals))
    return NextMeeting(
        meeting=meeting,
        days=(meeting.held_on - today).days,
        issued_on=notice.issued_on if notice else None,
        groups=groups,
        decided=len(proposals) - sum(len(group.decisions) for group in groups),
        parts=tuple(
            Part(f"{written(n, 'formal')}、{part.title}", tuple(_entries(part.items)))
            for n, part in enumerate(parts, 1)
        ),
        directives=directives,
        others=tuple(meetings[1:]),
    )


def _by_group(items: Iterable[tuple[int, AgendaItem]]) -> Iterator[GroupDecisions]:
    found: dict[int, list[Decision]] = {}
    groups: dict[int, IssueGroup] = {}
    for number, item in items:
        proposal = item.proposal
        if proposal and proposal.state == ProposalState.SCHEDULED:
            groups[proposal.group_id] = proposal.group
            found.setdefault(proposal.group_id, []).append(Decision(written(number, "zh"), proposal, item.is_late))
    for group in sorted(groups.values(), key=lambda group: group.order):
        yield GroupDecisions(group, tuple(found[group.pk]))


def _entries(items: Iterable[AgendaItem]) -> Iterator[Entry]:
    for kind, run in groupby(enumerate(items, 1), key=lambda pair: pair[1].kind):
        pairs = list(run)
        if kind in ELSEWHERE:
            first, last = written(pairs[0][0], "zh"), written(pairs[-1][0], "zh")
            numbers = first if first == last else f"{first}至{last}"
            yield Entry(f"{numbers}、", ELSEWHERE[ITEM(kind)].format(count=len(pairs)))
            continue
        for number, item in pairs:
            text = f"{item.topic}：{item.title}" if item.topic and item.title else str(item)
            detail = " ".join(item.text.split()) if item.title != WORK_REPORT else ""
            yield Entry(f"{written(number, 'zh')}、", text, detail, item.is_late)
