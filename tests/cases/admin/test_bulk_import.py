"""Rows of a sheet of cases that are written together come out as the same rows imported one by one."""

import threading

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.admin.resources import CaseResource
from cases.models import Case, CaseTitle, CommonTopic, SearchEntry
from cases.search.index import unlike
from cases.search.sources import index_cases
from groups.audit.chain import verify
from groups.audit.models import AuditEntry
from groups.models import IssueGroup
from meetings.search.rebuilding import differences
from platform_site.shared.sheets.admin import CSVFile
from tests.factories import CaseFactory, group
from tests.groups.audit.trail import added
from tests.people import signed_in

pytestmark = pytest.mark.django_db
HEADS = "議題小組,案名,母案,共同議題,說明,列管狀態,版次"
LONG = "長" * 200
# (rows of the file, by what they are about). Cases that are there already: see `known`.
FILES = {
    "new": ["交通組,新案一,,,說明一,,", "災防組,新案二,,,,未列管,", f"交通組,{LONG},,,,,"],
    "changed": ["交通組,已知一,,,改過的說明,,1", "交通組,已知二,,,,,"],
    "as they are": ["交通組,已知一,,,第一行,,1", "交通組,已知子案,已知一,,,,1", "交通組,有議題,,氣候、淨零,,,"],
    "mixed": [
        "交通組,新案一,,,一,,",
        "交通組,已知一,,,二,,",
        "交通組,有議題,,淨零，氣候,三,,",
        "交通組,新案三,,氣候,,,",
    ],
    "twice in the file": [
        "交通組,新案一,,,一,,",
        "交通組,新案一,,,二,,",
        "交通組,已知一,,,三,,",
        "交通組,已知一,,,三,,",
    ],
    "sub-cases": ["交通組,新子案,已知二,,,,", "交通組,新母案,,,,,", "交通組,新母案之子,新母案,,,,", "交通組,後案,,,,,"],
    "a parent that becomes a sub-case": ["交通組,已知二,已知一,,,,", "交通組,新子案,已知二,,,,"],
    "a sub-case as parent": ["交通組,孫案,已知子案,,,,"],
    "a parent that is none": ["交通組,新子案,沒有的案,,,,", "交通組,新案一,,,,,"],
    "its own parent": ["交通組,已知二,已知二,,,,", "交通組,自己,自己,,,,"],
    "groups unknown or blank": ["無此組,新案一,,,,,", ",新案二,,,,,", "交通組,,,,,,", "交通組,新案三,,,,,"],
    "too long": [f"交通組,{LONG}長,,,,,", "交通組,新案三,,,,,"],
    "topics": ["交通組,新案一,,氣候、淨零,,,", "交通組,已知一,,氣候,第一行,,", "交通組,新案二,,沒有的,,,"],
    "a status": ["交通組,新案一,,,,解列,", "交通組,已知一,,,,新增,", "交通組,已知二,,,,未列管,"],
    "an old version": ["交通組,已知二,,,改,,7", "交通組,已知一,,,改,,x", "交通組,新案一,,,,,3"],
    "two cases of one title": ["交通組,同名,,,改,,", "交通組,新子案,同名,,,,", "交通組,新案一,,,,,"],
    "blanks around": ["　交通組, 已知一 ,,, 第一行,, 1", "交通組 ,新案一　,,,說明 ,,"],
    "titles that are nearly known": ["交通組,已知一案,,,,,", "交通組,「已知一」,,,,,", "交通組,已知1,,,,,"],
    "formulas": ["交通組,'=1+1,,,'=2+2,,", "交通組,＝全形,,,-1,,"],
}


@pytest.fixture
def known():
    CommonTopic.objects.bulk_create([CommonTopic(name="氣候"), CommonTopic(name="淨零")])
    first = CaseFactory(title="已知一", summary="第一行")
    CaseTitle.objects.create(case=first, title="已知一")
    CaseFactory(title="已知二", summary="原說明")
    CaseFactory(title="已知子案", parent=first)
    CaseFactory(title="有議題").common_topics.set(CommonTopic.objects.filter(name__in=["氣候", "淨零"]))
    CaseFactory(title="同名")
    CaseFactory(title="同名")
    index_cases(Case.objects.values_list("pk", flat=True))


@pytest.fixture
def user():
    return User.objects.create_user("importer", last_name="王", first_name="小明")


class Undone(Exception):
    """Takes a transaction back."""


