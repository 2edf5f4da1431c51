"""What is public at this moment: platforms that are switched on, published versions of minutes, tally and cases.

Every public page, file and feed is made out of a `Scope` and of the rows that it admits, nothing else. So the tally and
the cases show what the published meetings decided, as of those meetings, and a draft or an unpublished meeting has no
way in. The secretariat's preview is the same with one more item in the scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from groups.models import Platform
from meetings.models import Meeting, MinutesVersion, Publication, PublicSite, StoredDocument

What = Publication.What
# The files of a version that the public gets: those for dispatch, which name nobody who works on the platform.
PUBLIC_FILES = (StoredDocument.Format.PDF, StoredDocument.Format.ODT)
# What a version holds that only its own page needs.
HEAVY = ("document", "text", "answers")


@dataclass(frozen=True)
class PublicMinutes:
    """A published version; `published_at` is None in a preview."""

    version: MinutesVersion
    published_at: datetime | None

    @property
    def formats(self) -> tuple[str, ...]:
        """The stored files there are of it."""
        stored = {file.file_format for file in self.version.files.all()}
        return tuple(form for form in PUBLIC_FILES if form in stored)


@dataclass(frozen=True)
class PublicMeeting:
    """A meeting with its published versions, the newest last."""

    meeting: Meeting
    versions: tuple[PublicMinutes, ...]

    @property
    def latin_key(self) -> str:
        """The meeting's key in public URLs."""
        return latin_key(self.meeting)

    @property
    def latest(self) -> PublicMinutes:
        return self.versions[-1]

    @property
    def older(self) -> tuple[PublicMinutes, ...]:
        """The versions before the newest, the newest of them first."""
        return self.versions[-2::-1]

    def version(self, number: int) -> PublicMinutes | None:
        """The published version of that number."""
        return next((row for row in self.versions if row.version.number == number), None)

    def before(self, number: int) -> PublicMinutes | None:
        """The published version before that number, if it is the very one that was corrected."""
        return self.version(number - 1)


@dataclass(frozen=True)
class Scope:
    """Everything that may be shown. `meetings` are in order, oldest first; the dates are those of the acts."""

    sites: tuple[PublicSite, ...]
    meetings: tuple[PublicMeeting, ...]
    tally: dict[int, datetime | None]
    cases: dict[int, datetime | None]

    @cached_property
    def by_id(self) -> dict[int, PublicMeeting]:
        """The meetings by their key in the database."""
        return {row.meeting.pk: row for row in self.meetings}

    @property
    def name(self) -> str:
        """What the public pages are called: the platform's name, where one is on."""
        return self.sites[0].platform.name if len(self.sites) == 1 else "合作交流平臺"

    @property
    def platforms(self) -> tuple[Platform, ...]:
        return tuple(site.platform for site in self.sites)

    def meetings_of(self, what: str) -> tuple[PublicMeeting, ...]:
        """The meetings that the tally or the cases may show: the published ones of platforms that published those."""
        shown = self.tally if what == What.TALLY else self.cases
        return tuple(row for row in self.meetings if row.meeting.level.platform_id in shown)

    def has(self, what: str) -> bool:
        """Whether some platform has published the tally, the cases, or minutes at all."""
        shown: dict[str, Any] = {What.TALLY: self.tally, What.CASES: self.cases, What.MINUTES: self.meetings}
        return bool(shown[what])

    def meeting(self, key: str) -> PublicMeeting | None:
        """The published meeting of a key, in either of its forms."""
        return next((row for row in self.meetings if key in (row.meeting.key, latin_key(row.meeting))), None)

    def with_minutes(self, version: MinutesVersion) -> Scope:
        """The scope with the version published: as it is where it is public already, else with one more."""
        published = [one for row in self.meetings for one in row.versions]
        if any(one.version.pk == version.pk for one in published):
            return self
        return replace(self, meetings=_meetings([*published, PublicMinutes(version, None)]))

    def with_list(self, platform: Platform, what: str) -> Scope:
        """The scope with the platform's tally or cases published."""
        added: dict[int, datetime | None] = {platform.pk: None}
        if what == What.TALLY:
            return replace(self, tally=added | self.tally)
        return replace(self, cases=added | self.cases)


def public_scope() -> Scope:
    """What the public may see now, in four queries; without a platform that is on, nothing."""
    sites = tuple(PublicSite.objects.filter(is_on=True).select_related("platform"))
    return _scope(sites) if sites else Scope((), (), {}, {})


def scope_if_on(platform: Platform) -> Scope:
    """What the public would see if this platform alone was on: the ground of the secretariat's preview."""
    site = PublicSite.objects.filter(platform=platform).first() or PublicSite()
    site.platform = platform
    return _scope((site,))


def latin_key(meeting: Meeting) -> str:
    """deputy-mayor-5: the key that public URLs are written with."""
    return "-".join([meeting.level.slug, *([meeting.group.name] if meeting.group else []), str(meeting.number)])


def versions_with_files() -> QuerySet[MinutesVersion]:
    """Versions as a scope needs them: with meeting, level and platform, and their files for dispatch."""
    files = StoredDocument.objects.filter(copy=StoredDocument.Copy.DISPATCH, file_format__in=PUBLIC_FILES)
    return (
        MinutesVersion.objects.defer(*HEAVY)
        .select_related("meeting__level__platform", "meeting__group", "meeting__host_city")
        .prefetch_related(Prefetch("files", files))
    )


def _scope(sites: tuple[PublicSite, ...]) -> Scope:
    standing = Publication.objects.standing().filter(platform__in=[site.platform_id for site in sites])
    rows = list(standing.prefetch_related(Prefetch("minutes", versions_with_files())))
    published = [PublicMinutes(row.minutes, row.published_at) for row in rows if row.minutes]
    lists: dict[str, dict[int, datetime | None]] = {
        what: {row.platform_id: row.published_at for row in rows if row.what == what}
        for what in (What.TALLY, What.CASES)
    }
    return Scope(sites, _meetings(published), lists[What.TALLY], lists[What.CASES])


def _meetings(published: Iterable[PublicMinutes]) -> tuple[PublicMeeting, ...]:
    grouped: dict[int, list[PublicMinutes]] = {}
    for one in published:
        # Minutes are published once they are final; a row that says otherwise shows nothing.
        if one.version.meeting.is_final:
            grouped.setdefault(one.version.meeting_id, []).append(one)
    meetings = [
        PublicMeeting(ones[0].version.meeting, tuple(sorted(ones, key=lambda one: one.version.number)))
        for ones in grouped.values()
    ]
    return tuple(sorted(meetings, key=lambda row: (*row.meeting.timeline_key, row.meeting.pk)))
