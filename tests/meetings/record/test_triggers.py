"""0 changes to a finalised meeting's rows, by whatever way: every frozen table, every kind of write, both engines.

The tables are those that the migration froze. Each has one row of a finalised meeting and one of a draft; an attack
has to end in the database's refusal and leave every frozen row as it was.
"""

import threading

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from cases.ledger import writing as ledger
from cases.models import CommonTopic, Kind
from groups.models import City, IssueGroup, Platform
from meetings.minutes.document import ClauseKind
from meetings.models import (
    Clause,
    ClauseItem,
    CountCorrection,
    GroupResolution,
    Meeting,
    MeetingLevel,
    MeetingSeat,
    MinutesVersion,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Resolution,
    Section,
    StoredDocument,
)
from tests.factories import (
    SECRETARY,
    CaseFactory,
    GroupFactory,
    LevelFactory,
    MeetingFactory,
    freeze,
    group,
    record,
)
from tests.meetings.record.sealed_rows import NOT_SEALED

pytestmark = pytest.mark.django_db

MEETING = "meetings_meeting"
REFUSAL = "會議紀錄已定稿，不可更動"
# Every table whose rows a meeting owns, and SQL for the meeting of its row t.
OWNED = {
    "cases_statuschange": "t.meeting_id",
    "meetings_meetingseat": "t.meeting_id",
    "meetings_section": "t.meeting_id",
    "meetings_resolution": "t.meeting_id",
    "meetings_groupresolution": "t.meeting_id",
    "meetings_clause": "(SELECT meeting_id FROM meetings_groupresolution g WHERE g.id = t.group_resolution_id)",
    "meetings_clauseitem": "(SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g"
    " ON g.id = c.group_resolution_id WHERE c.id = t.clause_id)",
    "meetings_countcorrection": "(SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g"
    " ON g.id = c.group_resolution_id WHERE c.id = t.clause_id)",
    "meetings_motion": "t.meeting_id",
    "meetings_motionitem": "(SELECT meeting_id FROM meetings_motion p WHERE p.id = t.motion_id)",
    "meetings_remark": "t.meeting_id",
    "meetings_paragraph": "coalesce((SELECT meeting_id FROM meetings_remark r WHERE r.id = t.remark_id),"
    " (SELECT meeting_id FROM meetings_section s WHERE s.id = t.section_id))",
}
FROZEN = list(OWNED)
OWNERS = {
    "meetings_clause": "group_resolution_id",
    "meetings_clauseitem": "clause_id",
    "meetings_countcorrection": "clause_id",
    "meetings_motionitem": "motion_id",
    "meetings_paragraph": "remark_id",
}


def only_on(vendor):
    if connection.vendor != vendor:
        pytest.skip(f"a way that only {vendor} has")


def rows_of(meeting):
    """One row of every frozen table, by table."""
    change = record(CaseFactory(), meeting)
    resolution = GroupResolution.objects.create(meeting=meeting, group=group(), position=1)
    clause = Clause.objects.create(
        group_resolution=resolution, position=1, kind=ClauseKind.ADDED, wording="{n}. 同意新增{count}案：{titles}。"
    )
    city = City.objects.first()
    seat = MeetingSeat.objects.create(meeting=meeting, position=1, city=city, surname="王", title="副市長")
    motion = Motion.objects.create(meeting=meeting, position=1, proposer=city, wording="{proposer}提出{titles}。")
    remark = Remark.objects.create(meeting=meeting, position=1, seat=seat, surname="王", title="副市長")
    rows = [
        change,
        resolution,
        clause,
        ClauseItem.objects.create(clause=clause, position=1, change=change),
        CountCorrection.objects.create(clause=clause, number=1, figure="added", count=2),
        seat,
        Section.objects.create(meeting=meeting, position=1, kind="venue", wording="{n}、會議地點：{venue}"),
        Resolution.objects.create(meeting=meeting, position=1, wording="一、洽悉。"),
        motion,
        MotionItem.objects.create(motion=motion, position=1, text="爭取成立風景特定區"),
        remark,
        Paragraph.objects.create(remark=remark, position=1, wording="感謝。"),
    ]
    return {row._meta.db_table: row for row in rows}


