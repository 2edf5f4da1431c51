"""What the sitting's screen shows of a meeting and one of its groups, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from cases.ledger.tallies import GroupTally
from cases.matching import Match
from groups.models import IssueGroup
from meetings.minutes.document import MinutesDocument
from meetings.minutes.render import blocks
from meetings.minutes.wording import WordingError
from meetings.models import Meeting, Proposal, ProposalKind, ProposalState, ProposalStep, SittingStep
from meetings.models.proposals import AT_A_MEETING
from meetings.record.compose import compose
from meetings.record.documents import Line, parts
from meetings.record.figures import MeetingFigures, figures_of
from meetings.sitting.register import KnownCase, Register
from meetings.sitting.undoing import last_step


@dataclass(frozen=True)
class GroupTab:
    """A group in the strip: how much of its list is decided, and what that did to its cases."""

    group: IssueGroup
    undecided: int
    decided: int
    tally: GroupTally | None

    @property
    def total(self) -> int:
        return self.undecided + self.decided


@dataclass(frozen=True)
class ShownProposal:
    """A proposal with what the list says of its title; `near` is worth a look before it is adopted."""

    proposal: Proposal
    near: tuple[Match, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.proposal.state == ProposalState.SCHEDULED

    @property
    def last_step(self) -> ProposalStep | None:
        """Who moved it last."""
        return next(iter([*self.proposal.steps.all()][-1:]), None)


@dataclass(frozen=True)
class Screen:
    """One group of a draft meeting at the sitting."""

    meeting: Meeting
    group: IssueGroup
    tabs: tuple[GroupTab, ...]
    proposals: tuple[ShownProposal, ...]
    figures: MeetingFigures
    lines: tuple[Line, ...]
    wording_error: str
    register: Register
    last_step: SittingStep | None
    steps: tuple[SittingStep, ...]

    @property
    def open(self) -> list[ShownProposal]:
        return [shown for shown in self.proposals if shown.is_open]

    @property
    def decided(self) -> list[ShownProposal]:
        return [shown for shown in self.proposals if not shown.is_open]

    @property
    def tally(self) -> GroupTally | None:
        return next((row for row in self.figures.groups if row.group == self.group.name), None)

    @property
    def position(self) -> int:
        return next(index for index, tab in enumerate(self.tabs) if tab.group == self.group)

    @property
    def previous_group(self) -> IssueGroup | None:
        return self.tabs[self.position - 1].group if self.position else None

    @property
    def next_group(self) -> IssueGroup | None:
        return self.tabs[self.position + 1].group if self.position + 1 < len(self.tabs) else None

    @property
    def undecided(self) -> int:
        """How many proposals of the whole meeting await a decision."""
        return sum(tab.undecided for tab in self.tabs)

    @property
    def open_cases(self) -> list[KnownCase]:
        return self.register.open_cases()

    @property
    def parents(self) -> list[KnownCase]:
        return self.register.parents()


def first_group(meeting: Meeting) -> IssueGroup | None:
    """The first group that has something undecided, else the first one; None where the platform has no groups."""
    groups = groups_of(meeting)
    waiting = set(meeting.proposals.filter(state=ProposalState.SCHEDULED).values_list("group", flat=True))
    return next((group for group in groups if group.pk in waiting), groups[0] if groups else None)


def groups_of(meeting: Meeting) -> list[IssueGroup]:
    """The groups whose cases the meeting decides on, in order."""
    return list(IssueGroup.objects.filter(platform=meeting.level.platform_id))


def screen_of(meeting: Meeting, group: IssueGroup) -> Screen:
    """Everything the screen of a group shows."""
    figures = figures_of(meeting)
    register = Register(meeting, group)
    lines, wording_error = _lines(meeting, group, figures)
    return Screen(
        meeting=meeting,
        group=group,
        tabs=_tabs(meeting, figures),
        proposals=_proposals(meeting, group, register),
        figures=figures,
        lines=lines,
        wording_error=wording_error,
        register=register,
        last_step=last_step(meeting),
        steps=tuple(meeting.sitting_steps.filter(group=group).order_by("-pk")[:8]),
    )


def _tabs(meeting: Meeting, figures: MeetingFigures) -> tuple[GroupTab, ...]:
    at_the_meeting = meeting.proposals.filter(state__in=AT_A_MEETING)
    counts: Counter[tuple[int, bool]] = Counter()
    for group, state, number in at_the_meeting.values_list("group", "state").annotate(number=Count("pk")).order_by():
        counts[group, state == ProposalState.SCHEDULED] += number
    tallies = {row.group: row for row in figures.groups}
    return tuple(
        GroupTab(group, counts[group.pk, True], counts[group.pk, False], tallies.get(group.name))
        for group in groups_of(meeting)
    )


def _proposals(meeting: Meeting, group: IssueGroup, register: Register) -> tuple[ShownProposal, ...]:
    """In the order in which they were proposed, the decided ones among them."""
    rows = meeting.proposals.filter(group=group, state__in=AT_A_MEETING).order_by("proposed_at", "pk")
    rows = rows.select_related("case").prefetch_related("merged_cases", "steps")
    return tuple(ShownProposal(row, _near(row, register)) for row in rows)


def _near(proposal: Proposal, register: Register) -> tuple[Match, ...]:
    if proposal.state != ProposalState.SCHEDULED or proposal.kind not in (ProposalKind.NEW, ProposalKind.SUBCASE):
        return ()
    return tuple(register.match(proposal.title))


def _lines(meeting: Meeting, group: IssueGroup, figures: MeetingFigures) -> tuple[tuple[Line, ...], str]:
    """The minutes' lines of the group, or the sentence that says why they cannot be printed."""
    try:
        document = compose(meeting, figures)
        printed = blocks(document)
    except WordingError as error:
        return (), str(error)
    keys = _keys(document, group.name)
    return tuple(part.head for part in parts(tuple(block for block in printed if _belongs(block.key, keys)))), ""


def _keys(document: MinutesDocument, name: str) -> tuple[str, ...]:
    for number, printed in enumerate(document.group_resolutions, 1):
        if printed.group == name:
            return (f"group-{number}", f"clause-{number}-", f"subclause-{number}-")
    return ()


def _belongs(key: str, keys: Sequence[str]) -> bool:
    return bool(keys) and (key == keys[0] or key.startswith(tuple(keys[1:])))
