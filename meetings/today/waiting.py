"""What waits for the secretariat, each thing with its count and the page where it is done; zeros are left out.

A fixed number of queries, whatever waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases.cities.evidence import pairs
from cases.models import QuarterlyUpdate, UpdateState
from cases.reporting.matrix import matrix_and_late
from groups.accounts.liaisons import uncovered_groups
from groups.models import IssueGroup, Platform
from meetings.models import (
    Circulation,
    Directive,
    Meeting,
    MeetingNotice,
    MeetingSeat,
    MinutesImport,
    Proposal,
    ProposalState,
    ReviewComment,
    Reviewer,
)
from platform_site.shared.roc import roc_date

# From when on a notice that is not issued is a step that waits.
NOTICE_AHEAD = timedelta(days=21)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: how many, of what, and where it is done."""

    label: str
    count: int
    unit: str
    url: str


@dataclass(frozen=True)
class Step:
    """An open step of a coming meeting, as a sentence, and where it is done."""

    sentence: str
    url: str


@dataclass(frozen=True)
class ComingMeeting:
    """A draft with the steps that are left until its minutes are final."""

    meeting: Meeting
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Today:
    """Everything a secretary's home lists. `meetings` is empty where no meeting is prepared."""

    items: tuple[Waiting, ...]
    meetings: tuple[ComingMeeting, ...]

    @property
    def is_clear(self) -> bool:
        return not self.items and bool(self.meetings) and not any(meeting.steps for meeting in self.meetings)


def today_of(platform: Platform | None, today: date, open_differences: int) -> Today:
    """What waits on a platform. `open_differences` is counted by the home page, which shows them anyway."""
    return Today(tuple(_items(platform, today, open_differences)), tuple(coming_meetings(platform, today)))


def _items(platform: Platform | None, today: date, open_differences: int) -> Iterator[Waiting]:
    groups = list(IssueGroup.objects.filter(platform=platform))
    _, unsent = matrix_and_late([], groups, today)
    submitted = QuarterlyUpdate.objects.filter(state=UpdateState.SUBMITTED, group__in=groups).count()
    due = due_directives(platform)
    counted = [
        ("待採認的季進度", submitted, "案", reverse("reporting:accept")),
        ("逾期未送出的季進度", unsent, "案", reverse("reporting:late")),
        (
            "待處理的提案",
            Proposal.objects.waiting().filter(group__in=groups).count(),
            "件",
            f"{reverse('proposals:list')}?state={ProposalState.PROPOSED}",
        ),
        ("待確認的參與市", pairs(platform).count(), "筆", reverse("cities:proposed")),
        ("待說明的差額", open_differences, "筆", f"{reverse('differences:list')}?state=open"),
        ("屆期應回復的主席指示", len(due), "項", _directive_page(due)),
        ("審閱中的會議紀錄匯入", MinutesImport.objects.open().count(), "份", reverse("imports:list")),
        ("尚無聯絡人的議題小組", uncovered_groups(platform), "組", reverse("liaisons:list")),
    ]
    for label, count, unit, url in counted:
        if count:
            yield Waiting(label, count, unit, url)


def due_directives(platform: Platform | None) -> list[Directive]:
    """The open directives of finalised meetings whose reply is due at the next meeting of their level, or was.

    One query, the earliest due first.
    """
    last = Meeting.objects.finalised().filter(level=OuterRef("meeting__level"), group__isnull=True).order_by("-number")
    directives = Directive.objects.open().filter(
        meeting__level__platform=platform, meeting__state=Meeting.State.FINALISED
    )
    directives = directives.annotate(last_number=Coalesce(Subquery(last.values("number")[:1]), 0))
    due = directives.filter(due_number__lte=F("last_number") + 1)
    return list(due.select_related("meeting__level", "meeting__group").order_by("due_number", "meeting__held_on", "pk"))


def coming_meetings(platform: Platform | None, today: date) -> list[ComingMeeting]:
    """The drafts of a platform, the earliest first, each with its open steps; one query."""
    drafts = (
        Meeting.objects.drafts()
        .filter(level__platform=platform)
        .in_order()
        .annotate(
            seated=_number(MeetingSeat.objects.filter(meeting=OuterRef("pk")), "meeting"),
            undecided=_number(
                Proposal.objects.filter(meeting=OuterRef("pk"), state=ProposalState.SCHEDULED), "meeting"
            ),
            has_notice=Exists(MeetingNotice.objects.filter(meeting=OuterRef("pk"), issued_on__isnull=False)),
            is_circulating=Exists(Circulation.objects.filter(meeting=OuterRef("pk"), closed_at__isnull=True)),
            not_agreed=_number(
                Reviewer.objects.filter(
                    circulation__meeting=OuterRef("pk"), circulation__closed_at__isnull=True, agreed_at__isnull=True
                ),
                "circulation__meeting",
            ),
            open_comments=_number(
                ReviewComment.objects.filter(circulation__meeting=OuterRef("pk"), state=ReviewComment.State.OPEN),
                "circulation__meeting",
            ),
        )
    )
    return [ComingMeeting(meeting, tuple(_steps(meeting, today))) for meeting in drafts]


def _steps(meeting: Any, today: date) -> Iterator[Step]:
    # Any: mypy does not know the annotations that `coming_meetings` gives a meeting.
    edit = reverse("agenda:edit", args=[meeting.key])
    review = reverse("review:state", args=[meeting.key])
    notice = reverse("agenda:notice", args=[meeting.key])
    finalising = reverse("finalising:checklist", args=[meeting.key])
    days = (meeting.held_on - today).days
    preparing: tuple[tuple[bool, str], ...] = (
        (not meeting.venue, "會議地點未填"),
        (meeting.starts_at is None, "開始時間未填"),
        (not meeting.seated, "主席名單未列"),
    )
    yield from (Step(sentence, edit) for is_open, sentence in preparing if is_open)
    if not meeting.has_notice and 0 <= days <= NOTICE_AHEAD.days:
        yield Step(f"開會通知單未發（{days}日後開會）" if days else "開會通知單未發（今天開會）", notice)
    if meeting.undecided and days <= 0:
        yield Step(f"議程上的提案{meeting.undecided}件尚未決定", reverse("sitting:start", args=[meeting.key]))
    if meeting.is_circulating:
        yield Step(f"紀錄確認中，{meeting.not_agreed}位審閱者尚未同意", review)
    if meeting.open_comments:
        yield Step(f"審閱意見{meeting.open_comments}則待處理", review)
    if days < 0:
        yield Step(f"紀錄尚未定稿（{roc_date(meeting.held_on)}開會）", finalising)


def _directive_page(due: list[Directive]) -> str:
    """The one that is due where there is one, else the list."""
    return reverse("directives:detail", args=[due[0].pk]) if len(due) == 1 else reverse("directives:list")


def _number(rows: QuerySet, per: str) -> Coalesce:
    """How many rows there are, as a subquery of its own: joined, they would multiply each other."""
    return Coalesce(Subquery(rows.order_by().values(per).annotate(number=Count("pk")).values("number")), 0)
