"""Private files in a bucket: the same as in a folder, asked of a real server on loopback."""

import logging
import shutil
import socket
import threading

import boto3
import pytest
from django.core.files.base import ContentFile
from django.http import Http404
from moto.server import ThreadedMotoServer

from cases.models import Attachment
from platform_site.operations.archive import opened
from platform_site.operations.restoring import restore
from platform_site.operations.writing import write_backup
from platform_site.shared.kept_files import DamagedFile, keep, sha256_of, why_not_kept
from platform_site.shared.refusals import Refusal
from platform_site.shared.uploads import MissingFile, PrivateStorage, open_stored, read_stored

CONTENT = b"content"
NAME = f"minutes/ed/{sha256_of(CONTENT)}.pdf"
KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def server():
    """An S3 server with an empty bucket called `platform`; yields its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield "http://{}:{}".format(*running.get_host_and_port())
    running.stop()


@pytest.fixture
def client(server):
    return boto3.client("s3", endpoint_url=server, **KEYS)


@pytest.fixture
def bucket(server, client, settings, tmp_path):
    """The private files lie in an empty bucket; yields how to look into it."""
    client.create_bucket(Bucket="platform")
    use(settings, server)
    settings.MEDIA_ROOT = str(tmp_path)
    yield Bucket(client)
    Bucket(client).empty()


def use(settings, endpoint):
    options = {"bucket_name": "platform", "endpoint_url": endpoint, "region_name": "us-east-1"}
    options |= {"access_key": "key", "secret_key": "secret"}
    private = {"BACKEND": "platform_site.shared.bucket.BucketStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"private": private}


class Bucket:
    def __init__(self, client):
        self.client = client

    def names(self):
        listed = self.client.list_objects_v2(Bucket="platform")
        return [entry["Key"] for entry in listed.get("Contents", [])]

    def empty(self):
        for name in self.names():
            self.client.delete_object(Bucket="platform", Key=name)

    def put(self, name, content):
        self.client.put_object(Bucket="platform", Key=name, Body=content)

    def get(self, name):
        return self.client.get_object(Bucket="platform", Key=name)["Body"].read()


# -- One file ---------------------------------------------------------------------------------------------------------


def test_a_content_lies_under_its_hash(bucket):
    assert keep(CONTENT, "minutes", "pdf") == NAME
    assert keep(CONTENT, "minutes", "pdf") == NAME
    assert bucket.names() == [NAME]
    assert bucket.get(NAME) == CONTENT
    assert why_not_kept(NAME, sha256_of(CONTENT)) == ""


def test_a_file_that_says_something_else_is_not_overwritten(bucket):
    bucket.put(NAME, b"other")

    with pytest.raises(DamagedFile):
        keep(CONTENT, "minutes", "pdf")
    assert bucket.get(NAME) == b"other"
    assert why_not_kept(NAME, sha256_of(CONTENT)) == "的內容與留存時的驗證碼不符"


def test_a_missing_file_says_so(bucket):
    assert why_not_kept(NAME, sha256_of(CONTENT)) == "不在儲存空間"
    with pytest.raises(FileNotFoundError):
        PrivateStorage().open(NAME)


def test_two_who_store_one_name_at_once_get_two_names(bucket):
    """Each asks whether the name is free before either has stored."""
    storage, names = PrivateStorage(), []
    both = threading.Barrier(2)

    def store(content):
        both.wait()
        names.append(storage.backend._save("updates/a.pdf", ContentFile(content)))

    threads = [threading.Thread(target=store, args=[content]) for content in (b"one", b"two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(names)) == 2
    assert sorted(bucket.get(name) for name in names) == [b"one", b"two"]


def test_a_private_file_has_no_url(bucket):
    with pytest.raises(ValueError, match="no URL"):
        PrivateStorage().url(NAME)


@pytest.mark.django_db
def test_a_file_of_a_row_is_stored_read_and_deleted(bucket):
    attachment = Attachment(name="附件.pdf")
    attachment.file.save("0123.pdf", ContentFile(CONTENT), save=False)

    assert bucket.names() == [attachment.file.name]
    # As the next request has it, and twice.
    attachment = Attachment(name=attachment.name, file=attachment.file.name)
    assert read_stored(attachment.file, "附件") == CONTENT
    assert read_stored(attachment.file, "附件") == CONTENT
    attachment.file.storage.delete(attachment.file.name)
    assert bucket.names() == []
    with pytest.raises(MissingFile) as caught:
        open_stored(Attachment(file=attachment.file.name).file, "附件")
    assert isinstance(caught.value, Http404)


@pytest.mark.django_db
def test_a_storage_that_does_not_answer_is_an_error_in_words(bucket, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    attachment = Attachment(name="附件.pdf", file="updates/2026/01/a.pdf")
    use(settings, f"http://127.0.0.1:{port}")

    with pytest.raises(MissingFile, match="「附件」的資料還在"):
        open_stored(attachment.file, "附件")
    with pytest.raises(OSError, match="does not answer"):
        keep(CONTENT, "minutes", "pdf")
    assert why_not_kept(NAME, sha256_of(CONTENT)).startswith("無法讀取（")


def test_a_key_that_is_refused_is_an_error_and_no_missing_file(bucket, settings):
    options = settings.STORAGES["private"]["OPTIONS"] | {"bucket_name": "another"}
    settings.STORAGES = settings.STORAGES | {"private": settings.STORAGES["private"] | {"OPTIONS": options}}

    with pytest.raises(OSError, match="refuses: NoSuchBucket") as caught:
        PrivateStorage().open(NAME)
    assert not isinstance(caught.value, FileNotFoundError)


# -- Backup and restore -----------------------------------------------------------------------------------------------


def fill(bucket, folder):
    """Put all files of a folder into the bucket."""
    for path in folder.rglob("*"):
        if path.is_file():
            bucket.put(path.relative_to(folder).as_posix(), path.read_bytes())


@pytest.mark.slow
def test_a_backup_does_not_know_whether_files_lay_in_a_bucket(
    server, client, place_of_its_own, empty_place, enter, tmp_path, bucket, settings
):
    fill(bucket, place_of_its_own.media)
    shutil.rmtree(place_of_its_own.media)
    place_of_its_own.media.mkdir()

    with enter(place_of_its_own):
        made = write_backup(tmp_path / "backups")
    assert made.manifest.missing_files == []
    assert sorted(made.manifest.files) == bucket.names()
    assert list(place_of_its_own.media.glob(".backup-files*")) == []

    before = {name: bucket.get(name) for name in bucket.names()}
    bucket.empty()
    with enter(empty_place), opened(made.path) as archive:
        restore(archive)
    assert {name: bucket.get(name) for name in bucket.names()} == before


@pytest.mark.slow
def test_a_restore_that_is_refused_takes_its_files_out_of_the_bucket_again(
    place_of_its_own, empty_place, enter, tmp_path, bucket
):
    fill(bucket, place_of_its_own.media)
    with enter(place_of_its_own):
        made = write_backup(tmp_path / "backups")
    last = bucket.names()[-1]
    bucket.empty()
    bucket.put(last, b"something else")

    with enter(empty_place), opened(made.path) as archive, pytest.raises(Refusal, match="已有另一個內容不同的檔案"):
        restore(archive)
    assert bucket.names() == [last]
