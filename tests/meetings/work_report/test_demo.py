"""Demonstration data on the real cases: plausible, complete, marked in every text."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, CityContribution, Indicator, IndicatorValue, QuarterlyUpdate, UpdateStep
from cases.reporting.demo import MARK
from meetings.models import Proposal
from meetings.work_report.report import coming_work_report

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_four_quarters_of_every_real_case_are_reported_and_marked(capsys):
    call_command("load_demo_reports", "--today", TODAY.isoformat())
    call_command("load_demo_reports", "--today", TODAY.isoformat())
    assert capsys.readouterr().out.splitlines() == [
        "〔示範資料〕建立 162 份季進度、3 件提案，登錄 28 案的主辦與參與市。",
        "〔示範資料〕建立 0 份季進度、0 件提案，登錄 0 案的主辦與參與市。",
    ]
    tracked = Case.objects.tracked().count()
    assert {
        key: QuarterlyUpdate.objects.filter(period=key, state="accepted").count() for key in (1144, 1151, 1152)
    } == dict.fromkeys((1144, 1151, 1152), tracked)
    newest = QuarterlyUpdate.objects.filter(period=1153)
    assert set(newest.values_list("state", flat=True)) == {"draft", "submitted", "returned", "accepted"}
    texts = [
        *QuarterlyUpdate.objects.values_list("progress_text", "next_steps", "cause", "remedy"),
        *CityContribution.objects.values_list("text"),
        *Indicator.objects.values_list("name"),
        *IndicatorValue.objects.values_list("explanation"),
        *UpdateStep.objects.values_list("comment", "actor_name"),
        *Proposal.objects.values_list("title", "reason", "proposed_by_name"),
    ]
    assert [text for row in texts for text in row if text and MARK not in text] == []
    assert coming_work_report(TODAY).reported == tracked


def test_in_production_it_refuses_with_a_sentence(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="示範資料不可建立在正式環境。"):
        call_command("load_demo_reports")
    assert not QuarterlyUpdate.objects.exists()
