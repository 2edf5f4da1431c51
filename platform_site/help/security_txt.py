"""/.well-known/security.txt: whom to tell of a weakness, in the form that RFC 9116 says."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# What was read longer ago is to be read again; RFC 9116 advises less than a year.
DAYS_TO_KEEP = 90


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contacts of the setting SECURITY_CONTACT; no such page without one."""
    if not settings.SECURITY_CONTACT:
        raise Http404("未設定資安聯絡窗口。")
    ends_on = timezone.now().astimezone(UTC).date() + timedelta(days=DAYS_TO_KEEP)
    lines = [
        *(f"Contact: {_uri(contact)}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {datetime.combine(ends_on, time(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh-TW, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _uri(contact: str) -> str:
    """A contact as a URI, which the RFC demands; a mail address alone is one without its scheme."""
    return contact if contact.startswith(("https://", "mailto:", "tel:")) else f"mailto:{contact}"
