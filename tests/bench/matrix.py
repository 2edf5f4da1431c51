"""Measures the reporting matrix at its full size: 8 groups × 40 quarters × 2,000 cases, some 60,000 reports.

    python -m tests.bench.matrix [--postgres]

It fills a database of its own, which is gone afterwards, and prints the best and the middle of nine runs.
"""

import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta

import django

from tests.support.postgres import ephemeral_postgres

GROUPS, QUARTERS, CASES, MEETINGS = 8, 40, 2_000, 20
FIRST_YEAR = 101
RUNS = 9


def fill():
    """Fill an empty, migrated database: cases come and go over twenty meetings, and most of what is owed is filed."""
    from django.utils import timezone

    from cases.models import Case, Kind, Light, QuarterlyUpdate, StatusChange, UpdateState
    from cases.reporting.obligations import ensure_period, owed_range, spans
    from groups.models import IssueGroup, Platform
    from meetings.models import Meeting, MeetingLevel

    chance = random.Random(4)
    groups = list(IssueGroup.objects.all())[:GROUPS]
    level = MeetingLevel.objects.create(platform=Platform.objects.get(), name="測量層級", slug="bench", order=900)
    first_day = date(FIRST_YEAR + 1911, 1, 10)
    meetings = Meeting.objects.bulk_create(
        Meeting(level=level, number=number + 1, held_on=first_day + timedelta(days=180 * number))
        for number in range(MEETINGS)
    )
    cases = Case.objects.bulk_create(
        Case(group=groups[number % len(groups)], title=f"測量用合作案第{number}號") for number in range(CASES)
    )
    changes = []
    for case in cases:
        begins = chance.choice([0, 0, 0, 0, chance.randrange(MEETINGS)])
        ends = chance.choice([MEETINGS, MEETINGS, MEETINGS, chance.randrange(begins, MEETINGS) + 1])
        for place in range(begins, min(ends + 1, MEETINGS)):
            kind = Kind.ADDED if place == begins else Kind.DELISTED if place == ends else Kind.TRACKED
            changes.append(
                StatusChange(
                    case=case,
                    meeting=meetings[place],
                    group_id=case.group_id,
                    kind=kind,
                    printed_title="" if kind == Kind.TRACKED else case.title,
                    actor_name="測量",
                )
            )
    StatusChange.objects.bulk_create(changes, batch_size=5_000)
    periods = [ensure_period(FIRST_YEAR + place // 4, place % 4 + 1)[0] for place in range(QUARTERS)]
    last_days = [period.last_day for period in periods]
    now = timezone.now()
    states = [UpdateState.ACCEPTED] * 12 + [UpdateState.SUBMITTED, UpdateState.DRAFT, UpdateState.RETURNED]
    lights = [Light.GREEN] * 6 + [Light.YELLOW] * 2 + [Light.RED]
    updates = []
    for span in spans(last_days[-1]):
        for place in owed_range(span, last_days):
            if chance.random() < 0.05:
                continue
            state = chance.choice(states)
            updates.append(
                QuarterlyUpdate(
                    case_id=span.case_id,
                    period=periods[place],
                    group_id=span.group_id,
                    state=state,
                    done="已辦理跨市協調會議並完成期中報告。" * 6,
                    next_steps="辦理第二階段作業。" * 4,
                    light=chance.choice(lights),
                    progress=chance.randrange(101),
                    cause="原因",
                    remedy="措施",
                    remedy_due_on=last_days[place],
                    saved_at=now,
                    saved_by_name="測量",
                    accepted_at=now if state == UpdateState.ACCEPTED else None,
                )
            )
    QuarterlyUpdate.objects.bulk_create(updates, batch_size=2_000)
    return periods, len(changes), len(updates)


def measure(periods):
    """Run the matrix; returns (seconds and this process's CPU seconds of each run, the queries, the matrix)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cases.reporting.matrix import matrix

    with CaptureQueriesContext(connection) as captured:
        result = matrix(periods)
    seconds, cpu = [], []
    for _ in range(RUNS):
        start, cpu_start = time.perf_counter(), time.process_time()
        matrix(periods)
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - cpu_start)
    return seconds, cpu, captured, result


@contextlib.contextmanager
def database(postgres):
    """Set Django up on a database of its own, migrated."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["DATABASE_URL"] = (
            stack.enter_context(ephemeral_postgres()) if postgres else f"sqlite:///{folder}/bench.sqlite3"
        )
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")
        django.setup()
        from django.db import connection

        connection.settings_dict["TEST"]["NAME"] = "bench" if postgres else f"{folder}/bench.sqlite3"
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, serialize=False)
        yield connection
        connection.creation.destroy_test_db(name, verbosity=0)


def main(postgres=False):
    with database(postgres) as connection:
        periods, changes, updates = fill()
        if postgres:
            with connection.cursor() as cursor:
                # What the server does by itself within a minute of so many inserts.
                cursor.execute("VACUUM ANALYZE")
        seconds, cpu, captured, result = measure(periods)
        print(f"matrix on {connection.vendor}: {len(result.groups)} groups × {len(periods)} quarters × {CASES:,} cases")
        print(f"  {changes:,} ledger rows, {updates:,} reports, {len(captured)} queries")
        print(
            f"  best {min(seconds) * 1000:.0f} ms, middle {statistics.median(seconds) * 1000:.0f} ms (of {RUNS}), "
            f"of this process's CPU best {min(cpu) * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main("--postgres" in sys.argv)
