"""The ROC calendar, as the minutes write it: years from 1912 on (114年 is 2025), dates and times in local time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROC_OFFSET = 1911
WEEKDAYS = "一二三四五六日"
LOCAL_TIME = ZoneInfo("Asia/Taipei")


def roc_date(day: date | None) -> str:
    """114年8月7日, the way the minutes write a date; empty for None. Date and time are taken in local time."""
    day = _local(day)
    return f"{day.year - ROC_OFFSET}年{day.month}月{day.day}日" if day else ""


def roc_weekday_date(day: date | None) -> str:
    """114年8月7日（星期四）."""
    day = _local(day)
    return f"{roc_date(day)}（星期{WEEKDAYS[day.weekday()]}）" if day else ""


def roc_short(day: date | None) -> str:
    """114.8.7, for the axis of a chart and narrow columns."""
    day = _local(day)
    return f"{day.year - ROC_OFFSET}.{day.month}.{day.day}" if day else ""


def roc_datetime(moment: datetime | None) -> str:
    """114年8月7日14:30, in local time."""
    local = _local(moment)
    return f"{roc_date(local)}{local:%H:%M}" if local else ""


def midnight_after(day: date) -> datetime:
    """The first moment that is no longer of `day`, in local time."""
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL_TIME)


def clock(moment: time | None) -> str:
    """下午2時30分; empty for None."""
    if moment is None:
        return ""
    half, hour = half_day(moment)
    return f"{half}{hour}時" + (f"{moment.minute}分" if moment.minute else "")


def half_day(moment: time) -> tuple[str, int]:
    """上午 or 下午, and the hour beside it: noon is 下午12時, midnight 上午0時."""
    return ("上午", moment.hour) if moment.hour < 12 else ("下午", moment.hour - 12 or 12)


def _local(moment: date | None) -> date | None:
    if isinstance(moment, datetime) and moment.utcoffset() is not None:
        return moment.astimezone(LOCAL_TIME)
    return moment
