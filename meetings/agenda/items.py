"""The agenda of a meeting: what the system knows belongs on it, what is added by hand, and the order by hand.

The work report, the open directives that are due and the proposals taken onto the agenda are on it by themselves,
stored or not: a paper never lacks one. The first change by hand stores them, so that their order can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from groups.actors import Actor
from meetings.models import AgendaItem, Directive, Meeting, MeetingNotice, Proposal, ProposalState
from meetings.models.proposals import AT_A_MEETING
from meetings.proposals.workflow import schedule
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import LOCAL_TIME

Kind = AgendaItem.Kind
# The parts of an agenda in printed order, with the kinds of item in each; directives stand before the reports.
PARTS: list[tuple[str, tuple[str, ...]]] = [
    ("報告事項", (Kind.DIRECTIVE, Kind.REPORT)),
    ("討論事項", (Kind.PROPOSAL,)),
    ("共同議題", (Kind.TOPIC,)),
    ("臨時動議", (Kind.MOTION,)),
    ("其他事項", (Kind.OTHER,)),
]
RANKS = {kind: rank for rank, kind in enumerate(kind for _, kinds in PARTS for kind in kinds)}
BY_HAND = (Kind.REPORT, Kind.TOPIC, Kind.MOTION, Kind.OTHER)
WORK_REPORT = "幕僚單位及議題小組工作報告"


@dataclass(frozen=True)
class AgendaPart:
    """A part of the agenda with its items."""

    title: str
    items: tuple[AgendaItem, ...] = field(default=())


def agenda_parts(meeting: Meeting) -> list[AgendaPart]:
    """The agenda part by part, empty parts left out; a fixed number of queries."""
    items = agenda_items(meeting)
    parts = [AgendaPart(title, tuple(item for item in items if item.kind in kinds)) for title, kinds in PARTS]
    return [part for part in parts if part.items]


def agenda_items(meeting: Meeting) -> list[AgendaItem]:
    """Every item in order, those that no one has stored yet among them; each knows whether it came late."""
    known = _known(meeting)
    stored = meeting.agenda_items.select_related("topic", "group", "proposal__group", "proposal__case", "directive")
    items = [row for row in stored if _still_there(row, known)]
    there = {ref(item) for item in items}
    for item in known.values():
        if ref(item) not in there and not (_is_work_report(item) and any(_is_work_report(row) for row in items)):
            items.insert(_place(items, item), item)
    for item in items:
        item.meeting = meeting
    _mark_late(meeting, items)
    return sorted(items, key=lambda item: RANKS[item.kind])


def waiting_proposals(meeting: Meeting) -> QuerySet[Proposal]:
    """The proposals that nobody has decided on yet and that this meeting may discuss, in the groups' order."""
    waiting = Proposal.objects.waiting().filter(group__platform=meeting.level.platform_id)
    if meeting.group_id:
        waiting = waiting.filter(group=meeting.group_id)
    return waiting.select_related("group", "case").order_by("group__order", "pk")


@transaction.atomic
def schedule_waiting(meeting: Meeting, shown: Iterable[tuple[int, int]], actor: Actor) -> int:
    """Take the waiting proposals that were shown, as (id, version), onto the agenda together; returns how many.

    Raises ProposalError or StaleRow for the first one that changed meanwhile, and then none was taken.
    """
    versions = dict(shown)
    proposals = [row for row in waiting_proposals(meeting) if row.pk in versions]
    for proposal in proposals:
        schedule(proposal, meeting, actor, version=versions[proposal.pk])
    return len(proposals)


def ref(item: AgendaItem) -> str:
    """What a form calls the item: proposal-5, directive-3, work-report or item-7; the same before and after storing."""
    if item.proposal_id:
        return f"proposal-{item.proposal_id}"
    if item.directive_id:
        return f"directive-{item.directive_id}"
    return "work-report" if _is_work_report(item) else f"item-{item.pk}"


