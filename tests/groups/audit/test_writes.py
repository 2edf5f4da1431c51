"""Each way of writing a row leaves its entry: who, when, from where, what, before and after."""

import io
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.urls import reverse

from cases.models import Case, CommonTopic
from groups.audit import context
from groups.audit.chain import verify
from groups.audit.models import AuditEntry
from groups.models import City, Role
from groups.roles import assign_role, sync_role_permissions
from meetings.models import CalendarSubscription
from tests.cases.reporting.rows import period, tracked_case
from tests.factories import CaseFactory, group
from tests.groups.audit.trail import added, after, before
from tests.meetings.imports.samples import SIXTH
from tests.meetings.record.sealed_rows import settle
from tests.people import PASSWORD, form_data, person, signed_in

pytestmark = pytest.mark.django_db
TOPIC = "cases_commontopic"


@pytest.fixture(autouse=True)
def trail_holds():
    yield
    assert verify().faults == []


def test_a_new_row_is_there_with_all_its_values():
    with added() as entries:
        topic = CommonTopic.objects.create(name="氣候")
    (entry,) = entries.of(TOPIC)
    assert (entry.action, entry.row_id, entry.before) == ("insert", str(topic.pk), "")
    assert after(entry) == {"id": topic.pk, "version": 1, "name": "氣候"}
    assert abs(datetime.now(UTC) - entry.at) < timedelta(seconds=60)


def test_a_saved_row_before_and_after():
    topic = CommonTopic.objects.create(name="氣候")
    with added() as entries:
        topic.name = "氣候變遷"
        topic.save()
    (entry,) = entries.of(TOPIC)
    assert (entry.action, entry.row_id) == ("update", str(topic.pk))
    assert (before(entry)["name"], after(entry)["name"]) == ("氣候", "氣候變遷")


def test_a_deleted_row_as_it_was():
    topic = CommonTopic.objects.create(name="氣候")
    key = topic.pk
    with added() as entries:
        topic.delete()
    (entry,) = entries.of(TOPIC)
    assert (entry.action, entry.row_id, before(entry)["name"], entry.after) == ("delete", str(key), "氣候", "")


def test_rows_written_at_once_each_have_theirs():
    with added() as entries:
        CommonTopic.objects.bulk_create(CommonTopic(name=f"議題{n}") for n in range(3))
        CommonTopic.objects.filter(name__startswith="議題").update(version=2)
        CommonTopic.objects.bulk_update(
            [CommonTopic(pk=topic.pk, name=f"新{topic.name}") for topic in CommonTopic.objects.filter(version=2)],
            ["name"],
        )
        CommonTopic.objects.filter(version=2).delete()
    assert entries.brief(TOPIC) == (
        [("insert", TOPIC)] * 3 + [("update", TOPIC)] * 3 + [("update", TOPIC)] * 3 + [("delete", TOPIC)] * 3
    )
    assert after(entries.of(TOPIC)[-4])["name"] == "新議題2"


def test_a_link_between_rows():
    case, topic = CaseFactory(), CommonTopic.objects.create(name="氣候")
    with added() as entries:
        case.common_topics.add(topic)
        case.common_topics.remove(topic)
    assert entries.brief("cases_case_common_topics") == [
        ("insert", "cases_case_common_topics"),
        ("delete", "cases_case_common_topics"),
    ]


def test_raw_sql():
    topic = CommonTopic.objects.create(name="氣候")
    with added() as entries, connection.cursor() as cursor:
        cursor.execute("UPDATE cases_commontopic SET name = 'X' WHERE id = %s", [topic.pk])
        cursor.executemany("INSERT INTO cases_commontopic (version, name) VALUES (1, %s)", [["甲"], ["乙"]])
        cursor.execute("DELETE FROM cases_commontopic WHERE name IN ('甲', '乙', 'X')")
    assert [entry.action for entry in entries.of(TOPIC)] == ["update", "insert", "insert"] + ["delete"] * 3


def test_a_row_that_takes_the_place_of_another():
    topic = CommonTopic.objects.create(name="氣候")
    statement = {
        "sqlite": "INSERT OR REPLACE INTO cases_commontopic (id, version, name) VALUES (%s, 1, '別的')",
        "postgresql": "INSERT INTO cases_commontopic (id, version, name) VALUES (%s, 1, '別的')"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    }[connection.vendor]
    with added() as entries, connection.cursor() as cursor:
        cursor.execute(statement, [topic.pk])
    assert before(entries.of(TOPIC)[0])["name"] == "氣候"
    assert after(entries.of(TOPIC)[-1])["name"] == "別的"


