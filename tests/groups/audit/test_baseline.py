"""Rows that are older than the trail are entered once, as they are; and days are looked up by an index."""

import io
import json

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from cases.models import CommonTopic
from groups.audit.chain import verify
from groups.audit.models import AuditEntry
from groups.audit.reading import changes
from tests.groups.audit.trail import added, out_of_the_way

pytestmark = pytest.mark.django_db


def baseline():
    said = io.StringIO()
    call_command("baseline_audit", stdout=said)
    return said.getvalue().strip()


def test_what_the_trail_does_not_know_is_entered_once_as_it_is():
    baseline()
    with out_of_the_way("cases_commontopic"):
        old = CommonTopic.objects.create(name="氣候")
    with out_of_the_way("auth_user"):
        user = User.objects.create_user("old", "old@example.org", "a password of old")
    known = CommonTopic.objects.create(name="已有軌跡")

    with added() as entries:
        assert baseline() == "補記基準2筆。"
        assert baseline() == "每筆資料都已有軌跡，沒有補記。"

    assert entries.brief() == [("baseline", "auth_user"), ("baseline", "cases_commontopic")]
    of_user, of_topic = entries
    assert (of_topic.row_id, of_topic.before, of_topic.get_action_display()) == (str(old.pk), "", "基準")
    assert changes(of_topic) == "共同議題：氣候"
    assert json.loads(of_user.after).items() >= {"username": "old", "password": "（遮蔽）", "email": "（遮蔽）"}.items()
    assert of_user.source == "command" and user.password not in of_user.after
    assert verify().faults == []
    assert not AuditEntry.objects.filter(action="baseline", row_id=known.pk, table_name="cases_commontopic").exists()


def test_a_baseline_holds_what_an_entry_of_a_new_row_holds():
    topic = CommonTopic.objects.create(name="氣候")
    made = AuditEntry.objects.get(table_name="cases_commontopic", row_id=topic.pk)
    with out_of_the_way("cases_commontopic"):
        twin = CommonTopic.objects.create(name="氣候變遷")
    baseline()

    entered = AuditEntry.objects.get(table_name="cases_commontopic", row_id=twin.pk)
    assert json.loads(entered.after) == json.loads(made.after) | {"id": twin.pk, "name": twin.name}


def test_days_are_looked_up_by_an_index():
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, "groups_auditentry")

    assert indexes["groups_auditentry_at"]["columns"] == ["at"]
