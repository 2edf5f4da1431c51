"""The ROC calendar without Django."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, time

import pytest

from platform_site.shared.roc import half_day, roc_date, roc_datetime, roc_weekday_date


def test_an_aware_moment_is_printed_in_taipei_time():
    moment = datetime(2025, 8, 7, 18, 30, tzinfo=UTC)
    assert (roc_date(moment), roc_datetime(moment)) == ("114年8月8日", "114年8月8日02:30")
    assert roc_weekday_date(moment) == "114年8月8日（星期五）"


def test_a_naive_moment_is_local_already():
    assert roc_datetime(datetime(2025, 8, 7, 18, 30)) == "114年8月7日18:30"


@pytest.mark.parametrize(
    ("hour", "found"), [(0, ("上午", 0)), (11, ("上午", 11)), (12, ("下午", 12)), (14, ("下午", 2))]
)
def test_halves_of_the_day(hour, found):
    assert half_day(time(hour)) == found


def test_it_needs_no_django():
    code = "import sys, platform_site.shared.roc, platform_site.shared.folding; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