@pytest.fixture
def final():
    meeting = MeetingFactory()
    rows = rows_of(meeting)
    freeze(meeting)
    return rows


@pytest.fixture
def draft(final):
    return rows_of(MeetingFactory())


@pytest.fixture
def everything_stays(final):
    """Whatever the test does, the frozen rows are the same afterwards, and no row joined them."""
    before = snapshot()
    yield
    assert snapshot() == before


def snapshot():
    """Every row of every finalised meeting."""
    final = "SELECT m.* FROM meetings_meeting m WHERE m.state = 'finalised' ORDER BY m.id"
    selects = [
        f"SELECT t.* FROM {table} t JOIN meetings_meeting m ON m.id = {owner} WHERE m.state = 'finalised' ORDER BY t.id"
        for table, owner in OWNED.items()
    ]
    found = []
    with connection.cursor() as cursor:
        for select in [final, *selects]:
            cursor.execute(select)
            found.append(cursor.fetchall())
    return found


def refused(attack):
    """Run an attack in a transaction of its own and see the triggers refuse it."""
    # COPY goes past Django's translation of errors.
    errors = (IntegrityError, ProtectedError, connection.Database.IntegrityError)
    with pytest.raises(errors) as refusal, transaction.atomic():
        attack()
    assert isinstance(refusal.value, ProtectedError) or REFUSAL in str(refusal.value)


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def columns(row, **changed):
    """Column names and values of a row, some of them changed."""
    values = {
        field.column: field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
    }
    return {**values, **changed}


def insert(table, values, verb="INSERT"):
    names = ", ".join(f'"{name}"' for name in values)
    sql(f"{verb} INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(values))})", *values.values())


def test_the_rows_tried_here_are_of_every_frozen_table(final):
    assert sorted(final) == sorted(FROZEN)


def test_every_model_whose_rows_go_with_a_meeting_is_frozen():
    """Or it is what prepared the meeting and what followed: no part of the record, and the meeting itself stays."""
    reached, found = set(), {Meeting}
    while found:
        reached |= found
        found = {
            relation.related_model
            for model in found
            for relation in model._meta.related_objects
            if relation.on_delete is models.CASCADE
        } - reached
    of_the_record = [model._meta.db_table for model in reached if model._meta.label not in NOT_SEALED]
    assert sorted(of_the_record) == sorted({*FROZEN, MEETING} - {"cases_statuschange"})


