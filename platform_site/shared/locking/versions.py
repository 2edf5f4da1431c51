"""Optimistic locking: a row that people edit has a version, and a save that saw an old one is refused.

Two users open the same row, and the second save would silently undo the first. So a page sends back the version it was
filled from, and `locked` compares it with the row under a lock, before anything is written.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from platform_site.shared.refusals import Refusal


class VersionedModel(models.Model):
    """A row with a `version` that grows by one at every save of a form."""

    version = models.PositiveIntegerField("版次", default=1, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=VersionedModel)


class StaleRow(Refusal):
    """Raised when another user saved first; `current` is the row as stored now, None where it was deleted."""

    def __init__(self, current: VersionedModel | None, message: str = "") -> None:
        super().__init__(message or _sentence(current))
        self.current = current


def require_version(current: VersionedModel | None, seen: int | None) -> None:
    """Raise StaleRow unless the row, locked by the caller, has the version seen; 0 stands for no row."""
    if (current.version if current else 0) != seen:
        raise StaleRow(current)


def locked(rows: QuerySet[Row], pk: int | None, seen: int | None) -> Row:
    """The row of that key, locked. Raises StaleRow where its version is not the one seen, or it was deleted."""
    # Ordered by the key: a model's own order may join a row that is not always there, which PostgreSQL does not lock.
    current = rows.select_for_update(of=("self",)).filter(pk=pk).order_by("pk").first()
    if current is None:
        raise StaleRow(None)
    require_version(current, seen)
    return current


def _sentence(current: VersionedModel | None) -> str:
    if current is None:
        return "這筆資料已被他人刪除，無法儲存。請複製您輸入的內容後重新整理。"
    # Rows that name who saved them have one of these fields.
    by = getattr(current, "saved_by_name", "") or getattr(current, "updated_by_name", "")
    version = f"第{current.version}版" + (f"，{by}" if by else "")
    return (
        f"這筆資料在您編輯期間已被他人修改（{version}）。您輸入的內容仍保留，請與目前資料庫中的內容比對後再儲存一次。"
    )
