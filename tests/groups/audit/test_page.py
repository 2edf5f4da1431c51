"""The secretariat reads the trail, narrows it, and takes it away as a file; nobody else does."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils import timezone

from cases.models import CommonTopic, ReportingPeriod
from groups.audit.models import AuditEntry
from groups.audit.reading import changes, name_references, subject
from groups.audit.tables import audited_models
from platform_site.shared.roc import roc_date
from tests.cases.reporting.rows import filed, tracked_case
from tests.factories import CaseFactory
from tests.groups.audit.trail import added
from tests.people import signed_in

pytestmark = pytest.mark.django_db
URL = "/audit/"


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def rows(client, **asked):
    response = client.get(URL, asked)
    assert response.status_code == 200
    return [line.row for line in response.context["list"].lines]


@pytest.mark.parametrize(
    ("role", "status"), [("official", 403), ("liaison", 403), ("stranger", 302), ("superuser", 200)]
)
def test_only_the_secretariat_reads_it(role, status):
    client = signed_in(role)
    assert client.get(URL).status_code == status
    assert client.get(reverse("audit:export", args=["csv"])).status_code == status


def test_an_entry_in_words(secretary):
    with added() as entries:
        topic = CommonTopic.objects.create(name="氣候")
        topic.name = "氣候變遷"
        topic.save()
        topic.save()
    created, renamed, saved = entries.of("cases_commontopic")
    assert subject(renamed) == f"共同議題第{topic.pk}號「氣候變遷」"
    assert [changes(created), changes(renamed), changes(saved)] == [
        "共同議題：氣候",
        "共同議題：氣候 → 氣候變遷",
        "沒有欄位不同",
    ]


def test_values_in_words_of_every_kind_of_field():
    period = ReportingPeriod.objects.create(
        key=9991, roc_year=999, quarter=1, opens_on="2026-01-01", closes_on="2026-01-20", late_until="2026-02-01"
    )
    case = CaseFactory()
    with added() as entries:
        ReportingPeriod.objects.filter(pk=period.pk).update(late_until="2026-03-01")
        type(case).objects.filter(pk=case.pk).update(status="added")
        User.objects.create(username="x", is_active=False, last_login=datetime(2026, 1, 1, 4, 5, tzinfo=UTC))
    period_changed, case_changed, user_made = [
        entry for entry in entries if entry.table_name in ("cases_reportingperiod", "cases_case", "auth_user")
    ]
    assert changes(period_changed) == "補報截止日：115年2月1日 → 115年3月1日"
    assert changes(case_changed) == "列管狀態：（空白） → 新增"
    lines = changes(user_made).splitlines()
    assert "上次登入：115年1月1日12:05" in lines
    assert "密碼：（遮蔽）" in lines


def test_rows_that_it_points_at_are_named_as_long_as_they_are_there(secretary):
    update = filed(tracked_case(title="共同辦理捷運路網規劃"))
    case, period = update.case, update.period
    made = {"table": "cases_quarterlyupdate", "row": str(update.pk), "action": "insert"}
    entry = AuditEntry.objects.get(table_name="cases_quarterlyupdate", row_id=update.pk, action="insert")

    (shown,) = rows(secretary, **made)
    lines = changes(shown).splitlines()

    assert f"合作案：第{case.pk}號「共同辦理捷運路網規劃」" in lines
    assert f"議題小組：第{case.group_id}號「{case.group.name}」" in lines
    assert f"季別：第{period.pk}號「{period}」" in lines
    # An entry that nobody looked up references for, and one of a row that is gone.
    assert f"合作案：第{case.pk}號" in changes(entry).splitlines()
    gone = AuditEntry(action="insert", table_name="cases_case", before="", after='{"group_id": 987654, "title": "甲"}')
    name_references([gone])
    assert changes(gone) == "議題小組：第987654號\n案名：甲"


def test_references_of_any_kind_cost_a_query_for_each_kind(django_assert_num_queries):
    """Every foreign key of every audited table, at one entry and at three."""
    for model in audited_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
        keys = {field: list(field.related_model._base_manager.values_list("pk", flat=True)[:3]) for field in fields}
        kinds = {field.related_model for field in fields if keys[field]}
        # Those whose name would give away what the trail hides, or is a whole text, are not asked for.
        kinds = {kind for kind in kinds if kind._meta.db_table not in UNNAMED}
        for count in (1, 3):
            made = [
                AuditEntry(
                    action="insert",
                    table_name=model._meta.db_table,
                    before="",
                    after=json.dumps({field.column: keys[field][n] for field in fields if n < len(keys[field])}),
                )
                for n in range(count)
            ]
            with django_assert_num_queries(len(kinds)):
                name_references(made)


UNNAMED = {"meetings_minutesversion", "meetings_motionitem", "account_emailaddress", "socialaccount_socialaccount"}


def test_a_long_text_only_where_it_differs():
    long = "甲" * 300
    entry = AuditEntry(
        action="update",
        table_name="cases_commontopic",
        before=f'{{"name": "{long}乙{long}"}}',
        after=f'{{"name": "{long}丙丁{long}"}}',
    )
    around = "甲" * 20
    assert changes(entry).split("：", 1)[1] == f"…{around}乙{around}… → …{around}丙丁{around}…"


def test_a_table_and_a_column_that_are_no_longer_there():
    entry = AuditEntry(action="delete", table_name="cases_gone", row_id="3", before='{"title": "甲", "x": 1}', after="")
    assert (subject(entry), changes(entry)) == ("cases_gone第3號「甲」", "title：甲\nx：1")


def test_it_is_narrowed_by_person_day_kind_row_action_source_and_words(secretary):
    topic = CommonTopic.objects.create(name="氣候變遷因應")
    entry = AuditEntry.objects.first()
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(days=1)
    all_of_topic = {"table": "cases_commontopic", "row": str(topic.pk)}
    assert rows(secretary, **all_of_topic) == [entry]
    assert rows(secretary, who="沒有這個人") == []
    assert rows(secretary, **all_of_topic, who=entry.actor_name[:5], source="command", action="insert") == [entry]
    assert rows(secretary, **all_of_topic, since=roc_date(today), until=roc_date(today)) == [entry]
    assert rows(secretary, **all_of_topic, since=roc_date(tomorrow)) == []
    assert rows(secretary, **all_of_topic, q="遷因") == [entry]
    assert rows(secretary, **all_of_topic, action="delete") == []
    assert entry in rows(secretary, operation=entry.operation)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"table": "no_such"}, "沒有「no_such」這個選項"),
        ({"since": "昨天"}, "昨天"),
        ({"who": "王" * 101}, "人員最多輸入100個字，目前有101個字，請縮短。"),
    ],
)
def test_a_wrong_condition_is_told(secretary, asked, sentence):
    page = secretary.get(URL, asked).content.decode()
    assert sentence in page
    assert "篩選條件有誤" in page


@pytest.mark.parametrize("extension", ["csv", "ods", "xlsx", "pdf"])
def test_it_is_taken_away_as_a_file(secretary, extension):
    topic = CommonTopic.objects.create(name="=HYPERLINK(1)")
    response = secretary.get(
        reverse("audit:export", args=[extension]), {"table": "cases_commontopic", "row": str(topic.pk)}
    )
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if extension == "csv":
        assert "共同議題" in content.decode("utf-8-sig")


def test_queries_do_not_grow_with_the_trail(secretary, django_assert_num_queries):
    asked = {"table": "cases_commontopic"}
    CommonTopic.objects.create(name="一")
    secretary.get(URL, asked)
    with django_assert_num_queries(QUERIES):
        secretary.get(URL, asked)
    CommonTopic.objects.bulk_create(CommonTopic(name=f"題{n}") for n in range(60))
    with django_assert_num_queries(QUERIES):
        secretary.get(URL, asked)


QUERIES = 6
