"""What the page of search results finds, marks, counts and refuses."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cases.models import Case, CaseTitle, SearchKind
from cases.normalising import normalise_search
from cases.search.entries import Entry, Part, replace_entries
from groups.models import Platform
from groups.platforms import default_platform
from meetings.search import finding
from tests.people import signed_in

pytestmark = pytest.mark.django_db

# The session, the user, the role's permissions, the platform, one a kind, and two a kind that something was found of.
QUERIES_WITHOUT_RESULTS = 9
QUERIES_WITH_TITLES = 11


@pytest.fixture
def client():
    return signed_in("official", "reader")


@pytest.fixture
def search(client):
    """Open the page and return it: .counts {kind: number}, .text, .html."""

    def open_page(typed, **values):
        response = client.get(reverse("search:results"), {"q": typed} | values)
        assert response.status_code == 200
        response.html = response.content.decode()
        response.text = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.html))
        response.counts = {one.slug: one.count for one in response.context.get("found") or []}
        return response

    return open_page


def entries(number, text="合作案的說明", kind=SearchKind.TITLE):
    """So many entries that lead to a real case."""
    case = Case.objects.order_by("pk").first()
    of_one = [Entry(default_platform().pk, (Part("案名", "", f"{text}{n}"),)) for n in range(number)]
    replace_entries(kind, {case.pk: of_one})


def test_1200都會通_is_found_where_it_was_said(search):
    page = search("1200都會通")

    assert page.counts == {"minutes": "3筆", "directive": "3筆"}
    assert f'{reverse("meetings:minutes", args=["副市長層級-5"])}#remark-4-1"' in page.html
    assert page.html.count("<mark>1200 都會通</mark>") == 6


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("臺北", "台北"),
        ("污水", "汙水"),
        ("電子煙", "電子菸"),
        ("1200都會通", "１２００都會通"),
        ("1200都會通", "「1200」都會通"),
        ("getout", "GetOut"),
        ("getout", "ＧＥＴＯＵＴ"),
        ("電子煙　getout", "電子煙 getout"),
    ],
)
def test_what_is_written_otherwise_finds_the_same(search, typed, same):
    first, second = search(typed), search(same)

    assert first.counts == second.counts != {}


def test_every_title_that_was_ever_printed_is_found(search):
    titles = CaseTitle.objects.on_record().filter(case__in=Case.objects.on_record())
    missed = []
    for row in titles:
        hits = finding.find(default_platform(), [normalise_search(word) for word in row.title.split()])[0].hits
        if row.case_id not in {hit.source_id for hit in hits}:
            missed.append(row.title)

    assert (titles.count(), CaseTitle.objects.count(), missed) == (148, 148, [])


def test_a_former_title_leads_to_the_case_and_is_shown_below_its_name(search):
    page = search("電子煙")

    assert "<mark>電子煙</mark> GetOut!" in page.html
    assert "曾紀錄所載案名：電子煙GetOut！" in page.text
    assert Case.objects.get(title="電子煙 GetOut!").get_absolute_url() in page.html


def test_all_words_have_to_be_there(search):
    assert search("電子煙 稽查").counts == {"minutes": "2筆", "directive": "2筆"}
    assert search("電子煙 稽查 都會通").counts == {"minutes": "1筆"}
    assert search("電子煙 不存在的詞").counts == {}


def test_a_single_character_is_found_and_narrows_what_another_word_finds(search):
    assert (search("基隆 港").counts["minutes"], search("基隆").counts["minutes"]) == ("3筆", "17筆")
    assert search("菸").counts == search("煙").counts == {"title": "2筆", "minutes": "6筆", "directive": "3筆"}
    assert "<mark>菸</mark>" in search("菸").html


def test_a_motion_is_found_by_what_was_proposed_and_by_what_was_done_with_it(search):
    page = search("交小組研議")

    assert page.counts == {"motion": "4筆"}
    assert f'{reverse("meetings:minutes", args=["副市長層級-1"])}#motion-1"' in page.html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "請輸入要搜尋的字詞"),
        ("   　", "請輸入要搜尋的字詞"),
        ("，。「」", "只有標點或符號，無法搜尋；請輸入文字或數字。"),
        ("%_", "只有標點或符號"),
        ("字" * 101, "最多輸入100字，目前101字，請縮短後再搜尋。"),
        ("會議\0", "含有無法搜尋的字元，請重新輸入。"),
    ],
)
def test_what_cannot_be_searched_for_is_told_in_a_sentence_and_stays(search, typed, sentence):
    page = search(typed)

    assert sentence in page.text
    assert 'aria-invalid="true"' in page.html
    assert page.context["typed"] == typed


def test_the_page_without_a_question_asks_for_one_and_blames_nobody(client):
    html = client.get(reverse("search:results")).content.decode()

    assert 'id="site-search"' in html
    assert "aria-invalid" not in html and "查無結果" not in html


@pytest.mark.parametrize("typed", ["會_議", "會%議", "a'b", 'x" OR "y', "會議*", "NEAR(會議)", "<b>會議</b>"])
def test_signs_stand_for_themselves(search, typed):
    assert search(typed).counts == {}


def test_nothing_found_is_said(search):
    page = search("鯨豚")

    assert "查無結果。可以減少字詞，或只輸入其中兩三個字；尚未定稿的紀錄與未採認的季進度不列入。" in page.text


def test_markup_in_a_text_is_shown_and_not_obeyed(search):
    replace_entries(
        SearchKind.DIRECTIVE, {1: [Entry(default_platform().pk, (Part("指示", "", "<script>甲乙丙丁</script>"),))]}
    )
    page = search("甲乙丙丁")

    assert page.counts == {"directive": "1筆"}
    assert "&lt;script&gt;<mark>甲乙丙丁</mark>&lt;/script&gt;" in page.html


def test_a_kind_is_turned_over_page_by_page(search):
    entries(45)
    first, third = search("合作案的說明", kind="title"), search("合作案的說明", kind="title", page=3)

    assert "第1至20筆，共45筆" in first.text
    assert "第41至45筆，共45筆" in third.text
    assert len(third.context["shown"][0][1]) == 5
    assert "看全部45筆" in search("合作案的說明").text


@pytest.mark.parametrize("page", ["0", "abc", "-1", "9999999999999999999999"])
def test_a_page_that_is_not_there_shows_one_that_is(search, page):
    assert search("會議", kind="minutes", page=page).context["page"].object_list


def test_a_kind_that_is_none_shows_all(search):
    assert search("會議", kind="nonsense").context["chosen"] is None


def test_more_than_are_counted_are_said_to_be_more(search, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 30)
    entries(45)
    page = search("合作案的說明", kind="title")

    assert page.counts == {"title": "30筆以上"}
    assert "符合的超過30筆，這裡列出較新的30筆；請再加上一個詞以縮小範圍。" in page.text
    assert "共30筆" in page.text


def test_the_newest_comes_first():
    platform = default_platform().pk
    parts = (Part("指示", "", "春夏秋冬"),)
    days = [date(2024, 1, 1), date(2026, 1, 1), date(2025, 1, 1)]
    replace_entries(SearchKind.DIRECTIVE, {pk: [Entry(platform, parts, day)] for pk, day in enumerate(days, 1)})
    (found,) = [one for one in finding.find(default_platform(), ["春夏"]) if one.hits]

    assert [hit.dated_on for hit in found.hits] == sorted(days, reverse=True)


def test_another_platforms_entries_are_not_found():
    other = Platform.objects.create(name="中臺灣區域治理平臺")
    replace_entries(SearchKind.TITLE, {1: [Entry(other.pk, (Part("案名", "", "四季如春"),))]})

    assert [one.hits for one in finding.find(default_platform(), ["四季"]) if one.hits] == []
    assert [len(one.hits) for one in finding.find(other, ["四季"]) if one.hits] == [1]
    assert finding.find(None, ["四季"]) == []


@pytest.mark.parametrize(
    ("typed", "queries"), [("鯨豚", QUERIES_WITHOUT_RESULTS), ("合作案的說明", QUERIES_WITH_TITLES)]
)
@pytest.mark.parametrize("number", [1, 60])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, typed, queries, number):
    entries(number)
    with django_assert_num_queries(queries):
        client.get(reverse("search:results"), {"q": typed})


@pytest.mark.parametrize("name", ["home", "cases:list", "meetings:list"])
def test_the_box_is_on_every_page_of_who_is_signed_in(client, name):
    html = client.get(reverse(name)).content.decode()

    assert html.count('id="site-search"') == 1
    assert '<label class="visually-hidden" for="site-search">' in html


def test_a_stranger_has_no_box_and_is_sent_to_the_login_page():
    stranger = signed_in("stranger")

    assert 'id="site-search"' not in stranger.get(reverse("account_login")).content.decode()
    assert stranger.get("/search/?q=會議").status_code == 302


def test_an_account_without_a_role_searches_nothing():
    assert signed_in("nobody").get("/search/?q=會議").status_code == 403
