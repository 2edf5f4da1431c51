"""import_minutes: dry unless told, JSON as scripts read it, refusing while anything is open, and then a draft."""

import json
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CaseTitle, Kind, StatusChange
from meetings.imports.plan import DECISION_COLUMNS
from meetings.management.commands import import_minutes
from meetings.minutes.render import render
from meetings.models import Meeting
from meetings.record.compose import compose
from tests.meetings.imports.office_files import docx
from tests.meetings.imports.samples import EXACT_TITLES, MEANT, MISCOUNTED, NEW_TITLES, SIXTH, SLIP
from tests.meetings.minutes.made.samples import official, squashed

pytestmark = pytest.mark.django_db

SLIP_LINE, COUNT_LINE = 37, 56
SAME = ["副市長層級-6", "災防組", "delisted", SLIP, MEANT, "「分享」為「共享」之誤"]
NEW = ["副市長層級-6", "災防組", "delisted", SLIP, "", "另有其案"]
COUNTED = ["副市長層級-6", "", "problem", str(COUNT_LINE), "", "原件如此，案數誤植"]


@pytest.fixture
def importing(tmp_path):
    """Run the command on a text; returns what it printed and what it said beside."""

    def run(text, *arguments, decisions=None):
        path = tmp_path / "紀錄.txt"
        path.write_text(text, encoding="utf-8")
        if decisions is not None:
            table = tmp_path / "認定.csv"
            table.write_text(csv_of(decisions), encoding="utf-8")
            arguments = (*arguments, "--decisions", str(table))
        out, err = StringIO(), StringIO()
        call_command("import_minutes", str(path), *arguments, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


def csv_of(rows):
    return "\n".join(",".join(row) for row in [DECISION_COLUMNS, *rows]) + "\n"


def refusal(run, *arguments, **options):
    """The lines of the command's error, with not one row touched."""
    with CaptureQueriesContext(connection) as queries, pytest.raises(CommandError) as refused:
        run(*arguments, **options)
    assert [q["sql"] for q in queries if re.match(r"(INSERT|UPDATE|DELETE)\b", q["sql"])] == []
    return str(refused.value).split("\n")


def sixth():
    return Meeting.objects.filter(level__name="副市長層級", number=6).first()


# -- Dry runs ---------------------------------------------------------------------------------------------------------


def test_without_commit_nothing_is_written(importing):
    with CaptureQueriesContext(connection) as queries:
        importing(SIXTH)

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert sixth() is None


def test_the_json_is_what_scripts_read(importing):
    output, _ = importing(SIXTH, "--format", "json")
    printed = json.loads(output)

    assert list(printed) == [
        *("meeting", "clauses", "matches", "problems", "warnings"),
        *("carry_forward", "corrected_counts"),
    ]
    assert printed["meeting"]["level"] == "副市長層級"
    assert printed["meeting"]["number"] == 6
    assert printed["meeting"]["date"] == "2026-03-12"
    assert printed["clauses"][:4] == [
        {"group": "交通組", "kind": "delisted", "stated_count": 2, "titles": EXACT_TITLES[:2]},
        {"group": "交通組", "kind": "added", "stated_count": 1, "titles": NEW_TITLES[:1]},
        {"group": "交通組", "kind": "tracked", "stated_count": 10, "titles": []},
        {"group": "災防組", "kind": "delisted", "stated_count": 1, "titles": [SLIP]},
    ]
    assert {clause["kind"] for clause in printed["clauses"]} <= {"added", "delisted", "tracked", "note"}
    assert printed["matches"][:4] == [
        {"group": "交通組", "title": EXACT_TITLES[0], "case": EXACT_TITLES[0], "how": "exact", "score": 100.0},
        {"group": "交通組", "title": EXACT_TITLES[1], "case": EXACT_TITLES[1], "how": "exact", "score": 100.0},
        {"group": "交通組", "title": NEW_TITLES[0], "case": None, "how": "new", "score": None},
        {"group": "災防組", "title": SLIP, "case": MEANT, "how": "suggested", "score": 92.3},
    ]
    assert printed["carry_forward"][1] == {
        "group": "災防組",
        "opening": 7,
        "added": 0,
        "delisted": 1,
        "stated_remaining": 6,
        "computed_remaining": 6,
        "difference": 0,
    }
    assert printed["corrected_counts"] == []
    assert [set(point) for point in printed["problems"] + printed["warnings"]] in ([], [{"line", "message"}])


def test_the_json_of_a_damaged_text_has_the_problems_with_their_lines(importing):
    problems = json.loads(importing(MISCOUNTED, "--format", "json")[0])["problems"]

    assert [problem["line"] for problem in problems if "2案" in problem["message"]] == [COUNT_LINE]


def test_the_json_of_something_else_is_whole_and_the_command_fails(importing):
    with pytest.raises(CommandError, match="無法辨識為會議紀錄，未寫入任何資料：\n- 第1行：.*請"):
        importing("牛奶\n雞蛋\n", "--format", "json")


def test_the_text_shows_each_clause_and_what_each_title_means(importing):
    output, _ = importing(SIXTH)
    lines = output.splitlines()

    assert "第6次副市長層級會議，2026-03-12" in lines
    assert f"災防組\tdelisted\t1\t{SLIP}" in lines
    assert f"suggested\t災防組\t「{SLIP}」→「{MEANT}」（92.3，差1字：分／共）" in lines
    assert f"new\t交通組\t「{NEW_TITLES[0]}」→ 新案" in lines


def test_the_text_shows_what_each_group_carries_forward(importing):
    output, _ = importing(SIXTH.replace("其餘6案", "其餘5案"))
    lines = output.splitlines()

    head = lines.index("承接檢核：組別\t期初\t新增\t解列\t其餘（載明）\t其餘（計算）\t差額")
    assert lines[head + 1 :] == [
        "交通組\t12\t1\t2\t10\t10\t0",
        "災防組\t7\t0\t1\t5\t6\t-1",
        "教育文化組\t2\t0\t0\t2\t2\t0",
        "產業民生組\t7\t1\t0\t7\t7\t0",
        "都會發展組\t5\t0\t1\t4\t4\t0",
        "衛生社福組\t11\t0\t1\t10\t10\t0",
        "環境資源組\t3\t0\t0\t3\t3\t0",
        "觀光文創組\t5\t0\t0\t5\t5\t0",
    ]


def test_a_problem_is_shown_with_its_line_and_what_was_expected(importing):
    output, _ = importing(MISCOUNTED)

    (line,) = [line for line in output.splitlines() if line.startswith(f"問題：第{COUNT_LINE}行")]
    assert "寫2案，列出的是1案" in line
    assert "請" in line


# -- Refusals ---------------------------------------------------------------------------------------------------------


def test_an_open_suggestion_refuses_the_whole(importing):
    lines = refusal(importing, SIXTH, "--commit")

    assert lines == [
        "尚有未決事項，未寫入任何資料：",
        f"- 第{SLIP_LINE}行「{SLIP}」可能就是「{MEANT}」（差1字：分／共），尚待確認；"
        "請加上 --accept-suggested 採納建議，或以 --decisions 指定。",
    ]


def test_an_open_problem_refuses_the_whole_even_where_suggestions_are_taken(importing):
    lines = refusal(importing, MISCOUNTED, "--commit", "--accept-suggested")

    assert lines[0] == "尚有未決事項，未寫入任何資料："
    assert [line for line in lines if line.startswith(f"- 第{COUNT_LINE}行：")]


def test_a_meeting_that_is_on_record_is_refused_whatever_is_decided(importing):
    covered = ["副市長層級-5", "", "problem", "1", "", "重新匯入"]
    lines = refusal(importing, official(5), "--commit", decisions=[covered])

    assert "- 第1行：第5次副市長層級會議已有紀錄（已定稿），不可重複匯入。" in lines


def test_the_same_meeting_a_second_time_is_refused(importing):
    importing(SIXTH, "--commit", "--accept-suggested")

    lines = refusal(importing, SIXTH, "--commit", "--accept-suggested")

    assert lines[1] == "- 第1行：第6次副市長層級會議已有紀錄（草稿），不可重複匯入。"


def test_a_word_on_open_points_without_commit_is_refused(importing):
    assert refusal(importing, SIXTH, "--accept-suggested") == [
        "--accept-suggested 與 --decisions 須與 --commit 併用；請加上 --commit，或只做檢查。"
    ]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="^無法開啟檔案「沒有.txt」：請確認路徑與讀取權限。$"):
        call_command("import_minutes", str(tmp_path / "沒有.txt"), "--commit")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "檔案「認定.csv」是空的"),
        ("組別,案名\n交通組,甲\n".encode(), "缺少欄位：meeting、group、kind、title、case、reason。"),
        (csv_of([SAME[:-1] + [""]]).encode(), "認定.csv第2行沒有寫理由（reason），請補上後再試。"),
        (csv_of([SAME, SAME[:3] + [""] + SAME[4:]]).encode(), "認定.csv第3行沒有寫title，請補上後再試。"),
        (csv_of([]).encode() + b'"a" b,c\n', "認定.csv第2行不是正確的 CSV"),
        (b"%PDF-1.7", "已損毀"),
    ],
)
def test_a_table_of_decisions_that_is_wrong_is_refused_with_its_line(importing, tmp_path, content, sentence):
    table = tmp_path / "認定.csv"
    table.write_bytes(content)

    (line,) = refusal(importing, SIXTH, "--commit", "--decisions", str(table))

    assert line.startswith("無法使用認定檔：")
    assert sentence in line


