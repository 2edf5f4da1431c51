"""How much memory an export of the list of cases takes, and how long: each in a process of its own that tells its peak.

`python -m tests.bench.exports` measures 500 to 100,000 rows as CSV, ODS and XLSX, and a PDF of its most;
`--postgres` does so on PostgreSQL.
"""

import os
import re
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import django

from tests.bench.matrix import database
from tests.bench.table import show

# A PDF takes no more than the first.
SIZES = [500, 1_000, 10_000, 100_000]
MEBIBYTE = 1024 * 1024
FORMATS = ["csv", "ods", "xlsx"]


def fill(count):
    """Cases of 交通組 up to that number; each was added by a meeting, every third was delisted by another."""
    from django.utils import timezone

    from cases.models import Case, Kind, StatusChange
    from groups.models import IssueGroup
    from meetings.models import Meeting, MeetingLevel

    owner = IssueGroup.objects.first()
    level, _ = MeetingLevel.objects.get_or_create(
        slug="bench", defaults={"platform": owner.platform, "name": "測量層級", "order": 900}
    )
    # Of their own for each filling: once final, a meeting takes no more rows.
    number = Meeting.objects.count()
    first, second = (
        Meeting.objects.create(level=level, number=number + place, held_on=f"{2000 + number}-0{place}-10")
        for place in (1, 2)
    )
    begin = Case.objects.count()
    numbers = range(begin, count)
    cases = Case.objects.bulk_create(
        [
            Case(
                group=owner,
                title=f"基北北桃跨市合作測量用案第{number}號計畫及配套措施",
                status=Kind.ADDED if (number - begin) % 3 else Kind.DELISTED,
            )
            for number in numbers
        ],
        batch_size=5_000,
    )
    rows = [_row(case, first, Kind.ADDED) for case in cases]
    rows += [_row(case, second, Kind.DELISTED) for case in cases[::3]]
    StatusChange.objects.bulk_create(rows, batch_size=5_000)
    # Final by the row's state, which is what the list looks at.
    Meeting.objects.filter(level=level, state="draft").update(
        state="finalised", finalised_at=timezone.now(), finalised_by_name="測量", content_sha256="0" * 64
    )


def _row(case, meeting, kind):
    from cases.models import StatusChange

    return StatusChange(
        case=case, meeting=meeting, group_id=case.group_id, kind=kind, printed_title=case.title, actor_name="測量"
    )


def export_once(extension):
    """Print rows, bytes, seconds, the peak of this process in bytes, and its size before."""
    django.setup()
    # All that a server of the site has loaded.
    import_module("platform_site.urls")
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    from cases.pages.listing import CASES
    from groups.models import Platform
    from platform_site.shared.lists.exports import export
    from platform_site.shared.lists.listing import Listing

    request = RequestFactory().get("/cases/export", {"sort": "title"})
    # Nobody, for whom a PDF is drawn at once.
    request.user = AnonymousUser()
    listing = Listing(CASES, request.GET, Platform.objects.first())
    before, start = peak(), time.perf_counter()
    response = export(request, listing, extension)
    pieces = response.streaming_content if response.streaming else [response.content]
    size = sum(map(len, pieces))
    print(response.status_code, listing.count, size, time.perf_counter() - start, peak(), before)


def peak():
    """The most memory this process had resident ; `ru_maxrss` counts what its parent had when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def measured(extension):
    """One export in a child; its figures."""
    command = [sys.executable, "-m", "tests.bench.exports", "--child", extension]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    status, rows, size = map(int, out[:3])
    assert status == 200, out
    return rows, size, float(out[3]), int(out[4]), int(out[5])


def main(postgres=False, sizes=SIZES):
    """Measure each size, the smallest first, and print the figures."""
    table = []
    with database(postgres) as connection:
        address = connection.settings_dict
        if postgres:
            os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{address['NAME']}"
        else:
            os.environ["DATABASE_URL"] = f"sqlite:///{address['NAME']}"
        for size in sizes:
            fill(size)
            for extension in [*FORMATS, *(["pdf"] if size <= 500 else [])]:
                rows, length, seconds, top, before = measured(extension)
                table.append([extension, f"{rows:,}", f"{length / MEBIBYTE:.1f}", f"{seconds:.1f}"])
                table[-1] += [f"{before / MEBIBYTE:.0f}", f"{top / MEBIBYTE:.0f}"]
                print(*table[-1], flush=True)
    heads = ["format", "rows", "file MiB", "seconds", "RSS before MiB", "peak RSS MiB"]
    show("exports of the list of cases", heads, table)


if __name__ == "__main__":
    if "--child" in sys.argv:
        export_once(sys.argv[-1])
    else:
        main("--postgres" in sys.argv)
