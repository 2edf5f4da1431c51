"""What finalising leaves behind of each made-up meeting: its composed minutes, their hash, version, files and seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from cases.ledger.sealing import Subject, seal_all
from cases.models import QuarterlyUpdate, UpdateState
from cases.reporting.sealing import UPDATES
from groups.actors import Actor
from meetings.made_history.narrative import MARK
from meetings.minutes.document import MinutesDocument
from meetings.minutes.serialising import to_data
from meetings.models import Meeting, MeetingLevel, MinutesVersion, StoredDocument
from meetings.record.compose import compose
from meetings.record.documents import Copy, Format, store_copies
from meetings.record.figures import figures_of_level
from meetings.record.sealing import MEETINGS, VERSIONS
from meetings.record.versions import Edition
from platform_site.shared.kept_files import keep, sha256_of
from platform_site.shared.pdf.rendering import TYPESETTER

STAND_IN = (
    f'<html lang="zh-Hant-TW"><head><title>{MARK}會議紀錄</title></head><body>'
    f"<h1>{MARK}會議紀錄</h1><p>這份紀錄檔案未逐次繪製，內容請見網頁。</p></body></html>"
)


@dataclass(frozen=True)
class Fixed:
    """A meeting with its minutes as they were fixed."""

    meeting: Meeting
    document: MinutesDocument


def fix_minutes(level: MeetingLevel, actor: Actor, files: int) -> list[Fixed]:
    """Compose all minutes of the level, put in the hashes and write the first versions; oldest first.

    The newest `files` meetings get their copies drawn, the others one page that says why there are none.
    """
    fixed, editions = [], []
    for figures in figures_of_level(level):
        meeting = figures.meeting
        edition = Edition(meeting, compose(meeting, figures), 1, made_by_name=actor.name, made_at=meeting.finalised_at)
        meeting.content_sha256 = edition.sha256
        fixed.append(Fixed(meeting, edition.document))
        editions.append(edition)
    Meeting.objects.bulk_update([row.meeting for row in fixed], ["content_sha256"], batch_size=200)
    versions = MinutesVersion.objects.bulk_create(
        [
            MinutesVersion(
                meeting=edition.meeting,
                number=1,
                document=to_data(edition.document),
                text=edition.text,
                sha256=edition.sha256,
                made_by_name=actor.name,
                made_at=edition.made_at or timezone.now(),
            )
            for edition in editions
        ],
        batch_size=50,
    )
    StoredDocument.objects.bulk_create(_files(editions, versions, files), batch_size=500)
    return fixed


def seal_everything(actor: Actor) -> int:
    """Seal meetings, versions and accepted reports in the order in which they were fixed; returns how many."""
    meetings = Meeting.objects.finalised().in_order()
    entries: list[tuple[datetime | None, int, Subject, Model]] = []
    entries += [(row.finalised_at, 0, MEETINGS, row) for row in meetings]
    versions = MinutesVersion.objects.select_related("meeting__level", "meeting__group").defer("document", "text")
    entries += [(row.made_at, 1, VERSIONS, row) for row in versions]
    updates = QuarterlyUpdate.objects.filter(state=UpdateState.ACCEPTED).select_related("case")
    entries += [(row.accepted_at, 2, UPDATES, row) for row in updates.order_by("pk")]
    dated = [(at, order, row.pk, subject, row) for at, order, subject, row in entries if at is not None]
    dated.sort(key=lambda entry: entry[:3])
    return len(seal_all([(subject, row, at) for at, _, _, subject, row in dated], actor))


def _files(editions: Sequence[Edition], versions: Sequence[MinutesVersion], drawn: int) -> list[StoredDocument]:
    made = []
    content = TYPESETTER.pdf(STAND_IN)
    name, sha256 = keep(content, "minutes", Format.PDF), sha256_of(content)
    for place, (edition, version) in enumerate(zip(editions, versions, strict=True)):
        if place >= len(editions) - drawn:
            copies = store_copies(edition)
        else:
            form = {"copy": Copy.PLATFORM, "file_format": Format.PDF}
            copies = [StoredDocument(**form, file=name, sha256=sha256, size=len(content))]
        for copy in copies:
            copy.minutes = version
        made += copies
    return made
