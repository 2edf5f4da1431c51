"""Agreements, and where a circulation stands: who has agreed, whose comments are open, what waits for whom.

An agreement is to a text. It stays when the draft changes afterwards, and pages say that it changed; the reviewer may
withdraw it or agree to the present text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from groups.models import City
from meetings.circulation.comments import NOT_ASKED
from meetings.circulation.reading import draft_of
from meetings.circulation.refusals import CirculationError
from meetings.circulation.rounds import lock_open_round, reviewer_in
from meetings.models import Circulation, Meeting, ReviewComment, Reviewer
from platform_site.shared.locking.versions import locked

OPEN = ReviewComment.State.OPEN


@dataclass(frozen=True)
class ReviewerStanding:
    """A reviewer with the number of their comments in the round, and whether the draft changed after they agreed."""

    reviewer: Reviewer
    comments: int
    open_comments: int
    is_changed: bool

    @property
    def has_agreed(self) -> bool:
        return self.reviewer.agreed_at is not None


@dataclass(frozen=True)
class CityStanding:
    """A city of the platform with its reviewers; there may be none."""

    city: City
    reviewers: tuple[ReviewerStanding, ...]


@dataclass(frozen=True)
class Agreement:
    """A round at a glance; `open_comments` counts the secretariat's own comments too."""

    circulation: Circulation
    cities: tuple[CityStanding, ...]
    open_comments: int

    @property
    def reviewers(self) -> list[ReviewerStanding]:
        return [row for city in self.cities for row in city.reviewers]

    @property
    def agreed(self) -> list[ReviewerStanding]:
        """Who has agreed, be it to an earlier text."""
        return [row for row in self.reviewers if row.has_agreed]

    @property
    def waiting(self) -> list[ReviewerStanding]:
        """Who has not agreed."""
        return [row for row in self.reviewers if not row.has_agreed]

    @property
    def changed(self) -> list[ReviewerStanding]:
        """Who agreed to a text that the draft no longer has."""
        return [row for row in self.reviewers if row.is_changed]

    @property
    def cities_without_agreement(self) -> list[City]:
        """The cities for which nobody has agreed, those without a reviewer included."""
        return [row.city for row in self.cities if not any(reviewer.has_agreed for reviewer in row.reviewers)]

    @property
    def is_complete(self) -> bool:
        """Whether everybody asked has agreed to the draft as it is."""
        return bool(self.reviewers) and not self.waiting and not self.changed


@transaction.atomic
def agree(meeting: Meeting, user: User, *, mark: str, version: int | None) -> Reviewer:
    """Note that a reviewer agrees to the draft whose mark they saw.

    Raises CirculationError where no round is going on, the user was not asked or the draft changed since it was seen;
    StaleRow for another version of the reviewer's row.
    """
    reviewer = _locked_reviewer(meeting, user, version)
    draft = draft_of(meeting)
    if draft.mark != mark:
        raise CirculationError("草稿在您閱讀期間已更動，同意沒有送出。請看過現在的內容後，再按一次「同意」。")
    reviewer.agreed_at, reviewer.agreed_text = timezone.now(), draft.text
    return _saved(reviewer)


@transaction.atomic
def withdraw(meeting: Meeting, user: User, *, version: int | None) -> Reviewer:
    """Take an agreement back. Raises as `agree` does."""
    reviewer = _locked_reviewer(meeting, user, version)
    reviewer.agreed_at, reviewer.agreed_text = None, ""
    return _saved(reviewer)


def _locked_reviewer(meeting: Meeting, user: User, version: int | None) -> Reviewer:
    reviewer = reviewer_in(lock_open_round(meeting), user)
    if reviewer is None:
        raise CirculationError(NOT_ASKED)
    return locked(Reviewer.objects.all(), reviewer.pk, version)


def _saved(reviewer: Reviewer) -> Reviewer:
    reviewer.version += 1
    reviewer.save(update_fields=["agreed_at", "agreed_text", "version"])
    return reviewer


