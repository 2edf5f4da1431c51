"""Documents of more than two seconds: asked for once, drawn by the worker, and how far they are."""

from __future__ import annotations

import zlib
from datetime import timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from platform_site.shared.documents.keeping import DAYS, LONGEST_NAME, drop_old, find, replace
from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.kept_files import sha256_of
from platform_site.shared.pdf.rendering import TYPESETTER

# What takes two seconds: 0.3 milliseconds a tag, or where there is more text 20 a thousand characters
# (`python -m tests.bench.documents`).
TAGS, CHARACTERS = 6_000, 100_000
# Such a document takes half a minute and more than a GiB of memory; there is no use for a longer one on paper.
MOST_CHARACTERS = 800_000
# Seconds for a document drawn by the worker, and how long until it counts as interrupted.
MOST_SECONDS = 240
INTERRUPTED = timedelta(seconds=MOST_SECONDS + 60)
# Where nobody has begun after so long, and nobody draws another one, no worker runs.
PATIENCE = timedelta(seconds=15)


class State(Enum):
    """How far a document is."""

    WAITING = "waiting"
    DRAWING = "drawing"
    DRAWN = "drawn"
    FAILED = "failed"


def is_long(html: str) -> bool:
    """Whether drawing the document takes more than two seconds, as far as one sees beforehand."""
    return len(html) > CHARACTERS or html.count("<") > TAGS


def ask_for(key: str, html: str, name: str, address: str, days: int = DAYS) -> None:
    """Have the worker draw it, unless it was asked for already; what failed is tried anew."""
    now = timezone.now()
    wanted = DrawnDocument(
        key=key,
        name=name[:LONGEST_NAME],
        address=address,
        html=zlib.compress(html.encode()),
        asked_at=now,
        expires_at=now + timedelta(days=days),
    )
    with transaction.atomic():
        known = DrawnDocument.objects.select_for_update().filter(key=key).first()
        if known is not None and known.expires_at > now and state_of(known) is not State.FAILED:
            return
        replace(wanted)
        drop_old()
        draw.enqueue(key)


@task()
def draw(key: str) -> None:
    """What the worker runs (`manage.py db_worker`). Raises DrawingFailed, which its log has."""
    draw_waiting(key)


def state_of(document: DrawnDocument) -> State:
    """How far it is; whoever began and was not heard of again has failed."""
    if document.sha256:
        return State.DRAWN
    if document.failed_at is not None:
        return State.FAILED
    if document.taken_at is None:
        return State.WAITING
    return State.FAILED if document.taken_at < timezone.now() - INTERRUPTED else State.DRAWING


def waits_for_nobody(document: DrawnDocument) -> bool:
    """Whether no worker seems to run: the document was not begun for a while and no other is being drawn."""
    now = timezone.now()
    if state_of(document) is not State.WAITING or document.asked_at > now - PATIENCE:
        return False
    others = DrawnDocument.objects.filter(sha256="", failed_at=None, taken_at__gt=now - INTERRUPTED)
    return not others.exists()


def draw_waiting(key: str, most_seconds: int = MOST_SECONDS) -> None:
    """Draw a document that waits; nothing where somebody has it already. Raises DrawingFailed, which its row notes."""
    waiting = DrawnDocument.objects.filter(key=key, sha256="", taken_at=None, failed_at=None)
    if not waiting.update(taken_at=timezone.now()):
        return
    document = find(key)
    if document is None or document.html is None:
        return
    row = DrawnDocument.objects.filter(key=key, sha256="")
    try:
        html = zlib.decompress(document.html).decode()
        content = TYPESETTER.pdf(html, most_seconds)
    except BaseException:
        row.update(failed_at=timezone.now(), html=None)
        raise
    row.update(content=content, sha256=sha256_of(content), size=len(content), html=None)
