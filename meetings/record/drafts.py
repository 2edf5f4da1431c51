"""Draft meetings made by hand: what one starts with, how its standard wordings follow its rows, discarding it.

A new meeting starts like its predecessors: the sections and wordings of the latest minutes, the chairs one place
further in the rotation, one resolution per issue group that leaves its number to the ledger.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.minutes import wording as words
from meetings.minutes.document import ClauseKind
from meetings.minutes.render import blocks
from meetings.minutes.wording import NOT_YET, WordingError, default_clause
from meetings.models import (
    Clause,
    DifferenceNote,
    GroupResolution,
    Meeting,
    MeetingLevel,
    Resolution,
    ReviewComment,
    Section,
    SectionKind,
)
from meetings.proposals.workflow import unschedule_all
from meetings.record import leftovers
from meetings.record.compose import compose
from meetings.terms.seats import held, latest_seats, proposed_seats

TIME_OPEN = words.TIME.removesuffix("{half}{hour}時")
CHAIRS_OPEN = words.CHAIRS.removesuffix("{seat}")
RESOLUTIONS_PLAIN = words.RESOLUTIONS.removesuffix("({representative}代表)")
ADJOURNMENT_OPEN = words.ADJOURNMENT.removesuffix("({half}{hour}時)")

# What a new meeting's minutes consist of, in order, with the wording for when its row has nothing to print yet.
SECTIONS = [
    (SectionKind.TIME, TIME_OPEN),
    (SectionKind.VENUE, words.VENUE),
    (SectionKind.CHAIRS, CHAIRS_OPEN),
    (SectionKind.ATTENDANCE, words.ATTENDANCE),
    (SectionKind.OPENING, words.OPENING),
    (SectionKind.WORK_REPORT, words.WORK_REPORT),
    (SectionKind.RESOLUTIONS, RESOLUTIONS_PLAIN),
    (SectionKind.REMARKS, words.REMARKS),
    (SectionKind.ADJOURNMENT, ADJOURNMENT_OPEN),
]
# Sections whose wording follows what the meeting's rows have, and those that are about one meeting's own matters.
FOLLOWS_ROWS = {
    SectionKind.TIME,
    SectionKind.VENUE,
    SectionKind.CHAIRS,
    SectionKind.RESOLUTIONS,
    SectionKind.ADJOURNMENT,
}
OWN_MATTERS = [SectionKind.COMMON_TOPIC, SectionKind.MOTIONS, SectionKind.OTHER]
CLAUSE_NUMBER = "{n}. "
TRACKED_BESIDE = default_clause(ClauseKind.TRACKED)
TRACKED_ALONE = default_clause(ClauseKind.TRACKED, alone=True)


def next_number(level: MeetingLevel, group: IssueGroup | None = None) -> int:
    """The number of the next meeting of that level, or of one group's at a level that is numbered per group."""
    return (held(level, group).aggregate(last=Max("number"))["last"] or level.held_before) + 1


def next_host(level: MeetingLevel, group: IssueGroup | None = None) -> City | None:
    """The city whose turn it is: the one that sits after the last host in the order in which the chairs are printed.

    That order is the latest printed one of the platform where the level's last meeting prints none. Before the first
    meeting on record it is the level's `first_host`; None where nothing says.
    """
    last = held(level, group).select_related("host_city").order_by("-number").first()
    if last is None:
        return level.first_host
    seats = list(last.seats.select_related("city")) or latest_seats(level)
    order = [seat.city for seat in seats] or list(City.objects.filter(platform=level.platform_id))
    return order[(order.index(last.host_city) + 1) % len(order)] if last.host_city in order else None


@transaction.atomic
def start_draft(meeting: Meeting, actor: Actor) -> Meeting:
    """Save a new meeting with everything its minutes usually have, and carry the tracked cases forward to it.

    Raises ValidationError where its group or host is none of the level's.
    Chairs are those in office on the day (`meetings/terms/seats.py`), from the host on: `host_city`, or whose turn it
    is by `next_host`.
    """
    meeting.clean()
    if meeting.host_city is None:
        meeting.host_city = next_host(meeting.level, meeting.group)
    meeting.heading = _heading(meeting)
    before = held(meeting.level, meeting.group).filter(number__lt=meeting.number).order_by("-number").first()
    at = (meeting.level, meeting.group, meeting.number, meeting.host_city, meeting.held_on)
    seats = proposed_seats(*at).seats
    meeting.save()
    for position, seat in enumerate(seats, 1):
        seat.meeting, seat.position, seat.is_representative = meeting, position, position == 1
        seat.save()
    forms = {"person_form": seats[0].form} if seats else {}
    for position, (kind, wording) in enumerate(_structure(before), 1):
        Section.objects.create(meeting=meeting, position=position, kind=kind, wording=wording, **forms)
    if meeting.level.keeps_ledger:
        _start_group_resolutions(meeting)
    ledger.carry_forward(meeting, actor)
    fit_wordings(meeting)
    return meeting


