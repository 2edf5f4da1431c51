"""Many rows in few statements: all of them come, in order, and the trail has each."""

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case
from groups.audit.models import AuditEntry
from platform_site.shared.bulk import batches
from platform_site.shared.bulk.statements import insert_rows, next_keys, update_rows
from tests.factories import GroupFactory

NAMES = ["id", "version", "group", "title", "normalised_title", "status", "summary"]


@pytest.fixture(autouse=True)
def three_at_once(monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 3)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (2, [("INSERT VALUES (?, ?);", [[0, "甲"], [1, "甲"]])]),
        (3, [("INSERT VALUES (?, ?), (?, ?), (?, ?);", [[0, "甲", 1, "甲", 2, "甲"]])]),
        (
            7,
            [
                (
                    "INSERT VALUES (?, ?), (?, ?), (?, ?);",
                    [[0, "甲", 1, "甲", 2, "甲"], [3, "甲", 4, "甲", 5, "甲"]],
                ),
                ("INSERT VALUES (?, ?);", [[6, "甲"]]),
            ],
        ),
    ],
)
def test_so_many_rows_a_statement_and_the_rest_one_by_one(count, expected):
    rows = ((number, "甲") for number in range(count))
    assert list(batches.batches("INSERT", rows, ";", "?")) == expected


def rows_of(group, count, summary=""):
    return [[pk, 1, group.pk, f"第{pk}案", f"第{pk}案", "", summary] for pk in next_keys(Case, count)]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3, 8])
def test_rows_are_inserted_and_changed_and_the_trail_has_each_in_order(count):
    rows = rows_of(GroupFactory(), count, "原先")
    before = AuditEntry.objects.count()
    insert_rows(Case, NAMES, rows)
    # Only these change, whatever stands beside them.
    changed = rows[1:]
    update_rows(Case, ["version", "summary"], [[row[0], 2, f"改為{row[0]}"] for row in changed])

    keys = [row[0] for row in rows]
    found = Case.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "version", "title", "summary")
    expected = [(pk, 2, f"第{pk}案", f"改為{pk}") for pk in keys]
    if rows:
        expected[0] = (keys[0], 1, f"第{keys[0]}案", "原先")
    assert list(found) == expected
    entries = AuditEntry.objects.order_by("number").filter(table_name="cases_case", row_id__in=map(str, keys))
    acts = [*(("insert", str(pk)) for pk in keys), *(("update", str(row[0])) for row in changed)]
    assert list(entries.values_list("action", "row_id")) == acts
    assert AuditEntry.objects.count() == before + len(acts)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [1, 4, 7])
def test_where_one_row_is_refused_none_is_there_nor_in_the_trail(wrong):
    group = GroupFactory()
    rows = rows_of(group, 8)
    rows[wrong][0] = rows[0][0] if wrong > 1 else rows[5][0]
    before = Case.objects.count(), AuditEntry.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Case, NAMES, rows)
    assert (Case.objects.count(), AuditEntry.objects.count()) == before
    assert connection.is_usable()
