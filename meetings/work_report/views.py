"""The groups' work report as page, PDF and ODT, to a meeting, to whichever comes next, or on one common topic."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import CommonTopic
from groups.names import platform_name
from groups.page_cache import cached_page
from groups.platforms import chosen_platform
from meetings.as_of.asking import as_of_of, page_instead
from meetings.pages.views import meeting_of_key
from meetings.work_report import odt as work_report_sheet
from meetings.work_report.layout import EVERYTHING, Shown
from meetings.work_report.owed import reckoning
from meetings.work_report.report import TopicReport, WorkReport, coming_work_report, topic_report, work_report
from platform_site.shared.documents.answering import pdf_answer
from platform_site.shared.http import file_response, shows_only_stuck
from platform_site.shared.lists.conditions import PAGE
from platform_site.shared.lists.listing import page_numbers

ODT = "application/vnd.oasis.opendocument.text"


@require_safe
@cached_page
def report_page(request: HttpRequest, key: str | None = None) -> HttpResponse:
    only_stuck = shows_only_stuck(request.GET)
    report = _report(request, key, Shown(only_stuck, is_paged=True, page=request.GET.get(PAGE)))
    context = {
        "report": report,
        "topics": CommonTopic.objects.all(),
        "groups": report.shown,
        "page": report.page,
        "pages": page_numbers(report.page),
        "only_stuck": only_stuck,
        "jumps": list(_jumps(request, report, only_stuck=only_stuck)),
    }
    # What a past meeting was told has its own day; the explanation is of today's figures.
    if key is None and as_of_of(request) is None:
        context["reckoning"] = reckoning(report.platform, timezone.localdate())
    return render(request, "meetings/work_report/work_report.html", context)


@require_safe
def report_pdf(request: HttpRequest, key: str | None = None) -> HttpResponse:
    if key is None and (instead := page_instead(request, "work-report:coming")):
        return instead
    report = _report(request, key)
    as_of = as_of_of(request) if key is None else None
    context = {"platform": report.platform, "report": report, "groups": report.shown, "as_of": as_of}
    name = f"{report.platform}{report.title}{as_of.label if as_of else ''}"
    return pdf_answer(request, "meetings/work_report/pdf/work_report.html", context, name)


@require_safe
def report_odt(request: HttpRequest, key: str | None = None) -> HttpResponse:
    if key is None and (instead := page_instead(request, "work-report:coming")):
        return instead
    report = _report(request, key)
    return file_response(work_report_sheet.to_odt(report), ODT, f"{report.platform}{report.title}.odt")


@require_safe
@cached_page
def topic_page(request: HttpRequest, pk: int) -> HttpResponse:
    report = _topic_report(request, pk)
    return render(request, "meetings/work_report/topic_report.html", {"report": report})


@require_safe
def topic_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    if instead := page_instead(request, "work-report:topic", pk):
        return instead
    report = _topic_report(request, pk)
    context = {"platform": chosen_platform(request), "report": report, "as_of": as_of_of(request)}
    name = f"{platform_name(chosen_platform(request))}共同議題「{report.topic}」工作報告"
    return pdf_answer(request, "meetings/work_report/pdf/topic_report.html", context, name)


def _jumps(request: HttpRequest, report: WorkReport, *, only_stuck: bool) -> Iterator[tuple[str, str]]:
    """The address of each group's part, on this page or another, and its name with the number of its cases."""
    for part in report.groups:
        number = part.lights.stuck if only_stuck else part.lights.total
        if number or not only_stuck:
            query = request.GET.copy()
            query[PAGE] = str(part.place.page)
            elsewhere = "" if part.place.page == report.page.number else f"?{query.urlencode()}"
            yield f"{elsewhere}#group-{part.group.pk}", f"{part.group}（{number}案）"


def _report(request: HttpRequest, key: str | None, shown: Shown = EVERYTHING) -> WorkReport:
    if key is None:
        as_of = as_of_of(request)
        day = as_of.day if as_of else timezone.localdate()
        return coming_work_report(day, chosen_platform(request), shown, is_past=as_of is not None)
    return work_report(meeting_of_key(request, key), shown)


def _topic_report(request: HttpRequest, pk: int) -> TopicReport:
    topic = get_object_or_404(CommonTopic, pk=pk)
    as_of = as_of_of(request)
    day = as_of.day if as_of else timezone.localdate()
    return topic_report(topic, today=day, platform=chosen_platform(request), is_past=as_of is not None)
