"""The next meeting as page and PDF. Open to every user with a role; see `coming.py` for what may be shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.page_cache import cached_page
from groups.platforms import chosen_platform
from meetings.upcoming.coming import next_meeting
from meetings.upcoming.directives import reader_of
from platform_site.shared.documents.answering import pdf_answer


@require_safe
@cached_page
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/upcoming/page.html", _context(request))


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    context = _context(request)
    name = f"{context['next'].meeting or ''}會前摘要"
    return pdf_answer(request, "meetings/upcoming/pdf/page.html", context, name)


def _context(request: HttpRequest) -> dict[str, Any]:
    platform, reader = chosen_platform(request), reader_of(request.user)
    next_one = next_meeting(platform, timezone.localdate(), reader)
    return {"platform": platform, "reader": reader, "next": next_one, "meeting": next_one.meeting}
