"""The figures that are kept of finalised meetings are what counting the whole record gives, and `verify_ledger` says
where they are not."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import KeptTally, Kind
from groups.models import IssueGroup
from groups.platforms import default_platform
from meetings.models import Clause, GroupResolution, Meeting, MeetingLevel
from meetings.record.figures import figures_of, figures_of_level, keep_figures
from meetings.record.verifying import verify_ledger
from tests.factories import CaseFactory, LevelFactory, MeetingFactory, freeze, group, record

pytestmark = pytest.mark.django_db

WORDING = "{n}. 其餘{count}案持續列管。"


@pytest.fixture
def level():
    return MeetingLevel.objects.get(name="副市長層級")


def drift():
    return [line for line in verify_ledger() if "留存統計" in line]


def states(meeting, of_group, number):
    """The minutes of a draft state that so many cases go on."""
    resolution = GroupResolution.objects.create(meeting=meeting, group=of_group, position=1)
    Clause.objects.create(
        group_resolution=resolution,
        position=1,
        kind="tracked",
        wording=WORDING,
        stated_count=number,
    )


def test_every_group_of_every_finalised_meeting_has_a_row(level):
    groups = level.platform.groups.count()
    assert KeptTally.objects.filter(meeting__level=level).count() == 5 * groups
    assert drift() == []


def test_the_five_meetings_are_shown_without_counting_a_row_of_the_ledger(level):
    with CaptureQueriesContext(connection) as queries:
        figures_of_level(level)
    assert [query["sql"] for query in queries if "cases_statuschange" in query["sql"]] == []


def test_what_is_kept_is_what_counting_anew_gives(level):
    kept = [figures.as_json() for figures in figures_of_level(level)]
    KeptTally.objects.all().delete()
    assert [figures.as_json() for figures in figures_of_level(level)] == kept


@pytest.mark.parametrize("seed", range(5))
def test_random_histories_are_kept_as_they_are_counted(seed):
    chance, level = random.Random(seed), LevelFactory()
    groups = [group("交通組"), group("災防組")]
    on_list = []
    for number in range(1, 7):
        meeting = MeetingFactory(level=level, number=number + 1)
        for case in [CaseFactory(group=chance.choice(groups)) for _ in range(chance.randrange(4))]:
            record(case, meeting, Kind.ADDED)
            on_list.append(case)
        for case in chance.sample(on_list, min(len(on_list), chance.randrange(3))):
            if not case.changes.filter(meeting=meeting).exclude(printed_title="").exists():
                record(case, meeting, Kind.DELISTED)
                on_list.remove(case)
        if chance.random() < 0.5:
            states(meeting, groups[0], chance.randrange(9))
        freeze(meeting)
    shown = [(figures.as_json(), figures.unknown_openings, figures.is_first) for figures in figures_of_level(level)]
    assert drift() == []
    KeptTally.objects.filter(meeting__level=level).delete()
    counted = [(figures.as_json(), figures.unknown_openings, figures.is_first) for figures in figures_of_level(level)]
    assert shown == counted


def test_a_tampered_figure_is_named(level):
    KeptTally.objects.filter(meeting__level=level, meeting__number=3, group__name="交通組").update(closing=99)
    assert drift() == ["第3次副市長層級會議「交通組」的留存統計與依帳冊重新計算者不符。"]


def test_a_missing_row_is_named(level):
    KeptTally.objects.filter(meeting__level=level, meeting__number=5).delete()
    groups = IssueGroup.objects.filter(platform=default_platform())
    assert drift() == [f"第5次副市長層級會議「{one}」的留存統計與依帳冊重新計算者不符。" for one in groups]


def test_a_group_that_was_set_up_later_is_no_drift_and_had_nothing(level):
    late = IssueGroup.objects.create(platform=level.platform, name="新設組", order=99)
    assert drift() == []
    row = next(row for row in figures_of_level(level)[2].groups if row.group == late.name)
    assert (row.opening, row.closing, row.difference) == (0, 0, None)


def test_an_earlier_meeting_that_is_finalised_later_changes_those_after_it():
    level, case = LevelFactory(), CaseFactory()
    early, late = MeetingFactory(level=level, number=1, days=700), MeetingFactory(level=level, number=2, days=800)
    freeze(late)
    assert figures_of(late).totals.opening == 0
    record(case, early, Kind.ADDED)
    freeze(early)
    assert (figures_of(Meeting.objects.get(pk=late.pk)).totals.opening, drift()) == (1, [])


def test_the_newest_are_the_last_of_all():
    level = LevelFactory()
    for number in range(1, 8):
        meeting = MeetingFactory(level=level, number=number)
        record(CaseFactory(), meeting, Kind.ADDED)
        if number < 6:
            freeze(meeting)
    every = [figures.as_json() for figures in figures_of_level(level)]
    for newest in range(1, 9):
        for skip in range(4):
            shown = [figures.as_json() for figures in figures_of_level(level, newest=newest, skip=skip)]
            assert shown == every[: len(every) - skip][-newest:], (newest, skip)
    assert [figures_of(figures.meeting).as_json() for figures in figures_of_level(level)] == every


def test_keeping_twice_changes_nothing(level):
    rows = KeptTally.objects.order_by("meeting", "group").values_list("meeting", "group", "closing", "named")
    before = list(rows)
    keep_figures(Meeting.objects.filter(level=level).in_order().first())
    assert list(rows.all()) == before