@transaction.atomic
def fit_wordings(meeting: Meeting) -> None:
    """Let the standard wordings of a draft follow its rows; a wording that somebody changed is left alone.

    A time, chair or representative is printed once there is one; 其餘N案 becomes N案 in a group that decides
    nothing else. Called after every change by hand.
    """
    has: dict[str, tuple[str, str, bool]] = {
        SectionKind.TIME: (TIME_OPEN, words.TIME, meeting.starts_at is not None),
        SectionKind.CHAIRS: (CHAIRS_OPEN, words.CHAIRS, meeting.seats.exists()),
        SectionKind.RESOLUTIONS: (
            RESOLUTIONS_PLAIN,
            words.RESOLUTIONS,
            meeting.seats.filter(is_representative=True).exists(),
        ),
        SectionKind.ADJOURNMENT: (ADJOURNMENT_OPEN, words.ADJOURNMENT, meeting.ends_at is not None),
    }
    for section in meeting.sections.filter(kind__in=has):
        without, with_it, present = has[section.kind]
        _set_wording(section, {without, with_it}, with_it if present else without)
    # A move is printed by the group that the case leaves.
    decided = meeting.changes.exclude(printed_title="").values_list("from_group", "group")
    deciding = {left or group for left, group in decided}
    for resolution in meeting.group_resolutions.prefetch_related("clauses"):
        clauses = list(resolution.clauses.all())
        tracked = [clause for clause in clauses if clause.kind == ClauseKind.TRACKED]
        others = [clause for clause in clauses if clause.kind != ClauseKind.TRACKED]
        if len(tracked) == 1 and all(clause.wording.startswith(CLAUSE_NUMBER) for clause in others):
            # Besides a group's own decisions: notes, and moves that the other group records.
            has_more = any(clause.kind == ClauseKind.NOTE or clause.incoming for clause in others)
            _stand_alone(tracked[0], resolution.group_id not in deciding and not has_more)


def why_not_printable(meeting: Meeting) -> str:
    """What a wording of the meeting asks for that its rows do not have, as a Chinese sentence; empty if nothing."""
    try:
        printed = blocks(compose(meeting))
    except WordingError as error:
        return str(error)
    unfilled = [block.text for block in printed if block.kind == "section" and NOT_YET in block.text]
    return f"「{unfilled[0]}」還有未填的內容，請補上時間、地點或人員後再試。" if unfilled else ""


@transaction.atomic
def discard(meeting: Meeting, actor: Actor) -> int:
    """Delete a draft meeting and all that only it brought in; returns the number of cases that went with it.

    The ledger takes its rows back, and its proposals wait for an agenda again. Raises LedgerError where it is final,
    explained (its notes are deleted first), commented by reviewers or a later row needs it.
    """
    brought = leftovers.brought_by(meeting)
    ledger.withdraw_all(meeting, actor)
    if DifferenceNote.objects.filter(meeting=meeting).exists():
        raise LedgerError(f"{meeting}有差額說明，請先刪除那些說明，再刪除會議。")
    if ReviewComment.objects.filter(circulation__meeting=meeting).exists():
        raise LedgerError(f"{meeting}的紀錄送確認時有審閱意見，意見須留存，會議不可刪除。")
    unschedule_all(meeting, actor)
    meeting.delete()
    return leftovers.remove(brought)


def _heading(meeting: Meeting) -> str:
    """A group's own meeting names the group, and 工作會議 does not say 會議 twice."""
    heading = words.HEADING.replace("{platform}", f"{{platform}}{meeting.group or ''}")
    return heading.replace("{level}會議", "{level}") if meeting.level.name.endswith("會議") else heading


def _structure(before: Meeting | None) -> list[tuple[str, str]]:
    """The sections of the meeting before, those of its own matters aside, or those that every meeting has."""
    usual: dict[str, str] = dict(SECTIONS)
    rows = before.sections.exclude(kind__in=OWN_MATTERS) if before else ()
    taken = [(row.kind, usual[row.kind] if row.kind in FOLLOWS_ROWS else row.wording) for row in rows]
    return taken or list(usual.items())


def _start_group_resolutions(meeting: Meeting) -> None:
    Resolution.objects.create(meeting=meeting, position=1, wording=words.GROUPS_RESOLUTION, opens_groups=True)
    groups = IssueGroup.objects.filter(platform=meeting.level.platform_id)
    for position, group in enumerate(groups, 1):
        resolution = GroupResolution.objects.create(
            meeting=meeting, group=group, position=position, wording=words.GROUP
        )
        Clause.objects.create(group_resolution=resolution, position=1, kind=ClauseKind.TRACKED, wording=TRACKED_ALONE)


def _stand_alone(clause: Clause, alone: bool) -> None:
    """其餘…持續列管 is numbered beside other clauses of its group; a wording of somebody's own only gets the number."""
    _set_wording(clause, {TRACKED_BESIDE, TRACKED_ALONE}, TRACKED_ALONE if alone else TRACKED_BESIDE)
    if clause.wording in (TRACKED_ALONE, TRACKED_BESIDE):
        return
    own = clause.wording.removeprefix(CLAUSE_NUMBER)
    if "{n" not in own and "{count" in own:
        _set_wording(clause, {clause.wording}, own if alone else CLAUSE_NUMBER + own)


def _set_wording(row: Section | Clause, standard: set[str], wanted: str) -> None:
    if row.wording in standard and row.wording != wanted:
        row.wording = wanted
        row.save(update_fields=["wording"])
