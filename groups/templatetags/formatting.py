"""How templates write dates, numbers and names: the filters of `{% load formatting %}`."""

from django import template

from groups.names import person_name, platform_name
from platform_site.shared.numbers import magnitude, signed
from platform_site.shared.roc import clock, roc_date, roc_datetime, roc_short, roc_weekday_date

register = template.Library()

register.simple_tag(platform_name)
for written in (clock, magnitude, person_name, roc_date, roc_datetime, roc_short, roc_weekday_date, signed):
    register.filter(written.__name__, written)