def agreement(meeting: Meeting, circulation: Circulation | None = None, text: str | None = None) -> Agreement | None:
    """Where a round of a meeting stands, the latest one unless told; None where the draft was never sent round.

    `text` spares composing the minutes where the caller has. A draft that can't be printed has changed.
    """
    circulation = circulation or meeting.circulations.order_by("-number").first()
    if circulation is None:
        return None
    reviewers = list(circulation.reviewers.select_related("user", "city").order_by("city__order", "pk"))
    if text is None and any(reviewer.agreed_at for reviewer in reviewers):
        text = _present_text(meeting)
    numbers = {
        author: (number, still_open)
        for author, number, still_open in circulation.comments.order_by()
        .values_list("author")
        .annotate(number=Count("pk"), open_number=Count("pk", filter=Q(state=OPEN)))
    }
    standings = [
        ReviewerStanding(
            reviewer, *numbers.get(reviewer.user_id, (0, 0)), bool(reviewer.agreed_at) and reviewer.agreed_text != text
        )
        for reviewer in reviewers
    ]
    cities = City.objects.filter(platform=meeting.level.platform_id)
    return Agreement(circulation, tuple(_by_city(cities, standings)), sum(row[1] for row in numbers.values()))


def _present_text(meeting: Meeting) -> str:
    try:
        return draft_of(meeting).text
    except CirculationError:
        return ""


def _by_city(cities: Iterable[City], standings: list[ReviewerStanding]) -> Iterable[CityStanding]:
    for city in cities:
        yield CityStanding(city, tuple(row for row in standings if row.reviewer.city_id == city.pk))


def open_comments(meeting: Meeting) -> QuerySet[ReviewComment]:
    """The comments of all rounds of a meeting that are neither answered nor taken over, oldest first."""
    return ReviewComment.objects.filter(circulation__meeting=meeting, state=OPEN).order_by("written_at", "pk")


def waiting_for(user: User) -> list[Reviewer]:
    """What waits for a reviewer, the first due first: the rounds going on in which they have not agreed.

    While a comment of theirs is open, it is the secretariat's turn and nothing waits for them.
    """
    return list(not_agreed().filter(user=user))


def not_agreed() -> QuerySet[Reviewer]:
    """The reviewers of rounds going on whose turn it is, with the meeting; the first due first."""
    own_open = ReviewComment.objects.filter(circulation=OuterRef("circulation"), author=OuterRef("user"), state=OPEN)
    rows = Reviewer.objects.filter(
        ~Exists(own_open),
        agreed_at=None,
        circulation__closed_at=None,
        circulation__meeting__state=Meeting.State.DRAFT,
    )
    rows = rows.select_related("user", "city", "circulation__meeting__level__platform", "circulation__meeting__group")
    return rows.order_by("circulation__due_on", "circulation", "city__order", "pk")


def asked_of(user: User) -> QuerySet[Reviewer]:
    """Every round a user was asked in, the newest first."""
    rows = Reviewer.objects.filter(user=user).select_related(
        "circulation__meeting__level", "circulation__meeting__group"
    )
    return rows.order_by("-circulation__sent_at", "-pk")


def to_answer() -> QuerySet[Meeting]:
    """The drafts with comments for the secretariat to answer, with their number as `open_comments`, oldest first."""
    is_open = Q(circulations__comments__state=OPEN)
    rows = Meeting.objects.drafts().annotate(open_comments=Count("circulations__comments", filter=is_open))
    return rows.filter(open_comments__gt=0).order_by("held_on", "sequence", "pk")


@dataclass(frozen=True)
class Line:
    """A meeting's latest round in one line, for one user."""

    circulation: Circulation
    is_open: bool
    is_reviewer: bool
    has_agreed: bool
    reviewers: int
    agreed: int
    open_comments: int

    def is_late_on(self, today: date) -> bool:
        return self.is_open and self.circulation.due_on < today


def line_for(meeting: Meeting, user: User) -> Line | None:
    """The latest round of a meeting with its numbers and the user's own part in it; one query. None without a round."""
    mine = Reviewer.objects.filter(circulation=OuterRef("pk"), user=user)
    rows = meeting.circulations.annotate(
        reviewer_number=Count("reviewers", distinct=True),
        agreed_number=Count("reviewers", filter=Q(reviewers__agreed_at__isnull=False), distinct=True),
        open_number=Count("comments", filter=Q(comments__state=OPEN), distinct=True),
        is_mine=Exists(mine),
        is_agreed=Exists(mine.filter(agreed_at__isnull=False)),
    )
    row = rows.order_by("-number").first()
    if row is None:
        return None
    return Line(
        circulation=row,
        is_open=row.closed_at is None and not meeting.is_final,
        is_reviewer=row.is_mine,
        has_agreed=row.is_agreed,
        reviewers=row.reviewer_number,
        agreed=row.agreed_number,
        open_comments=row.open_number,
    )