def run(rows, user, *, one_by_one=False, heads=HEADS, dry_run=False):
    resource = CaseResource()
    if one_by_one:
        resource.plain_rows = lambda rows, *, locking: None
    dataset = CSVFile().create_dataset("\n".join([heads, *rows]).encode())
    return resource.import_data(dataset, user=user, dry_run=dry_run, rollback_on_validation_errors=True)


def outcome(result):
    """Everything that an import says and leaves behind, keys and moments aside."""
    names = {case.pk: case.title for case in Case.objects.all()}

    def rows(model, *fields):
        return sorted(map(str, model.objects.values_list(*fields)))

    return {
        "totals": dict(result.totals),
        "base": [str(error.error) for error in result.base_errors],
        "errors": [(number, [str(error.error) for error in errors]) for number, errors in result.row_errors()],
        "invalid": [(row.number, row.error_dict, row.values) for row in result.invalid_rows],
        "types": [row.import_type for row in result.rows],
        "diffs": [list(map(str, row.diff)) for row in result.listed],
        "names": [row.object_repr for row in result.rows],
        "cases": rows(
            Case, "group__name", "title", "normalised_title", "parent__title", "summary", "status", "version",
            "common_topics__name",
        ),
        "titles": rows(CaseTitle, "case__title", "title", "normalised_title", "reason", "decided_by"),
        "history": rows(
            Case.history.model, "title", "normalised_title", "summary", "status", "version", "group_id", "history_type",
            "history_user", "history_change_reason",
        ),
        "titles' history": rows(CaseTitle.history.model, "title", "normalised_title", "history_type", "history_user"),
        "parents in the history": sorted(
            f"{title} {names.get(parent)}" for title, parent in Case.history.values_list("title", "parent_id")
        ),
        "topics in the history": rows(
            apps.get_model("cases", "HistoricalCase_common_topics"), "case__title", "commontopic__name",
            "history__history_type",
        ),
        "found": sorted(
            f"{names.get(entry.source_id)} {entry.kind} {entry.platform_id} {entry.parts} {entry.folded}"
            for entry in SearchEntry.objects.all()
        ),
    }  # fmt: skip


def undone(rows, user, **about):
    """The outcome of an import that is taken back afterwards, and what the trail says of it."""
    try:
        with transaction.atomic():
            with added() as entries:
                result = run(rows, user, **about)
            said, trail = outcome(result), sorted(entries.brief())
            raise Undone
    except Undone:
        return said, trail


def assert_equal(together, one_by_one):
    for what, said in one_by_one[0].items():
        assert together[0][what] == said, what
    assert together[1] == one_by_one[1]


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES)
def test_comes_out_as_row_by_row(known, user, rows):
    assert_equal(undone(rows, user), undone(rows, user, one_by_one=True))


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES)
def test_a_preview_says_what_the_import_will(known, user, rows):
    before = list(Case.objects.order_by("pk").values())
    preview = run(rows, user, dry_run=True)
    said = [(row.import_type, str(row.diff)) for row in preview.rows]
    assert list(Case.objects.order_by("pk").values()) == before

    done = run(rows, user)

    assert said == [(row.import_type, str(row.diff)) for row in done.rows]
    assert [row.error_dict for row in preview.invalid_rows] == [row.error_dict for row in done.invalid_rows]


@pytest.mark.parametrize("heads", ["議題小組,案名", "案名,議題小組,說明", "議題小組,案名,版次,母案"])
def test_columns_that_are_missing_stay_as_they_are(known, user, heads):
    cells = {"議題小組": "交通組", "說明": "新說明"}
    rows = [
        ",".join(cells.get(head, title if head == "案名" else "") for head in heads.split(","))
        for title in ("已知一", "已知子案", "有議題", "新案一")
    ]
    assert_equal(undone(rows, user, heads=heads), undone(rows, user, one_by_one=True, heads=heads))


def test_a_name_of_two_groups_is_refused_as_before(user):
    IssueGroup.objects.create(platform=group().platform, name="交通組（測量）", order=99)
    rows = ["交通組（測量）,新案一,,,,,", "交通組,新案二,,,,,"]
    assert_equal(undone(rows, user), undone(rows, user, one_by_one=True))


def test_what_is_written_is_what_the_index_and_the_trail_verify(known, user):
    run([f"交通組,新案{number},,,說明,," for number in range(30)] + ["交通組,已知一,,,改,,"], user)

    assert list(unlike(SearchEntry.objects.all())) == []
    assert [said for said in differences() if "案名" in said] == []
    assert verify().faults == []


