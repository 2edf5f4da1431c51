"""The hand-over pack for the next host city: what it holds, and the ZIP. The secretariat's alone."""

from __future__ import annotations

import tempfile
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actors import actor_of
from groups.names import platform_name
from groups.page_cache import cached_page
from groups.permissions import is_secretariat
from groups.platforms import chosen_platform
from meetings.handover import pack
from meetings.pages import printing
from platform_site.shared.roc import roc_date

ONLY_SECRETARIAT = "移交資料由幕僚單位產製。"


@require_safe
@cached_page
def contents(request: HttpRequest) -> HttpResponse:
    """What the pack would hold now; each part can be left out."""
    return render(request, "meetings/handover/contents.html", {"parts": _parts(request), "today": timezone.localdate()})


@require_POST
def download(request: HttpRequest) -> HttpResponseBase:
    """The ZIP of the ticked parts, made in a temporary file and sent from there."""
    chosen = pack.chosen_parts(_parts(request), request.POST.getlist("part"))
    if not chosen:
        messages.warning(request, "沒有勾選任何項目；請至少勾選一項再下載。")
        return redirect("handover:contents")
    platform, made_at = chosen_platform(request), timezone.localtime()
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    try:
        pack.write_pack(chosen, file, platform=platform, made_at=made_at, made_by=actor_of(request.user).name)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"{platform_name(platform)}移交資料{roc_date(made_at)}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _parts(request: HttpRequest) -> list[pack.Part]:
    if not is_secretariat(request.user):
        raise PermissionDenied(ONLY_SECRETARIAT)
    platform = chosen_platform(request)
    return pack.parts(platform, timezone.localdate(), partial(printing.tally_pdf, platform, final_only=True))
