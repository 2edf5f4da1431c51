"""100 random tamperings with the trail, each with its triggers out of the way: `verify_audit` finds 100.

Each is undone before the next. The head was noted before, as the file that AUDIT_HEADS names does at each commit.
"""

import io
import random
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cases.models import CommonTopic
from groups.audit import heads
from groups.audit.chain import COLUMNS, START, digest, moment, trail_key, verify
from groups.audit.heads import Head
from groups.audit.models import AuditEntry
from tests.groups.audit.trail import out_of_the_way, undone
from tests.meetings.record.sealed_rows import settle

pytestmark = pytest.mark.django_db

NUMBER, SEED = 100, 11
OTHER_COLUMNS = [name for name in COLUMNS if name not in ("number", "at", "actor_id")]


def head():
    entry = AuditEntry.objects.first()
    return Head(entry.number, entry.sha256)


class Tampering:
    """One reproducible way after another of falsifying the trail."""

    def __init__(self):
        self.random = random.Random(SEED)

    def ways(self):
        for column in COLUMNS:
            yield f"a column: {column}", lambda column=column: self.column(column)
        yield "a row deleted", lambda: self.delete(self.number())
        yield "some rows deleted", self.delete_some
        yield "the last row deleted", lambda: self.delete(head().number)
        yield "the end cut off", self.cut_off
        yield "everything deleted", lambda: self.run("DELETE FROM groups_auditentry")
        yield "everything deleted and begun anew", self.begin_anew
        yield "a row put at the end, hashed without the key", self.forge_at_the_end
        yield "a row put in the middle", self.forge_in_the_middle
        yield "two rows exchanged", self.exchange
        yield "a row changed with its own hash", lambda: self.rewrite(behind=False, key="")
        yield "a row changed and all behind hashed anew", lambda: self.rewrite(behind=True, key="")
        yield "the same with the key", lambda: self.rewrite(behind=True, key=trail_key())
        yield "a row called one of the database's", self.disown
        yield "a trigger of the trail dropped", lambda: self.drop("freeze_groups_auditentry%")
        yield "a trigger of a table dropped", lambda: self.drop("audit_%")
        yield "a trigger emptied", self.empty
        yield "a trigger added", self.add
        yield "the inbox dropped", lambda: self.run("DROP VIEW groups_auditinbox")
        if connection.vendor == "postgresql":
            yield "a trigger disabled", self.disable

    # -- rows ---------------------------------------------------------------------------------------------------------

    def number(self):
        return self.random.randint(1, head().number)

    def run(self, *statements, parameters=()):
        with out_of_the_way() as cursor:
            for statement in statements:
                cursor.execute(statement, parameters)

    def column(self, column):
        value = {"number": head().number + 7, "at": "2020-01-01 00:00:00.000000", "actor_id": 4711}.get(column)
        number = self.number()
        if column in OTHER_COLUMNS:
            old = AuditEntry.objects.values_list(column, flat=True).get(number=number)
            value = {"action": "logout", "source": "database"}.get(column) or old[:-1] + "改"
            value = "login" if column == "action" and old == value else value
        if connection.vendor == "postgresql" and column == "at":
            value += "+00"
        self.run(f"UPDATE groups_auditentry SET {column} = %s WHERE number = %s", parameters=[value, number])

    def delete(self, number):
        self.run("DELETE FROM groups_auditentry WHERE number = %s", parameters=[number])

    def delete_some(self):
        first = self.number()
        self.run(
            "DELETE FROM groups_auditentry WHERE number BETWEEN %s AND %s",
            parameters=[first, first + self.random.randint(0, 9)],
        )

    def cut_off(self):
        self.run("DELETE FROM groups_auditentry WHERE number > %s", parameters=[self.number() - 1])

    def begin_anew(self):
        self.run("DELETE FROM groups_auditentry")
        CommonTopic.objects.create(name="一切從頭")

    def insert(self, values):
        places = ", ".join(["%s"] * len(COLUMNS))
        statement = f"INSERT INTO groups_auditentry ({', '.join(COLUMNS)}) VALUES ({places})"
        self.run(statement, parameters=[values[column] for column in COLUMNS])

    def values(self, number):
        return AuditEntry.objects.values(*COLUMNS).get(number=number)

    @staticmethod
    def hashed(values, key):
        parts = [moment(value) if name == "at" else value for name, value in values.items() if name != "sha256"]
        return digest(key, *parts)

    def forge_at_the_end(self):
        values = self.values(self.number())
        last = head()
        values |= {"number": last.number + 1, "previous_sha256": last.sha256, "actor_name": "王小明", "source": "web"}
        self.insert(values | {"sha256": self.hashed(values, "")})

    def forge_in_the_middle(self):
        number = self.number()
        values = self.values(number)
        # A step far beyond the end and back, since the numbers are unique.
        self.run(
            f"UPDATE groups_auditentry SET number = number + 1000000 WHERE number >= {number}",
            f"UPDATE groups_auditentry SET number = number - 999999 WHERE number >= {number}",
        )
        self.insert(values | {"actor_name": "王小明"})

    def exchange(self):
        one, other = self.random.sample(range(1, head().number + 1), 2)
        self.run(
            f"UPDATE groups_auditentry SET number = -1 WHERE number = {one}",
            f"UPDATE groups_auditentry SET number = {one} WHERE number = {other}",
            f"UPDATE groups_auditentry SET number = {other} WHERE number = -1",
        )

    def rewrite(self, *, behind, key, first=None):
        """A row with another author; the hashes from there on, or its own alone, computed anew."""
        first = first or self.number()
        previous = AuditEntry.objects.filter(number=first - 1).values_list("sha256", flat=True).first() or START
        rows = AuditEntry.objects.filter(number__gte=first).order_by("number").values(*COLUMNS)
        for values in rows if behind else rows[:1]:
            values["previous_sha256"] = previous
            if values["number"] == first:
                values["actor_name"] = "別人"
            previous = self.hashed(values, key)
            self.run(
                "UPDATE groups_auditentry SET actor_name = %s, previous_sha256 = %s, sha256 = %s WHERE number = %s",
                parameters=[values["actor_name"], values["previous_sha256"], previous, values["number"]],
            )

    def disown(self):
        values = self.values(self.number())
        values["source"] = "database"
        self.run(
            "UPDATE groups_auditentry SET source = 'database', sha256 = %s WHERE number = %s",
            parameters=[self.hashed(values, ""), values["number"]],
        )

    # -- triggers -----------------------------------------------------------------------------------------------------

    def trigger(self, like):
        query = {
            "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            "postgresql": "SELECT tgname, tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgname LIKE %s",
        }[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(f"{query} ORDER BY 1", [like])
            return self.random.choice(cursor.fetchall())

    def execute(self, *statements):
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def drop(self, like):
        name, table, _ = self.trigger(like)
        self.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))

    def empty(self):
        name, _, sql = self.trigger("audit_%")
        if connection.vendor == "sqlite":
            head = sql[: sql.index("BEGIN")]
            self.execute(f"DROP TRIGGER {name}", f"{head} BEGIN SELECT 1; END")
        else:
            function = sql.split("EXECUTE FUNCTION ")[1].split("(")[0]
            body = "BEGIN RETURN NEW; END"
            self.execute(f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql")

    def add(self):
        if connection.vendor == "sqlite":
            self.execute("CREATE TRIGGER later BEFORE INSERT ON groups_auditentry BEGIN SELECT RAISE(IGNORE); END")
        else:
            self.execute(
                "CREATE FUNCTION later() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql",
                "CREATE TRIGGER later BEFORE INSERT ON groups_auditentry FOR EACH ROW EXECUTE FUNCTION later()",
            )

    def disable(self):
        name, table, _ = self.trigger("audit_%")
        self.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


@pytest.fixture
def tampering():
    CommonTopic.objects.bulk_create(CommonTopic(name=f"議題{n}") for n in range(20))
    settle()
    assert verify([head()]).faults == []
    return Tampering()


@pytest.mark.slow
def test_100_of_100_random_tamperings_are_found(tampering):
    noted = head()
    ways = list(tampering.ways())
    missed, tried = [], Counter()
    while tried.total() < NUMBER:
        tampering.random.shuffle(ways)
        for name, way in ways[: NUMBER - tried.total()]:
            with undone():
                way()
                found = verify([noted]).faults
            tried[name] += 1
            if not found:
                missed.append(name)
    assert missed == []
    assert (tried.total(), len(tried)) == (NUMBER, len(ways))
    assert verify([noted]).faults == []


def test_only_a_noted_head_tells_that_the_end_was_cut_off(tampering):
    noted = head()
    tampering.delete(noted.number)
    assert verify().faults == []
    assert verify([noted]).faults == [
        f"找不到曾經抄錄的第{noted.number}筆（驗證碼 {noted.sha256[:12]}…）：軌跡末端曾被刪除。"
    ]


def test_only_a_noted_head_tells_that_all_was_hashed_anew_with_the_key(tampering):
    noted = head()
    tampering.rewrite(behind=True, key=trail_key(), first=noted.number - 9)
    assert verify().faults == []
    assert verify([noted]).faults == [f"第{noted.number}筆與當時抄錄的驗證碼不同：軌跡曾整批改寫，或抄錄有誤。"]


def test_another_secret_key_is_told_and_the_old_one_kept_beside_is_enough(settings):
    CommonTopic.objects.create(name="氣候")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert "SECRET_KEY 已更換" in verify().faults[-1]
    settings.SECRET_KEY_FALLBACKS = [old]
    assert verify().faults == []


def verified(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_prints_the_head_and_looks_for_it_later(tampering):
    noted = head()
    last = f"軌跡共{noted.number}筆，末端：{noted}\n"
    assert verified("--head", str(noted)) == (0, f"稽核軌跡完整，未經更動。\n{last}", "")
    tampering.delete(noted.number)
    code, printed, faults = verified("--head", str(noted))
    assert (code, faults.splitlines()[-1]) == (1, "共1處不符。")
    with pytest.raises(CommandError, match="「12」不是抄錄的驗證碼，格式為「序號:驗證碼」"):
        call_command("verify_audit", "--head", "12")


@pytest.mark.django_db(transaction=True)
def test_each_commit_notes_the_head_in_a_file_that_the_command_reads(settings, tmp_path):
    settings.AUDIT_HEADS = str(tmp_path / "heads.txt")
    assert verified()[0] == 0
    with transaction.atomic():
        CommonTopic.objects.create(name="一")
        CommonTopic.objects.create(name="二")
    first = head()
    CommonTopic.objects.create(name="三")
    with pytest.raises(DatabaseError), transaction.atomic():
        CommonTopic.objects.create(name="四")
        CommonTopic.objects.create(name="四")
    assert list(heads.noted()) == [first, head()]
    assert verified()[0] == 0
    with transaction.atomic(), out_of_the_way() as cursor:
        cursor.execute("DELETE FROM groups_auditentry WHERE number = %s", [head().number])
    assert verified()[0] == 1
    settings.AUDIT_HEADS = ""


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_written_blocks_no_write(settings, tmp_path, caplog):
    settings.AUDIT_HEADS = str(tmp_path / "no" / "heads.txt")
    CommonTopic.objects.create(name="一")
    assert CommonTopic.objects.filter(name="一").exists()
    assert "could not be noted" in caplog.text