def test_a_decision_on_a_title_that_the_minutes_do_not_print_is_refused(importing):
    misspelt = SAME[:3] + ["4市消防局資源分想交換平台"] + SAME[4:]
    lines = refusal(importing, SIXTH, "--commit", decisions=[SAME, misspelt])

    assert lines[1:] == [
        "- 認定檔中災防組（delisted）的「4市消防局資源分想交換平台」在這份紀錄裡找不到，請核對組別、類別與案名。"
    ]


def test_a_decision_for_a_case_that_is_not_known_is_refused(importing):
    lines = refusal(importing, SIXTH, "--commit", decisions=[SAME[:4] + ["沒有這一案"] + SAME[5:]])

    assert lines[1:] == [f"- 指定「{SLIP}」為「沒有這一案」，但災防組找不到這個案名的合作案。"]


# -- Commits ----------------------------------------------------------------------------------------------------------


def test_taken_suggestions_commit_a_draft_that_prints_as_the_file_does(importing):
    output, said = importing(SIXTH, "--commit", "--accept-suggested")
    meeting = sixth()

    assert said == f"已匯入{meeting}為草稿。\n"
    assert not meeting.is_final
    assert squashed(render(compose(meeting))) == squashed(SIXTH)
    named = meeting.changes.exclude(printed_title="")
    assert sorted(named.filter(kind=Kind.DELISTED).values_list("printed_title", flat=True)) == sorted(
        [*EXACT_TITLES, SLIP]
    )
    assert sorted(named.filter(kind=Kind.ADDED).values_list("printed_title", flat=True)) == sorted(NEW_TITLES)
    title = CaseTitle.objects.get(title=SLIP)
    assert title.case.title == MEANT
    assert title.reason == "採納建議：差1字：分／共"
    assert title.decided_by.startswith("匯入指令（")


