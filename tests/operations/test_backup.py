"""A backup is the whole platform at one moment, and a restore gives exactly that back or changes nothing."""

import io
import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from cases.models import Attachment, Case, QuarterlyUpdate, UpdateState
from cases.reporting.attachments import detach
from cases.reporting.workflow import save_draft
from meetings.models import Meeting
from meetings.record.verifying import verify_ledger
from meetings.search.rebuilding import differences
from platform_site.operations import files, writing
from platform_site.operations.archive import new_archive, opened
from platform_site.operations.restoring import restore
from platform_site.operations.tables import every_table
from platform_site.operations.writing import write_backup
from platform_site.shared import triggers
from platform_site.shared.refusals import Refusal
from tests.cases.reporting.rows import LIAISON, RED


def stored(place):
    """{name: content} of the files below MEDIA_ROOT, without hidden ones."""
    found = [path for path in place.media.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(place.media).as_posix(): path.read_bytes() for path in found}


def run(command, *arguments):
    """What a command printed."""
    output = io.StringIO()
    call_command(command, *map(str, arguments), stdout=output, stderr=output)
    return output.getvalue()


# -- There and back ---------------------------------------------------------------------------------------------------


def test_a_restored_platform_has_every_row_file_and_trigger(backup_made, full_place, empty_place, enter, tmp_path):
    with enter(empty_place), opened(backup_made.path) as archive:
        guarded = triggers.installed(connection)
        restore(archive)

        assert triggers.installed(connection) == guarded == triggers.expected(connection.vendor)
        assert list(verify_ledger()) == []
        assert differences() == []
        again = write_backup(tmp_path / "again")

    assert again.manifest.tables == backup_made.manifest.tables
    assert again.manifest.files == backup_made.manifest.files
    assert again.manifest.sha256 == backup_made.manifest.sha256
    assert stored(empty_place) == stored(full_place)


def test_a_finalised_meeting_is_as_closed_after_a_restore_as_before(backup_made, empty_place, enter):
    with enter(empty_place), opened(backup_made.path) as archive:
        restore(archive)

        with pytest.raises(DatabaseError, match="會議紀錄已定稿，不可更動"), connection.cursor() as cursor:
            cursor.execute("UPDATE meetings_meeting SET venue = 'x'")


def test_new_rows_get_numbers_that_no_row_ever_had(place_of_its_own, empty_place, enter, tmp_path):
    with enter(place_of_its_own):
        highest = User.objects.create_user("gone").pk
        User.objects.get(pk=highest).delete()
        made = write_backup(tmp_path / "backups")
    with enter(empty_place), opened(made.path) as archive:
        restore(archive)

        assert User.objects.create_user("new").pk == highest + 1


def test_values_of_every_kind_come_back_as_they_were(backup_made, full_place, empty_place, enter):
    def facts():
        update = QuarterlyUpdate.objects.filter(state=UpdateState.ACCEPTED).order_by("pk").first()
        fifth = Meeting.objects.by_key("deputy-mayor-5").get()
        version = fifth.versions.get()
        return update.accepted_at, fifth.held_on, fifth.starts_at, list(version.document.items()), version.sha256

    with enter(full_place):
        before = facts()
    with enter(empty_place), opened(backup_made.path) as archive:
        restore(archive)
        assert facts() == before


def test_sessions_are_left_out(place_of_its_own, empty_place, enter, tmp_path):
    with enter(place_of_its_own):
        Session.objects.create(session_key="k" * 32, session_data="", expire_date=datetime(2099, 1, 1, tzinfo=UTC))
        made = write_backup(tmp_path / "backups")
        assert "django_session" not in made.manifest.tables
    with enter(empty_place), opened(made.path) as archive:
        restore(archive)
        assert Session.objects.count() == 0


