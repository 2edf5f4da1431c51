"""The work report: what was accepted between two meetings, once, by group and by topic."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.models import CommonTopic, Kind
from cases.reporting.content import Figure
from cases.reporting.workflow import accept, revise, save_draft, submit
from groups.models import City
from meetings.models import Meeting
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.work_report.report import Lights, coming_work_report, topic_report, work_report
from tests.cases.reporting.rows import (
    GREEN,
    LIAISON,
    RED,
    SECRETARY,
    decided,
    filed,
    indicator,
    meeting_on,
    period,
    tracked_case,
)
from tests.factories import freeze, group

pytestmark = pytest.mark.django_db


def accepted_on(case, day, quarter=1, content=GREEN):
    """A report accepted at noon of that day."""
    update = filed(case, quarter, content=content)
    at = timezone.make_aware(datetime(day.year, day.month, day.day, 12))
    return accept(update, SECRETARY, version=update.version, at=at)


def part(report, name="交通組"):
    return next(row for row in report.groups if row.group.name == name)


def titles(report, name="交通組"):
    return [row.case.title for row in part(report, name).cases]


@pytest.fixture
def meetings():
    return meeting_on(date(2001, 1, 10)), meeting_on(date(2001, 7, 20)), meeting_on(date(2001, 12, 20))


def test_a_report_belongs_to_the_first_meeting_after_it_was_accepted(meetings):
    _, second, third = meetings
    for title, day in [("甲", date(2001, 7, 19)), ("乙", date(2001, 7, 20)), ("丙", date(2001, 7, 21))]:
        accepted_on(tracked_case(title=title), day)
    assert titles(work_report(second)) == ["甲", "乙"]
    assert titles(work_report(third)) == ["丙"]
    assert [case.title for case in part(work_report(second)).silent] == ["丙"]


def test_what_was_not_accepted_is_not_reported(meetings):
    filed(tracked_case(title="甲"))
    report = work_report(meetings[1])
    assert (titles(report), [case.title for case in part(report).silent]) == ([], ["甲"])
    assert (report.reported, report.silent) == (0, 1)


def test_the_newest_quarter_gives_the_light_and_a_correction_takes_the_place_of_what_it_corrects(meetings):
    case, other = tracked_case(), tracked_case("災防組")
    accepted_on(case, date(2001, 4, 20), content=RED)
    accepted_on(case, date(2001, 7, 10), quarter=2, content=RED)
    first = accepted_on(other, date(2001, 4, 20))
    correction = revise(first, LIAISON)
    correction = save_draft(other, period(), RED, LIAISON, version=1)
    correction = submit(correction, LIAISON, version=2)
    accept(correction, SECRETARY, version=3, at=timezone.make_aware(datetime(2001, 5, 1)))
    report = work_report(meetings[1])
    assert [update.period_id for update in part(report).cases[0].updates] == [901, 902]
    assert [update.revision for update in part(report, "災防組").cases[0].updates] == [2]
    assert (part(report).lights, report.lights) == (Lights(red=1), Lights(red=2))


def test_a_case_delisted_meanwhile_is_reported_and_not_asked_for(meetings):
    reported, silent = tracked_case(title="甲"), tracked_case(title="乙")
    accepted_on(reported, date(2001, 4, 20))
    freeze(meeting_on(date(2001, 6, 1)))
    for case in (reported, silent):
        decided(case, date(2001, 6, 1), Kind.DELISTED)
    report = coming_work_report(date(2001, 7, 1))
    assert part(report).silent == ()
    assert titles(report) == []
    record_report = work_report(meeting_on(date(2001, 6, 1)))
    assert (titles(record_report), [row.title for row in part(record_report).silent]) == (["甲"], ["乙"])


def test_proposals_on_the_agenda_and_indicators_stand_with_their_group(meetings):
    case = tracked_case()
    rate = indicator(case, low=Decimal(80))
    taipei = City.objects.get(name="臺北市")
    figures = {(rate.pk, taipei.pk): Figure(Decimal(75), "颱風")}
    accepted_on(case, date(2001, 4, 20), content=replace(GREEN, figures=figures))
    proposal = propose(group(), ProposalContent("new", "理由", title="新案"), LIAISON)
    schedule(proposal, meetings[1], SECRETARY, version=1)
    propose(group(), ProposalContent("new", "理由", title="未列入"), LIAISON)
    found = part(work_report(meetings[1]))
    assert found.proposals == (proposal,)
    series = next(row for row in found.cases[0].series if row.city == taipei)
    assert [(str(p.period), p.value, p.is_out_of_range, p.explanation) for p in series.points] == [
        ("90年第1季", Decimal(75), True, "颱風")
    ]
    assert series.latest.value == Decimal(75)


def test_a_common_topic_is_reported_across_the_groups(meetings):
    topic = CommonTopic.objects.create(name="測試議題")
    for name in ("災防組", "交通組"):
        case = tracked_case(name, title=f"{name}案")
        case.common_topics.add(topic)
        accepted_on(case, date(2001, 4, 20))
    silent = tracked_case(title="未報")
    silent.common_topics.add(topic)
    accepted_on(tracked_case(title="無關"), date(2001, 4, 20))
    freeze(meetings[0])
    report = topic_report(topic, meetings[1])
    assert [row.case.title for row in report.cases] == ["交通組案", "災防組案"]
    assert (report.silent, report.lights) == ((silent,), Lights(green=2))
    assert topic_report(topic, today=date(2001, 7, 1)).since == meetings[0]


def test_a_draft_begins_no_new_report(meetings):
    case = tracked_case(title="甲")
    accepted_on(case, date(2001, 4, 20))
    freeze(meetings[0])
    draft = meeting_on(date(2001, 5, 1))
    report = coming_work_report(date(2001, 5, 20))
    assert (report.since, titles(report)) == (meetings[0], ["甲"])
    assert work_report(draft).since == meetings[0]
    assert work_report(meetings[1]).since == draft
    assert work_report(freeze(meetings[1])).since == meetings[0]


def test_the_first_meeting_of_a_level_reports_all_that_was_accepted_before_it(meetings):
    accepted_on(tracked_case(since=date(2001, 1, 2)), date(2001, 1, 5))
    report = work_report(meeting_on(date(2001, 1, 2)))
    assert (report.since, report.reported) == (None, 0)
    assert work_report(meetings[0]).since == meeting_on(date(2001, 1, 2))


def test_it_takes_the_same_queries_for_one_case_and_for_six(meetings, django_assert_num_queries):
    def add(name):
        case = tracked_case(name)
        rate = indicator(case)
        figures = {(rate.pk, City.objects.first().pk): Figure(Decimal(1))}
        accepted_on(case, date(2001, 4, 20), content=replace(GREEN, figures=figures))
        proposal = propose(group(name), ProposalContent("new", "理由", title="新案"), LIAISON)
        schedule(proposal, meetings[1], SECRETARY, version=1)

    add("交通組")
    meeting = Meeting.objects.select_related("level__platform").get(pk=meetings[1].pk)
    for _ in range(2):
        with django_assert_num_queries(19):
            work_report(meeting)
        for name in ("交通組", "災防組", "教育文化組", "都會發展組", "交通組"):
            add(name)
