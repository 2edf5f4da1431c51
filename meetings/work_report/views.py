"""The groups' work report as page, PDF and ODT, to a meeting, to whichever comes next, or on one common topic."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import CommonTopic
from groups.names import platform_name
from groups.platforms import chosen_platform
from meetings.pages.views import meeting_of_key
from meetings.work_report import odt as work_report_sheet
from meetings.work_report.owed import reckoning
from meetings.work_report.report import TopicReport, WorkReport, coming_work_report, topic_report, work_report
from platform_site.shared.http import file_response
from platform_site.shared.pdf import pdf_response, render_pdf

ODT = "application/vnd.oasis.opendocument.text"


@require_safe
def report_page(request: HttpRequest, key: str | None = None) -> HttpResponse:
    report = _report(request, key)
    context = {"report": report, "topics": CommonTopic.objects.all()}
    # What a past meeting was told has its own day; the explanation is of today's figures.
    if key is None:
        context["reckoning"] = reckoning(report.platform, timezone.localdate())
    return render(request, "meetings/work_report/work_report.html", context)


@require_safe
def report_pdf(request: HttpRequest, key: str | None = None) -> HttpResponse:
    report = _report(request, key)
    content = render_pdf("meetings/work_report/pdf/work_report.html", {"platform": report.platform, "report": report})
    return pdf_response(content, f"{report.platform}{report.title}")


@require_safe
def report_odt(request: HttpRequest, key: str | None = None) -> HttpResponse:
    report = _report(request, key)
    return file_response(work_report_sheet.to_odt(report), ODT, f"{report.platform}{report.title}.odt")


@require_safe
def topic_page(request: HttpRequest, pk: int) -> HttpResponse:
    report = _topic_report(request, pk)
    return render(request, "meetings/work_report/topic_report.html", {"report": report})


@require_safe
def topic_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    report = _topic_report(request, pk)
    content = render_pdf(
        "meetings/work_report/pdf/topic_report.html", {"platform": chosen_platform(request), "report": report}
    )
    return pdf_response(content, f"{platform_name(chosen_platform(request))}共同議題「{report.topic}」工作報告")


def _report(request: HttpRequest, key: str | None) -> WorkReport:
    if key is None:
        return coming_work_report(timezone.localdate(), chosen_platform(request))
    return work_report(meeting_of_key(request, key))


def _topic_report(request: HttpRequest, pk: int) -> TopicReport:
    topic = get_object_or_404(CommonTopic, pk=pk)
    return topic_report(topic, today=timezone.localdate(), platform=chosen_platform(request))
