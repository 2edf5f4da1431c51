"""Storage of uploaded files: under MEDIA_ROOT, which no URL serves. A view checks permissions and sends the file."""

import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.utils.deconstruct import deconstructible

logger = logging.getLogger(__name__)


class MissingFile(Http404, FileNotFoundError):
    """A row names a file that cannot be read from the disk; the message is a Chinese sentence for the page."""


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files readable by the server's own user only, without a public URL; each is there whole or not at all."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """Refuse, since no URL serves these files."""
        raise ValueError("A private file has no URL; link to the view that serves it.")

    def _save(self, name: str, content: File) -> str:
        """Store under the name, or another where that is taken; Django's own leaves the beginning of what failed."""
        while True:
            path = Path(self.path(name))
            make_folder(path.parent)
            try:
                write_whole(content.chunks(), path)
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")


def open_stored(file: FieldFile, what: str) -> File:
    """Open a stored file that the page calls `what`. Raises MissingFile, a 404, where the disk does not give it."""
    try:
        return file.open("rb")
    except OSError as error:
        # The name is one of ours, made of a hash.
        logger.error("The stored file %s cannot be read: %s", file.name, error.strerror)
        raise MissingFile(
            f"「{what}」的資料還在，但儲存空間中找不到檔案本身，無法提供。請告知幕僚單位，由系統管理者自備份還原這個檔案。"
        ) from error


def read_stored(file: FieldFile, what: str) -> bytes:
    """The content of a stored file; raises as `open_stored` does."""
    with open_stored(file, what) as opened:
        content: bytes = opened.read()
    return content


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, closed to others; mkdir gives its mode to the last one only."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def write_whole(chunks: Iterable[bytes], path: Path) -> None:
    """Give `path` the content at once and durably. Raises FileExistsError where it is there by now, OSError where the
    disk refuses; nothing is left then.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    finally:
        os.unlink(temporary)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
