"""Files beside an update: what their content says decides."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from cases.models import Attachment
from cases.reporting.attachments import attach, check, detach
from cases.reporting.workflow import UpdateError, accept, submit
from platform_site.shared.sheets.files import write_tables
from tests.cases.reporting.rows import IN_TIME, LIAISON, SECRETARY, draft, tracked_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind)
    return out.getvalue()


def odf(mimetype="application/vnd.oasis.opendocument.text", extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name in ("content.xml", *extra):
            archive.writestr(name, "<x/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n%%EOF"
GOOD = {
    "報告.pdf": PDF,
    "照片.PNG": picture("PNG"),
    "照片.jpeg": picture("JPEG"),
    "說明.odt": odf(),
    "明細.ods": write_tables({"表": [["一"]]}, "ods"),
}
KINDS = "可附加的檔案為 ODF（odt、ods、odp、odg）、PDF、PNG 與 JPEG，其他格式請先另存。"
UNKNOWN = f"內容無法辨識，可能已損毀、含有巨集，或只是改了副檔名。{KINDS}"
BAD = [
    ("空.pdf", b"", "「空.pdf」是空的檔案，請重新選擇。"),
    ("大.pdf", PDF + b" " * (10 * 1024 * 1024), "「大.pdf」有 10.0 MB，超過上限 10 MB。請壓縮或拆成數個檔案。"),
    ("騙.pdf", picture("PNG"), "「騙.pdf」的副檔名與內容不符：內容是 png 檔。請改為正確的副檔名後再上傳。"),
    ("騙.png", PDF, "「騙.png」的副檔名與內容不符：內容是 pdf 檔。請改為正確的副檔名後再上傳。"),
    ("網頁.pdf", b"<html><script>", f"「網頁.pdf」{UNKNOWN}"),
    ("程式.png", b"MZ\x90", f"「程式.png」{UNKNOWN}"),
    ("壞.png", picture("PNG")[:20], f"「壞.png」{UNKNOWN}"),
    ("巨集.odt", odf(extra=["Basic/script.xml"]), f"「巨集.odt」{UNKNOWN}"),
    ("壓縮.odt", odf("application/zip"), f"「壓縮.odt」{UNKNOWN}"),
    (
        "文件.docx",
        odf("application/zip"),
        f"「文件.docx」不是可附加的類型。{KINDS}",
    ),
    ("長" * 200 + ".pdf", PDF, "檔名最多 200 字，請縮短後再上傳。"),
]


@pytest.mark.parametrize("name", GOOD)
def test_what_offices_exchange_is_kept_as_it_came_under_a_name_of_our_own(name, files):
    update = draft(tracked_case())
    attachment = attach(update, SimpleUploadedFile(name, GOOD[name], "text/html"), LIAISON)
    assert (attachment.name, attachment.size, attachment.uploaded_by_name) == (name, len(GOOD[name]), "測試聯絡人")
    assert attachment.content_type != "text/html"
    stored = files / attachment.file.name
    assert stored.read_bytes() == GOOD[name]
    assert stored.name.isascii()
    assert stored.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="no URL"):
        _ = attachment.file.url


@pytest.mark.parametrize(("name", "content", "message"), BAD, ids=[name[:6] for name, _, _ in BAD])
def test_a_file_that_lies_or_is_too_much_is_refused_with_the_reason(name, content, message):
    with pytest.raises(UpdateError) as error:
        check(SimpleUploadedFile(name, content, "application/pdf"))
    assert str(error.value) == message


def test_a_file_is_taken_away_with_its_row_once_that_is_committed(files, django_capture_on_commit_callbacks):
    attachment = attach(draft(tracked_case()), SimpleUploadedFile("a.pdf", PDF), LIAISON)
    with django_capture_on_commit_callbacks(execute=True):
        detach(attachment)
    assert not Attachment.objects.exists()
    assert not (files / attachment.file.name).exists()


def test_there_are_ten_at_most():
    update = draft(tracked_case())
    for number in range(10):
        attach(update, SimpleUploadedFile(f"{number}.pdf", PDF), LIAISON)
    with pytest.raises(UpdateError, match="每份季進度最多 10 個附件，請先移除不需要的。"):
        attach(update, SimpleUploadedFile("11.pdf", PDF), LIAISON)


def test_what_was_sent_gets_no_other_files_and_what_was_accepted_is_frozen():
    update = draft(tracked_case())
    attachment = attach(update, SimpleUploadedFile("a.pdf", PDF), LIAISON)
    update = submit(update, LIAISON, version=1, today=IN_TIME)
    for step in (lambda: attach(update, SimpleUploadedFile("b.pdf", PDF), LIAISON), lambda: detach(attachment)):
        with pytest.raises(UpdateError, match="這份季進度目前是「已送出」，附件不可更動。"):
            step()
    accept(update, SECRETARY, version=2)
    for change in (lambda: Attachment.objects.all().delete(), lambda: Attachment.objects.update(name="b.pdf")):
        with pytest.raises(DatabaseError, match="季進度已採認"), transaction.atomic():
            change()
