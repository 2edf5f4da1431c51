"""Which drawn documents there are, for how long, and what their keys are made of.

They lie in the database: every machine and the worker have it, a migration makes the table, and unlike Django's cache
there it counts bytes and holds no pickles. A web process keeps nothing. Backups and the audit trail leave them out.
"""

from __future__ import annotations

import hashlib
import logging
import os
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.models import F, Sum, Window
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.kept_files import sha256_of

logger = logging.getLogger(__name__)
# How long a drawn document is kept: one of a finalised meeting seldom changes.
DAYS, DAYS_OF_FINALISED = 1, 30
# All of them together; beyond it those go first that would expire first.
MOST_BYTES = 256 * 1024 * 1024
LONGEST_NAME = 255
# What documents take of the static files.
SUFFIXES = (".css", ".svg", ".png")


def key_of(html: str) -> str:
    """The hash of everything that a document is made of."""
    return hashlib.sha256(f"{drawn_by()}\n{html}".encode()).hexdigest()


@cache
def drawn_by() -> str:
    """What draws besides the HTML: WeasyPrint, our own options, style sheets, pictures; read once a process."""
    digest = hashlib.sha256()
    for name in ("weasyprint", "pydyf"):
        digest.update(f"{name} {version(name)}\n".encode())
    digest.update(os.environ.get("SOURCE_DATE_EPOCH", "").encode())
    own = Path(settings.BASE_DIR) / "platform_site" / "static"
    files = [path for path in sorted(own.rglob("*")) if path.suffix in SUFFIXES]
    for path in [Path(settings.BASE_DIR) / "platform_site" / "shared" / "pdf" / "typesetting.py", *files]:
        digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def find(key: str) -> DrawnDocument | None:
    """The document of that key, drawn or waiting; None where there is none or its time is over.

    Asked of the database that is written to: a copy of it may not know yet what the worker has just drawn.
    """
    return DrawnDocument.objects.using(DEFAULT_DB_ALIAS).filter(key=key, expires_at__gt=timezone.now()).first()


def find_drawn(key: str) -> DrawnDocument | None:
    """The drawn document of that key."""
    document = find(key)
    return document if document is not None and document.sha256 else None


def keep_drawn(key: str, name: str, content: bytes, days: int) -> DrawnDocument:
    """Keep a drawn document. One that the database does not take is returned all the same: it can be drawn again."""
    now = timezone.now()
    document = DrawnDocument(
        key=key,
        name=name[:LONGEST_NAME],
        content=content,
        sha256=sha256_of(content),
        size=len(content),
        asked_at=now,
        expires_at=now + timedelta(days=days),
    )
    try:
        with transaction.atomic():
            replace(document)
            drop_old()
    except DatabaseError:
        logger.exception("A drawn document could not be kept")
    return document


def replace(document: DrawnDocument) -> None:
    """Write the row, over one of the same key."""
    columns = [field.name for field in DrawnDocument._meta.concrete_fields if not field.primary_key]
    DrawnDocument.objects.bulk_create([document], update_conflicts=True, unique_fields=["key"], update_fields=columns)


def drop_old() -> int:
    """Delete what has expired, then what is beyond MOST_BYTES; returns how many documents."""
    dropped, _ = DrawnDocument.objects.filter(expires_at__lte=timezone.now()).delete()
    drawn = DrawnDocument.objects.exclude(sha256="")
    if (drawn.aggregate(total=Sum("size"))["total"] or 0) > MOST_BYTES:
        newer = Window(Sum("size"), order_by=[F("expires_at").desc(), F("key").asc()])
        beyond = drawn.annotate(with_newer=newer).filter(with_newer__gt=MOST_BYTES)
        keys = list(beyond.values_list("key", flat=True))
        dropped += DrawnDocument.objects.filter(key__in=keys).delete()[0]
    return dropped


def drop_notes() -> None:
    """Delete what the worker noted of documents that are gone by now."""
    DBTaskResult.objects.filter(enqueued_at__lte=timezone.now() - timedelta(days=DAYS)).delete()
