"""How fast cases come in by a file and go out as CSV, each next to its floor in the same run.

`python -m tests.bench.bulk` imports 10,000 cases on SQLite; `--postgres` does so on PostgreSQL, `--rows 2000` takes
fewer. The floor of an import is `executemany` of the same rows into the two tables that are audited (`raw`), with the
audit's triggers and without them; that of an export is `csv.writer` over the cursor of one plain query.
"""

import argparse
import contextlib
import csv
import io
import time

from tests.bench.matrix import database
from tests.bench.table import show

HEADS = ["議題小組", "案名", "母案", "共同議題", "說明", "列管狀態", "版次"]
TIMES = 7


def files(count):
    """Two CSV files of as many cases of eight groups: all new, and the same with other summaries."""
    from groups.models import IssueGroup

    groups = list(IssueGroup.objects.values_list("name", flat=True)[:8])
    new, changed = (
        [
            [groups[number % 8], f"基北北桃跨市合作測量用案第{number}號計畫及配套措施", "", "", words, "未列管", ""]
            for number in range(count)
        ]
        for words in ("由四市輪流主辦，每季提報辦理情形。", "改由四市共同主辦，每半年提報辦理情形。")
    )
    return as_csv(new), as_csv(changed)


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *rows])
    return out.getvalue().encode()


class Undone(Exception):
    """Ends a transaction whose rows are not to stay."""


def best(functions, times=TIMES):
    """The shortest of some runs of each function, in seconds of the clock and of this process's CPU.

    They take turns, so that a machine that is busy for a while weighs on all of them; what each wrote is undone.
    """
    taken = {name: [] for name in functions}
    for _ in range(times):
        for name, function in functions.items():
            with contextlib.suppress(Undone), transaction_of_none():
                start, cpu = time.perf_counter(), time.process_time()
                begun = function()
                # A function that has to prepare something says when it began.
                start, cpu = begun if isinstance(begun, tuple) else (start, cpu)
                taken[name].append((time.perf_counter() - start, time.process_time() - cpu))
    return {name: (min(taken)[0], min(cpu for _, cpu in taken)) for name, taken in taken.items()}


@contextlib.contextmanager
def transaction_of_none():
    """A transaction of which nothing stays."""
    from django.db import transaction

    with transaction.atomic():
        yield
        raise Undone


# -- Imports ----------------------------------------------------------------------------------------------------------


def imported(content, user, *, dry_run=False):
    from cases.admin.resources import CaseResource
    from platform_site.shared.sheets.admin import CSVFile

    dataset = CSVFile().create_dataset(content)
    result = CaseResource().import_data(dataset, dry_run=dry_run, user=user, rollback_on_validation_errors=True)
    assert not result.has_errors() and not result.has_validation_errors(), (result.base_errors, result.invalid_rows)
    return result


def through_pages(client, content):
    """Upload, preview and confirmation, by the pages of the admin."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    upload = {"import_file": SimpleUploadedFile("cases.csv", content), "format": "2", "resource": "0"}
    preview = client.post(reverse("admin:cases_case_import"), upload)
    form = preview.context["confirm_form"]
    done = client.post(reverse("admin:cases_case_process_import"), form.initial)
    assert done.status_code == 302, done.status_code
    return len(preview.content)


def raw(content):
    """The rows of the cases and of their titles by `executemany`, as the floor."""
    from django.db import connection

    from cases.models import Case
    from cases.normalising import normalise_title
    from groups.models import IssueGroup
    from platform_site.shared.sheets.files import read_csv

    groups = dict(IssueGroup.objects.values_list("name", "pk"))
    rows = read_csv(content)[1:]
    known = Case.objects.create(group_id=groups[rows[0][0]], title="測量用案名所屬之案").pk
    cases = [(groups[row[0]], row[1], normalise_title(row[1]), row[4]) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO cases_case (version, group_id, title, normalised_title, status, summary)"
            " VALUES (1, %s, %s, %s, '', %s)",
            cases,
        )
        cursor.executemany(
            "INSERT INTO cases_casetitle (case_id, title, normalised_title, reason, decided_by)"
            " VALUES (%s, %s, %s, '', '')",
            [(known, title, normalised) for _, title, normalised, _ in cases],
        )


def raw_without_triggers(content):
    """The same with the audit's triggers of the two tables taken away."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("cases_case", "cases_casetitle"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER audit_{table}_insert")
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_{table}")
    begun = time.perf_counter(), time.process_time()
    raw(content)
    return begun