@pytest.mark.parametrize("table", [*FROZEN, MEETING])
@pytest.mark.usefixtures("everything_stays")
class TestEveryTable:
    @pytest.fixture
    def row(self, final, table):
        return final["cases_statuschange"].meeting if table == MEETING else final[table]

    @pytest.fixture
    def rows(self, row):
        return type(row)._base_manager.filter(pk=row.pk)

    def test_save_is_refused(self, row):
        refused(row.save)

    def test_delete_is_refused(self, row):
        refused(row.delete)

    def test_queryset_update_is_refused(self, row, rows):
        field = row._meta.concrete_fields[-1].attname
        refused(lambda: rows.update(**{field: getattr(row, field)}))

    def test_queryset_delete_is_refused(self, rows):
        refused(rows.delete)

    def test_raw_delete_of_the_orm_is_refused(self, rows):
        refused(lambda: rows._raw_delete(rows.db))

    def test_bulk_update_is_refused(self, row, rows):
        refused(lambda: rows.bulk_update([row], [row._meta.concrete_fields[-1].name]))

    @pytest.mark.parametrize("verb", ["UPDATE {} SET id = id WHERE id = %s", "DELETE FROM {} WHERE id = %s"])
    def test_raw_update_and_delete_are_refused(self, table, row, verb):
        refused(lambda: sql(verb.format(table), row.pk))

    def test_another_id_is_refused(self, table, row):
        refused(lambda: sql(f"UPDATE {table} SET id = 999999 WHERE id = %s", row.pk))

    @pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
    def test_being_replaced_is_refused(self, table, row, verb):
        only_on("sqlite")
        refused(lambda: insert(table, columns(row), verb))

    def test_an_upsert_is_refused(self, table, row):
        names = ", ".join(f'"{name}"' for name in columns(row))
        refused(
            lambda: sql(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = %s"
                " ON CONFLICT (id) DO UPDATE SET id = excluded.id",
                row.pk,
            )
        )

    def test_an_upsert_of_the_orm_is_refused(self, row, rows):
        last = row._meta.concrete_fields[-1].name
        refused(lambda: rows.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=[last]))

    def test_truncate_is_refused(self, table):
        only_on("postgresql")
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: sql(f"TRUNCATE {table} CASCADE"))

    def test_a_copy_of_the_row_pushed_in_its_place_is_refused(self, table, row, draft):
        only_on("sqlite")
        other = draft["cases_statuschange"].meeting if table == MEETING else draft[table]
        refused(lambda: insert(table, columns(other, id=row.pk), "INSERT OR REPLACE"))
        refused(lambda: sql(f"UPDATE OR REPLACE {table} SET id = %s WHERE id = %s", row.pk, other.pk))


@pytest.mark.parametrize("table", FROZEN)
@pytest.mark.usefixtures("everything_stays")
class TestEveryTableOfAMeeting:
    """What goes for the rows below a meeting: none is added, none moves in or out."""

    def test_a_new_row_is_refused(self, final, table):
        row = final[table]
        new = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key})
        refused(new.save)
        refused(lambda: type(row)._base_manager.bulk_create([new]))
        refused(lambda: type(row)._base_manager.bulk_create([new], ignore_conflicts=True))
        refused(lambda: insert(table, columns(row, id=999_999)))

    def test_a_row_cannot_be_moved_into_it(self, final, draft, table):
        owner = OWNERS.get(table, "meeting_id")
        value = getattr(final[table], owner)
        refused(lambda: type(draft[table])._base_manager.filter(pk=draft[table].pk).update(**{owner: value}))
        refused(lambda: sql(f"UPDATE {table} SET {owner} = %s WHERE id = %s", value, draft[table].pk))

    def test_a_row_cannot_be_moved_out_of_it(self, final, draft, table):
        owner = OWNERS.get(table, "meeting_id")
        value = getattr(draft[table], owner)
        refused(lambda: sql(f"UPDATE {table} SET {owner} = %s WHERE id = %s", value, final[table].pk))

    def test_copying_from_a_stream_is_refused(self, final, table):
        only_on("postgresql")

        def copy():
            values = columns(final[table], id=999_999)
            names = ", ".join(f'"{name}"' for name in values)
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                stream.write_row(list(values.values()))

        refused(copy)


