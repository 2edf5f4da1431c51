"""The first version of finalised minutes: its row, its files, and what `verify_ledger` says where they differ."""

import os
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from cases.ledger.writing import LedgerError
from meetings.imports.loading import load_platform
from meetings.minutes.serialising import from_data
from meetings.models import Meeting, MinutesVersion, StoredDocument
from meetings.record import documents
from meetings.record.compose import compose
from meetings.record.finalising import finalise
from meetings.record.verifying import verify_ledger
from meetings.record.versions import edition_of, printed_document, write_version
from platform_site.shared import triggers
from platform_site.shared.kept_files import keep, sha256_of
from tests.factories import SECRETARY, CaseFactory, record
from tests.meetings.finalising.drafts import sixth

pytestmark = pytest.mark.django_db

STAY = ("meetings/migrations/0007_versions_stay.py", "cases/migrations/0005_seals_stay.py")


@pytest.fixture
def without_triggers():
    for path in STAY:
        triggers.drop(connection.SchemaEditorClass(connection), path)


@pytest.fixture
def meeting():
    return Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=4)


@pytest.mark.parametrize("number", range(1, 6))
def test_every_loaded_meeting_has_its_first_version_with_four_files(number):
    meeting = Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=number)
    version = meeting.versions.get()

    assert (version.number, version.reason, version.answers) == (1, "", [])
    assert version.sha256 == meeting.content_sha256
    assert (version.made_by_name, version.made_at) == (meeting.finalised_by_name, meeting.finalised_at)
    assert repr(from_data(version.document)) == repr(compose(meeting)) == repr(printed_document(meeting))
    assert [f"{row.copy} {row.file_format}" for row in version.files.order_by("copy", "file_format")] == [
        "dispatch docx",
        "dispatch odt",
        "dispatch pdf",
        "platform pdf",
    ]
    for row in version.files.all():
        with row.file.open("rb") as file:
            content = file.read()
        assert (len(content), sha256_of(content)) == (row.size, row.sha256)
        assert row.file.name == f"minutes/{row.sha256[:2]}/{row.sha256}.{row.file_format}"


def test_a_draft_prints_its_rows_and_has_no_version():
    draft = sixth()

    assert edition_of(draft).is_draft
    assert printed_document(draft) == compose(draft)
    assert not draft.versions.exists()


@pytest.mark.usefixtures("real_files")
def test_finalising_stores_the_files_that_say_what_was_finalised():
    draft = sixth()
    record(CaseFactory(title="跨市無人機救災演練計畫"), draft)

    meeting = finalise(draft, SECRETARY)

    edition = edition_of(Meeting.objects.select_related("level__platform").get(pk=meeting.pk))
    assert "跨市無人機救災演練計畫" in edition.text
    for (copy, file_format), beginning in {("platform", "pdf"): b"%PDF", ("dispatch", "docx"): b"PK"}.items():
        assert documents.copy_of(meeting, copy, file_format).startswith(beginning)
    assert list(verify_ledger()) == []


def test_files_made_before_the_lock_are_made_again_where_the_rows_say_something_else_by_then(monkeypatch):
    draft = sixth()
    made = []

    def store(edition):
        made.append(edition.sha256)
        if len(made) == 1:
            record(CaseFactory(title="後來登錄的案"), draft)
        return documents.store_copies(edition)

    monkeypatch.setattr("meetings.record.finalising.store_copies", store)

    meeting = finalise(draft, SECRETARY)

    version = meeting.versions.get()
    assert made[0] != made[1] == version.sha256
    assert {row.sha256 for row in version.files.all()} == {
        sha256_of(f"{copy} {file_format} 1 {version.sha256}".encode()) for copy, file_format in documents.COPIES
    }


def test_nothing_is_made_for_a_meeting_that_cannot_be_final(meeting, monkeypatch):
    monkeypatch.setattr("meetings.record.finalising.store_copies", lambda edition: pytest.fail("files were made"))

    with pytest.raises(LedgerError):
        finalise(meeting, SECRETARY)


