"""Rows for tests. Meetings here are held from 2001 on, long before the platform's real ones, and each is a draft.

So nothing of the real record is carried into them, and whatever a test adds stands beside the five real meetings
without touching them.
"""

from datetime import date, timedelta

import factory
from django.utils import timezone

from cases.ledger import writing as ledger
from cases.models import Case, CaseTitle, Kind
from cases.search.sources import index_cases
from cases.stuck.keeping import keep_lights_from
from groups.actors import Actor
from groups.models import City, IssueGroup
from groups.platforms import default_platform
from meetings.models import Clause, ClauseItem, GroupResolution, Meeting, MeetingLevel
from meetings.record.figures import keep_figures

SECRETARY = Actor("測試幕僚")
FIRST_DAY = date(2001, 1, 1)


def group(name="交通組"):
    return IssueGroup.objects.get(name=name, platform=default_platform())


class CityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = City

    platform = factory.LazyFunction(default_platform)
    name = "宜蘭縣"
    government_name = factory.LazyAttribute(lambda city: f"{city.name}政府")
    order = 90


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IssueGroup

    platform = factory.LazyFunction(default_platform)
    name = "測試組"
    order = 90


class LevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MeetingLevel
        django_get_or_create = ["name"]

    platform = factory.LazyFunction(default_platform)
    name = "測試層級"
    slug = "test-level"
    order = 900


class MeetingFactory(factory.django.DjangoModelFactory):
    """A draft of a level of its own; `days` after the first day of 2001, the number of the sequence by default."""

    class Meta:
        model = Meeting

    class Params:
        days = factory.Sequence(int)

    level = factory.SubFactory(LevelFactory)
    number = factory.Sequence(lambda n: n % 9000 + 1)
    held_on = factory.LazyAttribute(lambda meeting: FIRST_DAY + timedelta(days=meeting.days))


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    group = factory.LazyFunction(group)
    title = factory.Sequence(lambda n: f"測試合作案第{n}號計畫")


class CaseTitleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseTitle

    case = factory.SubFactory(CaseFactory)
    title = factory.SelfAttribute("case.title")


def record(case, meeting, kind=Kind.ADDED, printed_title=None, **of_kind):
    """A ledger row by the ledger itself; printed under the case's own title unless told."""
    return ledger.record(
        case, meeting, kind, case.title if printed_title is None else printed_title, SECRETARY, **of_kind
    )


def freeze(meeting):
    """Mark a meeting final without asking for minutes; the row itself is what the triggers look at."""
    ledger.fix_titles(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=Meeting.State.FINALISED,
        finalised_at=timezone.now(),
        finalised_by_name=SECRETARY.name,
        content_sha256="0" * 64,
    )
    meeting.refresh_from_db()
    ledger.settle(meeting)
    index_cases(meeting.changes.values_list("case", flat=True))
    keep_figures(meeting)
    keep_lights_from(meeting.pk)
    return meeting


def finally_record(case, kind=Kind.ADDED, meeting=None):
    """A ledger row of a meeting that is final then: what counts."""
    row = record(case, meeting or MeetingFactory(), kind)
    freeze(row.meeting)
    return row


def print_in_clause(change, position=1, clause_position=1, **item):
    """Print a ledger row's title in a clause of its group, made where it is missing."""
    resolution, _ = GroupResolution.objects.get_or_create(
        meeting=change.meeting, group=change.group, defaults={"position": change.group.order}
    )
    clause, _ = Clause.objects.get_or_create(
        group_resolution=resolution,
        position=clause_position,
        defaults={"kind": change.kind, "wording": "{n}. 同意{count}案：{titles}。"},
    )
    return ClauseItem.objects.create(clause=clause, position=position, change=change, **item)
