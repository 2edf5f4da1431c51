"""A meeting's papers as page, PDF and ODT. Open to every signed-in user."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.pages.views import meeting_of_key
from meetings.papers.papers import PAPERS, Paper
from meetings.permissions import can_edit_meeting
from platform_site.shared.documents.answering import pdf_answer
from platform_site.shared.http import file_response

ODT = "application/vnd.oasis.opendocument.text"


@require_safe
def page(request: HttpRequest, key: str, name: str) -> HttpResponse:
    paper, meeting = _paper(name), meeting_of_key(request, key)
    context = paper.context(meeting) | {"may_edit": bool(paper.edit) and can_edit_meeting(request.user, meeting)}
    return render(request, "meetings/papers/page.html", context)


@require_safe
def pdf(request: HttpRequest, key: str, name: str) -> HttpResponse:
    paper, meeting = _paper(name), meeting_of_key(request, key)
    name = f"{meeting.level.platform}{meeting}{paper.label}"
    context = paper.context(meeting)
    return pdf_answer(request, "meetings/papers/pdf/paper.html", context, name, is_final=meeting.is_final)


@require_safe
def odt(request: HttpRequest, key: str, name: str) -> HttpResponse:
    paper, meeting = _paper(name), meeting_of_key(request, key)
    return file_response(paper.odt(meeting), ODT, f"{meeting.level.platform}{meeting}{paper.label}.odt")


def _paper(name: str) -> Paper:
    if name not in PAPERS:
        labels = "、".join(paper.label for paper in PAPERS.values())
        raise Http404(f"沒有名為「{name}」的會議文件；會議文件有{labels}，請由會前準備頁選取。")
    return PAPERS[name]