def imports(count, client, user):
    """The table of the imports."""
    new, changed = files(count)
    table = best(
        {
            "floor: raw rows, no audit triggers": lambda: raw_without_triggers(new),
            "floor: raw rows, audited": lambda: raw(new),
            "preview of new cases": lambda: imported(new, user, dry_run=True),
            "import of new cases": lambda: imported(new, user),
            "upload, preview, confirm: new": lambda: through_pages(client, new),
        }
    )
    imported(new, user)
    table |= best(
        {
            "preview of changes": lambda: imported(changed, user, dry_run=True),
            "import of changes": lambda: imported(changed, user),
            "upload, preview, confirm: changes": lambda: through_pages(client, changed),
            "import of what is there already": lambda: imported(new, user),
        }
    )
    heads = ["what", "seconds", "rows a second", "CPU seconds", "rows a CPU second"]
    rows = [
        [what, f"{took:.2f}", f"{count / took:,.0f}", f"{cpu:.2f}", f"{count / cpu:,.0f}"]
        for what, (took, cpu) in table.items()
    ]
    show(f"imports of {count:,} cases, CSV", heads, rows)


# -- Exports ----------------------------------------------------------------------------------------------------------

# What the export says, by one plain query: title, status, group, meetings and days. Names of meetings take the words of
# two tables, and common topics a query of their own.
PLAIN = """
SELECT c.title, c.status, g.name, al.name, am.number, am.held_on, dl.name, dm.number, dm.held_on,
  (SELECT {join} FROM cases_case_common_topics x JOIN cases_commontopic t ON t.id = x.commontopic_id
   WHERE x.case_id = c.id)
FROM cases_case c JOIN groups_issuegroup g ON g.id = c.group_id
LEFT JOIN cases_statuschange a ON a.case_id = c.id AND a.kind = 'added'
LEFT JOIN meetings_meeting am ON am.id = a.meeting_id LEFT JOIN meetings_meetinglevel al ON al.id = am.level_id
LEFT JOIN cases_statuschange d ON d.case_id = c.id AND d.kind = 'delisted'
LEFT JOIN meetings_meeting dm ON dm.id = d.meeting_id LEFT JOIN meetings_meetinglevel dl ON dl.id = dm.level_id
ORDER BY c.title
"""


def floor_of_exports():
    from django.db import connection

    join = "group_concat(t.name)" if connection.vendor == "sqlite" else "string_agg(t.name, '')"
    out = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute(PLAIN.format(join=join))
        writer = csv.writer(out)
        for row in cursor:
            writer.writerow(row)
    return len(out.getvalue().encode())


def exported(client):
    from django.urls import reverse

    response = client.get(reverse("cases:export", args=["csv"]), {"sort": "title"})
    assert response.status_code == 200, response.status_code
    return sum(map(len, response.streaming_content))


def exported_by_admin(client):
    from django.urls import reverse

    response = client.post(reverse("admin:cases_case_export"), {"format": "2", "resource": "0"})
    assert response["Content-Type"].startswith("text/csv"), response["Content-Type"]
    return sum(map(len, response.streaming_content)) if response.streaming else len(response.content)


def exports(count, client):
    """The table of the exports of a ledger with meetings."""
    from tests.bench.exports import fill

    fill(count)
    floor = "floor: csv.writer over a cursor"
    table = best(
        {
            floor: floor_of_exports,
            "list of cases": lambda: exported(client),
            "the admin's cases": lambda: exported_by_admin(client),
        }
    )
    show(
        f"exports of {count:,} cases, CSV",
        ["what", "ms", "times the floor"],
        [[what, f"{took * 1000:.0f}", f"{took / table[floor][0]:.1f}"] for what, (took, _) in table.items()],
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--only", choices=["imports", "exports"])
    options = parser.parse_args()
    with database(options.postgres):
        from django.contrib.auth.models import User
        from django.test.utils import setup_test_environment

        from tests.people import signed_in

        # The client hands over what a page was made of.
        setup_test_environment()
        client = signed_in("secretariat")
        if options.only != "exports":
            imports(options.rows, client, User.objects.get(username="secretariat"))
        if options.only != "imports":
            exports(options.rows, client)


if __name__ == "__main__":
    main()