@pytest.mark.usefixtures("everything_stays")
class TestWaysAround:
    """A row of a draft whose unique key leads to a frozen one, or that hangs below it."""

    @pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE"])
    def test_a_drafts_item_does_not_take_a_frozen_rows_place_in_the_ledger(self, final, draft, verb):
        if verb != "INSERT":
            only_on("sqlite")
        item = columns(draft["meetings_clauseitem"], id=999_999, change_id=final["cases_statuschange"].pk, position=2)
        refused(lambda: insert("meetings_clauseitem", item, verb))

    def test_nor_by_update(self, final, draft):
        verb = "UPDATE OR REPLACE" if connection.vendor == "sqlite" else "UPDATE"
        item, change = draft["meetings_clauseitem"], final["cases_statuschange"]
        refused(lambda: sql(f"{verb} meetings_clauseitem SET change_id = %s WHERE id = %s", change.pk, item.pk))

    @pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE"])
    def test_a_drafts_clause_is_not_put_below_a_frozen_one(self, final, draft, verb):
        if verb != "INSERT":
            only_on("sqlite")
        child = columns(draft["meetings_clause"], id=999_999, parent_id=final["meetings_clause"].pk)
        refused(lambda: insert("meetings_clause", child, verb))

    def test_a_paragraph_of_a_drafts_remark_is_not_put_into_a_frozen_section(self, final, draft):
        paragraph = columns(draft["meetings_paragraph"], id=999_999, section_id=final["meetings_section"].pk)
        refused(lambda: insert("meetings_paragraph", paragraph))

    @pytest.mark.parametrize("keys", [["level_id", "number"], ["held_on", "sequence"]], ids=["number", "place"])
    def test_a_draft_meeting_does_not_push_a_finalised_one_aside(self, final, draft, keys):
        only_on("sqlite")
        frozen, other = (columns(rows["cases_statuschange"].meeting) for rows in (final, draft))
        stolen = {key: frozen[key] for key in keys}
        refused(lambda: insert("meetings_meeting", {**other, **stolen, "id": 999_999}, "INSERT OR REPLACE"))
        places = ", ".join(f"{key} = %s" for key in keys)
        refused(
            lambda: sql(f"UPDATE OR REPLACE meetings_meeting SET {places} WHERE id = %s", *stolen.values(), other["id"])
        )

    def test_a_meeting_is_not_made_a_draft_again(self, final):
        meeting = final["cases_statuschange"].meeting
        refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(
            state="draft", finalised_at=None, content_sha256="", finalised_by_name=""
        ))  # fmt: skip


