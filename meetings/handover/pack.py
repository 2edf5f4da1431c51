"""The pack itself: which files there are, and the ZIP that holds them with their checksums.

Each file is made when its turn comes and let go once it is in the archive, which lies in a temporary file: the largest
single file bounds the memory, not their sum.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import BinaryIO

from groups.models import Platform
from meetings.handover import tables
from meetings.handover.tables import Table
from meetings.models import Meeting
from meetings.record.documents import export
from platform_site.shared.pdf.rendering import render_pdf
from platform_site.shared.roc import roc_datetime
from platform_site.shared.sheets.files import ODS, write_tables

MINUTES, TALLIES, CASES, DIRECTIVES, LATE = "minutes", "tallies", "cases", "directives", "late"
FOLDERS = {
    MINUTES: "1_會議紀錄",
    TALLIES: "2_列管統計",
    CASES: "3_列管中合作案",
    DIRECTIVES: "4_主席指示",
    LATE: "5_逾期季進度",
}
README, SUMS = "說明.txt", "SHA256SUMS.txt"
MINUTES_FORMATS = ("pdf", "odt")
# What Windows allows in no file name.
UNSAFE = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")


@dataclass(frozen=True)
class PackFile:
    """A file of the pack; `build` makes its content."""

    path: str
    build: Callable[[], bytes]


@dataclass(frozen=True)
class Part:
    """A folder of the pack, what it holds in words, and its files."""

    key: str
    summary: str
    files: tuple[PackFile, ...]

    @property
    def folder(self) -> str:
        return FOLDERS[self.key]


def parts(platform: Platform | None, today: date, tally_pdf: Callable[[], bytes]) -> list[Part]:
    """The parts of a platform's pack, in order. `tally_pdf` is the tallies' own PDF, which the pages make.

    The lists are read here, so that the page tells the numbers that the files hold; no file is made yet.
    """
    meetings = list(Meeting.objects.finalised().filter(level__platform=platform).in_order())
    listed = {
        CASES: tables.open_cases(platform),
        DIRECTIVES: tables.open_directives(platform),
        LATE: tables.late_reports(platform, today),
    }
    sheets = tables.tally_sheets(platform)
    tally_files = (
        _file(TALLIES, "歷次會議列管統計.pdf", tally_pdf),
        _file(TALLIES, "歷次會議列管統計.ods", partial(write_tables, sheets, ODS)),
    )
    return [
        Part(MINUTES, f"已定稿的會議{len(meetings)}次，每次一份 PDF、一份 ODT", tuple(_minutes_files(meetings))),
        Part(TALLIES, "各次會議、各組的期初、新增、解列、其餘、差額與期末", tally_files),
        *(Part(key, table.note, tuple(_table_files(key, table, platform))) for key, table in listed.items()),
    ]


def write_pack(
    chosen: Iterable[Part], out: BinaryIO, *, platform: Platform | None, made_at: datetime, made_by: str
) -> None:
    """Write the parts as a ZIP into `out`: their files, 說明.txt, and SHA256SUMS.txt over all of them.

    Whatever a file's making raises is let through; `out` is to be thrown away then.
    """
    chosen, sums = list(chosen), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in chosen:
            for file in part.files:
                sums.append(_add(archive, file.path, file.build(), made_at))
        sums.append(_add(archive, README, _readme(chosen, platform, made_at, made_by), made_at))
        _add(archive, SUMS, "".join(f"{digest}  {path}\n" for digest, path in sums).encode(), made_at)


def chosen_parts(all_parts: Iterable[Part], keys: Collection[str]) -> list[Part]:
    """Those of the parts that were ticked, in the pack's order."""
    return [part for part in all_parts if part.key in keys]


def _file(key: str, name: str, build: Callable[[], bytes]) -> PackFile:
    return PackFile(f"{FOLDERS[key]}/{name.translate(UNSAFE)}", build)


def _minutes_files(meetings: Iterable[Meeting]) -> Iterable[PackFile]:
    for meeting in meetings:
        for file_format in MINUTES_FORMATS:
            yield _file(MINUTES, f"{meeting.key}_會議紀錄.{file_format}", partial(export, meeting, file_format))


def _table_files(key: str, table: Table, platform: Platform | None) -> Iterable[PackFile]:
    context = {"platform": platform, "table": table}
    yield _file(key, f"{table.title}.pdf", partial(render_pdf, "meetings/handover/pdf/table.html", context))
    yield _file(key, f"{table.title}.ods", partial(write_tables, {table.title: table.sheet}, ODS))


def _add(archive: zipfile.ZipFile, path: str, content: bytes, made_at: datetime) -> tuple[str, str]:
    entry = zipfile.ZipInfo(path, date_time=made_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    # Names that are not ASCII get the UTF-8 flag by themselves, which Windows needs to read them.
    archive.writestr(entry, content)
    return hashlib.sha256(content).hexdigest(), path


def _readme(chosen: list[Part], platform: Platform | None, made_at: datetime, made_by: str) -> bytes:
    lines = [f"{platform}移交資料", f"產製時間：{roc_datetime(made_at)}", f"產製者：{made_by}", "", "內容"]
    for part in chosen:
        lines += ["", f"{part.folder}：{part.summary}", *(f"  {file.path.partition('/')[2]}" for file in part.files)]
    lines += [
        "",
        "會議紀錄與統計僅含已定稿的會議；草稿不移交。PDF 供閱讀與歸檔，ODT、ODS 供編輯。",
        f"核對：在解壓縮後的資料夾執行 sha256sum -c {SUMS}，每一列應顯示 OK。",
        "Windows 可用 certutil -hashfile 檔名 SHA256 逐檔比對。",
    ]
    # With a byte order mark and the line ends of Windows, whose editors then show it as it is.
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")
