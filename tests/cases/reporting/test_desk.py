"""What a liaison's home shows: what is owed, by when, what came back and why, where to begin."""

from datetime import date

import pytest
from django.urls import reverse

from cases.models import UpdateState
from cases.reporting.desk import desk_of
from cases.reporting.workflow import return_
from tests.cases.reporting.rows import IN_TIME, SECRETARY, filed, period, tracked_case
from tests.factories import group
from tests.people import signed_in

pytestmark = pytest.mark.django_db
DESK_QUERIES = 7


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The reports of the first quarter of ROC 90 are being filed."""
    period()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: IN_TIME)


def sent_back(case):
    update = filed(case)
    return return_(update, "請補經費金額。", SECRETARY, version=update.version)


def test_the_desk_says_what_is_owed_by_when_and_what_came_back_first():
    untouched, back = tracked_case(title="甲案"), sent_back(tracked_case(title="乙案"))
    filed(tracked_case(title="丙案"))
    tracked_case("災防組")
    (due,) = desk_of([group()], IN_TIME)
    assert (len(due.owed), due.sent, [row.case for row in due.unsent]) == (3, 1, [untouched, back.case])
    assert [(row.owed.case, row.step.comment) for row in due.returned] == [(back.case, "請補經費金額。")]
    assert (due.days_left, due.days_late, due.first.case) == (13, 0, back.case)


def test_a_quarter_that_is_closed_stays_for_what_came_back_only():
    tracked_case()
    back = sent_back(tracked_case())
    (due,) = desk_of([group()], date(2001, 8, 1))
    assert ([row.case for row in due.unsent], due.is_open) == ([back.case], False)
    assert due.days_late == 108


def test_a_liaisons_home_leads_to_the_first_open_case_in_one_click():
    back = sent_back(tracked_case(title="乙案"))
    client = signed_in("liaison")
    shown = client.get(reverse("home")).content.decode()
    for words in ("還有1案未送出", "尚餘13天", "請補經費金額。", "補正第一案：乙案"):
        assert words in shown
    first = reverse("reporting:update", args=[back.period_id, back.case_id])
    assert f'href="{first}"' in shown
    assert "補正第一案" not in signed_in("official").get(reverse("home")).content.decode()


def test_all_sent_is_said_and_nothing_to_begin_with():
    filed(tracked_case(), state=UpdateState.ACCEPTED)
    (due,) = desk_of([group()], IN_TIME)
    assert (due.unsent, due.first) == ((), None)
    assert "應填1案已全部送出" in signed_in("liaison").get(reverse("home")).content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_the_desk_takes_as_many_queries_for_four_cases_as_for_one(django_assert_num_queries, number):
    for _ in range(number):
        sent_back(tracked_case())
    groups = [group(), group("災防組")]
    with django_assert_num_queries(DESK_QUERIES):
        desk_of(groups, IN_TIME)
