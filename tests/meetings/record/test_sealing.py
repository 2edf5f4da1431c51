"""The chain of seals: what it covers, what it costs, what it says when something differs, and that it only grows."""

import threading

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey

from cases.ledger.sealing import START, broken_seals, head, missing_seals, seal
from cases.models import CaseTitle, QuarterlyUpdate, Seal, StatusChange
from cases.reporting.sealing import UPDATES
from cases.reporting.workflow import accept
from groups.actors import Actor
from meetings.models import Meeting, MinutesImport, Paragraph
from meetings.record.finalising import finalise
from meetings.record.sealing import MEETINGS, SUBJECTS
from platform_site.shared import triggers
from tests.cases.reporting.rows import filed, tracked_case
from tests.factories import SECRETARY, LevelFactory, MeetingFactory
from tests.meetings.record.sealed_rows import NOT_SEALED, full_meeting, sealed_record

pytestmark = pytest.mark.django_db


def test_every_table_that_leads_to_a_record_is_sealed_or_left_out_for_a_reason():
    owned, grown = {Meeting, QuarterlyUpdate, MinutesImport}, True
    while grown:
        found = {
            model
            for model in apps.get_models(include_auto_created=True)
            # Histories are the trail of edits, not the record.
            if not hasattr(model, "instance_type")
            and any(isinstance(field, ForeignKey) and field.related_model in owned for field in model._meta.fields)
        }
        grown = not found <= owned
        owned |= found
    sealed = {table.model for subject in SUBJECTS for table in subject.tables}
    assert {model._meta.label for model in owned - sealed} == NOT_SEALED.keys()
    assert sealed - owned == {CaseTitle}


def test_a_subject_has_each_table_once_with_columns_that_exist():
    for subject in SUBJECTS:
        assert len({table.key for table in subject.tables}) == len(subject.tables)
        for table in subject.tables:
            list(table.model._base_manager.values_list(table.subject, *table.columns)[:1])


def test_the_five_meetings_are_sealed_in_one_chain_by_who_finalised_them():
    seals = list(Seal.objects.all())
    meetings = list(Meeting.objects.finalised().in_order())
    assert [row.number for row in seals] == list(range(1, 11))
    of_meetings, of_versions = seals[::2], seals[1::2]
    assert [row.subject_id for row in of_meetings] == [meeting.pk for meeting in meetings]
    assert [row.subject_id for row in of_versions] == [meeting.versions.get().pk for meeting in meetings]
    assert [row.label for row in of_meetings] == [f"第{n}次副市長層級會議" for n in range(1, 6)]
    assert [row.label for row in of_versions] == [f"第{n}次副市長層級會議紀錄第1版" for n in range(1, 6)]
    assert [row.previous_sha256 for row in seals] == [START, *(row.sha256 for row in seals[:-1])]
    assert [row.sealed_at for row in of_meetings] == [meeting.finalised_at for meeting in meetings]
    assert [row.sealed_at for row in of_versions] == [meeting.finalised_at for meeting in meetings]
    assert {row.sealed_by_name for row in seals} == {"平臺資料載入"}
    assert head() == seals[-1]


def test_a_seal_covers_every_row_of_the_meeting():
    meeting = Meeting.objects.by_key("副市長層級-2").get()
    tables = Seal.objects.get(kind="meeting", subject_id=meeting.pk).tables
    assert {key: tables[key]["rows"] for key in ("cases.StatusChange", "cases.CaseTitle", "meetings.Section")} == {
        "cases.StatusChange": meeting.changes.count(),
        "cases.CaseTitle": meeting.changes.exclude(printed_title="").count(),
        "meetings.Section": meeting.sections.count(),
    }


def test_every_sealed_table_has_rows_in_the_record_that_is_tampered_with():
    sealed_record()
    sealed = {key: 0 for subject in SUBJECTS for key in (table.key for table in subject.tables)}
    for row in Seal.objects.all():
        for key, table in row.tables.items():
            sealed[key] += table["rows"]
    assert [key for key, rows in sealed.items() if not rows] == []
    assert list(broken_seals(SUBJECTS)) == []


