"""Cases as a sheet: three formats there and back, nothing by the way, refusals in Chinese."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.admin.resources import CaseResource
from cases.models import Case, CaseTitle, CommonTopic
from platform_site.shared.sheets.admin import FORMATS, CSVFile
from tests.factories import CaseFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("importer", last_name="王", first_name="小明")


def sheet(**columns):
    header, row = ",".join(columns), ",".join(columns.values())
    return CSVFile().create_dataset(f"{header}\n{row}\n".encode())


def run(dataset, user):
    return CaseResource().import_data(dataset, user=user, rollback_on_validation_errors=True)


def messages(result):
    errors = [str(error.error) for error in result.base_errors]
    return errors + [message for row in result.invalid_rows for message in row.error.messages]


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda f: f.extension)
def test_all_real_cases_go_out_and_come_back_unchanged(file_format, user):
    exported = CaseResource().export()
    before = list(Case.objects.order_by("pk").values())

    result = run(file_format().create_dataset(file_format().export_data(exported)), user)

    assert messages(result) == []
    assert (result.totals["skip"], result.totals["update"], result.totals["new"]) == (Case.objects.count(), 0, 0)
    assert list(Case.objects.order_by("pk").values()) == before
    assert exported.headers == ["議題小組", "案名", "母案", "共同議題", "說明", "列管狀態", "版次"]


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda f: f.extension)
def test_a_summary_typed_in_a_browser_comes_back_unchanged(file_format, user):
    case = CaseFactory(summary="第一行\r\n　＝1\r\n\r\n第四行")
    exported = CaseResource().export(Case.objects.filter(pk=case.pk))

    result = run(file_format().create_dataset(file_format().export_data(exported)), user)

    assert (messages(result), result.totals["skip"]) == ([], 1)
    assert Case.objects.get(pk=case.pk).summary == "第一行\r\n　＝1\r\n\r\n第四行"


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda f: f.extension)
def test_exactly_the_changed_cells_are_changed(file_format, user):
    case = CaseFactory(title="=危險的案名", summary="-原說明")
    exported = CaseResource().export()
    cells = exported.dict
    row = next(row for row in cells if row["案名"] == "=危險的案名")
    row["說明"] = "=2+2\n第二行"
    exported.dict = cells
    others = list(Case.objects.exclude(pk=case.pk).order_by("pk").values())

    result = run(file_format().create_dataset(file_format().export_data(exported)), user)

    case.refresh_from_db()
    assert messages(result) == []
    assert result.totals["update"] == 1
    assert (case.title, case.summary, case.version) == ("=危險的案名", "=2+2\n第二行", 2)
    assert list(Case.objects.exclude(pk=case.pk).order_by("pk").values()) == others


def test_a_new_row_is_a_new_case_with_parent_and_topics(user):
    CommonTopic.objects.get_or_create(name="氣候變遷因應及調適")
    CaseFactory(title="母案計畫")

    result = run(
        sheet(議題小組="交通組", 案名="子案計畫", 母案="母案計畫", 共同議題="氣候變遷因應及調適", 列管狀態=""), user
    )

    case = Case.objects.get(title="子案計畫")
    assert messages(result) == []
    assert (case.parent.title, case.status) == ("母案計畫", "")
    assert [topic.name for topic in case.common_topics.all()] == ["氣候變遷因應及調適"]
    assert CaseTitle.objects.filter(case=case, title="子案計畫").exists()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"議題小組": "不存在組", "案名": "x"}, "沒有「不存在組」這個議題小組，可填的有：交通組、"),
        ({"議題小組": "交通組", "案名": ""}, "議題小組與案名不可空白。"),
        ({"議題小組": "交通組", "案名": "x", "母案": "沒有的案"}, "交通組沒有名為「沒有的案」的合作案，無法作為母案。"),
        ({"議題小組": "交通組", "案名": "x", "共同議題": "沒有的議題"}, "沒有「沒有的議題」這個共同議題"),
        ({"議題小組": "交通組", "案名": "x", "列管狀態": "解列"}, "這一欄由會議決議或定稿產生，不可由匯入更改。"),
        ({"議題小組": "交通組"}, "缺少欄位：案名。"),
        ({"議題小組": "交通組", "案名": "x", "狀態碼": "1"}, "不認得的欄位：狀態碼。"),
    ],
)
def test_a_bad_row_is_refused_in_chinese_and_nothing_is_written(columns, message, user):
    before = Case.objects.count()

    result = run(sheet(**columns), user)

    assert any(message in text for text in messages(result)), messages(result)
    assert Case.objects.count() == before


def test_a_known_cases_status_is_the_ledgers(user):
    case = Case.objects.tracked().first()

    result = run(sheet(議題小組=case.group.name, 案名=f'"{case.title}"', 列管狀態="解列"), user)

    assert messages(result) == ["這一欄由會議決議或定稿產生，不可由匯入更改。"]
    assert Case.objects.get(pk=case.pk).status == case.status


def test_a_row_changed_since_the_export_is_refused(user):
    case = CaseFactory(title="有人改過的案")
    exported = sheet(議題小組="交通組", 案名="有人改過的案", 說明="我的說明", 版次="1")
    Case.objects.filter(pk=case.pk).update(summary="他的說明", version=2)

    result = run(exported, user)

    assert messages(result) == ["這筆資料在匯出之後已被他人修改（現為第2版），請重新匯出後再改。"]
    assert Case.objects.get(pk=case.pk).summary == "他的說明"


def test_export_takes_as_many_queries_for_many_as_for_few(django_assert_num_queries):
    with django_assert_num_queries(2):
        CaseResource().export()
    for number in range(30):
        CaseFactory(title=f"案{number}")
    with django_assert_num_queries(2):
        CaseResource().export()


def test_an_export_holds_what_the_package_would_write(user):
    parent = CaseFactory(title="母\r\n案", summary="一\r\n二")
    CaseFactory(title="子案", parent=parent)
    for name in ("乙題", "甲題"):
        parent.common_topics.add(CommonTopic.objects.create(name=name))
    cases = (
        Case.objects.select_related("group", "parent").prefetch_related("common_topics").order_by("group__order", "pk")
    )

    exported = CaseResource().export()

    assert [list(row) for row in exported] == [CaseResource().export_resource(case) for case in cases]


# -- In the admin -----------------------------------------------------------------------------------------------------


def upload(client, content, number="2", name="cases.csv"):
    return client.post(
        reverse("admin:cases_case_import"),
        {"import_file": SimpleUploadedFile(name, content), "format": number, "resource": "0"},
    )


def confirm(client, preview):
    return client.post(reverse("admin:cases_case_process_import"), preview.context["confirm_form"].initial, follow=True)


def test_a_preview_writes_nothing_and_the_confirmation_does():
    client = signed_in("secretariat")
    case = CaseFactory(title="預覽的案", summary="舊說明")

    preview = upload(client, "議題小組,案名,說明\n交通組,預覽的案,<b>新說明</b>\n".encode())
    between = Case.objects.get(pk=case.pk).summary
    done = confirm(client, preview)

    page = preview.content.decode()
    assert "<del>舊說明</del> <ins>&lt;b&gt;新說明&lt;/b&gt;</ins>" in page
    assert "style=" not in page
    assert between == "舊說明"
    assert Case.objects.get(pk=case.pk).summary == "<b>新說明</b>"
    assert "匯入完成：新增0筆、更新1筆、未變動0筆。" in done.content.decode()


def test_what_was_changed_between_preview_and_confirmation_is_not_overwritten():
    client = signed_in("secretariat")
    case = CaseFactory(title="預覽的案", summary="舊說明")
    preview = upload(client, "議題小組,案名,說明,版次\n交通組,預覽的案,我的說明,1\n".encode())
    Case.objects.filter(pk=case.pk).update(summary="他的說明", version=2)

    done = confirm(client, preview)

    assert "預覽之後資料已被他人更動，這次匯入沒有寫入任何一筆" in done.content.decode()
    assert Case.objects.get(pk=case.pk).summary == "他的說明"


@pytest.mark.parametrize(
    ("content", "number", "message"),
    [
        (b"\xff\xff", "2", "無法以 Big5 讀取"),
        (b"x", "0", "檔案不是 ODS 或 XLSX 試算表"),
        (b"x", "1", "檔案不是 ODS 或 XLSX 試算表"),
        ("甲,乙\n1,2".encode(), "2", "不認得的欄位：甲、乙。"),
        (b"0" * (5 * 1024 * 1024 + 1), "2", "檔案超過 5 MB"),
    ],
)
def test_a_bad_file_gets_a_sentence(content, number, message):
    client = signed_in("secretariat")

    response = upload(client, content, number)
    response = client.get(response["Location"]) if response.status_code == 302 else response

    assert message in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize("number", ["0", "1", "2"])
def test_an_export_of_the_admin_is_imported_by_the_admin(number):
    client = signed_in("secretariat")
    exported = client.post(reverse("admin:cases_case_export"), {"format": number, "resource": "0"})

    preview = upload(client, exported.content, number)

    assert exported["Content-Disposition"].startswith('attachment; filename="case-')
    assert f"新增0筆、更新0筆、未變動{Case.objects.count()}筆。" in preview.content.decode()


@pytest.mark.parametrize("role", ["stranger", "nobody", "official", "liaison"])
@pytest.mark.parametrize("name", ["import", "export", "process_import"])
def test_nobody_else_imports_or_exports_in_the_admin(role, name):
    assert signed_in(role).post(reverse(f"admin:cases_case_{name}")).status_code == 302


def test_a_sub_case_as_parent_is_refused_with_a_sentence(user):
    CaseFactory(title="子案計畫", parent=CaseFactory(title="母案計畫"))

    result = run(sheet(議題小組="交通組", 案名="孫案計畫", 母案="子案計畫", 列管狀態=""), user)

    assert messages(result) == ["「子案計畫」本身是子案，不可作為母案。"]
    assert not Case.objects.filter(title="孫案計畫").exists()


def test_an_export_narrowed_to_a_condition_that_is_none_leads_back_to_the_list():
    page = signed_in("secretariat").get(reverse("admin:cases_case_export"), {"format": "1"}, follow=True)

    assert page.redirect_chain == [(reverse("admin:cases_case_changelist"), 302)]
    assert "網址裡的篩選條件無法辨識，沒有匯出" in page.content.decode()
