"""The list of cases as CSV, ODS, XLSX and PDF: exactly what its page shows, and nothing in it runs."""

import io
import random
import re
from dataclasses import replace
from urllib.parse import unquote

import openpyxl
import pdfplumber
import pytest
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from odfdo import Document

from cases.models import Case, CommonTopic, Kind
from cases.pages.filters import CaseFilter
from cases.pages.listing import CASES
from cases.pages.selectors import listed_cases
from groups.models import Platform
from platform_site.shared.lists import exports
from platform_site.shared.lists.listing import Listing
from tests.factories import CaseFactory, MeetingFactory, finally_record, group, record
from tests.people import signed_in
from tests.support.lists import cells_of, content_of, exported, page_rows

pytestmark = pytest.mark.django_db

AT = "/cases/"
SHEETS = ["csv", "ods", "xlsx"]
HEADS = ["案名", "現況", "議題小組", "新增會議", "新增日期", "解列會議", "解列日期", "共同議題"]
# Session, user, permissions, platform; the meetings and cities for the menus; the index of titles, and the cases that
# it may not have; the count; the meetings' names, the cases with their decisions, and their topics.
EXPORT_QUERIES = 13
# To look for the drawn one, and to keep it.
PDF_QUERIES = EXPORT_QUERIES + 7
EVERY = pytest.mark.parametrize("extension", SHEETS)


@pytest.fixture
def client():
    return signed_in("official", "reader")


def choices(seed):
    """A query string out of the values that the filters offer, whatever filters there are."""
    dice = random.Random(seed)
    form = CaseFilter({}, queryset=listed_cases()).form
    query = {}
    for name, field in form.fields.items():
        offered = [str(value) for value, _ in getattr(field, "choices", ()) if str(value)]
        offered = offered or ["交通", "汙水", "捷運", "龘"]
        if dice.random() < (0.7 if name == "sort" else 0.25):
            query[name] = dice.choice(offered)
    return query


@EVERY
@pytest.mark.parametrize("seed", range(8))
def test_holds_the_rows_columns_and_order_of_the_page(client, extension, seed):
    query = choices(seed)
    shown = page_rows(client, AT, query) or [HEADS]

    facts, rows = exported(client, AT, extension, query)

    assert rows == shown
    assert rows[0] == HEADS
    assert facts["筆數"] == f"{len(shown) - 1}案"


@pytest.mark.parametrize("seed", range(8))
def test_cells_without_models_are_those_of_the_rows(seed):
    parent = CaseFactory(title="=母案")
    CaseFactory(title="子案", parent=parent)
    for name in ("乙題", "甲題"):
        parent.common_topics.add(CommonTopic.objects.create(name=name))
    data = QueryDict(mutable=True)
    data.update(choices(seed) if seed else {})
    listing = Listing(CASES, data, Platform.objects.get())
    plain = Listing(replace(CASES, cells=None), data, Platform.objects.get())

    assert list(map(tuple, listing.values())) == list(map(tuple, plain.values()))
    now = timezone.localtime()
    assert content(exports._csv(listing, now, "x.csv")) == content(exports._csv(plain, now, "x.csv"))


def test_a_case_that_entered_and_left_more_than_once_is_listed_once_with_the_last_of_both():
    case = CaseFactory(title="往返案", group=group())
    CaseFactory(title="往返案之後", group=group())
    # Their keys are not in the order of their days, and the newest of all is a draft.
    draft, *meetings = (MeetingFactory(days=days) for days in (50, 40, 30, 20, 10))
    meetings.reverse()
    for meeting, kind in zip(meetings, [Kind.ADDED, Kind.DELISTED, Kind.ADDED, Kind.DELISTED], strict=True):
        finally_record(case, kind, meeting)
    record(case, draft, Kind.ADDED)
    listing = Listing(CASES, QueryDict("q=往返案"), Platform.objects.get())
    plain = Listing(replace(CASES, cells=None), QueryDict("q=往返案"), Platform.objects.get())

    cells = list(map(tuple, listing.values()))

    assert [row[0] for row in cells] == ["往返案", "往返案之後"]
    assert cells[0][3:7] == (str(meetings[2]), meetings[2].held_on, str(meetings[3]), meetings[3].held_on)
    assert cells == list(map(tuple, plain.values()))