def test_finalising_and_accepting_seal_what_was_fixed():
    meeting, confirmed, discarded, update, last = sealed_record()
    assert list(Seal.objects.filter(number__gt=10).values_list("kind", "subject_id", "sealed_by_name")) == [
        ("import", confirmed.pk, "林秘書"),
        ("meeting", meeting.pk, "林秘書"),
        ("version", meeting.versions.get().pk, "林秘書"),
        ("import", discarded.pk, "林秘書"),
        ("update", update.pk, "林秘書"),
        ("update", last.pk, "林秘書"),
    ]
    assert Seal.objects.last().sealed_at == last.accepted_at


def test_sealing_costs_the_same_whatever_the_meeting_holds(django_assert_num_queries):
    for meeting in (MeetingFactory(), full_meeting()):
        # A savepoint and its release, the two looks at the chain, the new row, and a query a table.
        with django_assert_num_queries(5 + len(MEETINGS.tables)):
            seal(MEETINGS, meeting, SECRETARY)


def test_checking_costs_the_same_for_one_meeting_and_for_seven(django_assert_num_queries):
    queries = 1 + len(SUBJECTS) + sum(len(subject.tables) for subject in SUBJECTS)
    sealed_record()
    with django_assert_num_queries(queries):
        assert list(broken_seals(SUBJECTS)) == []
    meeting = MeetingFactory(level=LevelFactory(name="另一層級", slug="other", order=906))
    meeting.sections.create(position=1, kind="venue", wording="{n}、會議地點：{venue}")
    finalise(meeting, SECRETARY)
    with django_assert_num_queries(queries):
        assert list(broken_seals(SUBJECTS)) == []


class TestSentences:
    """What the check says, by the meeting or update and the table."""

    @pytest.fixture(autouse=True)
    def no_triggers(self):
        for path in (
            "cases/migrations/0003_accepted_updates_stay.py",
            "cases/migrations/0005_seals_stay.py",
            "meetings/migrations/0003_finalised_records_stay.py",
        ):
            triggers.drop(connection.SchemaEditorClass(connection), path)

    @pytest.fixture
    def meeting(self):
        return Meeting.objects.by_key("副市長層級-5").get()

    def test_names_the_meeting_the_table_who_sealed_and_when(self, meeting):
        Paragraph.objects.filter(remark__meeting=meeting).update(wording="改寫過")
        (sentence,) = broken_seals(SUBJECTS)
        assert sentence.startswith("第5次副市長層級會議的「段落」與平臺資料載入於")
        assert sentence.endswith("封存時不同。")

    def test_a_row_that_joined_is_told_as_well_as_one_that_left(self, meeting):
        row = meeting.changes.filter(kind="added").first()
        earlier = Meeting.objects.by_key("副市長層級-4").get()
        StatusChange.objects.filter(pk=row.pk).update(meeting=earlier)
        assert [sentence.split("與")[0] for sentence in broken_seals(SUBJECTS)] == [
            "第4次副市長層級會議的「列管異動」",
            "第5次副市長層級會議的「列管異動」",
            "第5次副市長層級會議的「案名」",
        ]

    def test_a_final_meeting_without_a_seal(self, meeting):
        Seal.objects.filter(number__gte=9).delete()
        assert list(broken_seals(SUBJECTS)) == [
            "第5次副市長層級會議已定稿，卻沒有封存紀錄。",
            "第5次副市長層級會議紀錄第1版已留存，卻沒有封存紀錄。",
        ]

    def test_a_seal_whose_meeting_is_a_draft_again(self, meeting):
        Meeting.objects.filter(pk=meeting.pk).update(
            state="draft", finalised_at=None, finalised_by_name="", content_sha256=""
        )
        assert next(broken_seals(SUBJECTS)) == (
            "第9號封存（第5次副市長層級會議）的對象已不存在，或已被改回尚未定稿的狀態。"
        )

    def test_a_seal_cut_out_of_the_chain(self):
        Seal.objects.filter(number=5).delete()
        assert list(broken_seals(SUBJECTS)) == [
            "封存鏈的序號不連續：應為第5號，實為第6號。",
            "第6號封存（第3次副市長層級會議紀錄第1版）與前一號不相連：前面的封存紀錄曾被更動、插入或刪除。",
            "第3次副市長層級會議已定稿，卻沒有封存紀錄。",
        ]

    def test_a_changed_seal(self):
        Seal.objects.filter(number=3).update(sealed_by_name="別人")
        assert list(broken_seals(SUBJECTS)) == ["第3號封存（第2次副市長層級會議）本身已被更動，與其驗證碼不符。"]

    def test_a_table_that_the_program_does_not_know(self):
        row = Seal.objects.get(number=9)
        Seal.objects.filter(number=9).update(tables={**row.tables, "x.Y": {}})
        assert "第9號封存（第5次副市長層級會議）涵蓋的資料表「x.Y」是本程式不認得的，無法核對。" in list(
            broken_seals(SUBJECTS)
        )

    def test_an_accepted_update_without_a_seal(self):
        update = filed(tracked_case(), state="accepted")
        quarter, title = update.period, update.case.title
        assert Seal.objects.get(kind="update").label == f"{quarter}「{title}」第1版"
        Seal.objects.filter(kind="update").delete()
        assert list(broken_seals([UPDATES])) == [f"{quarter}「{title}」第1版已採認，卻沒有封存紀錄。"]