@transaction.atomic
def add_item(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """Add an item by hand at the end of its part. Late where the notice has been issued already.

    Raises Refusal where the meeting is final or the item says nothing.
    """
    meeting = _draft(meeting)
    if item.kind not in BY_HAND:
        raise Refusal("請選擇項目類別。", {"kind": "提案與主席指示由系統列入，請選擇其他類別。"})
    if item.kind == Kind.TOPIC and item.topic is None:
        raise Refusal("請選擇共同議題。", {"topic": "請選擇共同議題。"})
    if item.kind != Kind.TOPIC:
        item.topic = None
        if not item.title:
            raise Refusal("請填寫案由。", {"title": "請填寫案由。"})
    _store(meeting)
    notice = MeetingNotice.objects.filter(meeting=meeting).first()
    item.meeting = meeting
    item.is_late = bool(notice and notice.issued_on and timezone.localdate() > notice.issued_on)
    item.position = (meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0) + 1
    item.save()
    return item


@transaction.atomic
def move_item(meeting: Meeting, name: str, step: int, version: int | None) -> None:
    """Swap an item with its neighbour in the same part, `step` -1 up or 1 down; at the end nothing moves.

    Raises Refusal, StaleRow where another user changed the item first.
    """
    meeting = _draft(meeting)
    _store(meeting)
    items = agenda_items(meeting)
    item = _named(items, name, version)
    part = [other for other in items if RANKS[other.kind] == RANKS[item.kind]]
    at = part.index(item) + step
    if not 0 <= at < len(part):
        return
    other = part[at]
    item.position, other.position = other.position, item.position
    for row in (item, other):
        row.version += 1
        row.save()


@transaction.atomic
def remove_item(meeting: Meeting, name: str, version: int | None) -> AgendaItem:
    """Take an item that was added by hand off the agenda. Raises Refusal, StaleRow."""
    meeting = _draft(meeting)
    item = _named(agenda_items(meeting), name, version)
    if not is_by_hand(item):
        raise Refusal("這一項由系統列入，不能移除；提案請到提案頁退回。")
    item.delete()
    return item


def is_by_hand(item: AgendaItem) -> bool:
    """Whether somebody added the item, who may take it off again."""
    return item.pk is not None and item.kind in BY_HAND and not _is_work_report(item)


def _draft(meeting: Meeting) -> Meeting:
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if row.is_final:
        raise Refusal(f"{row}的紀錄已定稿，議程不可再更動。")
    return row


def _named(items: Iterable[AgendaItem], name: str, version: int | None) -> AgendaItem:
    item = next((item for item in items if ref(item) == name), None)
    if item is None:
        raise Refusal("議程中已沒有這一項，請重新整理頁面。")
    # An item that no one had stored was seen as version 0, and has just been stored as 1.
    locked(AgendaItem.objects.all(), item.pk, 1 if version == 0 else version)
    return item


def _store(meeting: Meeting) -> None:
    """Store what the system put on the agenda, in the order shown, and drop what has left it."""
    items = agenda_items(meeting)
    kept = [item.pk for item in items if item.pk]
    meeting.agenda_items.exclude(pk__in=kept).delete()
    for position, item in enumerate(items, 1):
        if item.pk is None or item.position != position:
            item.position = position
            item.save()


def _known(meeting: Meeting) -> dict[str, AgendaItem]:
    """What belongs on the agenda by itself, as unsaved items in their usual order."""
    same = Q(meeting__level=meeting.level_id, meeting__group=meeting.group_id, meeting__number__lt=meeting.number)
    due = Q(due_number__isnull=True) | Q(due_number__lte=meeting.number)
    directives = Directive.objects.open().filter(same & due).with_all().order_by("meeting__number", "pk")
    proposals = Proposal.objects.filter(meeting=meeting, state__in=AT_A_MEETING).with_all()
    items = [AgendaItem(kind=Kind.DIRECTIVE, directive=row) for row in directives]
    items.append(AgendaItem(kind=Kind.REPORT, title=WORK_REPORT))
    items += [
        AgendaItem(kind=Kind.PROPOSAL, proposal=row, group=row.group)
        for row in proposals.order_by("group__order", "proposed_at", "pk")
    ]
    return {ref(item): item for item in items}


def _still_there(row: AgendaItem, known: dict[str, AgendaItem]) -> bool:
    """Whether a stored item still belongs on the agenda; it takes over what was read of its proposal or directive."""
    current = known.get(ref(row))
    if current is None:
        return row.proposal_id is None and row.directive_id is None
    row.proposal, row.directive = current.proposal, current.directive
    return True


def _place(items: list[AgendaItem], new: AgendaItem) -> int:
    """Behind the last item that comes before it by kind and group."""

    def key(item: AgendaItem) -> tuple[int, int]:
        return RANKS[item.kind], item.group.order if item.group and item.kind == Kind.PROPOSAL else 0

    return max((index for index, item in enumerate(items, 1) if key(item) <= key(new)), default=0)


def _mark_late(meeting: Meeting, items: list[AgendaItem]) -> None:
    notice = MeetingNotice.objects.filter(meeting=meeting).first()
    for item in items:
        if item.proposal is None:
            continue
        steps = [step.at for step in item.proposal.steps.all() if step.to_state == ProposalState.SCHEDULED]
        day = max(steps).astimezone(LOCAL_TIME).date() if steps else None
        item.is_late = bool(notice and notice.issued_on and day and day > notice.issued_on)


def _is_work_report(item: AgendaItem) -> bool:
    return item.kind == Kind.REPORT and item.title == WORK_REPORT