def test_each_row_has_its_entry_in_the_trail(user):
    with added() as entries:
        run(["交通組,新案一,,,說明一,,", "災防組,新案二,,,說明二,,"], user)

    assert entries.brief("cases_case") == [("insert", "cases_case")] * 2
    assert entries.brief("cases_casetitle") == [("insert", "cases_casetitle")] * 2
    assert {entry.row_id for entry in entries.of("cases_case")} == {
        str(case.pk) for case in Case.objects.filter(title__startswith="新案")
    }
    assert len({(entry.actor_name, entry.source, entry.operation) for entry in entries}) == 1


def test_a_statement_for_many_rows_that_fails_leaves_no_row_and_no_entry():
    case = CaseFactory(title="有的案")
    rows = [[case.pk, "甲"], [case.pk, "乙"], [case.pk, "甲"]]
    with added() as entries:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO cases_casetitle (case_id, title, normalised_title, reason, decided_by)"
                " VALUES (%s, %s, '', '', '')",
                rows,
            )
        CommonTopic.objects.create(name="之後")
    assert entries.brief() == [("insert", "cases_commontopic")]
    assert not CaseTitle.objects.filter(case=case, title__in=["甲", "乙"]).exists()
    assert verify().faults == []


def test_an_import_takes_as_many_queries_for_many_rows_as_for_few(user):
    counts = []
    for size in (3, 60):
        rows = [f"交通組,新案{size}之{number},,,說明,," for number in range(size)]
        for words in ("說明", "改過"):
            with CaptureQueriesContext(connection) as queries:
                run([row.replace("說明", words) for row in rows], user)
            counts.append(len(queries))
    assert counts[:2] == counts[2:], counts


# -- In the admin -----------------------------------------------------------------------------------------------------


def upload(client, rows):
    content = "\n".join([HEADS, *rows]).encode()
    data = {"import_file": SimpleUploadedFile("cases.csv", content), "format": "2", "resource": "0"}
    return client.post(reverse("admin:cases_case_import"), data)


def test_a_preview_lists_the_first_two_hundred_and_counts_the_rest():
    client = signed_in("secretariat")

    preview = upload(client, [f"交通組,新案{number},,,說明,," for number in range(203)])
    page = preview.content.decode()

    assert "新增203筆、更新0筆、未變動0筆。" in page
    assert "以下列出檔案中前200筆將新增或更新的資料；其餘3筆同樣已檢查無誤，確認後一併寫入。" in page
    assert page.count('class="import-new"') == 200
    done = client.post(reverse("admin:cases_case_process_import"), preview.context["confirm_form"].initial, follow=True)
    assert "匯入完成：新增203筆、更新0筆、未變動0筆。" in done.content.decode()
    assert Case.objects.filter(title__startswith="新案", summary="說明").count() == 203
    actions = client.get(reverse("admin:index")).content.decode()
    assert actions.count("匯入合作案203筆") == 1
    assert AuditEntry.objects.filter(table_name="cases_case", action="insert", source="web").count() == 203


def test_of_many_wrong_rows_the_first_two_hundred_are_listed():
    page = upload(signed_in("secretariat"), [f"無此組,新案{number},,,," for number in range(201)]).content.decode()

    assert "以下列出前200筆有誤的資料，另有1筆未列出。" in page
    assert page.count('class="sheet-errors"') == 200


def test_a_file_without_the_keys_columns_is_refused_once():
    page = signed_in("secretariat").post(
        reverse("admin:cases_case_import"),
        {
            "import_file": SimpleUploadedFile("a.csv", "案名,說明\n一,二\n三,四\n".encode()),
            "format": "2",
            "resource": "0",
        },
    )
    assert [str(error.error) for error in page.context["result"].base_errors] == [
        "缺少欄位：議題小組。第一列須為欄位名稱。"
    ]
    assert page.context["result"].row_errors() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_people_who_import_one_file_at_once_make_each_case_once():
    IssueGroup.objects.first()
    user = User.objects.create_user("importer", last_name="王", first_name="小明")
    rows = [f"{group().name},同時案{number},,,說明,," for number in range(40)]
    ready, totals = threading.Barrier(2), []

    def work():
        try:
            ready.wait(10)
            result = run(rows, user)
            totals.append((result.totals["new"], result.totals["skip"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(totals) == [(0, 40), (40, 0)]
    assert Case.objects.filter(title__startswith="同時案").count() == 40
    assert verify().faults == []
