"""What a finalised meeting rests on besides its own rows stays: its titles' identities, the successions it decided."""

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import CaseTitle, StatusChange, Succession

pytestmark = pytest.mark.django_db


@pytest.fixture
def succession():
    return Succession.objects.filter(change__meeting__state="finalised").first()


@pytest.fixture
def title():
    change = StatusChange.objects.filter(meeting__state="finalised").exclude(printed_title="").first()
    return CaseTitle.objects.get(case=change.case, title=change.printed_title)


def refused(attack):
    with pytest.raises(IntegrityError, match="已定稿"), transaction.atomic():
        attack()


def test_a_succession_stays(succession):
    rows = Succession.objects.filter(pk=succession.pk)
    refused(lambda: rows.update(kind="merged"))
    refused(lambda: rows.update(change=None))
    refused(rows.delete)
    other = Succession(predecessor=succession.successor, successor=succession.predecessor, kind="split")
    other.change = succession.change
    refused(other.save)


def test_a_printed_title_stays(title):
    rows = CaseTitle.objects.filter(pk=title.pk)
    refused(lambda: rows.update(decided_by="別人"))
    refused(lambda: rows.update(title="改名"))
    refused(rows.delete)


def test_a_title_that_no_finalised_meeting_printed_changes_and_goes(title):
    alias = CaseTitle.objects.create(case=title.case, title="別名", decided_by="林秘書")
    alias.title = "另一別名"
    alias.save()
    alias.delete()


def test_what_the_secretariat_relates_by_hand_changes_and_goes(succession):
    row = Succession.objects.create(predecessor=succession.successor, successor=succession.predecessor, kind="replaced")
    row.kind = "merged"
    row.save()
    row.delete()


def test_neither_is_pushed_aside(succession, title):
    if connection.vendor != "sqlite":
        pytest.skip("a way that only sqlite has")
    for table, pk in (("cases_succession", succession.pk), ("cases_casetitle", title.pk)):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [pk])
            names = ", ".join(f'"{column[0]}"' for column in cursor.description)
            refused(
                lambda names=names, table=table, pk=pk, cursor=cursor: cursor.execute(
                    f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = %s", [pk]
                )
            )