def test_a_column_or_table_that_is_added_later_leaves_older_seals_whole(monkeypatch):
    update = filed(tracked_case(), state="accepted")
    sealed = Seal.objects.get(kind="update", subject_id=update.pk).tables["cases.QuarterlyUpdate"]
    assert "progress_text" in sealed["columns"]
    table = UPDATES.tables[0]
    monkeypatch.setattr(type(table), "columns", property(lambda self: ["id"]))
    assert list(broken_seals([UPDATES])) == []


def test_a_hash_noted_outside_is_looked_for_in_the_chain():
    noted = head().sha256
    assert list(missing_seals([noted, noted.upper() + "\n"])) == []
    assert list(missing_seals(["0" * 64])) == [
        f"封存鏈上沒有驗證碼 {'0' * 64}：封存紀錄曾被刪除或整批改寫，或抄錄有誤。"
    ]


class TestOnlyGrowing:
    """A seal is appended and never changes, by raw SQL either."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE cases_seal SET label = '改過' WHERE number = 5",
            "DELETE FROM cases_seal WHERE number = 5",
            "DELETE FROM cases_seal",
        ],
    )
    def test_changes_are_refused(self, statement):
        with pytest.raises(IntegrityError, match="只能新增"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    @pytest.mark.parametrize("unique", ["number", "sha256", "previous_sha256", "subject_id"])
    def test_a_seal_is_not_pushed_aside(self, unique):
        if connection.vendor != "sqlite":
            pytest.skip("a way that only sqlite has")
        new = {"number": 6, "sha256": "6" * 64, "previous_sha256": head().sha256, "subject_id": 999}
        columns = ", ".join(field.column for field in Seal._meta.concrete_fields)
        values = ", ".join(
            field.column if field.name == unique or field.name not in new else repr(new[field.name])
            for field in Seal._meta.concrete_fields
        )
        statement = f"INSERT OR REPLACE INTO cases_seal ({columns}) SELECT {values} FROM cases_seal WHERE number = 3"
        with pytest.raises(IntegrityError, match="只能新增"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_truncate_is_refused(self):
        if connection.vendor != "postgresql":
            pytest.skip("a way that only postgresql has")
        with pytest.raises(IntegrityError, match="只能新增"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE cases_seal")

    def test_a_subject_is_sealed_once(self):
        meeting = Meeting.objects.finalised().first()
        with pytest.raises(IntegrityError), transaction.atomic():
            seal(MEETINGS, meeting, SECRETARY)


@pytest.mark.django_db(transaction=True)
def test_seals_written_at_once_make_one_chain():
    filed(tracked_case(), state="accepted")
    sent = [filed(tracked_case()) for _ in range(4)]
    failed = []
    barrier = threading.Barrier(len(sent))

    def run(update):
        try:
            barrier.wait(timeout=10)
            accept(update, Actor("林秘書"), version=update.version)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[update]) for update in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    numbers = list(Seal.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Seal.objects.filter(kind="update").count() == 5
    assert list(broken_seals([UPDATES])) == []
