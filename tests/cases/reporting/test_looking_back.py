"""The matrix and the late reports as of a day are counted by the database as `obligations` has them case by case."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import pytest

from cases.models import Kind, Light, UpdateState
from cases.reporting.matrix import Cell, matrix, matrix_as_of
from cases.reporting.obligations import late, obligations, unsent
from cases.reporting.workflow import accept, return_, revise, save_draft, submit
from platform_site.shared.roc import LOCAL_TIME
from tests.cases.reporting.rows import GREEN, LIAISON, RED, SECRETARY, decided, filed, period, tracked_case
from tests.factories import group
from tests.people import signed_in

pytestmark = pytest.mark.django_db

LATE_QUERIES = 13
DAYS = [date(2001, 3, 1) + timedelta(days=number) for number in range(0, 100, 3)]


def at(day):
    return datetime.combine(day, datetime.min.time(), LOCAL_TIME)


def by_obligations(periods, day):
    """The cells of the matrix, counted one obligation after another."""
    counts = defaultdict(Counter)
    for row in obligations(periods, as_of=day):
        counter = counts[row.group_id, row.period.key]
        counter["owed"] += 1
        if row.update is not None:
            counter[UpdateState(row.state).value] += 1
            if row.update.is_accepted:
                counter[Light(row.update.light).value] += 1
        if row.correction is not None:
            counter["corrections"] += 1
    return {key: Cell(**counter) for key, counter in counts.items()}


def sent(case, content, drafted, submitted, accepted=None):
    update = save_draft(case, period(), content, LIAISON, version=0, today=drafted, at=at(drafted))
    update = submit(update, LIAISON, version=update.version, today=submitted, at=at(submitted))
    return accept(update, SECRETARY, version=update.version, at=at(accepted)) if accepted else update


@pytest.fixture
def groups():
    """Two groups whose cases were reported on, corrected, sent back, moved, delisted and forgotten."""
    corrected = sent(tracked_case(), GREEN, date(2001, 3, 5), date(2001, 3, 6), date(2001, 3, 12))
    correction = revise(corrected, LIAISON, at=at(date(2001, 4, 5)))
    correction = save_draft(
        corrected.case,
        period(),
        RED,
        LIAISON,
        version=correction.version,
        today=date(2001, 4, 6),
        at=at(date(2001, 4, 6)),
    )
    correction = submit(
        correction, LIAISON, version=correction.version, today=date(2001, 4, 7), at=at(date(2001, 4, 7))
    )
    accept(correction, SECRETARY, version=correction.version, at=at(date(2001, 4, 20)))
    returned = sent(tracked_case(), RED, date(2001, 3, 20), date(2001, 4, 2))
    return_(returned, "請補充。", SECRETARY, version=returned.version, at=at(date(2001, 4, 11)))
    moved = tracked_case()
    sent(moved, GREEN, date(2001, 3, 3), date(2001, 4, 12), date(2001, 4, 21))
    decided(moved, date(2001, 4, 10), Kind.MOVED, to_group=group("災防組"))
    drafted = tracked_case("災防組")
    save_draft(drafted, period(), GREEN, LIAISON, version=0, today=date(2001, 3, 10), at=at(date(2001, 3, 10)))
    decided(drafted, date(2001, 3, 25), Kind.DELISTED)
    tracked_case("災防組", since=date(2001, 3, 15))
    sent(tracked_case("災防組"), GREEN, date(2001, 3, 5), date(2001, 5, 20))
    return [group("交通組"), group("災防組")]


def test_the_matrix_of_every_day(groups):
    periods = [period(2), period(1)]

    for day in DAYS:
        assert matrix_as_of(periods, groups, day).cells == by_obligations(periods, day), day


def test_the_matrix_of_two_days(groups):
    cells = {day: matrix_as_of([period()], groups, day).rows for day in (date(2001, 4, 8), date(2001, 4, 20))}

    assert [[cell for _, (cell,) in rows] for rows in cells.values()] == [
        [Cell(owed=3, draft=1, submitted=1, accepted=1, green=1, corrections=1), Cell(owed=2, draft=1)],
        [Cell(owed=3, returned=1, submitted=1, accepted=1, red=1), Cell(owed=2, draft=1)],
    ]


def test_of_no_quarter_or_no_group_nothing_is_counted(groups):
    assert (matrix_as_of([], groups, DAYS[0]).cells, matrix_as_of([period()], [], DAYS[0]).cells) == ({}, {})


def plain(row):
    return (row.period.key, row.group.pk, row.case.pk, row.state)


def test_who_was_late_on_every_day(groups):
    numbers = set()
    for day in DAYS:
        for as_of in (day, None):
            found = [(row.period.key, row.group.pk, row.case_id, row.state) for row in unsent(groups, day, as_of)]
            assert found == [plain(row) for row in late(day, as_of=as_of)], (day, as_of)
            numbers.add(len(found))
    assert numbers == {0, 2, 3}


def test_of_another_group_nothing_is_late(groups):
    assert [row.group.name for row in unsent(groups[1:], date(2001, 4, 18), date(2001, 4, 18))] == ["災防組"] * 2


@pytest.mark.parametrize("number", [1, 5])
def test_the_queries_do_not_grow_with_the_cases(django_assert_num_queries, number):
    for _ in range(number):
        sent(tracked_case(), GREEN, date(2001, 3, 5), date(2001, 3, 6), date(2001, 3, 12))
        tracked_case()
    periods, groups = [period(1), period(2)], [group()]

    with django_assert_num_queries(3):
        matrix_as_of(periods, groups, date(2001, 4, 20))
    with django_assert_num_queries(2):
        assert len(unsent(groups, date(2001, 4, 20), date(2001, 4, 20))) == number
    assert matrix(periods, groups).cell(group().pk, period().key).owed == 2 * number


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_takes_as_many_queries_for_many_late_reports(django_assert_num_queries, number):
    secretary = signed_in("secretariat", "secretary")
    for _ in range(number):
        tracked_case()
    period()
    filed(tracked_case())
    secretary.get("/reports/late/", {"as_of": "90年4月20日"})

    with django_assert_num_queries(LATE_QUERIES):
        response = secretary.get("/reports/late/", {"as_of": "90年4月20日"})
    assert response.context["list"].count == number + 1