def content(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("size", [1, 3])
def test_batches_of_any_size_hold_the_same_rows(monkeypatch, size):
    listing = Listing(CASES, QueryDict("sort=title"), Platform.objects.get())
    whole = list(listing.values())
    monkeypatch.setattr("cases.pages.listing.MANY", size)

    assert list(Listing(CASES, QueryDict("sort=title"), Platform.objects.get()).values()) == whole


def test_filters_of_all_kinds_are_among_the_generated_ones():
    named = {name for seed in range(8) for name in choices(seed)}

    assert named >= {"q", "group", "status", "added", "delisted", "sort"}


@pytest.mark.parametrize("seed", [1, 3])
def test_a_pdf_prints_the_same_cells(client, monkeypatch, seed):
    query = choices(seed)
    shown = page_rows(client, AT, query)
    monkeypatch.setattr(exports, "pdf_answer", exports_html)

    printed = cells_of(client.get(f"{AT}export.pdf", query).content.decode())

    assert printed == shown


def exports_html(request, template, context, name, **_):
    return render(request, template, context | {"paper": True})


def test_a_pdf_names_its_list_its_conditions_and_its_cases(client):
    response = client.get(f"{AT}export.pdf", {"group": "交通組", "status": "listed"})
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as document:
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in document.pages))
    assert "清單：合作案" in text
    assert "篩選條件：議題小組：交通組；現況：列管中（新增及持續列管）" in text
    assert re.search(r"筆數：\d+案產製時間：1\d\d年", text)
    assert "汐東捷運線" in text


@EVERY
def test_says_which_filters_in_words_when_and_of_which_list(client, extension):
    query = {"group": "環境資源組", "q": "污水", "sort": "-delisted"}
    facts, rows = exported(client, AT, extension, query)

    made = facts.pop("產製時間")
    assert re.fullmatch(r"1\d\d年\d+月\d+日\d\d:\d\d", made)
    assert facts == {
        "平臺": "基北北桃合作交流平臺",
        "清單": "合作案",
        "篩選條件": "案名：污水；議題小組：環境資源組",
        "排序": "解列（由後往前）",
        "筆數": "3案",
    }
    assert [row[0] for row in rows[1:]] == [
        "八里污水處理廠產出篩、浮渣至八里垃圾焚化廠處理",
        "桃園市龜山區龍壽、迴龍地區接入新北市新莊地區汙水下水道系統簽訂行政契約",
        "內溝溪左岸大型社區污水下水道接管工程",
    ]


def test_says_lights_and_cities_in_words_and_keeps_to_them(client):
    query = {"light": "none", "city": "none", "group": "交通組"}

    facts, rows = exported(client, AT, "csv", query)

    assert facts["篩選條件"] == "議題小組：交通組；燈號（列管中）：尚無採認進度；主辦或參與市：尚未登錄"
    assert rows == page_rows(client, AT, query)
    assert {row[1] for row in rows[1:]} <= {"新增", "持續列管"}
    assert len(rows) > 2


@EVERY
def test_says_of_a_case_what_the_list_says(client, extension):
    assert exported(client, AT, extension, {"q": "跨市騎乘"})[1][1] == [
        "研議電動輔助自行車跨市騎乘規範及配套",
        "解列",
        "交通組",
        "第3次副市長層級會議",
        "113年7月11日",
        "第4次副市長層級會議",
        "113年12月26日",
        "",
    ]


@EVERY
def test_is_of_all_pages(client, extension):
    assert len(exported(client, AT, extension)[1]) == 1 + Case.objects.count()


@pytest.mark.parametrize("extension", [*SHEETS, "pdf"])
def test_is_named_by_its_list_and_the_roc_date(client, extension):
    response = client.get(f"{AT}export.{extension}", {"q": "污水"})
    assert content_of(response)
    header = unquote(response["Content-Disposition"])
    assert re.search(rf"合作案_1\d\d年\d+月\d+日\.{extension}$", header)


DANGEROUS = ['=HYPERLINK("http://x.invalid","甲乙丙丁")', "+甲乙丙丁", "-甲乙丙丁", "@甲乙丙丁", "＝甲乙丙丁"]


@EVERY
def test_cells_that_look_like_formulas_are_inert(client, extension):
    for title in DANGEROUS:
        CaseFactory(title=title)
    rows = exported(client, AT, extension, {"q": "甲乙丙丁"})[1][1:]
    assert sorted(row[0] for row in rows) == sorted(f"'{title}" for title in DANGEROUS)
    content = content_of(client.get(f"{AT}export.{extension}", {"q": "甲乙丙丁"}))
    if extension == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert {cell.data_type for cell in sheet["A"]} == {"s"}
    elif extension == "ods":
        table = Document(io.BytesIO(content)).body.tables[0]
        assert {(row.get_cell(0).type, row.get_cell(0).formula) for row in table.get_rows()} == {("string", None)}


@EVERY
def test_a_search_text_that_looks_like_a_formula_is_inert_among_the_conditions(client, extension):
    facts, _ = exported(client, AT, extension, {"q": "=1+1"})
    assert facts["篩選條件"] == "案名：=1+1"


