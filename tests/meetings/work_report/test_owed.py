"""52 cases tracked against 42 owing: one reckoning, the same on every page."""

from datetime import date

import pytest
from django.urls import reverse

from cases.reporting.matrix import matrix
from cases.reporting.obligations import ensure_period, obligations
from groups.platforms import default_platform
from meetings.work_report.owed import reckoning
from meetings.work_report.report import coming_work_report
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 20)
SENTENCE = "其中11案以「其餘」列管而未列案名，無法逐案填報；子案1案在紀錄中併入母案計數，填報時分別填。"


@pytest.fixture(autouse=True)
def quarter(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return ensure_period(115, 3)[0]


def test_what_is_tracked_and_what_is_owed_are_reckoned_from_the_record(quarter):
    found = reckoning(default_platform(), TODAY)
    assert (found.tracked, found.unnamed, found.subcases, found.owed, found.others) == (52, 11, 1, 42, 0)
    assert matrix([quarter]).totals[0].owed == len(obligations([quarter])) == 42
    report = coming_work_report(TODAY)
    assert report.reported + report.silent == 42


@pytest.mark.parametrize("page", ["home", "reporting:matrix", "work-report:coming"])
def test_the_pages_that_show_either_number_say_why_they_differ(page):
    shown = signed_in("official").get(reverse(page)).content.decode()
    assert "列管52案，應填42案" in shown
    assert SENTENCE in shown


def test_without_a_quarter_there_is_nothing_to_explain(quarter):
    quarter.delete()
    assert reckoning(default_platform(), TODAY) is None
