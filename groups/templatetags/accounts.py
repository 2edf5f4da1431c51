"""What account pages and the warning before a session's end say in numbers."""

from datetime import timedelta

from django import template
from django.template import Context

from platform_site.shared.pages.sessions import seconds_left

register = template.Library()


@register.filter
def minutes(duration: timedelta) -> int:
    """A duration in whole minutes, rounded up."""
    return -(-int(duration.total_seconds()) // 60)


@register.simple_tag(takes_context=True)
def session_seconds(context: Context) -> int | None:
    """Seconds until the session of this page's reader ends; None where that is not known."""
    return seconds_left(context["request"])
