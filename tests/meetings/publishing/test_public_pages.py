"""What the public pages show, in a number of queries that does not grow with what is public."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Kind
from groups.models import Platform
from meetings.models import StoredDocument
from meetings.publishing import contents, workflow
from meetings.publishing.scope import public_scope
from meetings.record.figures import figures_of
from tests.factories import SECRETARY, CaseFactory, GroupFactory, LevelFactory, MeetingFactory, finally_record
from tests.meetings.publishing.rows import (
    What,
    body,
    publish,
    publish_everything,
    second_version,
    switch_on,
    version_in_force,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    return publish_everything()


def page(path, status=200):
    response = Client().get(path)
    assert response.status_code == status, path
    return html.unescape(response.content.decode())


@pytest.mark.usefixtures("published")
def test_minutes_are_shown_with_their_files_and_link_only_public_pages():
    found = page("/public/meetings/deputy-mayor-5/minutes/")

    assert "基北北桃合作交流平臺第5次副市長層級會議紀錄" in found
    assert version_in_force(5).sha256 in found
    assert '<link rel="canonical" href="http://testserver/public/meetings/deputy-mayor-5/minutes/">' in found
    assert 'name="description" content="基北北桃合作交流平臺第5次副市長層級會議紀錄全文，114年8月7日召開。"' in found
    hrefs = set(re.findall(r'href="(/[^"]*)"', found))
    assert [href for href in hrefs if not href.startswith(("/public/", "/static/"))] == []
    assert len([href for href in hrefs if re.fullmatch(r"/public/cases/\d+/", href)]) > 20


def test_without_the_list_of_cases_minutes_link_to_none():
    switch_on()
    publish(5, lists=())
    assert "/public/cases/" not in page("/public/meetings/deputy-mayor-5/minutes/")
    assert "統計" not in re.search(r'<nav class="site-nav".*?</nav>', page("/public/"), re.DOTALL)[0]


@pytest.mark.usefixtures("published")
def test_a_meeting_is_found_under_both_of_its_keys_and_has_one_canonical_address():
    for key in ("deputy-mayor-5", "副市長層級-5"):
        assert 'rel="canonical" href="http://testserver/public/meetings/deputy-mayor-5/"' in page(
            f"/public/meetings/{key}/"
        )


@pytest.mark.usefixtures("published")
def test_files_are_the_stored_ones_for_dispatch():
    for form in ("pdf", "odt"):
        row = version_in_force(5).files.get(copy=StoredDocument.Copy.DISPATCH, file_format=form)
        with row.file.open("rb") as stored:
            assert body(Client().get(f"/public/meetings/deputy-mayor-5/minutes.{form}")) == stored.read()
    assert body(Client().get("/public/meetings/deputy-mayor-5/minutes.txt")).decode() == version_in_force(5).text


def test_a_correction_shows_the_newest_version_and_links_those_before_that_are_public():
    switch_on()
    publish(3)
    address = "/public/meetings/deputy-mayor-3/minutes/"
    second = second_version()
    # Not published yet: the public goes on with the first.
    assert "基隆市要塞司令部" in page(address) and "更正" not in page(address)
    workflow.publish_minutes(second, SECRETARY)

    newest, first = page(address), page(f"{address}versions/1/")

    assert "本紀錄為更正後的第2版，先前的版本仍可查閱" in newest
    assert f'href="{address}versions/1/"' in newest
    assert re.search(r"<del>.*?市</del>", newest) and "會議地點誤植" not in newest
    assert "這不是最新的版本" in first and f'href="{address}"' in first
    assert "基隆市要塞司令部" in first
    assert body(Client().get(f"{address}versions/1.pdf")) != body(
        Client().get("/public/meetings/deputy-mayor-3/minutes.pdf")
    )


def test_a_first_version_that_was_withdrawn_is_shown_neither_itself_nor_in_a_difference():
    switch_on()
    (first,) = publish(3, lists=())
    workflow.publish_minutes(second_version(), SECRETARY)
    workflow.withdraw(first, SECRETARY, version=1)

    found = page("/public/meetings/deputy-mayor-3/minutes/")

    assert "本紀錄為更正後的第2版。" in found
    assert "<del>" not in found and "versions/1/" not in found
    page("/public/meetings/deputy-mayor-3/minutes/versions/1/", status=410)
    page("/public/meetings/deputy-mayor-3/minutes/versions/1.pdf", status=410)


@pytest.mark.usefixtures("published")
def test_the_tally_shows_stated_beside_computed_and_no_way_inside():
    found = page("/public/tally/")
    assert "+5 <span" in found and "−2 <span" in found
    assert len(re.findall(r"<h2>第\d次副市長層級會議</h2>", found)) == 5
    assert "說明" not in found


@pytest.mark.usefixtures("published")
def test_the_page_of_formulas_counts_through_the_newest_meeting():
    found = page("/public/figures/")
    totals = figures_of(version_in_force(5).meeting).totals
    assert f"{totals.opening}－{totals.delisted}＝{totals.computed_remaining}" in found
    assert f"{totals.remaining}＋{totals.added}＝{totals.closing}" in found
    assert "48－15＝33" in found and "34＋18＝52" in found


def test_the_page_of_formulas_stands_without_any_figures_too():
    switch_on()
    assert "期初－解列" in page("/public/figures/")
    assert "目前沒有公開的會議紀錄" in page("/public/")
    assert "目前沒有公開的會議紀錄" in page("/public/meetings/")
    publish()
    assert "目前沒有已公開的會議" in page("/public/tally/")
    assert "目前沒有已公開的會議" in page("/public/cases/")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("?q=月票", ["生活圈月票共同提案向中央爭取補助"]),
        ("?q=zzz", []),
        ("?q=%00", None),
        ("?group=x&status=y", None),
        ("?page=99", None),
    ],
)
def test_the_list_is_narrowed_by_what_it_understands(asked, titles):
    found = page(f"/public/cases/{asked}")
    if titles == []:
        assert "沒有符合條件的合作案" in found
    elif titles:
        assert re.findall(r'/public/cases/\d+/">(.*?)</a>', found) == titles
    else:
        assert "共129案" in found


@pytest.mark.usefixtures("published")
def test_the_list_is_searched_in_any_way_of_writing_and_by_group_and_status():
    def found(asked):
        return int(re.search(r"共(\d+)案", page(f"/public/cases/?{asked}"))[1])

    assert found("") == 129
    groups = version_in_force(5).meeting.level.platform.groups.all()
    assert sum(found(f"group={group.pk}") for group in groups) == 129
    assert sum(found(f"status={kind}") for kind in Kind.values) == 129
    assert found("q=臺北") == found("q=台北") > 2
    assert 0 < found(f"q=臺北&group={groups.get(name='交通組').pk}") < found("q=臺北")


@pytest.mark.usefixtures("published")
def test_a_case_shows_its_history_and_neither_notes_nor_names():
    case = contents.public_cases(public_scope()).first()
    found = page(f"/public/cases/{case.pk}/")
    assert "列管歷程" in found and "第5次副市長層級會議" in found
    assert "系統匯入" not in found and "異動紀錄" not in found and "說明" not in found


# -- Platforms and queries --------------------------------------------------------------------------------------------


def other_platform():
    platform = Platform.objects.create(name="另一個平臺")
    level = LevelFactory(platform=platform, name="縣市層級", slug="county")
    case = CaseFactory(group=GroupFactory(platform=platform), title="他平臺的合作案")
    finally_record(case, meeting=MeetingFactory(level=level))
    return platform


def test_each_platform_has_its_own_switch_and_shows_nothing_while_it_is_off():
    platform = other_platform()
    workflow.publish_list(platform, What.CASES, SECRETARY)
    switch_on()
    publish(5)
    assert "另一個平臺" not in page("/public/") and "另一個平臺" not in page("/public/tally/")

    workflow.switch(platform, True, version=0)

    assert "<title>公開資訊｜合作交流平臺</title>" in page("/public/")
    # None of its meetings is published, so neither is a case of it.
    assert "他平臺的合作案" not in page("/public/cases/")


PAGES = {
    "overview": 6,
    "meetings": 6,
    "meeting": 12,
    "minutes": 8,
    "tally": 12,
    "cases": 11,
    "case": 11,
    "figures": 12,
    "data": 6,
    "feed": 7,
    "calendar": 8,
    "sitemap": 7,
    "sitemap-section": 8,
    "catalog": 7,
}
PARTS = {"meeting": ["deputy-mayor-5"], "minutes": ["deputy-mayor-5"], "case": [20], "sitemap-section": ["cases"]}
DATA = {"meetings": 6, "tally": 12, "cases": 9, "case-history": 7}


@pytest.mark.parametrize("numbers", [(5,), (1, 2, 3, 4, 5)], ids=["one", "five"])
def test_a_page_asks_the_same_number_of_questions_whatever_is_public(numbers, django_assert_num_queries, subtests):
    switch_on()
    publish(*numbers)
    case = contents.public_cases(public_scope()).last().pk
    for name, number in PAGES.items():
        parts = [case] if name == "case" else PARTS.get(name, [])
        with subtests.test(page=name), django_assert_num_queries(number):
            body(Client().get(reverse(f"public:{name}", args=parts)))
    for name, number in DATA.items():
        for form in ("csv", "json"):
            with subtests.test(data=name, form=form), django_assert_num_queries(number):
                body(Client().get(reverse("public:data-file", args=[name, form])))
