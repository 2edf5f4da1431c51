"""Private files in a bucket of an S3-compatible storage, for more than one machine: STORAGES["private"] with S3_BUCKET.

django-storages makes the connection. What is stored goes in one request, which the service takes whole or not at all
and refuses for a name that is taken (a conditional write), so nothing is ever overwritten.

Only this module imports boto3; Django imports it where the settings name it and nowhere else.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from platform_site.shared.uploads import WholeFiles

# A page waits for a file, and the next question may be answered better.
TIMEOUTS = {"connect_timeout": 5, "read_timeout": 30, "retries": {"max_attempts": 3, "mode": "standard"}}


class ReadFile(File):
    """A file as it was read, which may be opened again as one of the disk may."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(BytesIO(content), name)
        self._content = content

    def open(self, *args: Any, **kwargs: Any) -> ReadFile:
        self.file = BytesIO(self._content)
        return self


class BucketStorage(WholeFiles, S3Storage):
    """Files of a bucket that nobody else can read: the platform's key alone, no public address."""

    def __init__(self, **options: Any) -> None:
        # By path: a server of one's own has no name for each bucket. Newer checksums are unknown to some services.
        config = Config(
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            **TIMEOUTS,
        )
        super().__init__(client_config=config, file_overwrite=False, querystring_auth=False, **options)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        self._put(name, BytesIO(b"".join(chunks)))

    def take(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            self._put(name, file)

    def hold(self, name: str, path: Path) -> None:
        with self._open(name) as stored, path.open("wb") as file:
            shutil.copyfileobj(stored, file)

    def _put(self, name: str, content: IO[bytes]) -> None:
        with as_of_a_disk():
            self.bucket.Object(self._normalize_name(name)).put(Body=content, IfNoneMatch="*")

    def _open(self, name: str, mode: str = "rb") -> File:
        with as_of_a_disk():
            answer = self.bucket.Object(self._normalize_name(name)).get()
            return ReadFile(answer["Body"].read(), name)

    def delete(self, name: str) -> None:
        with as_of_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with as_of_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with as_of_a_disk():
            return int(super().size(name))


@contextmanager
def as_of_a_disk() -> Iterator[None]:
    """Raise what a disk would, so that whoever stores and reads has one kind of error to think of: OSError."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        said = error.response.get("Error", {}).get("Code", "")
        if status == HTTPStatus.NOT_FOUND and said != "NoSuchBucket":
            raise FileNotFoundError(errno.ENOENT, "not in the bucket") from error
        # The other is two writers of one name at the same moment: one of them is told so.
        if status in (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT):
            raise FileExistsError(errno.EEXIST, "in the bucket already") from error
        raise OSError(errno.EIO, f"the storage refuses: {said or status}") from error
    except BotoCoreError as error:
        raise OSError(errno.EIO, f"the storage does not answer: {type(error).__name__}") from error