def test_a_table_emptied_at_once():
    user = person("official")
    subscription = CalendarSubscription.objects.create(user=user, token_sha256="f" * 64)
    settle()
    statement = {"sqlite": "DELETE FROM", "postgresql": "TRUNCATE"}[connection.vendor]
    with added() as entries, connection.cursor() as cursor:
        cursor.execute(f"{statement} meetings_calendarsubscription")
    (entry,) = entries
    assert (entry.action, entry.row_id, before(entry)["user_id"]) == ("delete", str(subscription.pk), user.pk)
    assert (before(entry)["token_sha256"], entry.after) == ("（遮蔽）", "")


def test_what_is_rolled_back_leaves_nothing_and_the_author_stays():
    client = signed_in("secretariat")
    user = client.get("/").wsgi_request.user
    with added() as entries, context.of_request(request_of(user)):
        with pytest.raises(RuntimeError), transaction.atomic():
            CommonTopic.objects.create(name="不存")
            raise RuntimeError
        CommonTopic.objects.create(name="一")
        with transaction.atomic():
            CommonTopic.objects.create(name="二")
            with pytest.raises(RuntimeError), transaction.atomic():
                CommonTopic.objects.create(name="不存")
                raise RuntimeError
            CommonTopic.objects.create(name="三")
    assert [(after(entry)["name"], entry.actor_id) for entry in entries.of(TOPIC)] == [
        ("一", user.pk),
        ("二", user.pk),
        ("三", user.pk),
    ]


class request_of:  # noqa: N801 - stands in for a request
    def __init__(self, user):
        self.user, self.META, self.method, self.path, self.resolver_match = user, {}, "POST", "/x/", None


def test_two_authors_in_one_transaction_are_kept_apart():
    first, second = person("secretariat", "lin"), person("liaison", "chen")
    with added() as entries, transaction.atomic():
        for user, name in ((first, "一"), (second, "二"), (first, "三")):
            with context.of_request(request_of(user)):
                CommonTopic.objects.create(name=name)
    assert [entry.actor_name for entry in entries.of(TOPIC)] == ["王小明（lin）", "王小明（chen）", "王小明（lin）"]
    assert len({entry.operation for entry in entries.of(TOPIC)}) == 3


def test_a_page_says_who_and_from_where():
    client = signed_in("liaison")
    with added() as entries:
        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "Another long pass 9", "password2": "Another long pass 9"},
            REMOTE_ADDR="203.0.113.7",
        )
    entry = entries.of("auth_user")[0]
    assert (entry.actor_name, entry.source, entry.address) == ("王小明（liaison）", "web", "203.0.113.7")
    assert (entry.path, len(entry.operation)) == ("POST /accounts/password/change/", 16)
    assert (before(entry)["password"], after(entry)["password"]) == ("（遮蔽）", "（遮蔽，已變更）")
    assert (before(entry)["email"], after(entry)["email"]) == ("（遮蔽）", "（遮蔽）")


def test_behind_a_proxy_the_address_is_the_clients(settings):
    settings.TRUSTED_PROXIES = 1
    client = signed_in("liaison")
    said = {"oldpassword": PASSWORD, "password1": "Another long pass 9", "password2": "Another long pass 9"}
    with added() as entries:
        client.post(
            reverse("account_change_password"), said, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9"
        )
    assert {entry.address for entry in entries} == {"203.0.113.9"}


