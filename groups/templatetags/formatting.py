"""How templates write dates, numbers and names: the filters of `{% load formatting %}`."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from groups.names import person_name, platform_name
from groups.platforms import chosen_platform, platforms_of
from platform_site.shared.numbers import magnitude, signed
from platform_site.shared.roc import clock, roc_date, roc_datetime, roc_short, roc_weekday_date

register = template.Library()
DIFFERENCE = '<span class="difference difference-{}">{}{}</span>'
HIDDEN = '<span class="visually-hidden">{}</span>'
# Characters of a text's end that stay on one line: a full stop or bracket and two more.
KEPT = 3

register.simple_tag(platform_name)
for written in (clock, magnitude, person_name, roc_date, roc_datetime, roc_short, roc_weekday_date, signed):
    register.filter(written.__name__, written)


@register.filter
def difference(value: int | None) -> SafeString:
    """Stated minus computed, with its sign and in words; None where nothing can be compared."""
    if value is None:
        return format_html(DIFFERENCE, "none", "—", format_html(HIDDEN, "無從比較"))
    if value == 0:
        return format_html(DIFFERENCE, "zero", "0", format_html(HIDDEN, "（相符）"))
    words = format_html(' <span class="difference-words">{}{}案</span>', "多" if value > 0 else "少", magnitude(value))
    return format_html(DIFFERENCE, "open", signed(value), words)


@register.filter
def kept_end(text: str) -> SafeString:
    """The text with its last characters held together (class `kept`): none stands alone on a line of its own."""
    return format_html('{}<span class="kept">{}</span>', text[:-KEPT], text[-KEPT:])


@register.simple_tag(takes_context=True)
def site_platforms(context: Context) -> dict:
    """The platform the page is about and all there are: `{"chosen": …, "all": […]}`."""
    request = context.get("request")
    if request is None:
        return {"chosen": None, "all": []}
    return {"chosen": chosen_platform(request), "all": platforms_of(request)}
