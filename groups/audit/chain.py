"""The chain of hashes over the trail, and whether it holds.

A row's hash is sha256(key + sha256(its fields and the hash of the row before)). The key comes from SECRET_KEY and is
in no table: a row that claims to come from a page or a command cannot be made without it. What is written into the
database past the program has no key and says so. The triggers compute the same (migrations/0004_audit.*.sql).

The chain alone cannot tell that its end was cut off. So its head is noted outside the database: see `heads.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from groups.audit.heads import Head
from groups.audit.models import AuditEntry, Source
from platform_site.shared import triggers

START = "0" * 64
COLUMNS = [field.attname for field in AuditEntry._meta.concrete_fields]
Part = str | int | None


class Chain(NamedTuple):
    """What `verify` found: sentences about what is wrong, and things to know that are no fault."""

    faults: list[str]
    notes: list[str]
    head: Head | None


@lru_cache
def key_of(secret: str) -> str:
    """The key of the trail that belongs to a SECRET_KEY."""
    return hashlib.sha256(b"audit trail:" + secret.encode()).hexdigest()


def trail_key() -> str:
    """The key that new rows are hashed with."""
    return key_of(settings.SECRET_KEY)


def moment(at: datetime) -> str:
    """A moment as it goes into the hash."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def digest(key: str, *parts: Part) -> str:
    """The hash of a row: its fields in the order of the model, its own hash aside."""
    return sealed(key, spelled(*parts))


def spelled(*parts: Part) -> str:
    """Fields as they are hashed. Lengths keep them apart, so that pieces of a row can be spelled one after another."""
    return "".join(["-" if part is None else f"{len(text := str(part))}:{text}" for part in parts])


def spelled_row(number: int, shared: str, row_id: object, before: str, after: str, who: str, previous: str) -> str:
    """A whole row as `spelled` does it, for very many: what they share is spelled beforehand.

    `shared` is the moment, action and table, `who` all from the actor to the path, each spelled; no text is None.
    """
    place, row = str(number), str(row_id)
    return (
        f"{len(place)}:{place}{shared}{len(row)}:{row}{len(before)}:{before}{len(after)}:{after}"
        f"{who}{len(previous)}:{previous}"
    )


def sealed(key: str, row: str) -> str:
    """The hash of a row that is spelled."""
    inner = hashlib.sha256(row.encode()).hexdigest()
    return hashlib.sha256(f"{key}{inner}".encode()).hexdigest()


def verify(noted: Iterable[Head] = ()) -> Chain:
    """Read the whole trail. `noted` are heads that were noted outside the database."""
    sought = {head.number: head for head in noted}
    found = Chain([], [], None)
    found.faults.extend(triggers.drift(connection))
    previous, number, past_program = START, 0, 0
    keys = [key_of(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    for row in AuditEntry.objects.order_by("number").values_list(*COLUMNS).iterator():
        entry = dict(zip(COLUMNS, row, strict=True))
        found.faults.extend(_faults(entry, number, previous, keys))
        number, previous = entry["number"], entry["sha256"]
        past_program += entry["source"] == Source.DATABASE
        if (head := sought.pop(number, None)) and head.sha256 != previous:
            found.faults.append(f"第{number}筆與當時抄錄的驗證碼不同：軌跡曾整批改寫，或抄錄有誤。")
    for head in sought.values():
        found.faults.append(f"找不到曾經抄錄的第{head.number}筆（驗證碼 {head.sha256[:12]}…）：軌跡末端曾被刪除。")
    if past_program:
        found.notes.append(f"有{past_program}筆是不經本系統、直接寫入資料庫的，請在稽核軌跡頁以來源篩選查看。")
    return found._replace(head=Head(number, previous) if number else None)


def _faults(entry: dict, number: int, previous: str, keys: list[str]) -> Iterator[str]:
    what = f"第{entry['number']}筆"
    if entry["number"] != number + 1:
        yield f"序號不連續：第{number}筆之後是{what}，其間曾被刪除。"
    if entry["previous_sha256"] != previous:
        yield f"{what}與前一筆不相連：前面曾被更動、插入或刪除。"
    parts = [moment(value) if name == "at" else value for name, value in entry.items() if name != "sha256"]
    fitting = [""] if entry["source"] == Source.DATABASE else keys
    if entry["sha256"] not in {digest(key, *parts) for key in fitting}:
        yield f"{what}的內容與其驗證碼不符：曾被更動或偽造，或 SECRET_KEY 已更換而未留在 SECRET_KEY_FALLBACKS。"
