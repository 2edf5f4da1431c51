"""Storage of uploaded files: under MEDIA_ROOT, or in a bucket (bucket.py), neither of which any URL serves.

A view checks permissions and sends the file.
"""

import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.utils.deconstruct import deconstructible

logger = logging.getLogger(__name__)


class MissingFile(Http404, FileNotFoundError):
    """A row names a file that cannot be read; the message is a Chinese sentence for the page."""


class WholeFiles:
    """What a backend of private files does beyond Django's: each file is there whole or not at all.

    A backend raises OSError where files cannot be read or written, and FileNotFoundError or FileExistsError as a disk
    would.
    """

    # Whether the files lie on this machine's disk, and take up its room.
    is_local = False

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Store a content. Raises FileExistsError where the name is taken."""
        raise NotImplementedError

    def take(self, path: Path, name: str) -> None:
        """Store the content of a file that lies whole in MEDIA_ROOT; as `put` besides."""
        raise NotImplementedError

    def hold(self, name: str, path: Path) -> None:
        """Have the content at `path`, in MEDIA_ROOT, whatever becomes of the stored file meanwhile."""
        raise NotImplementedError

    def _save(self, name: str, content: File) -> str:
        """Store under the name, or another where that is taken; Django's own leaves the beginning of what failed."""
        while True:
            try:
                self.put(name, content.chunks())
            except FileExistsError:
                # Both backends are Django's storages besides.
                name = self.get_available_name(name)  # type: ignore[attr-defined]
            else:
                return name.replace("\\", "/")


class FolderStorage(WholeFiles, FileSystemStorage):
    """Files below MEDIA_ROOT, readable by the server's own user only."""

    is_local = True

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        path = Path(self.path(name))
        make_folder(path.parent)
        write_whole(chunks, path)

    def take(self, path: Path, name: str) -> None:
        target = Path(self.path(name))
        make_folder(target.parent)
        os.link(path, target)

    def hold(self, name: str, path: Path) -> None:
        os.link(self.path(name), path)


@deconstructible
class PrivateStorage(Storage):
    """Private files, wherever STORAGES["private"] keeps them: in a folder or in a bucket. There is no public URL."""

    @property
    def backend(self) -> Any:
        """The backend that the settings name."""
        return storages["private"]

    def _open(self, name: str, mode: str = "rb") -> File:
        return cast(File, self.backend._open(name, mode))

    def _save(self, name: str, content: File) -> str:
        return cast(str, self.backend._save(name, content))

    def delete(self, name: str) -> None:
        """Delete a file; one that is gone is no error."""
        self.backend.delete(name)

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return bool(self.backend.exists(name))

    def size(self, name: str) -> int:
        """The size of a file in bytes."""
        return int(self.backend.size(name))

    def path(self, name: str) -> str:
        """Where a file lies on the disk. Raises NotImplementedError where none does."""
        return str(self.backend.path(name))

    def url(self, name: str | None) -> str:
        """Refuse, since no URL serves these files."""
        raise ValueError("A private file has no URL; link to the view that serves it.")


def open_stored(file: FieldFile, what: str) -> File:
    """Open a stored file that the page calls `what`. Raises MissingFile, a 404, where it cannot be read."""
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