def test_a_backup_is_readable_by_its_owner_alone(backup_made):
    assert stat.S_IMODE(backup_made.path.stat().st_mode) == 0o600
    assert {path.name for path in backup_made.path.parent.iterdir()} == {".backup-lock", backup_made.path.name}


def test_a_table_that_came_later_is_in_the_backup_without_being_listed(backup_made):
    with ZipFile(backup_made.path) as archive:
        tables = {name for name in archive.namelist() if name.startswith("tables/")}
    with_rows = {name for name, table in backup_made.manifest.tables.items() if table.rows}

    assert tables == {f"tables/{name}.jsonl" for name in every_table()}
    assert {"auth_user", "cases_statuschange", "cases_historicalcase", "meetings_minutesversion"} <= with_rows
    assert {"cases_attachment", "cases_seal", "cases_searchentry", "meetings_minutesimport"} <= with_rows


@pytest.mark.parametrize("added", ["CREATE TABLE made_by_hand (x int)", "ALTER TABLE auth_group ADD COLUMN x int"])
def test_what_no_model_describes_is_refused_and_not_left_out(place_of_its_own, enter, tmp_path, added):
    with enter(place_of_its_own):
        with connection.cursor() as cursor:
            cursor.execute(added)
        with pytest.raises(Refusal, match="made_by_hand|auth_group"):
            write_backup(tmp_path / "backups")
    assert list((tmp_path / "backups").glob("*.zip")) == []


# -- The commands -----------------------------------------------------------------------------------------------------


def test_the_commands_say_what_they_did(place_of_its_own, empty_place, enter, tmp_path):
    with enter(place_of_its_own):
        printed = run("backup", tmp_path / "backups").splitlines()
    (path,) = (tmp_path / "backups").glob("backup-*.zip")
    with enter(empty_place):
        checked = run("restore", path, "--check").splitlines()
        assert User.objects.count() == 0
        restored = run("restore", path).splitlines()
        again = run("backup", tmp_path / "again").splitlines()

    assert printed[0].startswith(f"備份完成並已逐筆核對：{path}（")
    assert checked[0].startswith("備份檔完好：") and checked[1:] == [printed[2]]
    assert restored[0].startswith("還原完成並已逐筆核對：")
    assert restored[1:] == [printed[2], "verify_ledger：所有快取值皆與帳冊一致。"]
    assert again[2] == printed[2]
    assert printed[2].startswith("資料的驗證碼：")


def test_only_the_newest_backups_are_kept_and_no_other_file_goes(place_of_its_own, enter, tmp_path):
    for name in ("backup-20250101-000000.zip", "backup-20250102-000000.zip", "backup-notes.zip", "另一個檔案.zip"):
        (tmp_path / name).touch()
    with enter(place_of_its_own):
        printed = run("backup", tmp_path, "--keep", 2)

    left = sorted(path.name for path in tmp_path.glob("*.zip"))
    assert left[0] == "backup-20250102-000000.zip"
    assert left[2:] == ["backup-notes.zip", "另一個檔案.zip"] and len(left) == 4
    assert printed.endswith("已刪除較舊的備份：backup-20250101-000000.zip\n")


@pytest.mark.parametrize("keep", [0, -1])
def test_keeping_none_is_refused(full_place, enter, tmp_path, keep):
    with enter(full_place), pytest.raises(CommandError, match="--keep 至少為 1。"):
        run("backup", tmp_path, "--keep", keep)


def test_a_second_backup_at_the_same_time_is_refused(place_of_its_own, enter, tmp_path, monkeypatch):
    refused = []
    read = writing.add_table

    def second(*arguments):
        if not refused:
            with pytest.raises(CommandError) as error:
                run("backup", tmp_path / "elsewhere")
            refused.append(str(error.value))
        return read(*arguments)

    monkeypatch.setattr(writing, "add_table", second)
    with enter(place_of_its_own):
        run("backup", tmp_path / "backups")
    assert refused == [f"另一個備份正在 {place_of_its_own.media} 執行，請等它完成。"]


