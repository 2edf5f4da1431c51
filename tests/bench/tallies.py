"""The tally of twenty meetings with 100,000 and with 1,000,000 ledger rows behind it, and the index it uses."""

from datetime import date, timedelta

from django.db import connection

from cases.ledger.tallies import Statement, tally
from cases.models import Case, StatusChange
from groups.models import IssueGroup
from meetings.models import Meeting, MeetingLevel
from tests.bench.table import milliseconds, show

SIZES = [100_000, 1_000_000]
SHOWN = 20
CASES_PER_MEETING = 100


def run():
    groups = dict(IssueGroup.objects.values_list("pk", "name"))
    rows, meetings = [], []
    for size in SIZES:
        grow_to(size, meetings, list(groups))
        # Twenty in the middle of the table: neither the newest pages nor the oldest.
        middle = len(meetings) // 2
        statements = [Statement(meeting) for meeting in meetings[middle : middle + SHOWN]]
        median, worst = milliseconds(lambda statements=statements: tally(statements, groups), 21)
        rows.append([f"{StatusChange.objects.count():,}", len(statements), f"{median:.1f}", f"{worst:.1f}"])
    show("tally of twenty meetings (SQLite)", ["ledger rows", "meetings", "median ms", "worst ms"], rows)
    print("\n".join(f"  {line}" for line in plan(statements)))


def grow_to(size, meetings, groups):
    """Insert meetings, each with a row of the same hundred cases, until the ledger has `size` rows."""
    level, _ = MeetingLevel.objects.get_or_create(
        name="量測", defaults={"slug": "bench", "order": 99, "platform_id": MeetingLevel.objects.first().platform_id}
    )
    if not meetings:
        Case.objects.bulk_create(
            Case(group_id=groups[number % len(groups)], title=f"量測{number}") for number in range(CASES_PER_MEETING)
        )
    cases = list(Case.objects.filter(title__startswith="量測").values_list("pk", "group"))
    kinds = ["added", "delisted", *["tracked"] * 8]
    wanted = size // CASES_PER_MEETING - len(meetings)
    first = len(meetings)
    new = Meeting.objects.bulk_create(
        Meeting(level=level, number=first + n + 1, held_on=date(1900, 1, 1) + timedelta(days=first + n))
        for n in range(wanted)
    )
    meetings += [meeting.pk for meeting in new]
    # Raw SQL: a million rows through the ORM would take the bench ten minutes.
    statement = (
        "INSERT INTO cases_statuschange (case_id, meeting_id, group_id, kind, is_subcase, printed_title, former_title,"
        " known_title, effect, note, actor_name, recorded_at)"
        " VALUES (?, ?, ?, ?, 0, '量測', '', '', '', '', 'bench', '2026-01-01')"
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.connection.executemany(
            statement,
            (
                (case, meeting.pk, group, kinds[(case + meeting.pk) % len(kinds)])
                for meeting in new
                for case, group in cases
            ),
        )
        cursor.connection.commit()


def plan(statements):
    """What SQLite says of the tally's query."""
    rows = (
        StatusChange.objects.counted()
        .filter(meeting__in=[statement.meeting_id for statement in statements])
        .values("meeting_id", "group_id", "kind")
        .order_by()
    )
    return rows.explain().splitlines()
