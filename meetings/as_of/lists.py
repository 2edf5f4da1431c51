"""Lists with filters as of the day that a request asks for: the page and its exports."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from groups.platforms import chosen_platform
from meetings.as_of.asking import NAME, as_of_of, page_instead
from platform_site.shared.lists.exports import export
from platform_site.shared.lists.listing import ListDefinition, Listing


def listing_of(definition: ListDefinition, request: HttpRequest) -> Listing:
    """The list as the request asks for it; its links keep the day, but not one that cannot be."""
    as_of, data = as_of_of(request), request.GET.copy()
    if as_of is None:
        data.pop(NAME, None)
    day, words = (as_of.day, as_of.label) if as_of else (None, "")
    return Listing(definition, data, chosen_platform(request), day, as_of_words=words)


def export_of(definition: ListDefinition, request: HttpRequest, extension: str) -> HttpResponseBase:
    """The list as a file; the list's page where the day cannot be."""
    instead = page_instead(request, definition.url)
    return instead or export(request, listing_of(definition, request), extension)
