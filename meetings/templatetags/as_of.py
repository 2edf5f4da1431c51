"""How templates say as of when they show the state, let it be chosen and keep it in links: `{% load as_of %}`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.as_of.asking import NAME, Asked, asked_of, newest_choices

register = template.Library()
NOT_KEPT = (NAME, "page")


@register.inclusion_tag("meetings/as_of/_band.html", takes_context=True)
def as_of_band(context: Context) -> dict[str, Any]:
    """The line in the head of a page: as of when, or what is wrong with what was asked, or that it does not matter."""
    request, asked = context.get("request"), _asked(context)
    ignored = asked is None and request is not None and NAME in request.GET and request.user.is_authenticated
    return {"request": request, "asked": asked, "ignored": ignored}


@register.inclusion_tag("meetings/as_of/_picker.html", takes_context=True)
def as_of_picker(context: Context) -> dict[str, Any]:
    """A form to choose a meeting or a day; the page's other values are kept."""
    request = context["request"]
    kept = [(name, value) for name, values in request.GET.lists() if name not in NOT_KEPT for value in values]
    return {"request": request, "asked": asked_of(request), "kept": kept, "newest_first": newest_choices(request)}


@register.simple_tag(takes_context=True)
def as_of_query(context: Context, joined: str = "?") -> str:
    """?as_of=… for a link to a page that takes it; empty today. `joined` is & after other values."""
    asked = _asked(context)
    return f"{joined}{urlencode({NAME: asked.as_of.asked})}" if asked and asked.as_of else ""


@register.simple_tag(takes_context=True)
def as_of_field(context: Context) -> SafeString | str:
    """The hidden field that keeps the day in a form of the page; empty today."""
    asked = _asked(context)
    if asked is None or asked.as_of is None:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', NAME, asked.as_of.asked)


def _asked(context: Context) -> Asked | None:
    """What the page's view has asked; None where it did not ask, so that no page claims what it does not do."""
    request = context.get("request")
    return vars(request).get("_as_of") if request is not None else None
