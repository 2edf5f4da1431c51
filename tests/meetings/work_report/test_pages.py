"""The work report as page, PDF and ODT: the same content in each, in a bounded number of queries."""

import io
import re
from datetime import date
from decimal import Decimal

import pdfplumber
import pytest
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from cases.models import CommonTopic, UpdateState
from cases.reporting.content import Content, Figure
from cases.reporting.workflow import accept, save_draft, submit
from meetings.models import Meeting, MeetingLevel
from tests.cases.reporting.rows import LIAISON, RED, SECRETARY, indicator, period, tracked_case
from tests.factories import MeetingFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

QUERIES = 24


@pytest.fixture
def reader():
    return signed_in("official")


def accepted(case, content=RED, at=(2001, 4, 20)):
    """A report of the first quarter of ROC 90, accepted on that day."""
    day = date(2001, 4, 2)
    when = timezone.make_aware(timezone.datetime(*at))
    update = save_draft(case, period(1), content, LIAISON, version=0, today=day)
    update = submit(update, LIAISON, version=update.version, today=day)
    return accept(update, SECRETARY, version=update.version, at=when)


@pytest.fixture
def meeting():
    """A meeting held on 1 May 2001, of the level of the meetings that the cases were added at."""
    tracked_case()
    return MeetingFactory(held_on=date(2001, 5, 1), level=MeetingLevel.objects.get(name="測試定稿層級"))


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_the_report_of_a_meeting_says_what_was_accepted_since_the_last(reader, meeting):
    case = tracked_case(title="用地取得案")
    accepted(case)
    shown = reader.get(reverse("work-report:meeting", args=[meeting.key])).content.decode()
    assert "用地取得案" in shown
    assert "用地未取得。" in shown
    assert "地主異議" in shown
    assert "紅燈1案" in shown


def test_what_was_accepted_after_the_meeting_is_not_in_its_report(reader, meeting):
    accepted(tracked_case(title="後來才採認的案"), at=(2001, 5, 20))
    shown = reader.get(reverse("work-report:meeting", args=[meeting.key])).content.decode()
    assert "紅燈0案" in shown
    # It is still a tracked case without an accepted report.
    assert "後來才採認的案" in shown


def test_an_indicator_is_drawn_with_its_numbers_under_it(reader, meeting):
    case = tracked_case()
    figure = indicator(case, low=80, high=100)
    figures = {(figure.pk, 1): Figure(Decimal(75), "豪雨")}
    content = Content(progress_text="辦理中", next_steps="續辦", light="green", progress=10, figures=figures)
    accepted(case, content)
    shown = reader.get(reverse("work-report:meeting", args=[meeting.key])).content.decode()
    assert "準點率（%）" in shown
    assert '<td class="number">75</td>' in shown
    assert "超出範圍：豪雨" in shown


def test_pdf_and_odt_say_what_the_page_says(reader, meeting):
    accepted(tracked_case(title="用地取得案"))
    pdf = reader.get(reverse("work-report:meeting-pdf", args=[meeting.key]))
    with pdfplumber.open(io.BytesIO(pdf.content)) as document:
        text = squeezed("".join(page.extract_text() or "" for page in document.pages))
    odt = Document(io.BytesIO(reader.get(reverse("work-report:meeting-odt", args=[meeting.key])).content))
    edited = squeezed(odt.get_formatted_text())
    for words in ("用地取得案", "用地未取得。", "地主異議", "召開說明會", "90年6月30日前"):
        assert words in text
        assert words in edited


def test_a_topics_report_gathers_the_groups(reader):
    topic = CommonTopic.objects.get(name="氣候變遷因應及調適")
    shown = reader.get(reverse("work-report:topic", args=[topic.pk])).content.decode()
    assert "共同議題「氣候變遷因應及調適」工作報告" in shown
    assert "建構防救災資通訊備援機制（災防組）" in shown
    pdf = reader.get(reverse("work-report:topic-pdf", args=[topic.pk]))
    assert pdf.content.startswith(b"%PDF")


def test_the_coming_meetings_report_needs_no_meeting(reader):
    response = reader.get(reverse("work-report:coming"))
    assert "下次會議議題小組工作報告" in response.content.decode()
    for name in ("work-report:coming-pdf", "work-report:coming-odt"):
        assert reader.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("number", [1, 4])
def test_the_page_takes_as_many_queries_for_four_cases_as_for_one(reader, meeting, django_assert_num_queries, number):
    for _ in range(number):
        case = tracked_case()
        indicator(case)
        assert accepted(case).state == UpdateState.ACCEPTED
    with django_assert_num_queries(QUERIES):
        reader.get(reverse("work-report:meeting", args=[meeting.key]))


def test_an_unknown_meeting_is_a_chinese_404(reader):
    response = reader.get("/work-report/副市長層級-99/")
    assert response.status_code == 404
    assert "找不到會議「副市長層級-99」" in response.content.decode()
    assert Meeting.objects.by_key("副市長層級-99").count() == 0
