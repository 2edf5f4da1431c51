"""What the list of directives can be narrowed to; the address of the page is the state of the filter."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters

from groups.models import IssueGroup, Platform
from meetings.models import Directive, DirectiveKind, DirectiveState, Meeting
from meetings.models.directives import DirectiveQuerySet
from platform_site.shared.lists.conditions import MENU

CLOSED = "closed"
STATES = [*DirectiveState.choices, (CLOSED, "已結案（辦結及不再追蹤）")]
EVERYBODY = "各小組"


class DirectiveFilter(django_filters.FilterSet):
    """Directives by state, kind, group and meeting; as of a day by `state_then`, see DirectiveQuerySet.with_state."""

    state = django_filters.ChoiceFilter(label="狀態", choices=STATES, method="by_state", **MENU)
    kind = django_filters.ChoiceFilter(label="類別", choices=DirectiveKind.choices, **MENU)
    group = django_filters.ChoiceFilter(label="辦理小組", method="by_group", **MENU)
    meeting = django_filters.ChoiceFilter(label="會議", method="by_meeting", **MENU)

    class Meta:
        model = Directive
        fields: list[str] = []

    def __init__(self, *args: Any, platform: Platform | None = None, as_of: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state_field = "state_then" if as_of else "state"
        groups = IssueGroup.objects.filter(platform=platform).values_list("name", flat=True)
        self.filters["group"].extra["choices"] = [(name, name) for name in (*groups, EVERYBODY)]
        meetings = Meeting.objects.finalised(as_of).filter(level__platform=platform).in_order().reverse()
        self.meetings = {meeting.key: meeting for meeting in meetings.named()}
        self.filters["meeting"].extra["choices"] = [(key, one.name) for key, one in self.meetings.items()]

    def by_state(self, queryset: DirectiveQuerySet, name: str, value: str) -> DirectiveQuerySet:
        """Open, or closed in either way."""
        if value == CLOSED:
            return queryset.exclude(**{self.state_field: DirectiveState.OPEN})
        return queryset.filter(**{self.state_field: value})

    def by_group(self, queryset: DirectiveQuerySet, name: str, value: str) -> DirectiveQuerySet:
        """Those that name the group; those for everybody under a name of their own."""
        if value == EVERYBODY:
            return queryset.filter(groups__isnull=True)
        return queryset.filter(groups__name=value)

    def by_meeting(self, queryset: DirectiveQuerySet, name: str, value: str) -> DirectiveQuerySet:
        """Those of one meeting."""
        return queryset.filter(meeting=self.meetings[value].pk)


class CentralRequestFilter(DirectiveFilter):
    """The same for requests to the central government, which are all of one kind."""

    kind = None
