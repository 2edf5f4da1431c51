"""The commands people script against: their output, their JSON, their refusals."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, Seal, StatusChange
from meetings.models import Meeting

pytestmark = pytest.mark.django_db

GROUPS = ["交通組", "災防組", "教育文化組", "產業民生組", "都會發展組", "衛生社福組", "環境資源組", "觀光文創組"]
KEYS = ["opening", "added", "delisted", "stated_remaining", "computed_remaining", "difference", "closing", "named"]
# Counted by hand from the five texts by the rules of the design; None where the minutes print nothing.
FIGURES = {
    "副市長層級-1": [
        (15, 7, 4, 11, 11, None, 18, 7),
        (8, 0, 0, 8, 8, None, 8, 0),
        (4, 1, 2, 2, 2, None, 3, 1),
        (11, 4, 8, 3, 3, None, 7, 4),
        (1, 2, 0, None, 1, None, 3, 3),
        (13, 6, 3, 10, 10, None, 16, 6),
        (3, 0, 2, 1, 1, None, 1, 0),
        (9, 4, 2, 7, 7, None, 11, 4),
    ],
    "副市長層級-2": [
        (18, 3, 5, 13, 13, 0, 16, 9),
        (8, 1, 0, 8, 8, 0, 9, 1),
        (3, 2, 0, 3, 3, 0, 5, 3),
        (7, 2, 0, 7, 7, 0, 9, 6),
        (3, 1, 0, 3, 3, 0, 4, 4),
        (16, 0, 0, 16, 16, 0, 16, 6),
        (1, 3, 1, None, 0, None, 3, 3),
        (11, 3, 6, 5, 5, 0, 8, 4),
    ],
    "副市長層級-3": [
        (16, 2, 3, 16, 13, 3, 18, 11),
        (9, 0, 1, 8, 8, 0, 8, 1),
        (5, 0, 1, 4, 4, 0, 4, 2),
        (9, 3, 7, 2, 2, 0, 5, 4),
        (4, 1, 0, 4, 4, 0, 5, 5),
        (16, 4, 9, 8, 7, 1, 12, 7),
        (3, 1, 2, 2, 1, 1, 3, 2),
        (8, 1, 1, 7, 7, 0, 8, 5),
    ],
    "副市長層級-4": [
        (18, 0, 3, 15, 15, 0, 15, 9),
        (8, 0, 1, 5, 7, -2, 5, 1),
        (4, 0, 3, 1, 1, 0, 1, 1),
        (5, 0, 1, 4, 4, 0, 4, 3),
        (5, 0, 2, 3, 3, 0, 3, 3),
        (12, 1, 4, 8, 8, 0, 9, 8),
        (3, 0, 0, 3, 3, 0, 3, 2),
        (8, 1, 1, 7, 7, 0, 8, 5),
    ],
    "副市長層級-5": [
        (15, 2, 5, 10, 10, 0, 12, 8),
        (5, 2, 0, 5, 5, 0, 7, 3),
        (1, 1, 0, 1, 1, 0, 2, 2),
        (4, 6, 3, 1, 1, 0, 7, 7),
        (3, 2, 1, 3, 2, 1, 5, 5),
        (9, 3, 1, 8, 8, 0, 11, 10),
        (3, 2, 2, 1, 1, 0, 3, 2),
        (8, 0, 3, 5, 5, 0, 5, 4),
    ],
}


def run(*args: str, **options: object) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_tally_json_gives_every_group_of_every_meeting():
    printed = json.loads(run("tally", "--format", "json"))
    assert list(printed) == ["meetings"]
    assert {meeting["meeting"]: meeting["groups"] for meeting in printed["meetings"]} == {
        key: [{"group": group, **dict(zip(KEYS, row, strict=True))} for group, row in zip(GROUPS, rows, strict=True)]
        for key, rows in FIGURES.items()
    }


def test_tally_json_gives_dates_and_totals():
    printed = json.loads(run("tally", "--format", "json"))["meetings"]
    assert [meeting["date"] for meeting in printed] == [
        "2023-07-27", "2023-12-14", "2024-07-11", "2024-12-26", "2025-08-07",
    ]  # fmt: skip
    assert [list(meeting["totals"].values()) for meeting in printed] == [
        [64, 24, 21, 42, 43, None, 67, 25],
        [67, 15, 12, 55, 55, 0, 70, 36],
        [70, 12, 24, 51, 46, 5, 63, 37],
        [63, 2, 15, 46, 48, -2, 48, 32],
        [48, 18, 15, 34, 33, 1, 52, 41],
    ]
    assert list(printed[0]["totals"]) == KEYS


@pytest.mark.parametrize("key", ["副市長層級-3", "deputy-mayor-3"])
def test_tally_of_one_meeting_takes_both_forms_of_its_key(key):
    printed = json.loads(run("tally", "--meeting", key, "--format", "json"))["meetings"]
    assert [meeting["meeting"] for meeting in printed] == ["副市長層級-3"]


def test_tally_as_csv_has_a_row_per_group_and_one_of_totals():
    rows = run("tally", "--meeting", "deputy-mayor-4", "--format", "csv").splitlines()
    assert rows[0] == "meeting,date,group," + ",".join(KEYS)
    assert rows[2] == "副市長層級-4,2024-12-26,災防組,8,0,1,5,7,-2,5,1"
    assert rows[9] == "副市長層級-4,2024-12-26,合計,63,2,15,46,48,-2,48,32"
    assert len(rows) == 10


def test_tally_as_table_shows_the_sign_of_a_difference():
    table = run("tally", "--meeting", "deputy-mayor-4")
    assert "災防組\t8\t0\t1\t5\t7\t-2\t5\t1" in table
    assert "交通組\t18\t0\t3\t15\t15\t0\t15\t9" in table


def test_unknown_meeting_is_refused_with_the_ones_there_are():
    with pytest.raises(CommandError, match="找不到會議「副市長層級-9」。可用的會議：副市長層級-1、"):
        run("tally", "--meeting", "副市長層級-9")


def test_loading_again_changes_nothing():
    before = [Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count()]
    printed = run("load_platform")
    meetings = [f"第{n}次副市長層級會議：已在資料庫中，未更動" for n in range(1, 6)]
    assert printed.splitlines() == [*meetings, "任期：未更動"]
    assert [Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count()] == before


def test_verify_ledger_is_content_with_what_was_loaded():
    last = Seal.objects.get(number=10)
    printed = f"所有快取值皆與帳冊一致。\n封存鏈共10筆，末端驗證碼：{last.sha256}\n"
    assert run("verify_ledger") == run("verify_ledger", "--seal", last.sha256) == printed


def test_verify_ledger_ends_with_1_where_a_noted_hash_is_not_in_the_chain():
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_ledger", "--seal", "0" * 64, stdout=out, stderr=err)
    assert end.value.code == 1
    assert err.getvalue().splitlines() == [
        f"封存鏈上沒有驗證碼 {'0' * 64}：封存紀錄曾被刪除或整批改寫，或抄錄有誤。",
        "共1處不一致。",
    ]
    assert out.getvalue().startswith("封存鏈共10筆，")


def test_verify_ledger_ends_with_1_and_names_the_case_whose_status_drifted():
    Case.objects.filter(title="公有市場聯合行銷活動").update(status="tracked")
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_ledger", stdout=StringIO(), stderr=err)
    assert end.value.code == 1
    assert "「公有市場聯合行銷活動」快取狀態為「tracked」，帳冊最近一筆為「delisted」" in err.getvalue()


def test_exported_text_has_the_finalised_hash():
    for meeting in Meeting.objects.in_order():
        text = run("export_minutes", meeting.key, "--format", "text")
        assert hashlib.sha256(text.encode()).hexdigest() == meeting.content_sha256


def test_export_writes_to_a_file(tmp_path):
    file = tmp_path / "minutes.json"
    run("export_minutes", "deputy-mayor-2", "--format", "json", "-o", str(file))
    assert json.loads(file.read_text(encoding="utf-8"))["meeting"]["number"] == 2


def test_export_to_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="無法寫入"):
        run("export_minutes", "deputy-mayor-2", "-o", str(tmp_path / "no" / "minutes.txt"))
