"""The quarter as a spreadsheet: out, changed by somebody, and back, in both formats."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from odfdo import Cell, Document

from cases.reporting.content import Address, Content, Figure, content_of
from cases.reporting.sheets.quarter import FIGURES, REPORTS, apply_plan, export_quarter, read_quarter
from cases.reporting.workflow import save_draft
from groups.models import City
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.sheets.cells import SheetError
from platform_site.shared.sheets.files import read_tables, write_tables
from tests.cases.reporting.rows import GREEN, IN_TIME, LIAISON, RED, draft, filed, indicator, period, tracked_case
from tests.factories import group

pytestmark = pytest.mark.django_db
FORMATS = pytest.mark.parametrize("extension", ["ods", "xlsx"])
AWKWARD = ["=1+1", "+886", "-5 成", "@SUM(A1)", "'=1", "''", "第一行\n  第二行  空格\n\n第四行", "1.0", "＝全形"]


@pytest.fixture(autouse=True)
def the_quarter_is_open(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: IN_TIME)


def edited(content, extension, sheet, changes):
    """The file with {(row, head): value} changed, the way a spreadsheet program writes values."""
    tables = read_tables(content)
    heads = tables[sheet][0]
    out = io.BytesIO()
    if extension == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        for (row, head), value in changes.items():
            cell = book[sheet].cell(row, heads.index(head) + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        book.save(out)
    else:
        document = Document(io.BytesIO(content))
        table = document.body.get_table(name=sheet)
        for (row, head), value in changes.items():
            table.set_cell((heads.index(head), row - 1), Cell(value))
        document.save(out)
    return out.getvalue()


@FORMATS
def test_a_file_read_back_as_it_went_out_changes_nothing(extension):
    case = tracked_case()
    rate = indicator(case, low=Decimal(80))
    city = City.objects.first()
    draft(
        case,
        content=Content(
            progress_text=AWKWARD[6],
            next_steps="=1+1",
            light="yellow",
            progress=0,
            cause="+1",
            remedy="@x",
            remedy_due_on=date(2001, 6, 30),
            contributions={city.pk: "-5 成"},
            figures={(rate.pk, city.pk): Figure(Decimal("79.5"), "=說明")},
        ),
    )
    tracked_case()
    plan = read_quarter(export_quarter(group(), period(), extension), group(), period())
    assert (plan.problems, plan.differences, plan.changes) == ([], [], {})


@FORMATS
@pytest.mark.parametrize("text", AWKWARD)
def test_whatever_is_typed_is_inert_in_the_file_and_comes_back_as_typed(extension, text):
    content = write_tables({"表": [["頭"], [text]]}, extension)
    if extension == "xlsx":
        cell = openpyxl.load_workbook(io.BytesIO(content))["表"]["A2"]
        assert cell.data_type == "s"
        outside = cell.value
    else:
        cell = Document(io.BytesIO(content)).body.tables[0].get_cell("A2")
        assert (cell.type, cell.formula) == ("string", None)
        outside = cell.value
    assert outside[0] not in "=+-@＝"
    case = tracked_case()
    draft(case, content=Content(progress_text=text))
    plan = read_quarter(export_quarter(group(), period(), extension), group(), period())
    assert (plan.problems, plan.differences) == ([], [])


@FORMATS
def test_an_import_changes_exactly_the_changed_cells(extension):
    first, second = tracked_case(title="甲案"), tracked_case(title="乙案")
    rate = indicator(first)
    kept = draft(first)
    untouched = draft(second)
    city = City.objects.get(name="臺北市")
    content = edited(
        export_quarter(group(), period(), extension),
        extension,
        REPORTS,
        {(2, "累計進度（%）"): 55, (2, "臺北市辦理內容"): "=提供場地", (2, "預定改善日期"): date(2001, 7, 1)},
    )
    content = edited(content, extension, FIGURES, {(3, "數值"): 93.5})
    plan = read_quarter(content, group(), period())
    assert plan.problems == []
    assert [(row.case_title, row.label, row.before, row.after) for row in plan.differences] == [
        ("甲案", "累計進度（%）", "40", "55"),
        ("甲案", "預定改善日期", "（空白）", "90年7月1日"),
        ("甲案", "臺北市辦理內容", "（空白）", "=提供場地"),
        ("甲案", "準點率（臺北市）數值", "（空白）", "93.5"),
    ]
    (saved,) = apply_plan(plan, LIAISON)
    assert content_of(saved) == Content(
        progress_text=GREEN.progress_text,
        next_steps=GREEN.next_steps,
        light="green",
        progress=55,
        remedy_due_on=date(2001, 7, 1),
        contributions={city.pk: "=提供場地"},
        figures={(rate.pk, city.pk): Figure(Decimal("93.5"))},
        links=(),
    )
    assert (saved.pk, saved.version) == (kept.pk, kept.version + 1)
    untouched.refresh_from_db()
    assert untouched.version == 1


@FORMATS
def test_a_row_without_an_update_yet_begins_one(extension):
    case = tracked_case()
    content = edited(export_quarter(group(), period(), extension), extension, REPORTS, {(2, "燈號"): "綠"})
    (saved,) = apply_plan(read_quarter(content, group(), period()), LIAISON)
    assert (saved.case, saved.light, saved.state) == (case, "green", "draft")


@FORMATS
@pytest.mark.parametrize(
    ("head", "value", "message"),
    [
        ("累計進度（%）", 130, "第2列H欄：「甲案」的累計進度（%）：進度須為 0 至 100 的整數，「130」不是。"),
        ("累計進度（%）", 0.8, "第2列H欄：「甲案」的累計進度（%）：進度須為 0 至 100 的整數，「0.8」不是。"),
        ("燈號", "藍", "第2列G欄：「甲案」的燈號：「藍」不是燈號，請填綠燈、黃燈或紅燈。"),
        (
            "預定改善日期",
            "下個月",
            "第2列K欄：「甲案」的預定改善日期：「下個月」不是日期，請填 2025-08-07 或 114年8月7日。",
        ),
        (
            "本季辦理情形",
            "長" * 5001,
            "第2列：「甲案」的本季辦理情形：最多 5,000 字，目前 5,001 字，請刪減或改以附件提供。",
        ),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_in_chinese(extension, head, value, message):
    tracked_case(title="甲案")
    content = edited(export_quarter(group(), period(), extension), extension, REPORTS, {(2, head): value})
    plan = read_quarter(content, group(), period())
    assert [str(problem) for problem in plan.problems] == [f"工作表「季進度」{message}"]
    assert not plan.can_apply


@FORMATS
def test_a_row_written_from_an_old_version_is_refused_only_where_it_changes_something(extension):
    first, second = tracked_case(title="甲案"), tracked_case(title="乙案")
    draft(first)
    draft(second)
    content = export_quarter(group(), period(), extension)
    draft(first, version=1)
    draft(second, version=1)
    plan = read_quarter(edited(content, extension, REPORTS, {(2, "燈號"): "紅燈"}), group(), period())
    assert [str(problem) for problem in plan.problems] == [
        "工作表「季進度」第2列：「甲案」在匯出之後已被他人更動（測試聯絡人）。請重新匯出，把這一案的修改填入新的檔案。"
    ]


def test_a_change_between_preview_and_confirmation_writes_nothing():
    first, second = tracked_case(), tracked_case()
    content = edited(
        export_quarter(group(), period(), "ods"), "ods", REPORTS, {(2, "燈號"): "綠燈", (3, "燈號"): "綠燈"}
    )
    plan = read_quarter(content, group(), period())
    draft(second)
    with pytest.raises(StaleRow):
        apply_plan(plan, LIAISON)
    assert not first.updates.exists()


def test_what_was_sent_is_not_changed_by_a_spreadsheet():
    filed(tracked_case(title="甲案"))
    content = edited(export_quarter(group(), period(), "ods"), "ods", REPORTS, {(2, "燈號"): "紅燈"})
    assert [str(problem) for problem in read_quarter(content, group(), period()).problems] == [
        "工作表「季進度」第2列：「甲案」目前是「已送出」，不可由試算表更改。請還原這一案的內容，或先在頁面上抽回或更正。"
    ]


def test_a_foreign_case_a_repeated_row_and_a_missing_column_are_told():
    tracked_case(title="甲案")
    foreign = tracked_case("災防組")
    tables = read_tables(export_quarter(group(), period(), "ods"))
    row = tables[REPORTS][1]
    tables[REPORTS] += [row, [foreign.pk, *row[1:]]]
    plan = read_quarter(write_tables(tables, "ods"), group(), period())
    assert [(problem.row, problem.column, problem.message) for problem in plan.problems] == [
        (3, "", "「甲案」重複出現，每案只能有一列。"),
        (4, "A", f"案號「{foreign.pk}」不是交通組在90年第1季須填報的合作案。請勿更動案號，或刪除這一列。"),
    ]
    tables[REPORTS] = [line[1:] for line in tables[REPORTS]]
    assert [str(problem) for problem in read_quarter(write_tables(tables, "xlsx"), group(), period()).problems] == [
        "工作表「季進度」第1列：缺少欄位「案號」，請使用本系統匯出的試算表填寫。"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "檔案不是 ODS 或 XLSX 試算表。請上傳本系統匯出的試算表（副檔名 ods 或 xlsx）。"),
        (b"%PDF-1.7", "檔案不是 ODS 或 XLSX 試算表。請上傳本系統匯出的試算表（副檔名 ods 或 xlsx）。"),
        (b"\0" * (5 * 1024 * 1024 + 1), "檔案有 5.0 MB，超過上限 5 MB。請只上傳本系統匯出的試算表。"),
        (
            write_tables({"別的": [["一"]]}, "xlsx"),
            "檔案裡沒有「季進度」工作表，請使用本系統匯出的試算表填寫。",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(content, message):
    with pytest.raises(SheetError) as refused:
        read_quarter(content, group(), period())
    assert str(refused.value) == message


@FORMATS
def test_the_file_is_known_by_its_content_and_a_huge_sheet_is_refused(extension):
    rows = [["頭"], *([n] for n in range(2_001))]
    with pytest.raises(SheetError, match="超過 2,000 列或 60 欄"):
        read_quarter(write_tables({"表": rows}, extension), group(), period())


def test_exporting_and_reading_take_the_same_queries_for_one_case_and_for_four(django_assert_num_queries):
    for case in [tracked_case()]:
        indicator(case)
        draft(case)
    traffic, quarter = group(), period()
    for _ in range(2):
        with django_assert_num_queries(29):
            read_quarter(export_quarter(traffic, quarter, "ods"), traffic, quarter)
        for _ in range(3):
            case = tracked_case()
            indicator(case)
            draft(case)


def test_a_draft_saved_through_the_form_keeps_its_links():
    case = tracked_case()
    draft(case, content=Content(progress_text="一"))
    content = edited(export_quarter(group(), period(), "xlsx"), "xlsx", REPORTS, {(2, "本季辦理情形"): "二"})
    (saved,) = apply_plan(read_quarter(content, group(), period()), LIAISON)
    assert saved.progress_text == "二"
    assert save_draft(case, period(), Content(progress_text="三"), LIAISON, version=2).version == 3


@FORMATS
def test_links_and_roc_dates_go_out_and_come_back(extension):
    case = tracked_case(title="甲案")
    draft(case, content=replace(RED, links=(Address("https://a.gov.tw/1", "公告"),)))
    exported = export_quarter(group(), period(), extension)
    heads, row = read_tables(exported)[REPORTS][:2]
    shown = dict(zip(heads, row, strict=False))
    assert (shown["預定改善日期"], shown["連結1網址"], shown["連結1名稱"]) == (
        "90年6月30日",
        "https://a.gov.tw/1",
        "公告",
    )
    assert read_quarter(exported, group(), period()).differences == []
    changed = edited(exported, extension, REPORTS, {(2, "連結2網址"): "www.b.gov.tw", (2, "預定改善日期"): "90/7/5"})
    (saved,) = apply_plan(read_quarter(changed, group(), period()), LIAISON)
    links = [("https://a.gov.tw/1", "公告"), ("http://www.b.gov.tw", "")]
    assert ([(link.url, link.label) for link in saved.links.all()], saved.remedy_due_on) == (links, date(2001, 7, 5))
