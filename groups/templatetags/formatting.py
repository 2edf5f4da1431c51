"""How pages and PDFs write dates, numbers and links: ROC years, signs that are read as signs, the platform's name."""

from datetime import date, datetime, time

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from groups.models import Platform

register = template.Library()

ROC_OFFSET = 1911
WEEKDAYS = "一二三四五六日"
MINUS = "\N{MINUS SIGN}"


@register.simple_tag
def platform_name() -> str:
    """The name of the body that meets; one query."""
    return Platform.objects.values_list("name", flat=True).order_by("pk").first() or "合作交流平臺"


@register.filter
def roc_date(day: date | None) -> str:
    """114年8月7日, the way the minutes write a date; empty for None. Date and time are taken in local time."""
    day = _local(day)
    return f"{day.year - ROC_OFFSET}年{day.month}月{day.day}日" if day else ""


@register.filter
def roc_weekday_date(day: date | None) -> str:
    """114年8月7日（星期四）."""
    day = _local(day)
    return f"{roc_date(day)}（星期{WEEKDAYS[day.weekday()]}）" if day else ""


@register.filter
def roc_short(day: date | None) -> str:
    """114.8.7, for the axis of a chart and narrow columns."""
    day = _local(day)
    return f"{day.year - ROC_OFFSET}.{day.month}.{day.day}" if day else ""


@register.filter
def roc_datetime(moment: datetime | None) -> str:
    """114年8月7日14:30, in local time."""
    moment = _local(moment)
    return f"{roc_date(moment)}{moment:%H:%M}" if moment else ""


@register.filter
def clock(moment: time | None) -> str:
    """下午2時30分; empty for None."""
    if moment is None:
        return ""
    half, hour = ("上午", moment.hour) if moment.hour < 12 else ("下午", moment.hour - 12 or 12)
    return f"{half}{hour}時" + (f"{moment.minute}分" if moment.minute else "")


@register.filter
def signed(number: int | None) -> str:
    """+3, −2 (a real minus sign, as wide as the plus) or 0; empty for None."""
    if number is None:
        return ""
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number < 0 else "0"


@register.filter
def magnitude(number: int | None) -> int:
    """The number without its sign, for sentences that say 多 or 少 themselves; 0 for None."""
    return abs(number or 0)


@register.filter
def person_name(user: AbstractBaseUser) -> str:
    """林嘉慧: surname first and no space, as Chinese names are written; the user name where none is given."""
    return f"{user.last_name}{user.first_name}".strip() or user.get_username()


def _local(moment: date | None) -> date | None:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment
