"""Attachments of an update. The type of a file is detected from its content.

ODF, PDF, PNG and JPEG are accepted, 10 MB each. The extension has to match the content, and documents with macros are
refused.
"""

from __future__ import annotations

import hashlib
import warnings
import zipfile
from pathlib import PurePath
from typing import IO

from django.core.files.base import File
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from cases.models import Attachment, QuarterlyUpdate
from cases.models.reporting import LABEL_LIMIT
from cases.reporting.workflow import UpdateError
from groups.actors import Actor

SIZE_LIMIT = 10 * 1024 * 1024
FILES_LIMIT = 10
# The extensions of each content type. Downloads are served with the detected type, not the one the browser sent.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "application/vnd.oasis.opendocument.graphics": (".odg",),
}
ACCEPT = ",".join(ending for endings in ENDINGS.values() for ending in endings)
KINDS = "可附加的檔案為 ODF（odt、ods、odp、odg）、PDF、PNG 與 JPEG"
IMAGE_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
MACRO_FOLDERS = ("Basic/", "Scripts/")


BinaryFile = IO[bytes] | File


def content_type_of(file: BinaryFile) -> str:
    """The content type detected from a file's content; "" where it is not an accepted one. Unpacks nothing."""
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _image_type(file)
    if head.startswith(b"PK\x03\x04"):
        return _odf_type(file)
    return ""


def check(file: File) -> str:
    """The content type of an uploaded file that may be kept. Raises UpdateError with what is wrong."""
    name = PurePath(file.name or "").name
    if file.size > SIZE_LIMIT:
        raise UpdateError(f"「{name}」有 {file.size / 1024 / 1024:.1f} MB，超過上限 10 MB。請壓縮或拆成數個檔案。")
    if not file.size:
        raise UpdateError(f"「{name}」是空的檔案，請重新選擇。")
    if len(name) > LABEL_LIMIT:
        raise UpdateError(f"檔名最多 {LABEL_LIMIT} 字，請縮短後再上傳。")
    ending = PurePath(name).suffix.lower()
    known = ending in {ending for endings in ENDINGS.values() for ending in endings}
    found = content_type_of(file)
    if not found:
        what = "內容無法辨識，可能已損毀、含有巨集，或只是改了副檔名" if known else "不是可附加的類型"
        raise UpdateError(f"「{name}」{what}。{KINDS}，其他格式請先另存。")
    if ending not in ENDINGS[found]:
        real = ENDINGS[found][0].lstrip(".")
        raise UpdateError(f"「{name}」的副檔名與內容不符：內容是 {real} 檔。請改為正確的副檔名後再上傳。")
    return found


@transaction.atomic
def attach(update: QuarterlyUpdate, file: File, actor: Actor) -> Attachment:
    """Keep a file beside an update that is with its liaison. Raises UpdateError."""
    content_type = check(file)
    update = _with_liaison(update)
    if update.attachments.count() >= FILES_LIMIT:
        raise UpdateError(f"每份季進度最多 {FILES_LIMIT} 個附件，請先移除不需要的。")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    name = PurePath(file.name or "").name
    attachment = Attachment(
        update=update,
        name=name,
        content_type=content_type,
        size=file.size,
        sha256=digest.hexdigest(),
        uploaded_by_name=actor.name,
    )
    # The stored name is made of the hash: whatever the user called the file, every file system takes it.
    attachment.file.save(f"{attachment.sha256[:20]}{ENDINGS[content_type][0]}", file, save=False)
    attachment.save()
    return attachment


@transaction.atomic
def detach(attachment: Attachment) -> None:
    """Remove an attachment while the update is with its liaison; the stored file is deleted on commit."""
    _with_liaison(attachment.update)
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _with_liaison(update: QuarterlyUpdate) -> QuarterlyUpdate:
    current = QuarterlyUpdate.objects.select_for_update().get(pk=update.pk)
    if not current.is_with_liaison:
        raise UpdateError(f"這份季進度目前是「{current.get_state_display()}」，附件不可更動。")
    return current


def _image_type(file: BinaryFile) -> str:
    try:
        with warnings.catch_warnings():
            # Refuses pictures of more than some 90 million pixels.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                found = IMAGE_FORMATS.get(image.format or "", "")
                image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError, ValueError):
        return ""
    except SyntaxError:  # what Pillow raises for a broken PNG
        return ""
    finally:
        file.seek(0)
    return found


def _odf_type(file: BinaryFile) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            first = archive.infolist()[0]
            if first.filename != "mimetype" or first.file_size > 100 or first.compress_type != zipfile.ZIP_STORED:
                return ""
            if any(name.startswith(MACRO_FOLDERS) for name in archive.namelist()):
                return ""
            found = archive.read(first).decode("ascii")
    # Any exception: a damaged directory of an archive raises BadZipFile, ValueError, struct.error, and more.
    except Exception:
        return ""
    finally:
        file.seek(0)
    return found if found in ENDINGS else ""