def test_decisions_say_which_case_a_title_means_and_why(importing):
    importing(SIXTH, "--commit", decisions=[SAME])

    title = CaseTitle.objects.get(title=SLIP)
    assert (title.case.title, title.reason) == (MEANT, SAME[-1])


def test_a_decision_for_a_new_case_goes_before_the_suggestion(importing):
    importing(SIXTH, "--commit", decisions=[NEW])

    change = StatusChange.objects.get(printed_title=SLIP)
    assert change.case.title == SLIP
    assert change.case.changes.count() == 1


def test_a_problem_that_a_decision_covers_commits_and_prints_what_was_printed(importing):
    # The headline disagrees with the groups' sums then, which is a problem of its own.
    lines = refusal(importing, MISCOUNTED, "--commit", decisions=[SAME])
    others = sorted({re.match(r"- 第(\d+)行", line)[1] for line in lines[1:]} - {str(COUNT_LINE)})
    covering = [[*COUNTED[:3], number, *COUNTED[4:]] for number in others]

    importing(MISCOUNTED, "--commit", decisions=[SAME, COUNTED, *covering])

    assert squashed(render(compose(sixth()))) == squashed(MISCOUNTED)


def test_decisions_may_use_the_latin_key_and_any_encoding_of_a_spreadsheet(importing, tmp_path):
    table = tmp_path / "excel.csv"
    table.write_bytes(csv_of([["deputy-mayor-6", *SAME[1:]], ["副市長層級-5", *NEW[1:]]]).encode("cp950"))

    importing(SIXTH, "--commit", "--decisions", str(table))

    assert CaseTitle.objects.get(title=SLIP).reason == SAME[-1]


def test_an_office_file_commits_like_a_text(importing, tmp_path):
    path = tmp_path / "紀錄.docx"
    path.write_bytes(docx(SIXTH))

    call_command("import_minutes", str(path), "--commit", "--accept-suggested", stdout=StringIO(), stderr=StringIO())

    assert squashed(render(compose(sixth()))) == squashed(SIXTH)


def test_a_user_without_a_name_may_import(importing, monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(import_minutes.getpass, "getuser", nameless)
    importing(SIXTH, "--commit", "--accept-suggested")

    assert sixth().changes.exclude(printed_title="").first().actor_name == "匯入指令（不明）"


# -- Exit codes -------------------------------------------------------------------------------------------------------


def test_the_exit_code_tells_a_script_and_no_traceback_is_shown():
    command = [sys.executable, "manage.py", "import_minutes", "沒有.txt"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, encoding="utf-8")

    assert done.returncode == 1
    assert done.stderr == "CommandError: 無法開啟檔案「沒有.txt」：請確認路徑與讀取權限。\n"
