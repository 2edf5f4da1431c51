"""Stored files that are gone from the disk, and a disk without room: a sentence, and nothing half done."""

import contextlib
import errno
import logging
import os
import shutil
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Attachment, QuarterlyUpdate
from cases.reporting.attachments import attach
from meetings.models import Meeting, MinutesImport, MinutesVersion
from platform_site.shared.kept_files import sha256_of
from tests.cases.reporting.rows import LIAISON, filed, tracked_case
from tests.meetings.finalising.answers import confirmed
from tests.meetings.finalising.drafts import sixth
from tests.meetings.imports.samples import MISCOUNTED
from tests.meetings.publishing.rows import publish_everything
from tests.people import signed_in

pytestmark = pytest.mark.django_db

GONE = "的資料還在，但儲存空間中找不到檔案本身，無法提供。請告知幕僚單位，由系統管理者自備份還原這個檔案。"
PDF = b"%PDF-1.7\n%%EOF"
FILLER = "filler"
ROOM, LARGE = 1_000_000, 600_000


@pytest.fixture
def media(tmp_path):
    with override_settings(MEDIA_ROOT=str(tmp_path / "media")):
        yield tmp_path / "media"


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != FILLER)


# -- Gone -------------------------------------------------------------------------------------------------------------


def test_minutes_whose_file_is_gone_are_404_in_words_and_an_error_in_the_log(media, caplog):
    publish_everything()
    meeting = Meeting.objects.by_key("deputy-mayor-5").get()
    of_version = {"key": meeting.key, "number": 1}
    member = signed_in("official")
    asked = [
        (member, reverse("meetings:minutes-pdf", args=[meeting.key])),
        (member, reverse("versions:odt", args=[meeting.key])),
        (member, reverse("versions:file", kwargs=of_version | {"copy": "platform", "file_format": "pdf"})),
        (Client(), reverse("public:minutes-file", args=[meeting.key, "pdf"])),
    ]
    caplog.set_level(logging.ERROR)

    for client, page in asked:
        caplog.clear()
        answer = client.get(page)

        assert answer.status_code == 404, page
        assert "第5次副市長層級會議紀錄" in answer.content.decode() and f"」{GONE}" in answer.content.decode()
        (said,) = [record for record in caplog.records if record.name == "platform_site.shared.uploads"]
        assert said.levelno == logging.ERROR and "minutes/" in said.getMessage()


def test_an_attachment_and_an_original_whose_files_are_gone_are_404_in_words(media):
    update = filed(tracked_case(), state="draft")
    attachment = attach(update, SimpleUploadedFile("會勘紀錄.pdf", PDF), LIAISON)
    secretary = signed_in("secretariat")
    secretary.post(reverse("imports:list"), {"file": SimpleUploadedFile("第6次.txt", MISCOUNTED.encode())})
    brought_in = MinutesImport.objects.get()
    pages = {
        reverse("reporting:download", args=[attachment.pk]): "會勘紀錄.pdf",
        reverse("imports:original", args=[brought_in.pk]): "第6次.txt",
    }
    for page in pages:
        answer = secretary.get(page)
        assert (answer.status_code, len(answer.getvalue()) > 0) == (200, True)

    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()

    for page, name in pages.items():
        answer = secretary.get(page)
        assert (answer.status_code, f"「{name}」{GONE}" in answer.content.decode()) == (404, True)


# -- Full -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk(media, monkeypatch):
    """A small disk for stored files; where nobody may mount one, a write that fails as if it were full."""
    media.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(media)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    if not is_mounted:

        def no_room(descriptor):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr("platform_site.shared.uploads.os.fsync", no_room)
    else:
        # A beginning of every file goes onto the disk.
        (media / FILLER).write_bytes(b"0" * (shutil.disk_usage(media).free - 20_000))
    yield media
    if is_mounted:
        subprocess.run(["umount", str(media)], check=True)


def told(answer):
    page = answer.content.decode()
    assert answer.status_code == 507
    assert "伺服器的磁碟已滿，這次的動作沒有完成，資料與檔案都沒有變動，也沒有留下不完整的檔案。" in page


def failing(role):
    client = signed_in(role)
    client.raise_request_exception = False
    return client


def test_an_attachment_for_which_there_is_no_room_is_refused_in_words_and_leaves_nothing(full_disk):
    update = filed(tracked_case(), state="draft")
    large = SimpleUploadedFile("大圖.pdf", PDF + b"0" * LARGE)

    told(failing("secretariat").post(reverse("reporting:attach", args=[update.pk]), {"file": large}))

    assert (Attachment.objects.count(), files_in(full_disk)) == (0, [])
    assert QuarterlyUpdate.objects.get(pk=update.pk).version == update.version


def test_minutes_brought_in_for_which_there_is_no_room_leave_nothing(full_disk):
    # The text is smaller than what is left, up to here.
    with contextlib.suppress(OSError), (full_disk / FILLER).open("ab", buffering=0) as filler:
        for _ in range(40):
            filler.write(b"0" * 1_000)

    file = SimpleUploadedFile("第6次.txt", MISCOUNTED.encode())
    told(failing("secretariat").post(reverse("imports:list"), {"file": file}))

    assert (MinutesImport.objects.count(), files_in(full_disk)) == (0, [])


def test_minutes_for_whose_files_there_is_no_room_stay_a_draft(full_disk, real_files):
    draft = sixth(ends_at="16:00", recorder="林嘉慧")
    client = failing("secretariat")
    page = reverse("finalising:checklist", args=[draft.key])

    told(client.post(page, confirmed(client.get(page), "已與各市確認。")))

    assert not Meeting.objects.get(pk=draft.pk).is_final
    assert not MinutesVersion.objects.filter(meeting=draft).exists()
    # Files come first, and those that were written are whole under the name of their hash.
    whole = [path for path in full_disk.rglob("*") if path.is_file() and path.name != FILLER]
    assert [path.name for path in whole if sha256_of(path.read_bytes()) != path.stem] == []
