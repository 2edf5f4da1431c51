"""What the page of publishing lists: each final meeting's versions, the lists, and every act so far."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Platform
from meetings.models import Meeting, MinutesVersion, Publication, PublicSite
from meetings.publishing.scope import latin_key, versions_with_files

What = Publication.What
ACTS_SHOWN = 100


@dataclass(frozen=True)
class VersionRow:
    """A version: the one in force, or an earlier one that is public. `publication` is None while it is not public."""

    version: MinutesVersion
    is_latest: bool
    publication: Publication | None


@dataclass(frozen=True)
class MeetingRow:
    """A final meeting with the versions that there is something to do with, the newest first."""

    key: str
    meeting: Meeting
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True)
class ListRow:
    """The tally or the list of cases."""

    what: str
    label: str
    publication: Publication | None


@dataclass(frozen=True)
class Standing:
    """Everything the page shows of one platform."""

    site: PublicSite | None
    meetings: tuple[MeetingRow, ...]
    lists: tuple[ListRow, ...]
    acts: tuple[Publication, ...]

    @property
    def is_on(self) -> bool:
        return self.site is not None and self.site.is_on

    @property
    def site_version(self) -> int:
        """The version that a form about the switch carries."""
        return self.site.version if self.site else 0


def standing_of(platform: Platform) -> Standing:
    """What is public of a platform and what could be, in a fixed number of queries."""
    publications = Publication.objects.filter(platform=platform).order_by("-published_at", "-pk")
    public = list(publications.filter(withdrawn_at__isnull=True))
    by_version: dict[int | None, Publication] = {row.minutes_id: row for row in public if row.minutes_id}
    by_what = {row.what: row for row in public if row.minutes_id is None}
    acts = publications.select_related("platform", "minutes__meeting__level", "minutes__meeting__group")
    acts = acts.defer("minutes__document", "minutes__text", "minutes__answers")
    return Standing(
        site=PublicSite.objects.filter(platform=platform).first(),
        meetings=_meetings(platform, by_version),
        lists=tuple(ListRow(what, What(what).label, by_what.get(what)) for what in (What.TALLY, What.CASES)),
        acts=tuple(acts[:ACTS_SHOWN]),
    )


def _meetings(platform: Platform, public: dict[int | None, Publication]) -> tuple[MeetingRow, ...]:
    versions: dict[int, list[MinutesVersion]] = {}
    for version in versions_with_files().filter(meeting__level__platform=platform).order_by("-number"):
        if version.meeting.is_final:
            versions.setdefault(version.meeting_id, []).append(version)
    rows = []
    for latest, *older in versions.values():
        shown = [VersionRow(latest, True, public.get(latest.pk))]
        shown += [VersionRow(one, False, public[one.pk]) for one in older if one.pk in public]
        rows.append(MeetingRow(latin_key(latest.meeting), latest.meeting, tuple(shown)))
    return tuple(sorted(rows, key=lambda row: row.meeting.timeline_key, reverse=True))
