"""The pages of the cases. Open to every signed-in user."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.cities.overview import cities_of_case
from cases.ledger.then import set_back
from cases.models import Case, CaseTitle
from cases.pages import selectors
from cases.pages.exports import cases_csv
from cases.pages.filters import CaseFilter
from cases.pages.reports import reporting_of
from groups.permissions import is_secretariat
from groups.platforms import choose_platform, chosen_platform
from meetings.as_of.asking import as_of_of, day_asked, page_instead
from platform_site.shared.http import file_response
from platform_site.shared.sheets.files import CONTENT_TYPES, CSV

PER_PAGE = 50


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    platform, day = chosen_platform(request), day_asked(request)
    cases = CaseFilter(request.GET, queryset=selectors.listed_cases(platform, day), platform=platform, as_of=day)
    found = cases.qs if cases.is_valid() else Case.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cases": cases,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": selectors.list_rows(page.object_list, day),
        "subcases": found.filter(parent__isnull=False).count(),
    }
    return render(request, "cases/pages/list.html", context)


@require_safe
def case_export(request: HttpRequest) -> HttpResponse:
    if instead := page_instead(request, "cases:list"):
        return instead
    platform, as_of, day = chosen_platform(request), as_of_of(request), day_asked(request)
    cases = CaseFilter(request.GET, queryset=selectors.listed_cases(platform, day), platform=platform, as_of=day)
    if not cases.is_valid():
        # The page says what is wrong, beside the field.
        return redirect(f"{reverse('cases:list')}?{request.GET.urlencode()}")
    titled = cases.qs.prefetch_related(Prefetch("titles", CaseTitle.objects.on_record(day)))
    name = f"合作案_{as_of.label if as_of else f'{timezone.localdate():%Y%m%d}'}.csv"
    return file_response(cases_csv(selectors.list_rows(titled, day)), CONTENT_TYPES[CSV], name)


@require_safe
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    case = Case.objects.select_related("group__platform", "parent").filter(pk=pk).first()
    if case is None:
        raise Http404(f"找不到編號{pk}的合作案。編號可能打錯了，或該案已不存在；請由合作案清單以案名查詢。")
    choose_platform(request, case.group.platform)
    day, may_edit = day_asked(request), is_secretariat(request.user)
    if day:
        set_back([case], day)
    context = {
        "case": case,
        "sheet": selectors.sheet_of(case, day),
        "reporting": reporting_of(case, request.user, day),
        "as_of": as_of_of(request),
        "cities": cities_of_case(case, with_proposals=may_edit),
        "may_edit_cities": may_edit,
    }
    return render(request, "cases/pages/detail.html", context)
