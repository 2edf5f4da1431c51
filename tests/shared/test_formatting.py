"""Dates in ROC years, and numbers whose sign is read as a sign."""

from datetime import UTC, date, datetime, time

import pytest
from django.contrib.auth.models import User

from groups.templatetags import formatting


@pytest.mark.parametrize(
    ("write", "value", "written"),
    [
        (formatting.roc_date, date(2025, 8, 7), "114年8月7日"),
        (formatting.roc_date, None, ""),
        # 23:30 of the day before in UTC is the morning of the 7th in Taipei.
        (formatting.roc_date, datetime(2025, 8, 6, 23, 30, tzinfo=UTC), "114年8月7日"),
        (formatting.roc_datetime, datetime(2025, 8, 6, 23, 30, tzinfo=UTC), "114年8月7日07:30"),
        (formatting.roc_datetime, None, ""),
        (formatting.roc_weekday_date, date(2023, 7, 27), "112年7月27日（星期四）"),
        (formatting.roc_weekday_date, date(2025, 8, 10), "114年8月10日（星期日）"),
        (formatting.roc_short, date(2024, 12, 26), "113.12.26"),
        (formatting.clock, time(14, 30), "下午2時30分"),
        (formatting.clock, time(9, 0), "上午9時"),
        (formatting.clock, time(12, 5), "下午12時5分"),
        (formatting.clock, None, ""),
        (formatting.signed, 3, "+3"),
        (formatting.signed, -2, "−2"),
        (formatting.signed, 0, "0"),
        (formatting.signed, None, ""),
        (formatting.magnitude, -2, 2),
        (formatting.magnitude, None, 0),
        (formatting.person_name, User(username="lin", last_name="林", first_name="嘉慧"), "林嘉慧"),
        (formatting.person_name, User(username="lin"), "lin"),
    ],
)
def test_values_are_written_as_they_are_read_in_taiwan(write, value, written):
    assert write(value) == written


@pytest.mark.django_db
def test_the_platforms_name_is_a_row():
    assert formatting.platform_name() == "基北北桃合作交流平臺"
