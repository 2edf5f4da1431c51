"""What was accepted between two meetings, and which cases were not heard of: counted by the database, read in part.

The reports are those accepted after the day of the meeting before and until the end of the meeting's own day. The
cases are those on the list as the meeting finds them, the day before: its own decisions come after the report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q

from cases.models import CommonTopic, KeptLight, KeptLightQuerySet, Light, QuarterlyUpdate, QuarterlyUpdateQuerySet
from cases.stuck.lights import STUCK
from groups.models import IssueGroup, Platform
from platform_site.shared.roc import midnight_after

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lights:
    """How many cases stand at each light."""

    green: int = 0
    yellow: int = 0
    red: int = 0

    def __add__(self, other: Lights) -> Lights:
        return Lights(self.green + other.green, self.yellow + other.yellow, self.red + other.red)

    @property
    def stuck(self) -> int:
        return self.yellow + self.red

    @property
    def total(self) -> int:
        return self.green + self.stuck


@dataclass(frozen=True)
class Window:
    """The days after `since` (None: from the first on) up to `until`, for these groups of a platform.

    With a topic only its cases.
    """

    platform: Platform | None
    groups: Sequence[IssueGroup]
    since: date | None
    until: date
    topic: CommonTopic | None = None

    def accepted(self) -> QuarterlyUpdateQuerySet:
        """What was accepted in these days, all quarters and revisions of a case."""
        rows = QuarterlyUpdate.objects.accepted(self.until).filter(group__in=self._ids)
        if self.topic is not None:
            rows = rows.filter(case__common_topics=self.topic)
        return rows if self.since is None else rows.filter(accepted_at__gte=midnight_after(self.since))

    def newest(
        self, groups: Collection[IssueGroup] | None = None, *, only_stuck: bool = False
    ) -> QuarterlyUpdateQuerySet:
        """Of each case its newest quarter's last revision, the one whose light and group count; by group and case."""
        is_later = Q(period__gt=OuterRef("period")) | Q(period=OuterRef("period"), revision__gt=OuterRef("revision"))
        rows = self.accepted().filter(~Exists(self._of_the_case().filter(is_later)))
        if groups is not None:
            rows = rows.filter(group__in=[group.pk for group in groups])
        if only_stuck:
            rows = rows.filter(light__in=STUCK)
        return rows.order_by("group__order", "case_id")

    def silent(self, groups: Collection[IssueGroup] | None = None) -> KeptLightQuerySet:
        """A row for each case on the list of which nothing was accepted in these days; by group and case."""
        rows = KeptLight.objects.on(self.until - DAY, self.platform).filter(self._is_silent())
        rows = rows.filter(group__in=self._ids if groups is None else [group.pk for group in groups])
        if self.topic is not None:
            rows = rows.filter(case__common_topics=self.topic)
        return rows.order_by("group__order", "case_id")

    @cached_property
    def lights(self) -> dict[int, Lights]:
        """{group: how many of its cases were reported, by light}; one query."""
        counted = self.newest().order_by().values_list("group_id", "light").annotate(number=Count("*"))
        lights: dict[int, Lights] = defaultdict(Lights)
        for group_id, light, number in counted:
            lights[group_id] += Lights(**{Light(light).value: number})
        return lights

    @cached_property
    def unheard(self) -> dict[int, int]:
        """{group: how many of its cases are silent}; one query."""
        return dict(self.silent().order_by().values_list("group_id").annotate(number=Count("*")))

    @cached_property
    def _ids(self) -> list[int]:
        return [group.pk for group in self.groups]

    def _is_silent(self) -> Q:
        unheard = Q(~Exists(self._of_the_case()))
        if self.since is None:
            return unheard
        # A row begins on each day on which a report of its case was accepted, so one that covers all these days knows
        # of none: reports are looked for where something happened meanwhile.
        return Q(from_day__lte=self.since, until_day__gt=self.until) | unheard

    def _of_the_case(self) -> QuarterlyUpdateQuerySet:
        # By the time of acceptance alone, which only accepted ones have: asked for the state too, SQLite looks for
        # one case's reports among all that were accepted in these days.
        rows = QuarterlyUpdate.objects.filter(case=OuterRef("case"), accepted_at__lt=midnight_after(self.until))
        return rows if self.since is None else rows.filter(accepted_at__gte=midnight_after(self.since))
