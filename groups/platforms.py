"""Which platform a page is about: one database may hold several, and a page shows the rows of one."""

from collections.abc import MutableMapping

from django.http import HttpRequest

from groups.models import Platform

CHOSEN = "platform"


def default_platform() -> Platform | None:
    """The oldest platform, used where a command or page names none; None in an empty database."""
    return Platform.objects.order_by("pk").first()


def platforms_of(request: HttpRequest) -> list[Platform]:
    """All platforms, the first one first; one query a request."""
    kept = vars(request)
    if "_platforms" not in kept:
        kept["_platforms"] = list(Platform.objects.order_by("pk"))
    return kept["_platforms"]


def chosen_platform(request: HttpRequest) -> Platform | None:
    """The platform that `?platform=` (an id) asks for, else the one chosen last in this session, else the first."""
    platforms = platforms_of(request)
    asked = request.GET.get(CHOSEN, "")
    for key in (asked, str(_session(request).get(CHOSEN, ""))):
        for platform in platforms:
            if key == str(platform.pk):
                choose_platform(request, platform)
                return platform
    return platforms[0] if platforms else None


def choose_platform(request: HttpRequest, platform: Platform) -> None:
    """Remember `platform` in the session for the following pages."""
    first = platforms_of(request)[0]
    if _session(request).get(CHOSEN, first.pk) != platform.pk:
        _session(request)[CHOSEN] = platform.pk


def _session(request: HttpRequest) -> MutableMapping:
    # Error pages raised before the session middleware have none.
    return getattr(request, "session", {})