class TestNames:
    """What a finalised meeting prints of reference rows: their names stay, as long as it stands."""

    def printed(self, final):
        """The reference rows of the finalised meeting, by table, with the columns that are printed."""
        meeting = final["cases_statuschange"].meeting
        return {
            Platform: (meeting.level.platform, ["name"]),
            MeetingLevel: (meeting.level, ["name"]),
            City: (final["meetings_meetingseat"].city, ["name", "government_name"]),
            IssueGroup: (final["cases_statuschange"].group, ["name"]),
        }

    @pytest.fixture
    def topic(self):
        """A topic that only a clause of a finalised meeting names."""
        topic = CommonTopic.objects.create(name="測試共同議題")
        meeting = MeetingFactory()
        resolution = GroupResolution.objects.create(meeting=meeting, group=group(), position=1)
        Clause.objects.create(
            group_resolution=resolution, position=1, kind=ClauseKind.NOTE, wording="「{topic}」：洽悉。", topic=topic
        )
        freeze(meeting)
        return topic

    @pytest.mark.parametrize("model", [Platform, MeetingLevel, City, IssueGroup])
    def test_renaming_a_printed_row_is_refused(self, final, model):
        row, names = self.printed(final)[model]
        for column in names:
            statement = f"UPDATE {model._meta.db_table} SET {column} = '改名' WHERE id = %s"
            refused(lambda column=column: model.objects.filter(pk=row.pk).update(**{column: "改名"}))
            refused(lambda statement=statement: sql(statement, row.pk))

    @pytest.mark.parametrize("model", [Platform, MeetingLevel, City, IssueGroup])
    def test_taking_a_printed_row_away_and_putting_another_in_its_place_is_refused(self, final, model):
        row, names = self.printed(final)[model]
        table = model._meta.db_table
        refused(lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk))
        refused(lambda: sql(f"UPDATE {table} SET id = 999999 WHERE id = %s", row.pk))
        if connection.vendor == "sqlite":
            refused(lambda: insert(table, columns(row, **{names[0]: "改名"}), "INSERT OR REPLACE"))
            refused(lambda: insert(table, columns(row, id=999_999), "INSERT OR REPLACE"))
        else:
            sql("SET CONSTRAINTS ALL IMMEDIATE")
            refused(lambda: sql(f"TRUNCATE {table} CASCADE"))

    def test_a_topic_that_only_a_clause_names_is_kept(self, topic):
        refused(lambda: CommonTopic.objects.filter(pk=topic.pk).update(name="改名"))
        refused(lambda: sql("DELETE FROM cases_commontopic WHERE id = %s", topic.pk))

    def test_another_topic_does_not_take_its_place(self, topic):
        other = CommonTopic.objects.create(name="另一個共同議題")
        verb = " OR REPLACE" if connection.vendor == "sqlite" else ""
        refused(lambda: insert("cases_commontopic", columns(topic, name="改名"), f"INSERT{verb}"))
        refused(lambda: insert("cases_commontopic", columns(topic, id=999_999), f"INSERT{verb}"))
        refused(lambda: sql(f"UPDATE{verb} cases_commontopic SET name = %s WHERE id = %s", topic.name, other.pk))
        refused(lambda: sql(f"UPDATE{verb} cases_commontopic SET id = %s WHERE id = %s", topic.pk, other.pk))

    def test_the_city_that_only_raised_a_motion_is_kept(self):
        city = City.objects.create(
            platform=Platform.objects.get(), name="宜蘭縣", government_name="宜蘭縣政府", order=90
        )
        meeting = MeetingFactory()
        Motion.objects.create(meeting=meeting, position=1, proposer=city, wording="{proposer}提出。")
        freeze(meeting)
        refused(lambda: City.objects.filter(pk=city.pk).update(government_name="改名"))

    def test_a_group_that_only_the_ledger_names_is_kept(self):
        extra = GroupFactory()
        meeting = MeetingFactory()
        record(CaseFactory(group=extra), meeting)
        freeze(meeting)
        refused(lambda: IssueGroup.objects.filter(pk=extra.pk).update(name="改名"))

    def test_what_no_finalised_meeting_prints_may_be_renamed_and_removed(self):
        level = LevelFactory(name="另一層級", slug="another", order=901)
        city = City.objects.create(
            platform=Platform.objects.get(), name="宜蘭縣", government_name="宜蘭縣政府", order=90
        )
        topic, extra = (
            CommonTopic.objects.create(name="測試"),
            GroupFactory(),
        )
        for row in (level, city, topic, extra):
            row.name = "改過的名稱"
            row.save()
            row.delete()

    def test_what_is_not_printed_may_change(self, final):
        level = final["cases_statuschange"].meeting.level
        MeetingLevel.objects.filter(pk=level.pk).update(meetings_per_year=3, version=9)
        city = final["meetings_meetingseat"].city
        City.objects.filter(pk=city.pk).update(order=77)


class TestADraft:
    """The triggers leave everything else alone."""

    @pytest.mark.parametrize("table", FROZEN)
    def test_its_rows_change_and_go_as_before(self, final, draft, table):
        row = draft[table]
        row.save()
        if table == "cases_statuschange":
            draft["meetings_clauseitem"].delete()
        row.delete()

    def test_a_draft_meeting_goes_with_all_its_rows(self, final, draft):
        meeting = draft["cases_statuschange"].meeting
        draft["meetings_clauseitem"].delete()
        meeting.changes.all().delete()
        meeting.delete()
        assert not Section.objects.filter(pk=draft["meetings_section"].pk).exists()

    def test_a_difference_of_a_finalised_meeting_is_explained_afterwards(self, final):
        change = final["cases_statuschange"]
        note = change.meeting.difference_notes.create(
            group=change.group, cases_explained=-1, text="併案。", written_by_name="王小明"
        )
        note.text = "併入他案。"
        note.save()
        note.delete()


