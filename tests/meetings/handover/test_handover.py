"""The hand-over pack: what it holds, that its checksums hold, and who may have it."""

import hashlib
import io
import shutil
import subprocess
import zipfile
from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Kind
from groups.platforms import default_platform
from meetings.handover import pack, tables
from meetings.models import Directive, DirectiveReply, Meeting
from platform_site.shared.sheets.files import read_tables
from tests.cases.reporting.rows import decided, filed, period, tracked_case
from tests.factories import CaseFactory, MeetingFactory, group, record
from tests.people import signed_in

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 20
AT = datetime(2026, 1, 2, 15, 4, 6, tzinfo=timezone.get_default_timezone())


def parts():
    return pack.parts(default_platform(), date(2026, 1, 2), lambda: b"%PDF tallies")


def packed(*keys):
    out = io.BytesIO()
    chosen = pack.chosen_parts(parts(), keys)
    pack.write_pack(chosen, out, platform=default_platform(), made_at=AT, made_by="王小明")
    return zipfile.ZipFile(out)


def directive(number=5, sentence="請交通組於下次會議提報。", **fields):
    meeting = Meeting.objects.by_key(f"副市長層級-{number}").get()
    return Directive.objects.create(
        meeting=meeting, sentence=sentence, anchor="remark-1", confirmed_by_name="王小明", **fields
    )


def rows_of(table):
    return [list(map(str, row)) for row in table.rows]


@pytest.mark.slow
def test_the_whole_pack_holds_every_file_and_its_checksums_hold(tmp_path):
    archive = packed(*pack.FOLDERS)

    minutes = [f"1_會議紀錄/副市長層級-{n}_會議紀錄.{kind}" for n in range(1, 6) for kind in ("pdf", "odt")]
    lists = [
        f"{folder}/{name}.{kind}"
        for folder, name in [
            ("3_列管中合作案", "列管中合作案"), ("4_主席指示", "辦理中主席指示"), ("5_逾期季進度", "逾期季進度"),
        ]
        for kind in ("pdf", "ods")
    ]  # fmt: skip
    tallies = ["2_列管統計/歷次會議列管統計.pdf", "2_列管統計/歷次會議列管統計.ods"]
    assert archive.namelist() == [*minutes, *tallies, *lists, "說明.txt", "SHA256SUMS.txt"]
    for line in archive.read("SHA256SUMS.txt").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    archive.extractall(tmp_path)
    if shutil.which("sha256sum"):
        done = subprocess.run(["sha256sum", "-c", "SHA256SUMS.txt"], cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stdout.count(": OK")) == (0, 19)
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist() if name.endswith(".pdf"))


def test_names_carry_the_utf8_flag_and_no_character_that_windows_refuses():
    archive = packed(pack.DIRECTIVES)
    for entry in archive.infolist():
        assert bool(entry.flag_bits & 0x800) == (not entry.filename.isascii())
        assert entry.date_time == (2026, 1, 2, 15, 4, 6)
    assert pack._file(pack.LATE, 'a:b?"<>|*\\.pdf', bytes).path == "5_逾期季進度/a：b？＂＜＞｜＊＼.pdf"


def test_two_packs_of_one_moment_hold_the_same_names_and_lists():
    one, other = packed(pack.LATE, pack.CASES), packed(pack.LATE, pack.CASES)
    assert one.namelist() == other.namelist()
    assert read_tables(one.read("3_列管中合作案/列管中合作案.ods")) == read_tables(
        other.read("3_列管中合作案/列管中合作案.ods")
    )


def test_the_readme_says_what_is_in_it_and_opens_on_windows():
    text = packed(pack.DIRECTIVES).read("說明.txt")
    assert text.startswith(b"\xef\xbb\xbf")
    lines = text.decode("utf-8-sig").split("\r\n")
    assert lines[:3] == ["基北北桃合作交流平臺移交資料", "產製時間：115年1月2日15:04", "產製者：王小明"]
    assert "4_主席指示：尚未辦結的主席指示33項，不限類別。" in lines
    assert "  辦理中主席指示.ods" in lines
    assert "3_列管中合作案" not in text.decode("utf-8-sig")


def test_open_cases_come_with_their_newest_accepted_report():
    case = tracked_case(title="有進度的案")
    filed(case, 1, "accepted")
    newest = filed(case, 2, "accepted")
    filed(case, 3, "submitted")
    silent = tracked_case(title="無進度的案")
    gone = tracked_case(title="已解列的案")
    decided(gone, date(2001, 2, 10), Kind.DELISTED)
    record(CaseFactory(title="草稿的案"), MeetingFactory())

    table = tables.open_cases(default_platform())
    mine = {row[2]: row for row in table.rows if row[2].endswith("的案")}
    assert set(mine) == {"有進度的案", "無進度的案"}
    assert mine["有進度的案"][4:] == (
        "90年第2季", newest.get_light_display(), "40%", "完成協調會議。", "辦理招標。",
    )  # fmt: skip
    assert mine["無進度的案"][:3] == (silent.pk, "交通組", "無進度的案")
    assert mine["無進度的案"][4:] == ("尚無", "", "", "", "")
    assert [row[4] for row in table.rows].count("尚無") == len(table.rows) - 1
    assert table.sheet[0][:3] == ["編號", "議題小組", "案名"]