def test_an_admin_form_and_an_admin_action():
    client = signed_in("secretariat")
    topic = CommonTopic.objects.create(name="氣候")
    url = reverse("admin:cases_commontopic_change", args=[topic.pk])
    with added() as entries:
        response = client.post(url, form_data(client.get(url)) | {"name": "氣候變遷"})
        assert response.status_code == 302
        client.post(
            reverse("admin:cases_commontopic_changelist"),
            {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"},
        )
    assert entries.brief(TOPIC) == [("update", TOPIC), ("delete", TOPIC)]
    assert {entry.actor_name for entry in entries.of(TOPIC)} == {"王小明（secretariat）"}


def test_an_import_of_a_sheet():
    client = signed_in("secretariat")
    sheet = "議題小組,案名\n交通組,匯入的第一案\n交通組,匯入的第二案\n"
    with added() as entries:
        page = client.post(
            reverse("admin:cases_case_import"),
            {"import_file": SimpleUploadedFile("a.csv", sheet.encode()), "format": "2", "resource": "0"},
        )
        form = page.context["confirm_form"]
        client.post(reverse("admin:cases_case_process_import"), form.initial)
    found = entries.of("cases_case")
    assert [(entry.action, after(entry)["title"]) for entry in found if entry.action == "insert"] == [
        ("insert", "匯入的第一案"),
        ("insert", "匯入的第二案"),
    ]
    assert {entry.actor_name for entry in found} == {"王小明（secretariat）"}


@pytest.fixture
def something_to_do(tmp_path):
    """What each command finds to do: a topic's links to load, minutes to import, a late report to remind of."""
    Case.common_topics.through.objects.all().delete()
    (tmp_path / "紀錄.txt").write_text(SIXTH, encoding="utf-8")
    sync_role_permissions()
    period()
    tracked_case()
    assign_role(User.objects.create_user("lin", "lin@example.org"), Role.LIAISON, group())
    return tmp_path


# Each command that writes, and a table that it writes to.
COMMANDS = [
    ("load_platform", [], "cases_case_common_topics"),
    ("load_demo", [], "auth_user"),
    ("load_demo_reports", ["--today", "2026-11-23"], "cases_quarterlyupdate"),
    ("open_periods", ["--today", "2031-01-01"], "cases_reportingperiod"),
    ("import_minutes", ["紀錄.txt", "--commit", "--accept-suggested"], "meetings_meeting"),
    ("send_reminders", ["--today", "2001-04-16"], "cases_remindersent"),
    # The reference data that migrations loaded before there was a trail.
    ("baseline_audit", [], "groups_city"),
]


@pytest.mark.parametrize(("command", "arguments", "table"), COMMANDS)
def test_a_command_by_its_name(command, arguments, table, something_to_do, monkeypatch):
    monkeypatch.chdir(something_to_do)
    monkeypatch.setattr("sys.argv", ["manage.py", command, *arguments])
    monkeypatch.setattr("getpass.getuser", lambda: "www-data")
    with added() as entries:
        call_command(command, *arguments, stdout=io.StringIO(), stderr=io.StringIO())
    assert entries.of(table) != []
    assert {(entry.source, entry.actor_name, entry.path) for entry in entries} == {
        ("command", f"manage.py {command}（系統帳號 www-data）", f"manage.py {command}")
    }


def test_every_command_that_writes_is_tried():
    """The others only read, or write what is computed from audited rows (rebuild_search).

    `make_history` puts the triggers aside and says so in one entry: tests/meetings/made_history/.
    """
    own = {name for name, app in get_commands().items() if app in ("groups", "cases", "meetings", "platform_site")}
    reading = {"verify_ledger", "verify_audit", "audit_triggers", "tally", "export_minutes", "rebuild_search"}
    assert own - reading - {"make_history"} == {command for command, _, _ in COMMANDS}


def test_a_thread_of_a_command_is_the_commands(monkeypatch):
    monkeypatch.setattr("sys.argv", ["manage.py", "send_reminders"])
    said = []
    thread = threading.Thread(target=lambda: said.append(context.said()))
    thread.start()
    thread.join()
    assert said[0].path == "manage.py send_reminders"


def test_a_program_that_is_no_command_by_its_file(monkeypatch):
    monkeypatch.setattr("sys.argv", ["/srv/tools/mend.py", "x"])
    assert context.said().path == "mend.py"


@pytest.mark.django_db(transaction=True)
def test_what_is_written_past_the_program_is_refused_or_marked():
    City.objects.filter(order=1).update(version=1)
    if connection.vendor == "sqlite":
        past = sqlite3.connect(connection.settings_dict["NAME"])
        with pytest.raises(sqlite3.OperationalError, match="no such function: audit_"):
            past.execute("UPDATE groups_city SET version = 2")
        past.close()
        return
    past = connection.copy()
    with added() as entries:
        past.connect()
        past.connection.execute('UPDATE groups_city SET version = 2 WHERE "order" = 1')
        past.close()
    assert [(entry.source, entry.actor_name) for entry in entries.of("groups_city")] == [
        ("database", "無帳號（直接改資料庫）")
    ]
    found = verify()
    assert found.faults == []
    assert found.notes == ["有1筆是不經本系統、直接寫入資料庫的，請在稽核軌跡頁以來源篩選查看。"]


@pytest.mark.django_db(transaction=True)
def test_single_statements_and_what_follows_a_commit_have_their_author():
    user = person("secretariat")
    with added() as entries, context.of_request(request_of(user)):
        CommonTopic.objects.create(name="單獨")
        with transaction.atomic():
            CommonTopic.objects.create(name="一起")
            transaction.on_commit(lambda: CommonTopic.objects.create(name="之後"))
        with pytest.raises(RuntimeError), transaction.atomic():
            CommonTopic.objects.create(name="不存")
            raise RuntimeError
        CommonTopic.objects.create(name="最後")
    assert [(after(entry)["name"], entry.actor_id) for entry in entries.of(TOPIC)] == [
        (name, user.pk) for name in ("單獨", "一起", "之後", "最後")
    ]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain():
    def write(number):
        for step in range(10):
            with transaction.atomic():
                CommonTopic.objects.create(name=f"{number}之{step}")
        connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    with added() as entries:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(entries.of(TOPIC)) == 40


def test_reading_costs_no_query_and_a_write_none_either(django_assert_num_queries):
    # The look, the row, and its history.
    with transaction.atomic(), django_assert_num_queries(3):
        assert not CommonTopic.objects.filter(name="氣候").exists()
        CommonTopic.objects.create(name="氣候")
    assert AuditEntry.objects.first().table_name == TOPIC
