"""The list of cases as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from cases.pages.selectors import ListedCase
from platform_site.shared.sheets.files import write_csv

HEADER = [
    "編號", "議題小組", "案名", "現況", "母案", "新增會議", "新增日期", "解列會議", "解列日期", "共同議題", "歷次案名",
]  # fmt: skip


def cases_csv(rows: Iterable[ListedCase]) -> bytes:
    """The cases in UTF-8 with a byte order mark, without which a spreadsheet takes the text for Big5.

    Dates are Gregorian (2023-07-27), so that a spreadsheet sorts them.
    """
    return write_csv([HEADER, *map(_cells, rows)])


def _cells(row: ListedCase) -> list[str]:
    case = row.case
    cells = [str(case.pk), case.group.name, case.title, row.status, case.parent.title if case.parent else ""]
    for change in (row.added, row.delisted):
        cells += [str(change.meeting), change.meeting.held_on.isoformat()] if change else ["", ""]
    topics = "、".join(topic.name for topic in case.common_topics.all())
    return [*cells, topics, "；".join(title.title for title in case.titles.all())]
