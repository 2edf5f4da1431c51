"""The spreadsheet pages of a group's quarter: who may, the dry run, the confirmation, and coming second."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import QuarterlyUpdate
from cases.reporting.content import Content
from cases.reporting.sheets.quarter import REPORTS, export_quarter
from cases.reporting.workflow import save_draft
from platform_site.shared.sheets.files import CONTENT_TYPES, read_tables
from tests.cases.reporting.rows import GREEN, IN_TIME, LIAISON, draft, filed, indicator, period, tracked_case
from tests.cases.reporting.sheets.test_quarter import edited
from tests.factories import group
from tests.people import signed_in

pytestmark = pytest.mark.django_db
EXPORT_QUERIES, DRY_RUN_QUERIES = 23, 25


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: IN_TIME)


@pytest.fixture
def liaison():
    return signed_in("liaison")


def address(name, owner="交通組", *more):
    return reverse(f"reporting:{name}", args=[period().key, group(owner).pk, *more])


def sheet(changes, extension="ods"):
    content = edited(export_quarter(group(), period(), extension), extension, REPORTS, changes)
    return SimpleUploadedFile(f"季進度.{extension}", content)


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_a_file_that_went_out_comes_back_changed_and_changes_exactly_that(liaison, extension):
    first, second = tracked_case(title="甲案"), tracked_case(title="乙案")
    draft(first)
    draft(second)
    out = liaison.get(address("export", "交通組", extension))
    assert out["Content-Type"] == CONTENT_TYPES[extension]
    assert out["Content-Disposition"].startswith("attachment;")
    assert [row[1] for row in read_tables(out.content)[REPORTS][1:]] == ["甲案", "乙案"]

    preview = liaison.post(address("import"), {"file": sheet({(2, "本季辦理情形"): "=改過的\n第二行"}, extension)})
    (difference,) = preview.context["plan"].differences
    assert (difference.row, difference.case_title, difference.label) == (2, "甲案", "本季辦理情形")
    assert (difference.before, difference.after) == (GREEN.progress_text, "=改過的\n第二行")
    assert QuarterlyUpdate.objects.get(case=first).progress_text == GREEN.progress_text

    done = liaison.post(address("import-confirm"), {"changes": preview.context["changes"]}, follow=True)
    assert "已由試算表匯入1案，存為草稿" in text_of(done)
    first_now, second_now = QuarterlyUpdate.objects.get(case=first), QuarterlyUpdate.objects.get(case=second)
    assert (first_now.progress_text, first_now.version, first_now.saved_by_name) == ("=改過的\n第二行", 2, "王小明")
    assert (second_now.progress_text, second_now.version) == (GREEN.progress_text, 1)


def test_every_problem_is_listed_with_row_and_column_and_nothing_can_be_confirmed(liaison):
    draft(tracked_case(title="甲案"))
    draft(tracked_case(title="乙案"))
    wrong = {(2, "累計進度（%）"): "130", (3, "燈號"): "紫", (3, "本季辦理情形"): "改過"}
    shown = text_of(liaison.post(address("import"), {"file": sheet(wrong)}))
    assert "「甲案」的累計進度（%）：進度須為 0 至 100 的整數，「130」不是。" in shown
    assert '第2列</td><td class="nowrap">H欄' in shown
    assert "「乙案」的燈號：「紫」不是燈號，請填綠燈、黃燈或紅燈。" in shown
    assert '第3列</td><td class="nowrap">G欄' in shown
    assert "確認匯入" not in shown.split("<main")[1].split("</h1>")[1]
    assert 'name="changes"' not in shown


def test_a_file_without_changes_says_so(liaison):
    draft(tracked_case())
    shown = text_of(liaison.post(address("import"), {"file": sheet({})}))
    assert "沒有可匯入的差異" in shown
    assert 'name="changes"' not in shown


def test_a_row_somebody_changed_since_the_export_is_refused(liaison):
    case = tracked_case(title="甲案")
    draft(case)
    file = sheet({(2, "本季辦理情形"): "檔案裡寫的"})
    save_draft(case, period(), Content(progress_text="頁面上寫的"), LIAISON, version=1)
    response = liaison.post(address("import"), {"file": file})
    assert "「甲案」在匯出之後已被他人更動（測試聯絡人）。請重新匯出" in text_of(response)
    assert response.context["changes"] == ""


def test_a_confirmation_that_comes_second_shows_both_and_writes_nothing(liaison):
    case, other = tracked_case(title="甲案"), tracked_case(title="乙案")
    rate = indicator(case)
    draft(case)
    draft(other)
    content = edited(
        sheet({(2, "本季辦理情形"): "檔案裡寫的", (3, "本季辦理情形"): "乙"}).read(), "ods", "指標", {(2, "數值"): 85}
    )
    preview = liaison.post(address("import"), {"file": SimpleUploadedFile("季進度.ods", content)})
    save_draft(other, period(), Content(progress_text="頁面上寫的"), LIAISON, version=1)

    late = liaison.post(address("import-confirm"), {"changes": preview.context["changes"]})
    assert late.status_code == 409
    assert "已被他人修改" in late.context["said"]
    assert [(row.case_title, row.label, row.before, row.after) for row in late.context["plan"].differences] == [
        ("甲案", "本季辦理情形", GREEN.progress_text, "檔案裡寫的"),
        ("甲案", f"{rate.name}（基隆市）數值", "（空白）", "85"),
        ("乙案", "本季辦理情形", "頁面上寫的", "乙"),
    ]
    assert [row.progress_text for row in QuarterlyUpdate.objects.order_by("case")] == [
        GREEN.progress_text,
        "頁面上寫的",
    ]

    liaison.post(address("import-confirm"), {"changes": late.context["changes"]})
    assert [row.progress_text for row in QuarterlyUpdate.objects.order_by("case")] == ["檔案裡寫的", "乙"]


def test_one_that_was_sent_meanwhile_can_not_be_written_any_more(liaison):
    case = tracked_case()
    draft(case)
    preview = liaison.post(address("import"), {"file": sheet({(2, "下季預定工作"): "改"})})
    QuarterlyUpdate.objects.filter(case=case).update(state="submitted")
    late = liaison.post(address("import-confirm"), {"changes": preview.context["changes"]})
    assert (late.status_code, late.context["changes"]) == (400, "")
    assert "已送出" in late.context["said"]


def test_a_closed_quarter_is_told_in_the_dry_run(liaison, monkeypatch):
    tracked_case()
    file = sheet({(2, "本季辦理情形"): "太晚了"})
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: IN_TIME.replace(year=2002))
    response = liaison.post(address("import"), {"file": file})
    assert "不再受理填報" in response.context["refusal"]
    assert response.context["changes"] == ""
    assert not QuarterlyUpdate.objects.exists()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "請先選擇填好的試算表，再按「上傳並比對」。"),
        ({"file": ("空.ods", b"")}, "檔案是空的，請重新選擇填好的試算表。"),
        (
            {"file": ("假.ods", b"%PDF-1.7")},
            "檔案不是 ODS 或 XLSX 試算表。請上傳本系統匯出的試算表（副檔名 ods 或 xlsx）。",
        ),
        (
            {"file": ("大.xlsx", b"0" * (50 * 1024 * 1024))},
            "檔案有 50.0 MB，超過上限 5 MB。請只上傳本系統匯出的試算表。",
        ),
    ],
)
def test_a_file_that_is_none_gets_a_sentence_beside_the_field(liaison, files, sentence):
    tracked_case()
    data = {name: SimpleUploadedFile(*file) for name, file in files.items()}
    response = liaison.post(address("import"), data)
    assert response.status_code == 400
    assert f'id="id_file_error"><p>{sentence}</p>' in text_of(response)


def test_changes_of_somebody_else_or_another_page_are_not_taken(liaison):
    draft(tracked_case())
    preview = liaison.post(address("import"), {"file": sheet({(2, "本季辦理情形"): "改"})})
    changes = preview.context["changes"]
    secretary = signed_in("secretariat")
    attempts = [
        (secretary, address("import-confirm"), changes),
        (liaison, address("import-confirm"), changes[:-1]),
        (liaison, address("import-confirm"), ""),
        (liaison, reverse("reporting:import-confirm", args=[period(2).key, group().pk]), changes),
    ]
    for client, url, sent in attempts:
        response = client.post(url, {"changes": sent}, follow=True)
        assert "這次預覽已失效" in text_of(response)
    assert QuarterlyUpdate.objects.get().progress_text == GREEN.progress_text


@pytest.mark.parametrize(
    ("role", "owner", "answers"),
    [
        ("stranger", "交通組", (302, 302, 302, 302)),
        ("nobody", "交通組", (403, 403, 403, 403)),
        ("official", "交通組", (200, 404, 404, 404)),
        ("liaison", "災防組", (200, 404, 404, 404)),
        ("liaison", "交通組", (200, 200, 400, 302)),
        ("secretariat", "災防組", (200, 200, 400, 302)),
    ],
)
def test_who_may_read_and_who_may_write(role, owner, answers):
    filed(tracked_case(owner))
    client = signed_in(role)
    got = (
        client.get(address("export", owner, "ods")).status_code,
        client.get(address("import", owner)).status_code,
        client.post(address("import", owner)).status_code,
        client.post(address("import-confirm", owner), {"changes": "x"}).status_code,
    )
    assert got == answers


def test_another_format_or_quarter_is_not_found(liaison):
    period()
    assert liaison.get(address("export", "交通組", "csv")).status_code == 404
    assert liaison.get(f"/reports/9999/groups/{group().pk}/import/").status_code == 404


def test_the_workspace_leads_there_and_only_the_liaison_is_offered_the_import(liaison):
    tracked_case()
    assert address("import") in text_of(liaison.get(address("workspace")))
    shown = text_of(signed_in("official").get(address("workspace")))
    assert address("export", "交通組", "ods") in shown
    assert address("import") not in shown


@pytest.mark.parametrize("number", [1, 5])
def test_reading_takes_as_many_queries_for_five_cases_as_for_one(liaison, django_assert_num_queries, number):
    for _ in range(number):
        draft(tracked_case())
    with django_assert_num_queries(EXPORT_QUERIES):
        liaison.get(address("export", "交通組", "ods"))
    file = sheet({})
    with django_assert_num_queries(DRY_RUN_QUERIES):
        liaison.post(address("import"), {"file": file})
