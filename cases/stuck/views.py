"""What is stuck, and the wall of lights, each as page and PDF. Open to every signed-in user."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.stuck.forms import StuckFilter
from cases.stuck.pictures import bars_of, wall_of
from cases.stuck.selectors import TITLE, TOP, stuck_cases
from groups.names import platform_name
from groups.page_cache import cached_page
from groups.platforms import chosen_platform
from meetings.as_of.asking import as_of_of, day_asked, page_instead
from platform_site.shared.documents.answering import pdf_answer
from platform_site.shared.lists.conditions import PAGE
from platform_site.shared.lists.listing import page_numbers

WALL_TITLE = "各案燈號圖"


@require_safe
@cached_page
def stuck_page(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/stuck/page.html", _list(request))


@require_safe
def stuck_pdf(request: HttpRequest) -> HttpResponse:
    if instead := page_instead(request, "stuck:page"):
        return instead
    context = _list(request)
    if not context["filter"].is_valid():
        # The page says what is wrong, beside the field.
        return redirect(f"{reverse('stuck:page')}?{request.GET.urlencode()}")
    return pdf_answer(request, "cases/stuck/pdf/page.html", context, _name(request, TITLE))


@require_safe
@cached_page
def wall_page(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/stuck/wall.html", _pictures(request))


@require_safe
def wall_pdf(request: HttpRequest) -> HttpResponse:
    if instead := page_instead(request, "stuck:wall"):
        return instead
    return pdf_answer(request, "cases/stuck/pdf/wall.html", _pictures(request), _name(request, WALL_TITLE))


def _list(request: HttpRequest) -> dict[str, Any]:
    platform = chosen_platform(request)
    asked = StuckFilter(request.GET, stuck_cases(platform, day_asked(request)))
    return {"platform": platform, "filter": asked, "stuck": asked.shown, "as_of": as_of_of(request)}


def _pictures(request: HttpRequest) -> dict[str, Any]:
    platform = chosen_platform(request)
    stuck = stuck_cases(platform, day_asked(request), most=TOP)
    wall = wall_of(platform, day_asked(request), request.GET.get(PAGE))
    return {
        "platform": platform,
        "title": WALL_TITLE,
        "stuck": stuck,
        "bars": bars_of(stuck),
        "wall": wall,
        "page": wall.page,
        "pages": page_numbers(wall.page),
        "as_of": as_of_of(request),
    }


def _name(request: HttpRequest, title: str) -> str:
    as_of = as_of_of(request)
    return f"{platform_name(chosen_platform(request))}{title}{as_of.label if as_of else ''}"