@pytest.mark.parametrize("extension", [*SHEETS, "pdf"])
def test_bad_values_lead_back_to_the_list_which_explains_them(client, extension):
    response = client.get(f"{AT}export.{extension}", {"group": "某組"}, follow=True)
    assert response.redirect_chain == [("/cases/?group=%E6%9F%90%E7%B5%84", 302)]
    assert "沒有「某組」這個選項" in response.content.decode()


@pytest.mark.parametrize("extension", ["docx", "CSV", "php", "csv.exe"])
def test_a_format_that_there_is_none_of_is_a_chinese_404(client, extension):
    response = client.get(f"{AT}export.{extension}")
    assert response.status_code == 404
    assert "可匯出 CSV、ODS、XLSX、PDF" in response.content.decode()


@pytest.mark.parametrize(
    ("extension", "sentence"),
    [
        ("pdf", "PDF 最多匯出3案，目前符合條件的有133案。請再加篩選條件，或改以 ODS、XLSX、CSV 匯出全部。"),
        ("ods", "ODS 最多匯出3案，目前符合條件的有133案。請再加篩選條件，或改以 CSV 匯出全部。"),
    ],
)
def test_more_rows_than_a_format_takes_is_said_on_the_list(client, monkeypatch, extension, sentence):
    assert exports.MOST_ROWS["pdf"] == 5_000
    monkeypatch.setitem(exports.MOST_ROWS, extension, 3)
    total = Case.objects.count()
    page = client.get(f"{AT}export.{extension}", {"sort": "title"}, follow=True)
    assert page.redirect_chain == [("/cases/?sort=title", 302)]
    assert sentence.replace("133", str(total)) in page.content.decode()
    assert exported(client, AT, "csv")[0]["筆數"] == f"{total}案"


@pytest.mark.parametrize("extension", [*SHEETS, "pdf"])
def test_its_queries_do_not_grow_with_the_cases(client, django_assert_num_queries, extension):
    for size in (1, 30):
        for number in range(size):
            finally_record(CaseFactory(title=f"甲乙丙丁第{size}之{number}"))
        with django_assert_num_queries(PDF_QUERIES if extension == "pdf" else EXPORT_QUERIES):
            content_of(client.get(f"{AT}export.{extension}", {"q": "甲乙丙丁"}))


@EVERY
def test_rows_of_several_batches_are_all_there_once(client, monkeypatch, extension):
    monkeypatch.setattr("platform_site.shared.lists.listing.BATCH", 7)
    titles = [row[0] for row in exported(client, AT, extension, {"sort": "title"})[1][1:]]
    assert len(titles) == Case.objects.count()
    assert titles == [row[0] for row in page_rows(client, AT, {"sort": "title"})[1:]]


class TestConditions:
    def page(self, client, **query):
        response = client.get(AT, query)
        return response.context["list"], response.content.decode()

    def test_each_has_a_link_that_removes_it_alone(self, client):
        shown, html = self.page(client, group="交通組", status="listed", sort="-title", page=2)
        assert [(str(one), one.without) for one in shown.conditions] == [
            ("議題小組：交通組", "status=listed&sort=-title"),
            ("現況：列管中（新增及持續列管）", "group=%E4%BA%A4%E9%80%9A%E7%B5%84&sort=-title"),
            ("排序：案名（由後往前）", "group=%E4%BA%A4%E9%80%9A%E7%B5%84&status=listed"),
        ]
        assert 'aria-label="移除條件「議題小組：交通組」"' in html
        assert "<summary>篩選條件（2項）</summary>" in html

    def test_a_wrong_one_can_be_removed_too(self, client):
        shown, html = self.page(client, group="某組", q="污水")
        assert [str(one) for one in shown.conditions] == ["案名：污水", "議題小組：某組"]
        assert '<details class="fold" open>' in html

    def test_blank_ones_and_unknown_parameters_are_none(self, client):
        shown, html = self.page(client, group="", q="  ", status="listed", day="1")
        assert [str(one) for one in shown.conditions] == ["現況：列管中（新增及持續列管）"]
        assert shown.query == "status=listed"
        # What is not the list's own stays in the address.
        assert '<input type="hidden" name="day" value="1">' in html
        assert shown.cleared == "/cases/?day=1"

    def test_without_any_the_list_offers_nothing_to_clear(self, client):
        shown, html = self.page(client)
        assert (shown.conditions, shown.narrowed, "全部清除" in html) == ((), 0, False)

    def test_a_column_offers_the_other_direction_next(self, client):
        shown, _ = self.page(client, sort="added", q="x")
        heads = {head.column.label: (head.query, head.order) for head in shown.heads if head.query}
        assert heads == {
            "案名": ("?sort=title&q=x", ""),
            "現況": ("?sort=status&q=x", ""),
            "議題小組": ("?sort=group&q=x", ""),
            "新增日期": ("?sort=-added&q=x", "ascending"),
            "解列日期": ("?sort=delisted&q=x", ""),
        }
