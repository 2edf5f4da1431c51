"""300 random tamperings of the record, each with the triggers of its table out of the way: `verify_ledger` finds 300.

Each is undone before the next. What may change without being found is listed below with the reason, and tried too.
"""

import contextlib
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, models, transaction

from cases.ledger import sealing
from cases.ledger.sealing import head, missing_seals
from cases.models import (
    Case,
    CaseTitle,
    CommonTopic,
    Indicator,
    QuarterlyUpdate,
    ReportingPeriod,
    Seal,
    StatusChange,
    Succession,
)
from cases.normalising import NormalisedField
from cases.stuck.keeping import keep_lights
from groups.models import City, IssueGroup, Platform
from meetings.minutes.serialising import to_data
from meetings.models import Clause, DifferenceNote, Meeting, MeetingLevel, MinutesVersion, Paragraph, StoredDocument
from meetings.record.compose import compose
from meetings.record.sealing import SUBJECTS
from meetings.record.verifying import verify_ledger
from meetings.record.versions import Edition, content_sha256
from tests.cases.reporting.rows import filed
from tests.factories import CaseFactory, MeetingFactory, group
from tests.meetings.record.sealed_rows import full_import, sealed_record, settle

pytestmark = pytest.mark.django_db

NUMBER = 300
SEED = 8
TABLES = [table for subject in SUBJECTS for table in subject.tables]
# Rows that no meeting owns, with the columns that count: what is printed of them, and what a case is now.
NAMED = [
    (City, ["name", "government_name"]),
    (IssueGroup, ["name"]),
    (MeetingLevel, ["name", "platform_id"]),
    (Platform, ["name"]),
    (CommonTopic, ["name"]),
    (Case, ["title", "group_id", "parent_id", "status"]),
]


class NotPossible(Exception):
    """This row, column or value does not lend itself to it; another is tried."""


