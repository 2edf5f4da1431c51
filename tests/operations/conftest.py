"""Places for backups: a database and a folder of stored files, one with rows of every kind, others empty."""

import contextlib
import shutil
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings

from tests.support.databases import copy_media

PDF_BYTES = b"%PDF-1.7\n" + b"minutes of a working meeting\n" * 50


class Place(NamedTuple):
    """A database by its name and URL, and the folder of its stored files."""

    name: str
    url: str
    media: Path

    @contextlib.contextmanager
    def entered(self, blocker):
        """Let this process's connection and storage be the place's."""
        from django.contrib.contenttypes.models import ContentType

        before = connection.settings_dict["NAME"]
        with blocker.unblock(), override_settings(MEDIA_ROOT=str(self.media)):
            connection.close()
            connection.settings_dict["NAME"] = self.name
            ContentType.objects.clear_cache()
            try:
                yield self
            finally:
                connection.close()
                connection.settings_dict["NAME"] = before
                ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def enter(django_db_setup, django_db_blocker):
    """`with enter(place):`"""
    return lambda place: place.entered(django_db_blocker)


@pytest.fixture(scope="session")
def full_place(databases, enter, tmp_path_factory):
    """The five meetings, a draft, reports in each state, an attachment, an import under review: only to be read."""
    url = databases.copy_for_site()
    name = url.removeprefix("sqlite:///") if url.startswith("sqlite") else urlsplit(url).path[1:]
    media = tmp_path_factory.mktemp("media") / "stored"
    copy_media(media)
    place = Place(name, url, media)
    with enter(place):
        from cases.models import QuarterlyUpdate, UpdateState
        from cases.reporting.attachments import attach
        from platform_site.operations.files import named_files
        from tests.cases.reporting.rows import LIAISON
        from tests.support.full_site import fill

        fill()
        unsent = QuarterlyUpdate.objects.filter(state=UpdateState.DRAFT).first()
        attach(unsent, SimpleUploadedFile("會勘紀錄.pdf", PDF_BYTES), LIAISON)
        # Files that no row names were left by other tests.
        named = set(named_files())
        for path in media.rglob("*"):
            if path.is_file() and path.relative_to(media).as_posix() not in named:
                path.unlink()
    return place


@pytest.fixture
def place_of_its_own(databases, full_place, tmp_path):
    """A copy of the full place that one test may write to."""
    name = databases.copy_of(full_place.name)
    shutil.copytree(full_place.media, tmp_path / "own-media")
    return Place(name, databases.url_of(name), tmp_path / "own-media")


@pytest.fixture
def empty_place(databases, tmp_path, django_db_setup):
    """A migrated database that nobody has used, and no stored file."""
    return new_empty_place(databases, tmp_path)


def new_empty_place(databases, folder):
    name = databases.copy_migrated()
    return Place(name, databases.url_of(name), folder / f"media-of-{Path(name).stem}")


@pytest.fixture(scope="session")
def backup_made(full_place, enter, tmp_path_factory):
    """A backup of the full place: its path, manifest and digest."""
    from platform_site.operations.writing import write_backup

    with enter(full_place):
        return write_backup(tmp_path_factory.mktemp("backups"))
