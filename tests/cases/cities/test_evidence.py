"""What reports propose: accepted ones in force, never a title, never a city that is listed already."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.cities.evidence import contributions, evidence_of, first_sentence, pairs, proposals
from cases.models import QuarterlyUpdate
from cases.reporting.workflow import accept, revise, submit
from groups.platforms import default_platform
from tests.cases.cities.rows import KEELUNG, NEW_TAIPEI, TAIPEI, city, listed, reported
from tests.cases.reporting.rows import IN_TIME, LIAISON, SECRETARY, tracked_case

pytestmark = pytest.mark.django_db


def proposed(case):
    return [(row.city.name, row.period.key, row.sentence, row.quarters) for row in proposals(pairs(case=case))]


def test_each_city_is_proposed_with_its_newest_quarter_its_sentence_and_how_many_quarters_name_it():
    case = tracked_case()
    reported(case, 1, taipei="召開會議。並發函。", keelung="完成盤點。")
    reported(case, 2, taipei="辦理說明會1場。\n另提供資料。")

    assert proposed(case) == [(KEELUNG, 901, "完成盤點。", 1), (TAIPEI, 902, "辦理說明會1場。", 2)]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_report_that_is_not_accepted_is_no_evidence(state):
    case = tracked_case()
    reported(case, state="submitted" if state == "returned" else state, taipei="召開會議。")
    if state == "returned":
        QuarterlyUpdate.objects.filter(case=case).update(state="returned")

    assert proposed(case) == []


@pytest.mark.parametrize("role", ["leads", "takes_part", "apart"])
def test_a_city_with_any_role_is_not_proposed_again(role):
    case = tracked_case()
    reported(case, taipei="召開會議。", new_taipei="派員參加。")
    listed(case, TAIPEI, role)

    assert [name for name, *_ in proposed(case)] == [NEW_TAIPEI]


def test_a_title_that_names_a_city_is_no_evidence():
    case = tracked_case(title="臺北市與新北市聯合稽查")
    reported(case)

    assert proposed(case) == []


@pytest.mark.parametrize("text", ["無", "無。", "本季無", "尚無。", "未參與"])
def test_a_city_that_only_says_it_has_nothing_is_not_proposed(text):
    case = tracked_case()
    reported(case, taipei=text)

    assert proposed(case) == []
    assert evidence_of(case.pk, city(TAIPEI).pk, 901) is None


def test_a_correction_counts_from_its_acceptance_and_then_alone():
    case = tracked_case()
    update = reported(case, taipei="召開會議。")
    correction = revise(update, LIAISON)
    correction.contributions.all().delete()
    correction.contributions.create(city=city(KEELUNG), text="完成盤點。")

    assert [name for name, *_ in proposed(case)] == [TAIPEI]

    correction.refresh_from_db()
    sent = submit(correction, LIAISON, version=correction.version, today=IN_TIME)
    accept(sent, SECRETARY, version=sent.version)

    assert [name for name, *_ in proposed(case)] == [KEELUNG]


def test_as_of_a_day_the_reports_accepted_until_then_are_in_force():
    case = tracked_case()
    first = reported(case, taipei="召開會議。")
    today = timezone.localdate()
    correction = revise(first, LIAISON)
    sent = submit(correction, LIAISON, version=correction.version, today=IN_TIME)
    second = accept(sent, SECRETARY, version=sent.version, at=timezone.now() + timedelta(days=3))

    def known(day):
        return list(contributions(day).filter(update__case=case).values_list("update", flat=True))

    assert known(today - timedelta(days=1)) == []
    assert known(today) == [first.pk]
    assert known(today + timedelta(days=4)) == known(None) == [second.pk]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("召開會議。並發函。", "召開會議。"),
        ("沒有句號", "沒有句號"),
        ("  第一行\n第二行。", "第一行"),
        ("是否續辦？待議。", "是否續辦？"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_at_its_stop_or_its_line(text, sentence):
    assert first_sentence(text) == sentence


@pytest.mark.parametrize("number", [1, 4])
def test_it_takes_as_many_queries_for_four_cases_as_for_one(number, django_assert_num_queries):
    for _ in range(number):
        reported(tracked_case(), taipei="召開會議。", keelung="完成盤點。")

    platform = default_platform()
    with django_assert_num_queries(2):
        assert len(proposals(pairs(platform))) == 2 * number
