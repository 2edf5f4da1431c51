"""The public data: CSV, JSON, schemas, catalogues, the Atom feed, the calendar, robots.txt and the sitemap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from meetings.calendar.feed import calendar_meetings, calendar_of
from meetings.publishing import catalog, contents
from meetings.publishing.caching import public, state_now
from meetings.publishing.datasets import case_record, csv_file, history_record, json_file, public_cases
from meetings.publishing.dictionary import DATA_SETS, DataSet, case_schema
from meetings.publishing.public.addresses import absolute_of
from meetings.publishing.public.feed import PublishedFeed
from meetings.publishing.public.views import What, list_or_gone, meeting_or_gone
from meetings.publishing.scope import PublicMeeting, Scope, latin_key, public_scope
from platform_site.shared.http import file_response
from platform_site.shared.sheets.files import CONTENT_TYPES, CSV

ICS = "text/calendar; charset=utf-8"
SCHEMA_TYPE, LD_TYPE = "application/schema+json", "application/ld+json"
WRITERS = {"csv": (csv_file, CONTENT_TYPES[CSV]), "json": (json_file, "application/json; charset=utf-8")}
CASE_SCHEMA = "case"


@public
def data_file(request: HttpRequest, name: str, file_format: str) -> HttpResponseBase:
    """A data set as CSV or JSON, sent while it is made."""
    data_set = _data_set(name)
    if file_format not in WRITERS:
        raise Http404("資料集只有CSV與JSON兩種格式。")
    write, content_type = WRITERS[file_format]
    content = write(list_or_gone(data_set.what), data_set, absolute_of(request))
    disposition = content_disposition_header(file_format == CSV, f"{data_set.title}_{contents.today()}.{file_format}")
    return StreamingHttpResponse(content, content_type, headers={"Content-Disposition": disposition})


@public
def case_json(request: HttpRequest, pk: int) -> HttpResponse:
    """One case with its history."""
    scope = list_or_gone(What.CASES)
    shown = contents.case_page(scope, pk)
    row = shown["case"]
    case = public_cases(scope).get(pk=pk)
    known = {row.parent} - {None}
    record = case_record(case, row.change, row.meeting, known, absolute_of(request))
    history = [history_record(step.change, step.meeting) for step in shown["steps"]]
    return _json({**record, "history": history}, "application/json")


@public
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of a data set, or of one case's file."""
    address = absolute_of(request)(request.path)
    if name == CASE_SCHEMA:
        return _json(case_schema(address), SCHEMA_TYPE)
    return _json(_data_set(name).schema(address), SCHEMA_TYPE)


@public
def dcat(request: HttpRequest) -> HttpResponse:
    return _json(catalog.dcat(public_scope(), absolute_of(request), state_now().changed_at), LD_TYPE)


@public
def data_gov_tw(request: HttpRequest) -> HttpResponse:
    sets = catalog.data_gov_tw(public_scope(), absolute_of(request), state_now().changed_at)
    return _json(sets, "application/json")


@public
def feed(request: HttpRequest) -> HttpResponse:
    """What was published, newest first, as Atom."""
    return PublishedFeed(public_scope(), absolute_of(request))(request)


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """The published meetings as iCalendar."""
    scope = public_scope()
    return file_response(_calendar(request, scope, scope.meetings), ICS, "meetings.ics", as_attachment=False)


@public
def meeting_calendar(request: HttpRequest, key: str) -> HttpResponse:
    scope = public_scope()
    row = meeting_or_gone(scope, key)
    return file_response(_calendar(request, scope, (row,)), ICS, f"{latin_key(row.meeting)}.ics")


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages and what these are made of, and nothing else."""
    allowed = [reverse("public:overview"), "/static/", reverse("public:sitemap")]
    lines = ["User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /", ""]
    lines.append(f"Sitemap: {absolute_of(request)(reverse('public:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The list of the sitemaps: pages, meetings, cases."""
    maps = sitemaps(public_scope())
    return sitemap_views.index(request, maps, sitemap_url_name="public:sitemap-section").render()


@public
def sitemap_section(request: HttpRequest, section: str) -> HttpResponseBase:
    return sitemap_views.sitemap(request, sitemaps(public_scope()), section).render()


class Addresses(Sitemap):
    """The URLs of one kind of page; `rows` are counted and cut by the sitemap itself."""

    limit = 10_000

    def __init__(self, rows: Any, location: Callable[[Any], str]) -> None:
        self.rows, self.location_of = rows, location

    def items(self) -> Any:
        return self.rows

    def location(self, item: Any) -> str:
        return self.location_of(item)


def sitemaps(scope: Scope) -> dict[str, Any]:
    """The sitemaps of everything that is public."""
    names = ["overview", "meetings", "figures", "data"]
    names += [what.value for what in (What.TALLY, What.CASES) if scope.has(what)]
    pages = [reverse(f"public:{name}") for name in names]
    return {
        "pages": Addresses(pages, str),
        "meetings": Addresses(list(_meeting_pages(scope)), str),
        "cases": Addresses(
            public_cases(scope).values_list("pk", flat=True), lambda pk: reverse("public:case", args=[pk])
        ),
    }


def _meeting_pages(scope: Scope) -> Iterator[str]:
    for row in scope.meetings:
        yield reverse("public:meeting", args=[latin_key(row.meeting)])
        yield reverse("public:minutes", args=[latin_key(row.meeting)])


def _calendar(request: HttpRequest, scope: Scope, rows: tuple[PublicMeeting, ...]) -> bytes:
    absolute = absolute_of(request)
    found = calendar_meetings().filter(pk__in=[row.meeting.pk for row in rows])
    return calendar_of(found, lambda one: absolute(reverse("public:meeting", args=[latin_key(one)])))


def _data_set(name: str) -> DataSet:
    if name not in DATA_SETS:
        raise Http404("沒有這個資料集，請由開放資料頁選取。")
    return DATA_SETS[name]


def _json(content: Any, content_type: str) -> JsonResponse:
    dumped = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(content, safe=False, json_dumps_params=dumped, content_type=f"{content_type}; charset=utf-8")
