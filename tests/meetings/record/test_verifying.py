"""What `verify_ledger` says beside the chain of seals: triggers, cases, and checks that damaged rows break."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from cases.models import Case, StatusChange
from meetings.models import Meeting, Section
from meetings.record.verifying import verify_ledger
from platform_site.shared import triggers

pytestmark = pytest.mark.django_db


def drop(*paths):
    for path in paths:
        triggers.drop(connection.SchemaEditorClass(connection), path)


def test_every_trigger_that_is_gone_is_named():
    drop(*(path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*_stay.py")))
    assert list(verify_ledger()) == [
        f"資料庫缺少保護紀錄的觸發程序 {name}，請重新執行 migrate。"
        for name in triggers.expected(connection.vendor)
        if "audit" not in name
    ]


def test_a_trigger_that_the_migrations_did_not_write_is_named():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TRIGGER later AFTER UPDATE ON meetings_meeting BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE FUNCTION later() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql;"
                " CREATE TRIGGER later AFTER UPDATE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION later()"
            )
    assert list(verify_ledger()) == ["資料庫中有不是 migrate 寫入的觸發程序 later，請查明來源。"]


class TestCases:
    """What a case is now changes by a save, which leaves a history, and by no other way."""

    @pytest.fixture
    def case(self):
        return Case.objects.get(title="公有市場聯合行銷活動")

    def test_a_save_is_no_drift(self, case):
        case.title = "公有市場行銷"
        case.save()
        assert list(verify_ledger()) == []

    def test_a_change_without_a_history_is(self, case):
        other = Case.objects.exclude(group=case.group).first()
        Case.objects.filter(pk=case.pk).update(group=other.group, parent=other)
        where = f"合作案 {case.pk}「公有市場聯合行銷活動」"
        assert list(verify_ledger()) == [
            f"{where}的議題小組與最近一次儲存時不同，且沒有異動歷史。",
            f"{where}的母案與最近一次儲存時不同，且沒有異動歷史。",
        ]

    @pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL refuses it by its foreign keys")
    def test_a_ledger_row_whose_case_is_gone_is_named(self, case):
        rows = list(StatusChange.objects.filter(case=case).order_by("pk"))
        Case.objects.filter(pk=case.pk)._raw_delete("default")
        assert [line for line in verify_ledger() if "已不存在" in line] == [
            f"列管異動 {row.pk}「{row.printed_title}」所指的合作案 {case.pk} 已不存在。" for row in rows
        ]
        Case.objects.bulk_create([case])


def test_rows_that_no_minutes_can_be_made_of_are_a_finding_and_stop_no_other_check():
    drop("meetings/migrations/0003_finalised_records_stay.py")
    meeting = Meeting.objects.by_key("副市長層級-1").get()
    Section.objects.filter(meeting=meeting, kind="adjournment").update(kind="other")
    drifts = list(verify_ledger())
    assert [line for line in drifts if line.startswith("第1次副市長層級會議的「章節」與")]
    assert drifts[-1].startswith("有一項檢查無法完成（_hashes：")
