"""The versions of finalised minutes: what is printed of a meeting, and the one way a version is written.

A version is one row: the composed document as JSON, its text and the text's SHA-256, with the files made of it. It is
added in one transaction with its seal and never changed. The first says what was finalised, later ones correct it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from cases.ledger.sealing import seal
from groups.actors import Actor
from meetings.minutes.document import MinutesDocument
from meetings.minutes.render import render
from meetings.minutes.serialising import from_data, to_data
from meetings.models import Meeting, MinutesVersion, StoredDocument
from meetings.record.compose import compose
from meetings.record.figures import MeetingFigures
from meetings.record.sealing import VERSIONS
from meetings.search.sources import index_meeting


def content_sha256(document: MinutesDocument) -> str:
    """SHA-256, in hex, of the minutes' text as `export_minutes --format text` writes it (UTF-8).

    So anyone who holds the text can verify the footer of the PDF with sha256sum.
    """
    return text_sha256(render(document))


def text_sha256(text: str) -> str:
    """SHA-256, in hex, of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Edition:
    """The minutes as they are printed at one time: a draft (`number` 0), or one version of finalised minutes."""

    meeting: Meeting
    document: MinutesDocument
    number: int = 0
    reason: str = ""
    made_by_name: str = ""
    made_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        return self.number == 0

    @property
    def is_correction(self) -> bool:
        return self.number > 1

    @cached_property
    def text(self) -> str:
        """The minutes as plain text."""
        return render(self.document)

    @cached_property
    def sha256(self) -> str:
        """The 內容驗證碼."""
        return text_sha256(self.text)


def edition_of(meeting: Meeting, number: int | None = None, figures: MeetingFigures | None = None) -> Edition:
    """What is printed of a meeting: its latest version, that with `number`, or the draft as its rows stand now.

    `figures` saves queries where the caller has them. Raises MinutesVersion.DoesNotExist where a version is asked for
    that there is none of.
    """
    if number is not None:
        return edition_of_version(meeting, meeting.versions.get(number=number))
    if not meeting.is_final:
        return Edition(meeting, compose(meeting, figures))
    latest = meeting.versions.order_by("number").last()
    if latest is None:
        # Finalised before there were versions; load_platform adds them.
        return Edition(meeting, compose(meeting), 1, "", meeting.finalised_by_name, meeting.finalised_at)
    return edition_of_version(meeting, latest)


def edition_of_version(meeting: Meeting, version: MinutesVersion) -> Edition:
    """A version as it is printed."""
    document = from_data(version.document)
    return Edition(meeting, document, version.number, version.reason, version.made_by_name, version.made_at)


def printed_document(meeting: Meeting, figures: MeetingFigures | None = None) -> MinutesDocument:
    """The minutes that page, files, exports and search show: of the latest version, or of the draft as it stands."""
    return edition_of(meeting, figures=figures).document


@transaction.atomic
def write_version(
    edition: Edition, files: Sequence[StoredDocument], actor: Actor, answers: Iterable[dict[str, Any]] = ()
) -> MinutesVersion:
    """Add the version that `edition` says, with the rows of its `files`, which lie on the disk already, and its seal.

    From then on its lines, and no longer those of the version before, are found by the search.
    IntegrityError where the meeting has a version of that number, ValueError where the edition says no time.
    """
    if edition.made_at is None:
        raise ValueError("A draft is no version.")
    version = MinutesVersion.objects.create(
        meeting=edition.meeting,
        number=edition.number,
        document=to_data(edition.document),
        text=edition.text,
        sha256=edition.sha256,
        reason=edition.reason,
        answers=list(answers),
        made_by_name=edition.made_by_name[:60],
        made_at=edition.made_at,
    )
    for file in files:
        file.minutes = version
    StoredDocument.objects.bulk_create(files)
    seal(VERSIONS, version, actor, edition.made_at)
    index_meeting(edition.meeting, edition.document)
    return version
