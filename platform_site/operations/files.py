"""The stored files that rows name, by whatever model: held still for a backup, put back by a restore."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from platform_site.operations.archive import CHUNK, Archive
from platform_site.shared.refusals import Refusal
from platform_site.shared.uploads import PrivateStorage

HELD, RESTORED = ".backup-files-", ".restore-"


def named_files() -> list[str]:
    """The names of all files that rows name, in the private storage."""
    names: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                names.update(model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return sorted(names - {None, ""})


@contextlib.contextmanager
def held(names: list[str]) -> Iterator[dict[str, Path]]:
    """Give each file a second name until the block ends, so that it can be read even if it is deleted meanwhile.

    What lies in a bucket is copied to the disk for so long. A file that is not there is not in the answer.
    """
    storage, links = PrivateStorage().backend, {}
    with tempfile.TemporaryDirectory(dir=settings.MEDIA_ROOT, prefix=HELD) as folder:
        for number, name in enumerate(names):
            link = Path(folder, str(number))
            with contextlib.suppress(FileNotFoundError):
                storage.hold(name, link)
                links[name] = link
        yield links


@contextlib.contextmanager
def put_back(archive: Archive) -> Iterator[None]:
    """Store the files of an archive; if the block fails, those that were not there before are removed again.

    Raises Refusal where another content lies under a name, or the disk has no room.
    """
    root, storage = Path(settings.MEDIA_ROOT), PrivateStorage().backend
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    needed, free = sum(file.size for file in archive.manifest.files.values()), shutil.disk_usage(root).free
    if storage.is_local and needed > free:
        raise Refusal(f"磁碟空間不足：檔案需要 {needed:,} 位元組，{root} 只剩 {free:,} 位元組。沒有還原任何資料。")
    for left in root.glob(f"{RESTORED}*"):
        left.unlink()
    placed: list[str] = []
    try:
        for name in archive.manifest.files:
            if _place(archive, name):
                placed.append(name)
        yield
    except BaseException:
        for name in placed:
            storage.delete(name)
        raise


def _place(archive: Archive, name: str) -> bool:
    """Store one file, whole on the disk before its name exists; whether it was not there before."""
    storage = PrivateStorage()
    descriptor, temporary = tempfile.mkstemp(dir=settings.MEDIA_ROOT, prefix=RESTORED)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in archive.chunks(name):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        try:
            storage.backend.take(Path(temporary), name)
        except FileExistsError:
            if _sha256(storage, name) != archive.manifest.files[name].sha256:
                where = f"{settings.MEDIA_ROOT}/{name}" if storage.backend.is_local else name
                raise Refusal(
                    f"{where} 已有另一個內容不同的檔案。請改用空的 MEDIA_ROOT 或儲存桶。沒有還原任何資料。"
                ) from None
            return False
    finally:
        os.unlink(temporary)
    return True


def _sha256(storage: PrivateStorage, name: str) -> str:
    digest = sha256()
    with storage.open(name) as file:
        for chunk in file.chunks(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