def test_what_a_killed_backup_left_is_cleared_away(place_of_its_own, enter, tmp_path):
    (tmp_path / ".backup-x.part").touch()
    (place_of_its_own.media / ".backup-files-x").mkdir()
    (place_of_its_own.media / ".backup-files-x" / "0").touch()
    with enter(place_of_its_own):
        run("backup", tmp_path)

    assert not (tmp_path / ".backup-x.part").exists()
    assert not (place_of_its_own.media / ".backup-files-x").exists()


# -- Files ------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_deleted_while_the_backup_runs_is_in_it(place_of_its_own, empty_place, enter, tmp_path):
    """Its row goes too, but the backup is of the moment before."""
    with enter(place_of_its_own):
        attachment = Attachment.objects.get()
        read = writing.add_table

        def deletes(archive, table):
            if table.name == "auth_group":
                elsewhere(lambda: detach(attachment))
            return read(archive, table)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writing, "add_table", deletes)
            made = write_backup(tmp_path / "backups")
        name = attachment.file.name
        assert Attachment.objects.count() == 0 and name not in stored(place_of_its_own)
    with enter(empty_place), opened(made.path) as archive:
        restore(archive)
        with Attachment.objects.get().file.open() as file:
            assert file.read().startswith(b"%PDF-1.7")


def test_a_file_deleted_before_it_could_be_held_is_in_no_row_of_the_backup(place_of_its_own, enter, tmp_path):
    with enter(place_of_its_own):
        attachment = Attachment.objects.get()
        held, calls = files.held, []

        def deletes(names):
            if not calls:
                elsewhere(lambda: detach(attachment))
            calls.append(names)
            return held(names)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writing, "held", deletes)
            made = write_backup(tmp_path / "backups")

    assert len(calls) == 2
    assert made.manifest.missing_files == []
    assert made.manifest.tables["cases_attachment"].rows == 0


def test_a_file_that_is_lost_is_named_and_the_backup_made_all_the_same(place_of_its_own, empty_place, enter, tmp_path):
    with enter(place_of_its_own):
        name = Attachment.objects.get().file.name
        (place_of_its_own.media / name).unlink()
        with pytest.raises(SystemExit) as ended:
            run("backup", tmp_path)
    (path,) = tmp_path.glob("backup-*.zip")

    assert ended.value.code == 1
    with enter(empty_place):
        assert f"備份時已遺失的檔案：{name}" in run("restore", path)


def elsewhere(step):
    """Do something in a connection of its own, as another process would."""
    errors = []

    def work():
        try:
            step()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert errors == []


# -- Nothing is half done ---------------------------------------------------------------------------------------------


def everything(place, enter):
    """What a refused restore must not have changed."""
    from platform_site.operations.rows import Digest, read

    with enter(place):
        found = {}
        for name, table in every_table().items():
            digest = Digest(table)
            for row in read(table):
                digest.add(row)
            found[name] = digest.hex
        return found, triggers.installed(connection), stored(place)


def test_a_database_in_use_is_refused(backup_made, place_of_its_own, enter):
    before = everything(place_of_its_own, enter)
    with enter(place_of_its_own), pytest.raises(CommandError) as error:
        run("restore", backup_made.path)

    assert str(error.value) == (
        f"這個資料庫已有資料（帳號4筆、會議8筆、合作案{count_of(backup_made, 'cases_case')}筆）。"
        "備份只還原到空的資料庫，請另建資料庫並執行 migrate。"
    )
    assert everything(place_of_its_own, enter) == before


def count_of(made, table):
    return made.manifest.tables[table].rows


