"""The public pages. Each is made of the scope of this moment; `caching.public` answers 304, 404 and 410 around them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from meetings.models import MinutesVersion, Publication
from meetings.publishing import catalog, contents
from meetings.publishing.caching import Gone, public
from meetings.publishing.dictionary import DATA_SETS, LICENCE, LICENCE_URL
from meetings.publishing.public.addresses import absolute_of
from meetings.publishing.scope import PublicMeeting, PublicMinutes, Scope, latin_key, public_scope
from platform_site.shared.http import file_response
from platform_site.shared.pdf.rendering import pdf_response
from platform_site.shared.uploads import read_stored

What = Publication.What
FOLDER = "meetings/publishing/public/"
# The entry of the main menu that a page belongs to.
SECTIONS = {"meeting": "meetings", "minutes": "meetings", "version": "meetings", "case": "cases"}
TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
}


@public
def overview(request: HttpRequest) -> HttpResponse:
    scope = public_scope()
    return page(request, "overview.html", {"scope": scope, "newest": scope.meetings[::-1][:3]}, "public:overview")


@public
def meetings(request: HttpRequest) -> HttpResponse:
    scope = public_scope()
    rows = [(latin_key(row.meeting), row) for row in scope.meetings[::-1]]
    return page(request, "meetings.html", {"scope": scope, "rows": rows}, "public:meetings")


@public
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    scope = public_scope()
    row = meeting_or_gone(scope, key)
    return page(request, "meeting.html", contents.meeting_page(scope, row), "public:meeting", latin_key(row.meeting))


@public
def minutes(request: HttpRequest, key: str) -> HttpResponse:
    """The newest published version."""
    scope = public_scope()
    row = meeting_or_gone(scope, key)
    context = contents.minutes_page(scope, row, row.latest) | {"scope": scope}
    return page(request, "minutes.html", context, "public:minutes", latin_key(row.meeting))


@public
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    scope = public_scope()
    row = meeting_or_gone(scope, key)
    context = contents.minutes_page(scope, row, version_or_gone(row, number)) | {"scope": scope}
    return page(request, "minutes.html", context, "public:version", latin_key(row.meeting), number)


@public
def minutes_file(request: HttpRequest, key: str, file_format: str) -> HttpResponseBase:
    row = meeting_or_gone(public_scope(), key)
    return stored_file(request, row, row.latest, file_format)


@public
def version_file(request: HttpRequest, key: str, number: int, file_format: str) -> HttpResponseBase:
    row = meeting_or_gone(public_scope(), key)
    return stored_file(request, row, version_or_gone(row, number), file_format)


@public
def tally(request: HttpRequest) -> HttpResponse:
    return page(request, "tally.html", contents.tally_page(list_or_gone(What.TALLY)), "public:tally")


@public
def tally_pdf(request: HttpRequest) -> HttpResponse:
    scope = list_or_gone(What.TALLY)
    name = f"{scope.name}歷次會議列管統計"
    return pdf_response(contents.tally_pdf(scope, name), name)


@public
def cases(request: HttpRequest) -> HttpResponse:
    context = contents.cases_page(list_or_gone(What.CASES), request.GET)
    # A narrowed list is another view of the same page; search engines take the whole one.
    return page(request, "cases.html", context, "public:cases")


@public
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, "case.html", contents.case_page(list_or_gone(What.CASES), pk), "public:case", pk)


@public
def figures(request: HttpRequest) -> HttpResponse:
    """How the figures come about: the formulas, counted through for the newest published meeting."""
    scope = public_scope()
    return page(request, "figures.html", {"scope": scope, "example": contents.example(scope)}, "public:figures")


@public
def data(request: HttpRequest) -> HttpResponse:
    """The open data and their dictionary."""
    scope = public_scope()
    context = {
        "scope": scope,
        "data_sets": DATA_SETS.values(),
        "published": {one.name for one in catalog.published_sets(scope)},
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
    return page(request, "data.html", context, "public:data")


def page(request: HttpRequest, template: str, context: dict[str, Any], name: str, *parts: Any) -> HttpResponse:
    """A public page with its canonical link."""
    at = name.removeprefix("public:")
    about = {"canonical": absolute_of(request)(reverse(name, args=parts)), "at": SECTIONS.get(at, at)}
    return render(request, FOLDER + template, context | about)


def meeting_or_gone(scope: Scope, key: str) -> PublicMeeting:
    """The published meeting of that key. Raises Gone where it was published once, Http404 where it never was."""
    row = scope.meeting(key)
    if row is not None:
        return row
    withdrawn = Publication.objects.filter(
        platform__in=scope.platforms, minutes__isnull=False, withdrawn_at__isnull=False
    ).select_related("minutes__meeting__level", "minutes__meeting__group")
    for one in withdrawn:
        meeting = one.minutes.meeting if one.minutes else None
        if meeting and key in (meeting.key, latin_key(meeting)):
            raise Gone(f"{meeting}的會議紀錄已撤回公開。")
    raise Http404("沒有這次會議的公開紀錄，請由已公開的會議清單選取。")


def version_or_gone(row: PublicMeeting, number: int) -> PublicMinutes:
    """The published version of that number. Raises as `meeting_or_gone` does."""
    shown = row.version(number)
    if shown is not None:
        return shown
    if Publication.objects.filter(minutes__meeting=row.meeting, minutes__number=number).exists():
        raise Gone(f"{row.meeting}紀錄第{number}版已撤回公開。")
    raise Http404(f"{row.meeting}的公開紀錄沒有第{number}版。")


def list_or_gone(what: str) -> Scope:
    """The scope where some platform has published its tally, or its cases. Raises as `meeting_or_gone` does."""
    scope = public_scope()
    if scope.has(what):
        return scope
    if Publication.objects.filter(platform__in=scope.platforms, what=what).exists():
        raise Gone(f"{What(what).label}已撤回公開。")
    raise Http404(f"{What(what).label}尚未公開。")


def stored_file(request: HttpRequest, row: PublicMeeting, shown: PublicMinutes, file_format: str) -> HttpResponseBase:
    """The stored file of a version, or its text; never made anew. The ETag is the file's SHA-256."""
    number = shown.version.number
    name = f"{row.meeting.level.platform}{row.meeting}紀錄{f'（第{number}版）' if number > 1 else ''}.{file_format}"
    if file_format == "txt":
        text = MinutesVersion.objects.values_list("text", flat=True).get(pk=shown.version.pk)
        return file_response(text.encode(), TYPES["txt"], name, as_attachment=False)
    stored = next((one for one in shown.version.files.all() if one.file_format == file_format), None)
    if stored is None or file_format not in shown.formats:
        raise Http404(f"{row.meeting}紀錄沒有這種格式的檔案。")
    etag = f'"{stored.sha256}"'
    if unchanged := get_conditional_response(request, etag):
        return unchanged
    content = read_stored(stored.file, name)
    response = file_response(content, TYPES[file_format], name, as_attachment=file_format != "pdf")
    response["ETag"] = etag
    return response
