"""The quarterly reports on a case's page: what stands of each quarter, in words, and its indicators as charts."""

import re
from decimal import Decimal

import pytest

from cases.models import UpdateState
from cases.pages.reports import reporting_of
from cases.reporting.content import Content, Figure
from cases.reporting.workflow import accept, revise, save_draft, submit
from tests.cases.reporting.rows import GREEN, LIAISON, RED, SECRETARY, filed, indicator, period, tracked_case
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
# With reports, their indicators and figures; a page without any takes tests/cases/pages/test_pages.py DETAIL_QUERIES.
QUERIES_WITH_REPORTS = 21
ACCEPTED = UpdateState.ACCEPTED


def section_of(case, role="official"):
    """The words of the page's section on the reports; "" where there is none."""
    shown = signed_in(role, f"{role}{case.pk}").get(case.get_absolute_url()).content.decode()
    found = re.search(r'<section [^>]*aria-labelledby="reports-title">(.*?)</section>', shown, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def with_figure(figure, value):
    return Content(
        progress_text="完成。",
        next_steps="續辦。",
        light="green",
        progress=40,
        figures={(figure.pk, 1): Figure(Decimal(value))},
    )


def test_each_quarter_says_its_state_and_light_in_words_the_newest_first():
    case = tracked_case()
    filed(case, 1, state=ACCEPTED, content=RED)
    filed(case, 2)
    filed(case, 3, state=UpdateState.DRAFT, content=Content(progress_text="寫到一半"))
    assert "寫到一半" not in section_of(case)
    words = section_of(case, "secretariat")
    rows = [words.index(quarter) for quarter in ("90年第3季", "90年第2季", "90年第1季")]
    assert rows == sorted(rows)
    first, second, third = words[rows[2] :], words[rows[1] : rows[2]], words[rows[0] : rows[1]]
    assert all(word in first for word in ("已採認", "紅燈", "10%", "用地未取得。"))
    assert all(word in second for word in ("已送出", "綠燈", "40%", GREEN.progress_text))
    assert all(word in third for word in ("草稿", "未填", "寫到一半"))


def test_a_case_without_reports_has_no_such_section():
    assert section_of(tracked_case()) == ""


def test_a_correction_counts_from_its_own_acceptance():
    update = filed(tracked_case(), state=ACCEPTED)
    correction = revise(update, LIAISON)
    reader = person("secretariat")
    assert reporting_of(update.case, reader).updates == (update,)
    day = period().closes_on
    content = Content(progress_text="更正後的內容", next_steps="續辦。", light="green", progress=50)
    correction = save_draft(update.case, period(), content, LIAISON, version=correction.version, today=day)
    correction = submit(correction, LIAISON, version=correction.version, today=day)
    accept(correction, SECRETARY, version=correction.version)
    assert [row.progress_text for row in reporting_of(update.case, reader).updates] == ["更正後的內容"]


def test_accepted_figures_are_drawn_oldest_first_with_the_quarters_they_are_of():
    case = tracked_case()
    rate = indicator(case, low=80, high=100)
    filed(case, 1, state=ACCEPTED, content=with_figure(rate, "85.5"))
    filed(case, 2, state=ACCEPTED, content=with_figure(rate, "90"))
    filed(case, 3, content=with_figure(rate, "99"))
    (chart,) = reporting_of(case, person("secretariat")).charts
    assert chart.title == "準點率（%）"
    assert chart.names == ("90年1季", "90年2季", "90年3季")
    assert [(row.name, row.values) for row in chart.rows][0] == ("基隆市", (85.5, 90.0, None))
    assert "準點率（%）" in section_of(case)


def test_the_page_takes_as_many_queries_for_four_quarters_as_for_one(django_assert_num_queries):
    client, case = signed_in("official"), tracked_case()
    for quarters in ([1], [2, 3, 4]):
        for quarter in quarters:
            rate = indicator(case, name=f"指標{quarter}")
            filed(case, quarter, state=ACCEPTED, content=with_figure(rate, "85"))
        with django_assert_num_queries(QUERIES_WITH_REPORTS):
            client.get(case.get_absolute_url())