@contextlib.contextmanager
def out_of_the_way(model):
    """Without the triggers of the model's table; they are there again, unchanged, afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [model._meta.db_table]
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in found:
            cursor.execute(sql)


class Tampering:
    """One reproducible way after another of falsifying the record."""

    def __init__(self):
        self.random = random.Random(SEED)
        self.final = set(Meeting.objects.finalised().values_list("pk", flat=True))

    def ways(self):
        """Every way, each by its name; what it does changes rows and returns what was changed."""
        for table in TABLES:
            yield f"{table.key}: a column", lambda table=table: self.column(table)
            yield f"{table.key}: a row deleted", lambda table=table: self.delete(table)
            yield f"{table.key}: a row copied", lambda table=table: self.copy(table)
            yield f"{table.key}: a row moved", lambda table=table: self.move(table)
        for model, columns in NAMED:
            yield f"{model._meta.label}: a column", lambda model=model, columns=columns: self.named(model, columns)
        yield "cases.Case: deleted", self.delete_case
        for model, who, when in (
            (Meeting, "finalised_by_name", "finalised_at"),
            (StatusChange, "actor_name", "recorded_at"),
            (QuarterlyUpdate, "saved_by_name", "accepted_at"),
        ):
            for column in (who, when):
                yield (
                    f"{model._meta.label}: {column}",
                    lambda model=model, column=column: self.change(self.sealed(model), column),
                )
        yield "the text together with its hash", self.text_with_its_hash
        yield "a meeting made a draft", self.draft
        yield "a meeting made a draft and final again", self.draft_and_final
        yield "an update taken back", self.update_taken_back
        yield "two groups' ledger rows exchanged", self.exchange
        yield "a seal's column", lambda: self.change(self.pick(Seal.objects.all()), self.pick(SEAL_COLUMNS))
        yield "a seal deleted", lambda: self.remove(self.pick(Seal.objects.all()))
        yield "a seal and what it seals deleted in the middle", self.cut_out
        yield "a seal inserted", self.extra_seal
        yield "a row and its seal, not the seals behind", self.seal_anew
        yield "a trigger dropped", self.drop_trigger
        yield "a trigger emptied", self.empty_trigger
        yield "a trigger added", self.add_trigger
        if connection.vendor == "postgresql":
            yield "a trigger disabled", self.disable_trigger

    # -- rows of a table ----------------------------------------------------------------------------------------------

    def rows(self, table):
        """The sealed rows of a table."""
        subject = next(subject for subject in SUBJECTS if table in subject.tables)
        sealed = Seal.objects.filter(kind=subject.kind).values("subject_id")
        rows = table.model._base_manager.filter(table.where, **{f"{table.subject}__in": sealed})
        return rows.distinct().order_by("pk")

    def sealed(self, model):
        return self.pick(self.rows(next(table for table in TABLES if table.model is model)))

    def column(self, table):
        own = [column for column in table.columns if column not in table.also]
        return self.change(self.pick(self.rows(table)), self.pick(own))

    def delete(self, table):
        return self.remove(self.pick(self.rows(table)))

    def copy(self, table):
        """A second row that says nearly the same; only a printed title's identity can't be there twice."""
        if table.may_grow:
            return self.column(table)
        row = self.pick(self.rows(table))
        row.pk = None
        if table.model is MinutesVersion:
            row.number, row.reason = 2, "改"
        owner = table.subject.split("__")[0]
        for field in self.random.sample(list(row._meta.concrete_fields), k=len(row._meta.concrete_fields)):
            if isinstance(field, NormalisedField) or field.primary_key or (field.name == owner and not field.unique):
                continue
            if any(field.name in names for names in unique_names(row)) and self.random.random() < 0.6:
                with contextlib.suppress(NotPossible):
                    setattr(row, field.attname, self.other(row, field))
        with out_of_the_way(type(row)):
            models.Model.save_base(row, raw=True, force_insert=True)
        return row

    def move(self, table):
        if table.model is StoredDocument:
            # Every version has every file, so each is unique where it would move to.
            return self.column(table)
        row = self.pick(self.rows(table))
        owner = "case" if table.may_grow else table.subject.split("__")[0]
        if owner == "pk":
            return self.change(row, "id")
        return self.change(row, row._meta.get_field(owner).attname)

    # -- changes ------------------------------------------------------------------------------------------------------

    def pick(self, rows):
        found = list(rows)
        if not found:
            raise NotPossible
        return self.random.choice(found)

    def change(self, row, column):
        field = row._meta.get_field(column)
        self.write(row, **{field.attname: self.other(row, field)})
        return row

    def write(self, row, **values):
        with out_of_the_way(type(row)):
            assert type(row)._base_manager.filter(pk=row.pk).update(**values) == 1

    def remove(self, row):
        with out_of_the_way(type(row)):
            type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")
        return row

    def other(self, row, field):
        """A plausible value of the column that is not the row's own."""
        value = getattr(row, field.attname)
        if field.primary_key:
            return value + 100_000
        if isinstance(field, models.ForeignKey):
            target = field.target_field.attname
            others = field.related_model._base_manager.exclude(**{target: value}).order_by("pk")
            choices = list(others.values_list(target, flat=True))
            return self.pick([*choices, None] if field.null and value is not None else choices)
        if field.choices:
            return self.pick(choice for choice, _ in field.flatchoices if choice != value)
        match field:
            case models.BooleanField():
                return not value
            case models.JSONField():
                if isinstance(value, list):
                    return [*value, {"code": "改", "finding": "改", "answer": "改"}]
                return {**value, self.pick(value): {"columns": ["id"], "rows": 0, "sha256": "0" * 64}}
            case models.DateTimeField():
                return value + timedelta(hours=1) if value else Meeting.objects.finalised().first().finalised_at
            case models.DateField():
                return value + timedelta(days=1) if value else Meeting.objects.first().held_on
            case models.TimeField():
                return value.replace(minute=(value.minute + 1) % 60) if value else "10:00"
            case models.DecimalField() | models.IntegerField():
                return (value or 0) + self.random.randint(1, 90)
        text = str(value or "")
        if "sha256" in field.name:
            return ("0" if text[:1] != "0" else "1") + text[1:]
        return (text[: (field.max_length or 1000) - 1]) + "改"

    # -- particular ways ----------------------------------------------------------------------------------------------

    def named(self, model, columns):
        rows = model._base_manager.order_by("pk")
        if model is Case:
            rows = rows.filter(changes__meeting__in=self.final).distinct()
        elif model is IssueGroup:
            rows = rows.exclude(name="測試組")
        elif model is CommonTopic:
            rows = rows.filter(name="測試共同議題")
        elif model is MeetingLevel:
            rows = rows.filter(meetings__in=self.final).distinct()
        elif model is City:
            rows = rows.filter(pk__in=Meeting.objects.finalised().values("seats__city"))
        row, column = self.pick(rows), self.pick(columns)
        if column == "platform_id":
            raise NotPossible
        return self.change(row, column)

    def delete_case(self):
        return self.remove(self.pick(Case.objects.filter(changes__meeting__in=self.final).distinct().order_by("pk")))

    def text_with_its_hash(self):
        paragraph = self.pick(Paragraph.objects.filter(remark__meeting__in=self.final).select_related("remark"))
        self.write(paragraph, wording=paragraph.wording.replace("。", "，另案研議。", 1) + "洽悉。")
        meeting = Meeting.objects.get(pk=paragraph.remark.meeting_id)
        self.write(meeting, content_sha256=content_sha256(compose(meeting)))
        return paragraph

    def draft(self):
        meeting = self.pick(Meeting.objects.finalised().order_by("pk"))
        self.write(meeting, state="draft", finalised_at=None, finalised_by_name="", content_sha256="")
        return meeting

    def draft_and_final(self):
        meeting = self.pick(Meeting.objects.finalised().order_by("pk"))
        self.draft()
        self.write(
            meeting,
            state="finalised",
            finalised_at=meeting.finalised_at + timedelta(minutes=self.random.randint(1, 9999)),
            finalised_by_name=meeting.finalised_by_name,
            content_sha256=meeting.content_sha256,
        )
        return meeting

    def update_taken_back(self):
        update = self.sealed(QuarterlyUpdate)
        self.write(update, state="submitted", accepted_at=None)
        return update

    def exchange(self):
        meeting = self.pick(Meeting.objects.finalised().order_by("pk"))
        first = self.pick(meeting.changes.order_by("pk"))
        second = self.pick(meeting.changes.exclude(group=first.group_id).order_by("pk"))
        self.write(first, group_id=second.group_id)
        self.write(second, group_id=first.group_id)
        return first

    def cut_out(self):
        return self.cut(self.pick(Seal.objects.filter(number__lt=head().number)))

    def cut(self, seal):
        """Delete a seal together with every row that it covers."""
        subject = next(subject for subject in SUBJECTS if subject.kind == seal.kind)
        for table in reversed(subject.tables):
            if table.model is not CaseTitle:
                for row in table.model._base_manager.filter(**{table.subject: seal.subject_id}):
                    self.remove(row)
        return self.remove(seal)

    def extra_seal(self):
        seal = self.pick(Seal.objects.all())
        seal.number, seal.subject_id, seal.previous_sha256 = head().number + 1, 99_999, head().sha256
        seal.sha256 = sealing._own_sha256(seal)
        models.Model.save_base(seal, raw=True, force_insert=True)
        return seal

    def seal_anew(self):
        """Make one seal fit a changed row again; the next one still holds the hash that it had."""
        row = self.pick(StatusChange.objects.filter(meeting__in=self.final).order_by("pk"))
        seal = Seal.objects.get(kind="meeting", subject_id=row.meeting_id)
        self.change(row, self.pick(["note", "actor_name", "group"]))
        self.rewrite(seal, seal.previous_sha256)
        return row

    def rewrite(self, seal, previous):
        """Compute a seal anew over what its subject says now, as `seal` would have; returns its new hash."""
        subject = next(subject for subject in SUBJECTS if subject.kind == seal.kind)
        for table in subject.tables:
            rows = sealing._rows(table, table.columns, [seal.subject_id]).get(seal.subject_id, {})
            seal.tables[table.key] = sealing._digest(rows, table.columns, list(rows) if table.may_grow else None)
        seal.content_sha256, seal.previous_sha256 = sealing._sha256(seal.tables), previous
        seal.sha256 = sealing._own_sha256(seal)
        self.write(
            seal, **{name: getattr(seal, name) for name in ("tables", "content_sha256", "previous_sha256", "sha256")}
        )
        return seal.sha256

    # -- triggers -----------------------------------------------------------------------------------------------------

    def trigger(self):
        """The name, table and SQL of one of the record's triggers."""
        query = {
            "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
            "postgresql": "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY tgname",
        }[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(query)
            return self.pick(cursor.fetchall())

    def run(self, *statements):
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return statements[-1]

    def drop_statement(self, name, table):
        return f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")

    def drop_trigger(self):
        return self.run(self.drop_statement(*self.trigger()[:2]))

    def empty_trigger(self):
        name, table, sql = self.trigger()
        if connection.vendor == "sqlite":
            return self.run(self.drop_statement(name, table), sql[: sql.index("BEGIN")] + "BEGIN SELECT 1; END")
        function = sql.split("EXECUTE FUNCTION ")[1]
        return self.run(
            f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql"
        )

    def add_trigger(self):
        table = self.trigger()[1]
        if connection.vendor == "sqlite":
            return self.run(f"CREATE TRIGGER later AFTER UPDATE ON {table} BEGIN SELECT 1; END")
        return self.run(
            "CREATE FUNCTION later() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER later AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION later()",
        )

    def disable_trigger(self):
        name, table, _ = self.trigger()
        return self.run(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


SEAL_COLUMNS = [field.name for field in Seal._meta.concrete_fields]


def unique_names(row):
    """The sets of columns that are unique together, or by themselves."""
    together = [constraint.fields for constraint in row._meta.constraints if hasattr(constraint, "fields")]
    return [*together, [field.name for field in row._meta.concrete_fields if field.unique]]


def attempt(way):
    """Run one way, again where it was not possible, and undo it: what was changed and the check's first sentence."""
    for _ in range(1000):
        before = transaction.savepoint()
        try:
            changed = way()
        except (NotPossible, DatabaseError) as error:
            reason = error
        else:
            return changed, next(verify_ledger(), None)
        finally:
            transaction.set_rollback(False)
            transaction.savepoint_rollback(before)
    raise AssertionError(f"never possible: {reason!r}")


@pytest.fixture
def tampering():
    sealed_record()
    settle()
    assert list(verify_ledger()) == []
    return Tampering()


@pytest.mark.slow
def test_300_of_300_random_tamperings_are_found(tampering):
    ways = list(tampering.ways())
    missed, tried = [], Counter()
    while tried.total() < NUMBER:
        tampering.random.shuffle(ways)
        for name, way in ways[: NUMBER - tried.total()]:
            changed, found = attempt(way)
            tried[name] += 1
            if found is None:
                missed.append((name, repr(changed), getattr(changed, "pk", None)))
    assert missed == []
    assert tried.total() == NUMBER
    assert len(tried) == len(ways)
    assert list(verify_ledger()) == []


def rewrite_chain(tampering):
    """What somebody can do who has the database, this program and time: change a row and seal all anew."""
    paragraph = tampering.pick(Paragraph.objects.filter(remark__meeting__level__slug="deputy-mayor").order_by("pk"))
    tampering.write(paragraph, wording="改寫過。")
    meeting = Meeting.objects.get(pk=paragraph.remark.meeting_id)
    edition = Edition(meeting, compose(meeting))
    tampering.write(meeting, content_sha256=edition.sha256)
    version = {"document": to_data(edition.document), "text": edition.text, "sha256": edition.sha256}
    tampering.write(meeting.versions.get(), **version)
    previous = sealing.START
    for seal in Seal.objects.order_by("number"):
        previous = tampering.rewrite(seal, previous)


def cut_off_the_end(tampering):
    """The last seal goes together with the update that it seals, and with what was kept of its light."""
    case = QuarterlyUpdate.objects.get(pk=head().subject_id).case_id
    tampering.cut(head())
    keep_lights([case])


@pytest.mark.parametrize("way", [rewrite_chain, cut_off_the_end])
def test_only_a_hash_noted_outside_tells_a_chain_that_was_written_anew_or_cut_off(tampering, way):
    noted = head().sha256
    way(tampering)
    assert list(verify_ledger()) == []
    (sentence,) = missing_seals([noted])
    assert sentence.startswith(f"封存鏈上沒有驗證碼 {noted}")


def a_case():
    return Case.objects.filter(changes__meeting__state="finalised").first()


# What is meant to change without being found: why, and a change of it.
MEANT_TO_ESCAPE = {
    "histories are the trail of edits beside the record": lambda: Meeting.history.update(history_change_reason="改過"),
    "a draft binds nobody": lambda: Meeting.objects.filter(state="draft").update(venue="別處"),
    "a new draft": lambda: MeetingFactory(held_on="2000-12-31"),
    "a new case that no meeting decided on": lambda: CaseFactory(),
    "an open import": lambda: full_import("審閱中.txt", 3),
    "a report that is not accepted": lambda: filed(Case.objects.get(updates=QuarterlyUpdate.objects.first()), 2),
    "how a case is described": lambda: Case.objects.update(summary="改過"),
    "the topics that a case is listed under": lambda: a_case().common_topics.add(CommonTopic.objects.first()),
    "mentions that matching found": lambda: (
        Clause.objects.exclude(group_resolution=None).first().mentions.add(a_case())
    ),
    "a title that no finalised meeting printed": lambda: CaseTitle.objects.create(case=a_case(), title="別名"),
    "a relation that no meeting decided": lambda: Succession.objects.create(
        predecessor=a_case(), successor=CaseFactory(), kind="merged"
    ),
    "explanations come after the meeting": lambda: DifferenceNote.objects.create(
        meeting=Meeting.objects.finalised().first(),
        group=group(),
        cases_explained=1,
        text="併案",
        written_by_name="林秘書",
    ),
    "a quarter's dates may be moved": lambda: ReportingPeriod.objects.update(late_until="2099-12-31"),
    "an indicator's definition; each value keeps the range of its time": lambda: Indicator.objects.update(
        standard="改"
    ),
    "what is printed of no reference row": lambda: [
        MeetingLevel.objects.update(meetings_per_year=9),
        IssueGroup.objects.filter(name="測試組").update(name="改名"),
        City.objects.update(version=9),
    ],
    "accounts; the record holds printed names": lambda: get_user_model().objects.update(first_name="別人"),
    "sessions": lambda: Session.objects.create(session_key="x", expire_date="2099-01-01T00:00Z"),
}


@pytest.mark.usefixtures("tampering")
def test_what_is_meant_to_change_is_no_drift(subtests):
    for reason, change in MEANT_TO_ESCAPE.items():
        with subtests.test(reason), transaction.atomic():
            change()
            assert list(verify_ledger()) == []
            transaction.set_rollback(True)
