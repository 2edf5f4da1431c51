"""The pages of the calendar: subscribing, revoking, the feed itself, which needs no login, and one meeting's file."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from meetings.calendar.feed import calendar_meetings, calendar_of
from meetings.calendar.subscriptions import open_subscription, renew, revoke, subscriber
from meetings.models import Meeting
from meetings.pages.views import meeting_of_key
from platform_site.shared.http import file_response

ICS = "text/calendar; charset=utf-8"


@require_safe
def subscription(request: HttpRequest) -> HttpResponse:
    """Whether the user has a subscription, and how to make, renew and revoke it."""
    context = {"subscription": open_subscription(request.user)}
    return render(request, "meetings/calendar/subscription.html", context)


@never_cache
@require_POST
def renew_subscription(request: HttpRequest) -> HttpResponse:
    """Make a new address and show it, this once."""
    address = request.build_absolute_uri(reverse("calendar:feed", args=[renew(request.user)]))
    context = {"subscription": open_subscription(request.user), "address": address}
    return render(request, "meetings/calendar/subscription.html", context)


@require_POST
def revoke_subscription(request: HttpRequest) -> HttpResponse:
    if revoke(request.user):
        messages.success(request, "已撤銷訂閱網址，行事曆程式不再收到更新。")
    else:
        messages.error(request, "目前沒有使用中的訂閱網址。")
    return redirect("calendar:subscription")


@never_cache
@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings, drafts among them, for whoever has the secret address of a user with a role."""
    if subscriber(token) is None:
        raise Http404("這個訂閱網址不存在或已撤銷，請登入平臺重新建立。")
    return file_response(calendar_of(calendar_meetings(), _page(request)), ICS, "meetings.ics", as_attachment=False)


@require_safe
def meeting_file(request: HttpRequest, key: str) -> HttpResponse:
    meeting = meeting_of_key(request, key)
    content = calendar_of(calendar_meetings().filter(pk=meeting.pk), _page(request))
    return file_response(content, ICS, f"{meeting.level.platform}{meeting}.ics")


def _page(request: HttpRequest) -> Callable[[Meeting], str]:
    return lambda meeting: request.build_absolute_uri(meeting.get_absolute_url())
