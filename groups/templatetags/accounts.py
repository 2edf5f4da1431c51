"""What account pages and the warning before a session's end need to know."""

from datetime import timedelta

from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.template import Context

from groups.accounts import passwords
from groups.permissions import needs_second_factor
from platform_site.shared.pages.sessions import seconds_at_most, seconds_left

register = template.Library()


@register.filter
def minutes(duration: timedelta) -> int:
    """A duration in whole minutes, rounded up."""
    return -(-int(duration.total_seconds()) // 60)


@register.simple_tag(takes_context=True)
def session_seconds(context: Context) -> int | None:
    """Seconds until the session of this page's reader ends; None where that is not known."""
    return seconds_left(context["request"])


@register.simple_tag(takes_context=True)
def session_seconds_at_most(context: Context) -> int | None:
    """Seconds until it ends whatever the reader does; None where that is not known."""
    return seconds_at_most(context["request"])


@register.simple_tag
def session_minutes_idle() -> int:
    """After how many minutes without a sign of the person a session ends."""
    return settings.SESSION_IDLE_SECONDS // 60


@register.simple_tag
def session_hours() -> int:
    """After how many hours a session ends in any case."""
    return settings.SESSION_COOKIE_AGE // 3600


@register.simple_tag
def password_days() -> int:
    """How many days a password lasts; 0 for ever."""
    return passwords.profile()["max_age_days"]


@register.simple_tag
def single_sign_on() -> str:
    """What the button of the single sign-on says; empty where there is none."""
    return settings.OIDC_NAME if settings.OIDC_SERVER_URL else ""


@register.filter
def must_have_second_factor(user: User) -> bool:
    """Whether the user's role asks for two-step verification."""
    return needs_second_factor(user)


@register.filter
def in_fours(code: str) -> str:
    """A secret or a code in groups of four characters, as people copy it by hand."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