@pytest.mark.parametrize(
    "change, said",
    [
        (
            lambda manifest: manifest["migrations"].remove("cases.0011_saved_filters"),
            "migration 這個資料庫有而備份沒有的：cases.0011_saved_filters。",
        ),
        (
            lambda manifest: manifest["migrations"].append("cases.9999_to_come"),
            "migration 備份有而這個資料庫沒有的：cases.9999_to_come。",
        ),
        (
            lambda manifest: manifest["tables"]["auth_group"]["columns"].append(["x", "CharField"]),
            "欄位不同的資料表：auth_group。",
        ),
        (lambda manifest: manifest["tables"].pop("auth_group"), "欄位不同的資料表：auth_group。"),
    ],
    ids=["older", "newer", "another column", "a table less"],
)
def test_another_schema_is_refused_with_its_difference(backup_made, empty_place, enter, tmp_path, change, said):
    path = rewritten(backup_made.path, tmp_path / "other.zip", change)
    before = everything(empty_place, enter)
    for options in ([], ["--check"]):
        with enter(empty_place), pytest.raises(CommandError) as error:
            run("restore", path, *options)
        assert str(error.value) == (
            f"備份的資料庫版本與這個資料庫不同。{said}"
            "請以與備份相同版本的程式與 migrate 後的空資料庫還原，還原後再升級。"
        )
    assert everything(empty_place, enter) == before


def rewritten(source, target, change):
    """A copy of a backup with its manifest changed; a table that it no longer names goes."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        change(manifest)
        for name in old.namelist():
            if name != "manifest.json" and (name.startswith("files/") or Path(name).stem in manifest["tables"]):
                new.writestr(name, old.read(name))
        new.writestr("manifest.json", json.dumps(manifest))
    return target


@pytest.mark.parametrize("step", ["_index_search", "_compare", "set_last_numbers"])
def test_a_restore_that_fails_late_leaves_the_database_and_files_as_they_were(
    backup_made, empty_place, enter, monkeypatch, step
):
    def fails(*args):
        raise Refusal("中斷")

    before = everything(empty_place, enter)
    monkeypatch.setattr(f"platform_site.operations.restoring.{step}", fails)
    with enter(empty_place), pytest.raises(CommandError, match="中斷"):
        run("restore", backup_made.path)

    assert everything(empty_place, enter) == before


def test_a_row_that_the_database_stored_otherwise_is_found(backup_made, empty_place, enter, monkeypatch):
    from platform_site.operations import restoring

    before = everything(empty_place, enter)
    index = restoring._index_search

    def falsifies():
        index()
        Case.objects.filter(pk=Case.objects.order_by("pk")[4].pk).update(title="另一個案名")

    monkeypatch.setattr(restoring, "_index_search", falsifies)
    with (
        enter(empty_place),
        pytest.raises(CommandError, match="^資料表 cases_case 第5筆還原後與備份不同。沒有還原任何資料。$"),
    ):
        run("restore", backup_made.path)
    assert everything(empty_place, enter) == before


def test_another_file_under_a_stored_name_is_not_overwritten(backup_made, empty_place, enter):
    name = sorted(backup_made.manifest.files)[-1]
    path = empty_place.media / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"another content")
    before = everything(empty_place, enter)
    with enter(empty_place), pytest.raises(CommandError, match="已有另一個內容不同的檔案"):
        run("restore", backup_made.path)

    assert everything(empty_place, enter) == before


def test_a_backup_never_takes_the_place_of_another(tmp_path):
    (tmp_path / "backup.zip").write_bytes(b"an older one")
    with pytest.raises(FileExistsError), new_archive(tmp_path / "backup.zip"):
        pass

    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]
    assert (tmp_path / "backup.zip").read_bytes() == b"an older one"


def test_reports_can_be_filed_on_the_restored_platform(backup_made, empty_place, enter):
    with enter(empty_place), opened(backup_made.path) as archive:
        restore(archive)
        update = QuarterlyUpdate.objects.filter(state=UpdateState.DRAFT).first()
        day = update.period.opens_on
        saved = save_draft(update.case, update.period, RED, LIAISON, version=update.version, today=day)

        assert saved.version == update.version + 1
