"""The lists that are handed over, as plain tables: the PDF and the ODS of each show the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from cases.ledger.tallies import GroupTally
from cases.models import Case, KeptLight, Kind, QuarterlyUpdate, StatusChange
from cases.reporting.obligations import late
from groups.models import IssueGroup, Platform
from meetings.models import Directive, Meeting
from meetings.record.figures import MeetingFigures, all_figures
from platform_site.shared.lists.columns import Column
from platform_site.shared.roc import roc_date
from platform_site.shared.sheets.files import Rows, Value


@dataclass(frozen=True)
class Table:
    """A list with its title and the sentence that says what it holds."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def sheet(self) -> Rows:
        """The rows of its spreadsheet, the head first."""
        return [[column.label for column in self.columns], *self.rows]

    @property
    def cells(self) -> list[list[tuple[Column, Value]]]:
        """Each row's cells beside their columns."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


CASE_COLUMNS = (
    Column("編號", "narrow", is_number=True),
    Column("議題小組", "short"),
    Column("案名", "wide"),
    Column("新增會議", "medium"),
    Column("最近採認季別", "short"),
    Column("燈號", "short"),
    Column("累計進度", "narrow", is_number=True),
    Column("辦理情形"),
    Column("下季預定工作"),
)
DIRECTIVE_COLUMNS = (
    Column("會議", "medium"),
    Column("類別", "narrow"),
    Column("原文"),
    Column("發言者", "short"),
    Column("辦理小組", "short"),
    Column("應回復會議", "short"),
    Column("最近辦理情形"),
)
LATE_COLUMNS = (
    Column("議題小組", "short"),
    Column("合作案"),
    Column("季別", "short"),
    Column("填報期限", "short"),
    Column("逾期天數", "narrow", is_number=True),
    Column("狀態", "short"),
)
TALLY_COLUMNS = (
    "會議", "日期", "議題小組", "期初", "新增", "解列", "其餘（載明）", "其餘（依前次推算）", "差額", "已說明",
    "期末列管", "已列案名",
)  # fmt: skip


def open_cases(platform: Platform | None) -> Table:
    """The cases on the list now, each with the accepted report that gives it its light; a fixed number of queries."""
    added = StatusChange.objects.finalised().filter(case=OuterRef("pk"), kind=Kind.ADDED).latest_first()
    cases = (
        Case.objects.tracked()
        .filter(group__platform=platform)
        .select_related("group", "parent")
        .annotate(added_at=Subquery(added.values("meeting")[:1]))
        .order_by("group__order", "pk")
    )
    found = list(cases)
    newest = KeptLight.objects.on(None, platform).newest_reports()
    reports = QuarterlyUpdate.objects.select_related("period").in_bulk(set(newest.values()))
    meetings = Meeting.objects.in_bulk({case.added_at for case in found if case.added_at})
    rows = tuple(_case_row(case, meetings.get(case.added_at), reports.get(newest.get(case.pk, 0))) for case in found)
    silent = sum(case.pk not in newest for case in found)
    note = f"列管中{len(rows)}案（含子案），其中{silent}案尚無採認進度。辦理情形以最近一次採認的季進度為準。"
    return Table("列管中合作案", note, CASE_COLUMNS, rows)


def _case_row(case: Case, added: Meeting | None, report: QuarterlyUpdate | None) -> tuple[Value, ...]:
    title = f"{case.title}（子案，母案：{case.parent.title}）" if case.parent else case.title
    known: tuple[Value, ...] = (case.pk, case.group.name, title, str(added) if added else "紀錄未載明")
    if report is None:
        return (*known, "尚無", "", "", "", "")
    said = (report.get_light_display(), f"{report.progress}%", report.progress_text, report.next_steps)
    return (*known, str(report.period), *said)


def open_directives(platform: Platform | None) -> Table:
    """What chairs of finalised meetings asked for and is not closed; a fixed number of queries."""
    directives = Directive.objects.open().with_all().filter(meeting__in=Meeting.objects.finalised())
    directives = directives.filter(meeting__level__platform=platform).order_by("meeting__held_on", "pk")
    rows = tuple(_directive_row(directive) for directive in directives)
    return Table("辦理中主席指示", f"尚未辦結的主席指示{len(rows)}項，不限類別。", DIRECTIVE_COLUMNS, rows)


def _directive_row(directive: Directive) -> tuple[Value, ...]:
    groups = "、".join(group.name for group in directive.groups.all()) or "各小組"
    due = f"第{directive.due_number}次會議" if directive.due_number else ""
    replies = list(directive.replies.all())
    last = replies[-1] if replies else None
    reply = f"{last.group or ''}{roc_date(last.at)}：{last.text}" if last else "尚無回復"
    meeting = str(directive.meeting)
    return (meeting, directive.get_kind_display(), directive.sentence, directive.said_by, groups, due, reply)


def late_reports(platform: Platform | None, today: date) -> Table:
    """What should have been sent before `today` and was not, as the list of late reports shows it."""
    ours = set(IssueGroup.objects.filter(platform=platform).values_list("pk", flat=True))
    rows = tuple(
        (
            row.group.name,
            row.case.title,
            str(row.period),
            roc_date(row.period.closes_on),
            (today - row.period.closes_on).days,
            row.update.get_state_display() if row.update else "尚未填報",
        )
        for row in late(today)
        if row.group_id in ours
    )
    note = f"{roc_date(today)}止，逾期未送出{len(rows)}案；已過補報截止日的季別不在內。"
    return Table("逾期季進度", note, LATE_COLUMNS, rows)


def tally_sheets(platform: Platform | None) -> dict[str, Rows]:
    """The figures of every finalised meeting, a sheet for each level that keeps a ledger."""
    sheets: dict[str, list[list[Value]]] = {}
    for figures in all_figures(platform):
        if figures.meeting.is_final:
            sheet = sheets.setdefault(figures.meeting.level.name, [list(TALLY_COLUMNS)])
            sheet.extend(_tally_row(figures, row) for row in (*figures.groups, figures.totals))
    return dict(sheets) or {"統計": [list(TALLY_COLUMNS)]}


def _tally_row(figures: MeetingFigures, row: GroupTally) -> list[Value]:
    opening = None if row.group in figures.unknown_openings else row.opening
    closing = None if row.group in figures.unknown_closings else row.closing
    counted = [opening, row.added, row.delisted, row.stated_remaining, row.computed_remaining, row.difference]
    return [
        str(figures.meeting),
        roc_date(figures.meeting.held_on),
        row.group,
        *counted,
        row.explained,
        closing,
        row.named,
    ]