def test_a_disk_that_refuses_leaves_a_draft(monkeypatch):
    draft = sixth()

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents, "keep", full)

    with pytest.raises(OSError, match="No space"):
        finalise(draft, SECRETARY)
    assert not Meeting.objects.get(pk=draft.pk).is_final
    assert not draft.versions.exists()


def test_a_number_is_given_once(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        write_version(edition_of(meeting), [], SECRETARY)


@pytest.mark.usefixtures("without_triggers")
def test_loading_again_adds_a_version_that_is_missing(meeting):
    StoredDocument.objects.filter(minutes__meeting=meeting).delete()
    version = meeting.versions.get()
    meeting.versions.all().delete()
    text = edition_of(meeting).text
    missing = [line for line in verify_ledger() if "卻沒有紀錄版本" in line]

    lines = list(load_platform())

    assert missing == ["第4次副市長層級會議已定稿，卻沒有紀錄版本；請執行 load_platform 補建。"]
    assert lines[3] == "第4次副市長層級會議：已在資料庫中，補建紀錄第1版"
    assert lines[4] == "第5次副市長層級會議：已在資料庫中，未更動"
    again = meeting.versions.get()
    assert (again.text, again.sha256, again.made_at) == (text, version.sha256, version.made_at)
    assert again.files.count() == 4


class TestVerifying:
    """Each fault by itself, with the triggers out of the way; the chain of seals tells every one of them too."""

    pytestmark = pytest.mark.usefixtures("without_triggers")

    def found(self):
        return [line for line in verify_ledger() if "觸發程序" not in line and "封存時不同" not in line]

    def test_a_text_that_is_not_the_hashed_one(self, meeting):
        text = meeting.versions.get().text
        meeting.versions.update(text=text + "改")
        assert self.found() == [
            "第4次副市長層級會議紀錄第1版的文字與其內容驗證碼不符。",
            "第4次副市長層級會議紀錄第1版的紀錄資料印出的文字與留存的文字不同。",
        ]

    def test_a_document_that_prints_something_else(self, meeting):
        version = meeting.versions.get()
        MinutesVersion.objects.update_or_create(
            pk=version.pk, defaults={"document": {**version.document, "recorder": "別人"}}
        )
        assert self.found() == ["第4次副市長層級會議紀錄第1版的紀錄資料印出的文字與留存的文字不同。"]

    def test_a_first_version_that_is_not_what_was_finalised(self, meeting):
        other = Meeting.objects.get(level=meeting.level, number=5).versions.get()
        values = {"document": other.document, "text": other.text, "sha256": other.sha256}
        meeting.versions.update(**values)
        assert self.found() == ["第4次副市長層級會議紀錄第1版的內容驗證碼與第4次副市長層級會議定稿時的不同。"]

    def test_a_version_that_is_skipped_or_has_no_files(self, meeting):
        version = meeting.versions.get()
        version.pk, version.number, version.reason = None, 3, "誤植"
        version.save(force_insert=True)
        assert self.found() == [
            "第4次副市長層級會議紀錄第3版已留存，卻沒有封存紀錄。",
            "第4次副市長層級會議紀錄第3版的版次不連續。",
            "第4次副市長層級會議紀錄第3版沒有留存檔案。",
        ]

    def test_a_file_that_is_gone_or_says_something_else(self, meeting, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        rows = StoredDocument.objects.filter(minutes__meeting=meeting)
        StoredDocument.objects.exclude(pk__in=rows).delete()
        name = keep(b"content", "minutes", "odt")
        (tmp_path / name).write_bytes(b"other")
        rows.filter(file_format="odt").update(file=name, sha256=sha256_of(b"content"))
        found = [line for line in self.found() if "第4次副市長層級會議紀錄第1版（" in line]
        assert len(found) == 4
        assert f"第4次副市長層級會議紀錄第1版（發文用 ODT）的內容與留存時的驗證碼不符（{name}）。" in found
        assert sum("不在儲存空間" in line for line in found) == 3


def test_a_file_on_the_disk_is_readable_by_the_server_only(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = Path(tmp_path) / keep(b"content", "minutes", "pdf")

    assert [oct(os.stat(part).st_mode & 0o777) for part in (path, path.parent, path.parent.parent)] == [
        "0o600",
        "0o700",
        "0o700",
    ]