def test_directives_are_the_open_ones_of_final_meetings_with_their_last_reply():
    Directive.objects.all().delete()
    row = directive(said_by="劉副市長", due_number=6)
    row.groups.add(group())
    DirectiveReply.objects.create(directive=row, text="先前的回復", actor_name="甲")
    DirectiveReply.objects.create(directive=row, group=group(), text="最近的回復", actor_name="甲")
    directive(sentence="請各組檢討。")
    directive(sentence="已辦結的。", state="done", outcome="完成")
    Directive.objects.create(meeting=MeetingFactory(), sentence="草稿的。", anchor="remark-1", confirmed_by_name="甲")

    table = tables.open_directives(default_platform())
    assert table.note == "尚未辦結的主席指示2項，不限類別。"
    assert [row[2:6] for row in table.rows] == [
        ("請交通組於下次會議提報。", "劉副市長", "交通組", "第6次會議"),
        ("請各組檢討。", "", "各小組", ""),
    ]
    assert table.rows[0][6].startswith("交通組")
    assert table.rows[0][6].endswith("：最近的回復")
    assert table.rows[1][6] == "尚無回復"


def test_late_reports_are_those_of_the_late_list():
    case = tracked_case(title="逾期的案")
    period(1)
    table = tables.late_reports(default_platform(), date(2001, 4, 20))
    assert rows_of(table) == [["交通組", case.title, "90年第1季", "90年4月15日", "5", "尚未填報"]]
    assert table.note == "90年4月20日止，逾期未送出1案；已過補報截止日的季別不在內。"


def test_tallies_have_the_figures_of_final_meetings_only():
    MeetingFactory(level=Meeting.objects.by_key("副市長層級-5").get().level, number=6, held_on=date(2026, 1, 1))
    sheets = tables.tally_sheets(default_platform())
    assert list(sheets) == ["副市長層級"]
    head, *rows = sheets["副市長層級"]
    assert len(rows) == 5 * 9
    transport = next(row for row in rows if row[0].startswith("第3次") and row[2] == "交通組")
    assert transport == ["第3次副市長層級會議", "113年7月11日", "交通組", 16, 2, 3, 16, 13, 3, 0, 18, 11]
    assert head[8] == "差額"


def test_what_a_cell_holds_cannot_run_in_a_spreadsheet():
    directive(sentence="=1+1")
    content = packed(pack.DIRECTIVES).read("4_主席指示/辦理中主席指示.ods")
    assert b"'=1+1" in zipfile.ZipFile(io.BytesIO(content)).read("content.xml")


def test_the_page_shows_what_the_pack_will_hold_and_sends_what_was_ticked():
    secretary = signed_in("secretariat")
    page = secretary.get(reverse("handover:contents")).content.decode()
    assert "已定稿的會議5次，每次一份 PDF、一份 ODT" in page
    assert page.count("checked") == 5
    assert "1_會議紀錄/副市長層級-5_會議紀錄.odt" in page

    response = secretary.post(reverse("handover:download"), {"part": ["directives", "nonsense"]})
    assert response["Content-Type"] == "application/zip"
    assert "filename*=utf-8''" in response["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert [name.partition("/")[0] for name in archive.namelist()] == [
        "4_主席指示", "4_主席指示", "說明.txt", "SHA256SUMS.txt",
    ]  # fmt: skip
    assert "產製者：王小明" in archive.read("說明.txt").decode("utf-8-sig")


def test_nothing_ticked_is_told_and_nothing_is_made():
    response = signed_in("secretariat").post(reverse("handover:download"), follow=True)
    assert "沒有勾選任何項目" in response.content.decode()


def test_a_file_that_cannot_be_made_sends_no_half_of_a_pack(monkeypatch):
    def broken(*args):
        raise OSError("no fonts")

    monkeypatch.setattr(pack, "render_pdf", broken)
    with pytest.raises(OSError, match="no fonts"):
        signed_in("secretariat").post(reverse("handover:download"), {"part": "late"})


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_the_pack_is_the_secretariats(role):
    client = signed_in(role)
    assert client.get(reverse("handover:contents")).status_code == 403
    assert client.post(reverse("handover:download"), {"part": "late"}).status_code == 403


def test_the_pages_queries_do_not_grow(django_assert_num_queries):
    secretary = signed_in("secretariat")

    def ask():
        with django_assert_num_queries(PAGE_QUERIES):
            secretary.get(reverse("handover:contents"))

    first = tracked_case()
    filed(first, 1, "accepted")
    directive().groups.add(group())
    ask()
    for number in range(4):
        filed(tracked_case(title=f"第{number}件案"), 1, "accepted")
        directive(sentence=f"請回復{number}。").groups.add(group())
    ask()
