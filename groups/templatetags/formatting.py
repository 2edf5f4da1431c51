"""How templates write dates, numbers and names: the filters of `{% load formatting %}`."""

from django import template
from django.template import Context

from groups.names import person_name, platform_name
from groups.platforms import chosen_platform, platforms_of
from platform_site.shared.numbers import magnitude, signed
from platform_site.shared.roc import clock, roc_date, roc_datetime, roc_short, roc_weekday_date

register = template.Library()

register.simple_tag(platform_name)
for written in (clock, magnitude, person_name, roc_date, roc_datetime, roc_short, roc_weekday_date, signed):
    register.filter(written.__name__, written)


@register.simple_tag(takes_context=True)
def site_platforms(context: Context) -> dict:
    """The platform the page is about and all there are: `{"chosen": …, "all": […]}`."""
    request = context.get("request")
    if request is None:
        return {"chosen": None, "all": []}
    return {"chosen": chosen_platform(request), "all": platforms_of(request)}
