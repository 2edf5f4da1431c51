"""The list of cases as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cases.pages.selectors import ListedCase

HEADER = [
    "編號", "議題小組", "案名", "現況", "母案", "新增會議", "新增日期", "解列會議", "解列日期", "共同議題", "歷次案名",
]  # fmt: skip
# A spreadsheet takes a cell that begins like this for a formula (full-width signs too, in an East Asian one).
FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")


def cases_csv(rows: Iterable[ListedCase]) -> bytes:
    """The cases in UTF-8 with a byte order mark, without which a spreadsheet takes the text for Big5.

    Dates are Gregorian (2023-07-27), so that a spreadsheet sorts them.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow(map(inert, _cells(row)))
    return text.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet calculates: an apostrophe goes before a formula's sign."""
    return f"'{cell}" if cell.lstrip(" 　").startswith(FORMULA_SIGNS) or cell.startswith(FORMULA_SIGNS) else cell


def _cells(row: ListedCase) -> list[str]:
    case = row.case
    cells = [str(case.pk), case.group.name, case.title, row.status, case.parent.title if case.parent else ""]
    for change in (row.added, row.delisted):
        cells += [str(change.meeting), change.meeting.held_on.isoformat()] if change else ["", ""]
    topics = "、".join(topic.name for topic in case.common_topics.all())
    return [*cells, topics, "；".join(title.title for title in case.titles.all())]
