"""The secretariat's page of the audit trail, and its exports."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.audit.listing import AUDIT
from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from platform_site.shared.lists.exports import export as export_list
from platform_site.shared.lists.listing import Listing

ONLY_SECRETARIAT = "稽核軌跡由幕僚單位查閱。"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The trail, newest first."""
    return render(request, "groups/audit/list.html", {"list": _listing(request)})


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The same rows as a file."""
    return export_list(request, _listing(request), extension)


def _listing(request: HttpRequest) -> Listing:
    if not is_secretariat(request.user):
        raise PermissionDenied(ONLY_SECRETARIAT)
    return Listing(AUDIT, request.GET, chosen_platform(request))
