"""The pages of the cases. Open to every signed-in user."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.cities.overview import cities_of_case
from cases.ledger.then import set_back
from cases.models import Case
from cases.pages import selectors
from cases.pages.listing import CASES
from cases.pages.reports import reporting_of
from cases.saved.selectors import saved_of
from groups.page_cache import cached_page
from groups.permissions import is_secretariat
from groups.platforms import choose_platform
from meetings.as_of.asking import as_of_of, day_asked
from meetings.as_of.lists import export_of, listing_of
from meetings.permissions import can_read_case


@require_safe
@cached_page
def case_list(request: HttpRequest) -> HttpResponse:
    listing = listing_of(CASES, request)
    context = {"list": listing, "saved": saved_of(request.user, listing)}
    context |= listing.count_besides(subcases=Count("parent"))
    return render(request, "cases/pages/list.html", context)


@require_safe
def case_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    return export_of(CASES, request, extension)


@require_safe
@cached_page
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case's page. A case that only drafts know is there for those alone who may read one of them."""
    case = Case.objects.select_related("group__platform", "parent").filter(pk=pk).first()
    if case is None or not can_read_case(request.user, case):
        raise Http404(f"找不到編號{pk}的合作案。編號可能打錯了，或該案已不存在；請由合作案清單以案名查詢。")
    choose_platform(request, case.group.platform)
    day, may_edit = day_asked(request), is_secretariat(request.user)
    if day:
        set_back([case], day)
    reporting = reporting_of(case, request.user, day)
    context = {
        "case": case,
        "sheet": selectors.sheet_of(case, day, reporting.accepted),
        "reporting": reporting,
        "as_of": as_of_of(request),
        "cities": cities_of_case(case, with_proposals=may_edit),
        "may_edit_cities": may_edit,
    }
    return render(request, "cases/pages/detail.html", context)