@pytest.mark.django_db(transaction=True)
def test_a_row_written_while_the_meeting_is_being_finalised_is_there_before_or_not_at_all():
    """The writer waits for the finaliser, or the other way round: never a row that nobody hashed."""
    meeting = MeetingFactory()
    done = threading.Event()
    outcome = []

    def write():
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    # The other's transaction is open and not yet committed: a plain look still sees a draft.
                    assert not Meeting.objects.get(pk=meeting.pk).is_final
                Resolution.objects.create(meeting=meeting, position=1, wording="遲到的一列")
            outcome.append("written")
        except IntegrityError as refusal:
            outcome.append(str(refusal).splitlines()[0])
        finally:
            connection.close()
            done.set()

    writer = threading.Thread(target=write)
    with transaction.atomic():
        ledger.refuse_final(meeting)
        freeze(meeting)
        writer.start()
        done.wait(timeout=0.5)
    writer.join(timeout=60)
    assert outcome == [REFUSAL]
    assert not Resolution.objects.filter(meeting=meeting).exists()


def test_the_ledger_speaks_before_the_trigger(final):
    with pytest.raises(ledger.LedgerError, match="已定稿"):
        ledger.record(CaseFactory(), final["cases_statuschange"].meeting, Kind.ADDED, "案名", SECRETARY)


VERSIONS = {"meetings_minutesversion": MinutesVersion, "meetings_storeddocument": StoredDocument}
STAYS = "紀錄版本只能新增，不可更動"


def version_rows():
    """Every row of the two tables, as the database has them."""
    with connection.cursor() as cursor:
        found = []
        for table in VERSIONS:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found.append(cursor.fetchall())
        return found


@pytest.mark.parametrize("table", VERSIONS)
class TestVersions:
    """A version of the minutes and the rows of its files are added and never change, by whatever way."""

    @pytest.fixture(autouse=True)
    def every_row_stays(self):
        before = version_rows()
        assert [len(rows) for rows in before] == [5, 20]
        yield
        assert version_rows() == before

    @pytest.fixture
    def row(self, table):
        return VERSIONS[table].objects.order_by("pk").first()

    @pytest.fixture
    def rows(self, row):
        return type(row)._base_manager.filter(pk=row.pk)

    def refused(self, attack):
        errors = (IntegrityError, ProtectedError, connection.Database.IntegrityError)
        with pytest.raises(errors) as refusal, transaction.atomic():
            attack()
        assert isinstance(refusal.value, ProtectedError) or STAYS in str(refusal.value)

    def test_the_orm_is_refused(self, row, rows):
        last = row._meta.concrete_fields[-1]
        self.refused(row.save)
        self.refused(row.delete)
        self.refused(rows.delete)
        self.refused(lambda: rows._raw_delete(rows.db))
        self.refused(lambda: rows.update(**{last.attname: getattr(row, last.attname)}))
        self.refused(lambda: rows.bulk_update([row], [last.name]))
        conflicts = {"update_conflicts": True, "unique_fields": ["id"], "update_fields": [last.name]}
        self.refused(lambda: rows.bulk_create([row], **conflicts))

    def test_raw_sql_is_refused(self, table, row):
        names = ", ".join(f'"{name}"' for name in columns(row))
        upsert = f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = %s ON CONFLICT (id) DO"
        self.refused(lambda: sql(f"UPDATE {table} SET id = id WHERE id = %s", row.pk))
        self.refused(lambda: sql(f"UPDATE {table} SET id = 999999 WHERE id = %s", row.pk))
        self.refused(lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk))
        self.refused(lambda: sql(f"DELETE FROM {table}"))
        self.refused(lambda: sql(f"{upsert} UPDATE SET id = excluded.id", row.pk))

    @pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
    @pytest.mark.parametrize("new_id", [False, True], ids=["by id", "by its number or form"])
    def test_being_replaced_is_refused(self, table, row, verb, new_id):
        only_on("sqlite")
        self.refused(lambda: insert(table, columns(row, **({"id": 999_999} if new_id else {})), verb))

    def test_truncate_is_refused(self, table):
        only_on("postgresql")
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        self.refused(lambda: sql(f"TRUNCATE {table} CASCADE"))

    def test_its_meeting_is_not_deleted_with_it(self, row, table):
        meeting = Meeting.objects.finalised().first()
        refused(meeting.delete)
        refused(lambda: Meeting.objects.filter(pk=meeting.pk)._raw_delete("default"))
