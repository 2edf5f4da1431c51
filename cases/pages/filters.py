"""What a list of cases can be narrowed to and sorted by; the page and its exports share this one FilterSet."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value, When

from cases.ledger.then import listed_then, moved_after
from cases.models import GOING_ON, Case, CaseCity, CaseQuerySet, CaseTitle, CommonTopic, Kind, Light, StatusChange
from cases.normalising import normalise_search, normalise_title
from cases.search.sources import titled_with
from cases.stuck.selectors import cases_of_light
from groups.models import City, IssueGroup, Platform
from groups.platforms import default_platform
from meetings.models import Meeting
from platform_site.shared.bulk.statements import among
from platform_site.shared.lists.conditions import MENU
from platform_site.shared.roc import roc_date

LISTED, UNRECORDED = "listed", "none"
NO_CITY = "none"
STATUSES = [(LISTED, "列管中（新增及持續列管）"), *Kind.choices, (UNRECORDED, "無列管紀錄")]
# What a light can be chosen by: its name in the query string, in words, and the lights it stands for ("" for none).
LIGHTS = {
    "red": ("紅燈", [Light.RED]),
    "yellow": ("黃燈", [Light.YELLOW]),
    "stuck": ("紅燈及黃燈", [Light.RED, Light.YELLOW]),
    "green": ("綠燈", [Light.GREEN]),
    "none": ("尚無採認進度", [""]),
}


def status_order(field: str) -> models.Case:
    """The statuses in the order of Kind, no status last."""
    return models.Case(
        *(When(**{field: kind}, then=Value(index)) for index, kind in enumerate(Kind.values)),
        default=Value(len(Kind.values)),
    )


# By the name in the query string; a minus before it reverses the order. Ties are sorted by group and age.
SORTS = {
    "title": ("案名", F("normalised_title")),
    "status": ("現況", status_order("status")),
    "group": ("議題小組", F("group__order")),
    "added": ("新增", F("decided_on")),
    "delisted": ("解列", F("decided_on")),
}
# As of a day, by what `cases/ledger/then.py` says of it.
SORTS_THEN = {"status": status_order("status_then"), "group": F("order_then")}
DEFAULT_SORT = "group"


def has_letters(text: str) -> None:
    """Refuse a search text made of quotes and spaces only: normalised it is empty and would find every case."""
    if not normalise_search(text):
        raise ValidationError("「%(text)s」只有標點或空白，請輸入案名中的文字。", params={"text": text})


class CaseFilter(django_filters.FilterSet):
    """Cases by title, group, status, light, meeting, topic and city, in the order asked for.

    Expects `selectors.listed_cases()`. With `as_of` by what they were at the end of that day; then it expects
    `listed_cases(as_of=…)`.
    """

    q = django_filters.CharFilter(
        label="案名",
        method="by_title",
        max_length=100,
        validators=[has_letters],
        error_messages={"max_length": "案名最多輸入%(limit_value)d個字，目前有%(show_value)d個字，請縮短。"},
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "紀錄所載的任一案名"}),
    )
    group = django_filters.ModelChoiceFilter(
        label="議題小組",
        method="by_group",
        queryset=IssueGroup.objects.all(),
        to_field_name="name",
        **MENU,
    )
    status = django_filters.ChoiceFilter(
        label="現況",
        method="by_status",
        choices=STATUSES,
        **MENU,
    )
    light = django_filters.ChoiceFilter(
        label="燈號（列管中）",
        method="by_light",
        choices=[(name, label) for name, (label, _) in LIGHTS.items()],
        **MENU,
    )
    added = django_filters.ChoiceFilter(label="新增於", method="by_meeting", **MENU)
    delisted = django_filters.ChoiceFilter(label="解列於", method="by_meeting", **MENU)
    topic = django_filters.ModelChoiceFilter(
        label="共同議題",
        field_name="common_topics",
        queryset=CommonTopic.objects.all(),
        to_field_name="name",
        **MENU,
    )
    city = django_filters.ChoiceFilter(label="主辦或參與市", method="by_city", **MENU)
    sort = django_filters.ChoiceFilter(
        label="排序",
        method="in_order",
        choices=[
            (f"{sign}{name}", f"{label}{direction}")
            for name, (label, _) in SORTS.items()
            for sign, direction in (("", "（由前往後）"), ("-", "（由後往前）"))
        ],
        **MENU | {"empty_label": "議題小組（由前往後）"},
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, platform: Platform | None = None, as_of: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_of = as_of
        self.platform = platform
        meetings, cities = Meeting.objects.finalised(as_of).in_order().reverse(), City.objects.all()
        if platform is not None:
            self.filters["group"].queryset = IssueGroup.objects.filter(platform=platform)
            meetings, cities = meetings.filter(level__platform=platform), cities.filter(platform=platform)
        names = dict.fromkeys(cities.values_list("name", flat=True))
        self.filters["city"].extra["choices"] = [*((name, name) for name in names), (NO_CITY, "尚未登錄")]
        self.meetings = {meeting.key: meeting for meeting in meetings.named()}
        choices = [(key, f"{one.name}（{roc_date(one.held_on)}）") for key, one in self.meetings.items()]
        for name in ("added", "delisted"):
            self.filters[name].extra["choices"] = choices

    @property
    def sorted_by(self) -> str:
        """The current order, as in the query string."""
        return (self.form.cleaned_data.get("sort") if self.is_valid() else "") or DEFAULT_SORT

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        """Narrowed as asked, always in a definite order."""
        return super().filter_queryset(self.in_order(queryset, "sort", DEFAULT_SORT))

    def by_title(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Any title the case was printed under, and its own. Both sides are normalised: 汙水 finds 污水."""
        within, end = normalise_search(value), normalise_title(value)
        # A normalised title has lost its closing 案 and the mark of a topic, which may have been typed.
        found = Q(normalised_title__contains=within) | Q(normalised_title__endswith=end)
        # A title that a later meeting gave the case was not its own then.
        own = found & Q(title=F("title_then")) if self.as_of else found
        printed = Exists(CaseTitle.objects.on_record(self.as_of).filter(found, case=OuterRef("pk")))
        few = titled_with(self.platform.pk, [within, end]) if self.platform is not None and end else None
        if few is not None:
            queryset = among(queryset, "id", sorted(few | self._not_indexed()))
        return queryset.filter(own | printed)

    def _not_indexed(self) -> set[int]:
        """The cases that the index of titles may not have as they are: those that drafts print, or they alone know."""
        drafted = StatusChange.objects.filter(meeting__in=Meeting.objects.drafts()).exclude(printed_title="")
        unrecorded = Case.objects.filter(status="").order_by().values_list("pk", flat=True)
        return set(unrecorded.union(drafted.values_list("case", flat=True)))

    def by_group(self, queryset: CaseQuerySet, name: str, value: IssueGroup) -> CaseQuerySet:
        """By the group the case is in now, or was in then."""
        if self.as_of is None:
            return queryset.filter(group=value)
        return queryset.filter(Q(group=value) | Q(pk__in=moved_after(self.as_of)), group_then=value.pk)

    def by_status(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """By the status in force."""
        status = "" if value == UNRECORDED else value
        if self.as_of is None:
            return queryset.filter(status__in=GOING_ON if value == LISTED else [status])
        if value == LISTED or value in GOING_ON:
            queryset = queryset.filter(pk__in=listed_then(self.as_of))
        return queryset if value == LISTED else queryset.filter(status_then=status)

    def by_light(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Tracked cases by the light of their newest accepted report, as the page of stuck cases counts them."""
        return queryset.filter(pk__in=cases_of_light(self.platform or default_platform(), LIGHTS[value][1], self.as_of))

    def by_meeting(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Cases that the meeting added or delisted, by the name of the filter."""
        rows = StatusChange.objects.filter(case=OuterRef("pk"), kind=Kind(name), meeting=self.meetings[value].pk)
        return queryset.filter(Exists(rows))

    def by_city(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Cases that the city of that name leads or takes part in, or those without any such city."""
        listed = CaseCity.objects.listed().filter(case=OuterRef("pk"))
        return queryset.filter(~Exists(listed) if value == NO_CITY else Exists(listed.filter(city__name=value)))

    def in_order(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Sorted; a case without the value (not delisted yet) comes last either way."""
        key = value.removeprefix("-")
        _, expression = SORTS[key]
        if key in (Kind.ADDED, Kind.DELISTED):
            rows = StatusChange.objects.finalised(self.as_of).filter(case=OuterRef("pk"), kind=key).latest_first()
            queryset = queryset.alias(decided_on=Subquery(rows.values("meeting__held_on")[:1]))
        if self.as_of:
            expression = SORTS_THEN.get(key, expression)
        turned = expression.desc if value.startswith("-") else expression.asc
        return queryset.order_by(turned(nulls_last=True), "order_then" if self.as_of else "group__order", "pk")
