"""The work report as an OpenDocument text, for those who go on editing it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from odfdo import Document, Paragraph

from cases.models import QuarterlyUpdate
from meetings.minutes.odt import heading, prepared
from meetings.work_report.report import GroupReport, ReportedCase, WorkReport
from platform_site.shared.roc import roc_date


def to_odt(report: WorkReport) -> bytes:
    """The content of an .odt file that says what the page says, group by group."""
    odt: Document = prepared(report.title)
    odt.body.append(heading(1, report.title, "minutes-heading"))
    since = f"自{report.since}（{roc_date(report.since.held_on)}）後" if report.since else ""
    summary = f"{since}至{roc_date(report.until)}止，已採認{report.reported}案，尚無採認進度{report.silent}案。"
    odt.body.append(Paragraph(summary, style="minutes-body"))
    for group in report.groups:
        odt.body.append(heading(2, group.group.name, "minutes-section"))
        for line in _lines(group):
            odt.body.append(Paragraph(line, style="minutes-body"))
    file = io.BytesIO()
    odt.save(file)
    return file.getvalue()


def _lines(group: GroupReport) -> Iterator[str]:
    for number, row in enumerate(group.cases, 1):
        latest = row.latest
        yield f"{number}. {row.case}：{latest.get_light_display()}，累計進度{latest.progress}%"
        yield from _updates(row)
    if group.silent:
        yield "尚無採認進度：" + "、".join(case.title for case in group.silent)
    for proposal in group.proposals:
        yield f"提案（{proposal.get_kind_display()}）：{proposal}"
    if not group.cases and not group.silent and not group.proposals:
        yield "無。"


def _updates(row: ReportedCase) -> Iterator[str]:
    yield f"{row.latest.period}辦理情形：{row.latest.progress_text}"
    yield f"下季預定工作：{row.latest.next_steps}"
    yield from _details(row.latest)
    for update in row.earlier:
        yield f"{update.period}：{update.get_light_display()}　{update.progress_text}"


def _details(update: QuarterlyUpdate) -> Iterator[str]:
    if update.needs_remedy:
        yield f"原因：{update.cause}"
        yield f"因應措施：{update.remedy}（{roc_date(update.remedy_due_on)}前）"
    for part in update.contributions.all():
        yield f"{part.city}：{part.text}"
    for value in update.values.all():
        flag = f"（超出範圍{'：' + value.explanation if value.explanation else ''}）" if value.is_out_of_range else ""
        yield f"{value.city}{value.indicator.name}：{value.value.normalize():f}{value.indicator.unit}{flag}"
