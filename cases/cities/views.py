"""The pages of the cases by city. Everybody with a role reads; the secretariat says which cities a case is about."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.cities import evidence, writing
from cases.cities.forms import CitiesForm
from cases.cities.matrix import city_matrix
from cases.cities.overview import (
    PER_PAGE,
    cities_of,
    cities_of_case,
    newest_period,
    overview,
    reported_periods,
    sheet_of_city,
)
from cases.models import Case, ReportingPeriod
from cases.reporting.obligations import current_period
from groups.actors import actor_of
from groups.models import City
from groups.page_cache import cached_page
from groups.permissions import city_of, is_secretariat
from groups.platforms import choose_platform, chosen_platform
from meetings.as_of.asking import as_of_of, day_asked, page_instead
from platform_site.shared.documents.answering import pdf_answer
from platform_site.shared.http import posted_int, whole_number
from platform_site.shared.lists.exports import MOST_ROWS, PDF
from platform_site.shared.lists.listing import page_numbers
from platform_site.shared.refusals import Refusal

QUARTERS_SHOWN = 8
# A proposal as the page showed it: case, city and quarter.
SHOWN = re.compile("[0-9]{1,9}-[0-9]{1,9}-[0-9]{1,9}")


@require_safe
@cached_page
def index(request: HttpRequest) -> HttpResponse:
    platform = chosen_platform(request)
    context = {"overview": overview(platform, day_asked(request)), "mine": city_of(request.user)}
    if is_secretariat(request.user) and not as_of_of(request):
        context["open_proposals"] = evidence.pairs(platform).count()
    return render(request, "cases/cities/index.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """To the page of the user's own city; to all of them for a user without one."""
    own = city_of(request.user)
    return redirect("cities:city", own.pk) if own else redirect("cities:index")


@require_safe
@cached_page
def city(request: HttpRequest, pk: int) -> HttpResponse:
    row = City.objects.select_related("platform").filter(pk=pk).first()
    if row is None:
        raise Http404(f"找不到編號{pk}的市，請由各市合作案選取。")
    choose_platform(request, row.platform)
    sheet = sheet_of_city(row, day_asked(request), request.GET.get("page"))
    context = {
        "city": row,
        "sheet": sheet,
        "pages": page_numbers(sheet.page),
        "cities": cities_of(row.platform),
        "today": day_asked(request) or timezone.localdate(),
    }
    return render(request, "cases/cities/city.html", context)


@require_safe
@cached_page
def matrix(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/cities/matrix.html", _matrix_context(request))


@require_safe
def matrix_pdf(request: HttpRequest) -> HttpResponse:
    if instead := page_instead(request, "cities:matrix"):
        return instead
    context = _matrix_context(request, whole_up_to=MOST_ROWS[PDF])
    return pdf_answer(request, "cases/cities/pdf/matrix.html", context, f"四市填報情形_{context['period'] or ''}")


def _matrix_context(request: HttpRequest, whole_up_to: int = 0) -> dict[str, Any]:
    """The matrix of the quarter that `?quarter=` asks for, else of the newest with accepted reports.

    A PDF is the whole where that is no longer than other lists may be on paper, else the page that is asked for.
    """
    platform, day = chosen_platform(request), day_asked(request)
    asked = ReportingPeriod.objects.filter(pk=whole_number(request.GET.get("quarter"))).first()
    period = asked or newest_period(platform, day) or current_period(day or timezone.localdate())
    number = request.GET.get("page")
    found = city_matrix(platform, period, day, page=number, whole_up_to=whole_up_to) if period else None
    return {
        "platform": platform,
        "period": period,
        "periods": reported_periods(day)[:QUARTERS_SHOWN],
        "matrix": found,
        "pages": page_numbers(found.page) if found else (),
        "as_of": as_of_of(request),
    }


@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """Every city that accepted reports name and its case does not list, to be confirmed."""
    _require_secretariat(request)
    page = Paginator(evidence.pairs(chosen_platform(request)), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": evidence.proposals(page.object_list)}
    return render(request, "cases/cities/proposed.html", context)


@require_POST
def confirm_shown(request: HttpRequest) -> HttpResponse:
    """Take over the proposals sent, each as it was shown; back to the case where the form names one."""
    _require_secretariat(request)
    shown = [tuple(map(int, key.split("-"))) for key in request.POST.getlist("proposal") if SHOWN.fullmatch(key)]
    try:
        if not shown:
            raise Refusal("沒有送出要確認的項目，請重新整理後再試一次。")
        number = writing.confirm(shown, actor_of(request.user))
        messages.success(request, f"已確認{number}筆，登錄為「參與」；如為主辦，請於該案修改。")
    except Refusal as error:
        messages.error(request, str(error))
    case = posted_int(request.POST, "case")
    return redirect("cities:edit", case) if case else redirect("cities:proposed")


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The cities of one case: what reports propose, and a role for each city."""
    _require_secretariat(request)
    case = _case(request, pk)
    cities = cities_of(case.group.platform)
    form = CitiesForm(request.POST if request.method == "POST" else None, case=case, cities=cities)
    if form.is_valid():
        try:
            changed = writing.save_cities(
                case, form.roles, actor_of(request.user), version=form.cleaned_data["row_version"]
            )
            messages.success(request, "已儲存主辦與參與的市。" if changed else "內容沒有變更。")
            return redirect(case)
        except Refusal as error:
            form.show_refusal(error)
    context = {"case": case, "form": form, "known": cities_of_case(case, with_proposals=True)}
    return render(request, "cases/cities/edit.html", context, status=form.status)


def _case(request: HttpRequest, pk: int) -> Case:
    case = Case.objects.select_related("group__platform").filter(pk=pk).first()
    if case is None:
        raise Http404(f"找不到編號{pk}的合作案，請由合作案清單以案名查詢。")
    choose_platform(request, case.group.platform)
    return case


def _require_secretariat(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise PermissionDenied("合作案的主辦與參與市由幕僚單位登錄。")
