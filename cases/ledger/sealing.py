"""Seals over the record: what fixed rows say is hashed into one chain, and checked against the rows later.

Which rows belong to a subject is declared, one `Table` a line, in `cases/reporting/sealing.py` (accepted updates) and
`meetings/record/sealing.py` (finalised meetings, closed imports). A row is hashed with all its columns under their
names, dates in ISO form and UTC, an empty text apart from none, so both engines give the same hash. A seal keeps the
names of the columns it covers: a column or table added later does not break older seals.

By design these checks cannot tell a chain that somebody wrote anew from the changed row to its end, or one whose last
seals were taken away together with their subjects. Only the hash of the last seal, kept outside the database, does:
`verify_ledger` prints it, and `verify_ledger --seal HASH` asks whether a hash noted earlier is still in the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from cases.models import Seal
from cases.normalising import NormalisedField
from groups.actors import Actor
from platform_site.shared.roc import roc_datetime

START = "0" * 64
SEALED_AT_ONCE = 100


@dataclass(frozen=True)
class Table:
    """Rows that belong to a subject: `subject` is the lookup from a row to the subject's id.

    `also` adds columns of rows that these point at, such as a printed city's name; `without` leaves columns out.
    `where` narrows the rows. With `may_grow`, rows may join after the seal: only those sealed are compared.
    `name` tells two entries of one model apart.
    """

    model: type[Model]
    subject: str
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    where: Q = Q()
    may_grow: bool = False
    name: str = ""

    @property
    def key(self) -> str:
        """The table's name within a seal."""
        return self.name or self.model._meta.label

    @property
    def columns(self) -> list[str]:
        """What a row says. Normalised texts are derived from others and checked by themselves."""
        own = [
            field.attname
            for field in self.model._meta.concrete_fields
            if field.attname not in self.without and not isinstance(field, NormalisedField)
        ]
        return sorted([*own, *self.also])


@dataclass(frozen=True)
class Subject:
    """A kind of thing that is sealed: its model, which of its rows have to have a seal, and the tables it covers."""

    kind: Seal.Kind
    model: type[Model]
    fixed: Q
    tables: tuple[Table, ...]
    deed: str = ""

    @property
    def done(self) -> str:
        """What was done to a sealed row, as it follows 已 in a sentence."""
        return self.deed or str(self.kind.label)


Rows = dict[int, dict[int, str]]


def seal(subject: Subject, row: Model, actor: Actor, at: datetime | None = None) -> Seal:
    """Append a seal over everything `row` consists of now; call it last, in the transaction that fixes the row.

    IntegrityError where the row has a seal already.
    """
    with transaction.atomic():
        # One writer at a time: everyone locks the first seal and then looks for the last. Two first ones at once
        # would take the same number, which the primary key refuses.
        Seal.objects.select_for_update().filter(number=1).first()
        last = head()
        tables = {}
        for table in subject.tables:
            rows = _rows(table, table.columns, [row.pk]).get(row.pk, {})
            tables[table.key] = _digest(rows, table.columns, list(rows) if table.may_grow else None)
        number, previous = (last.number + 1, last.sha256) if last else (1, START)
        new = _next(number, previous, subject, row, tables, actor, at or timezone.now())
        new.save(force_insert=True)
        return new


def seal_all(fixed: Sequence[tuple[Subject, Model, datetime]], actor: Actor) -> list[Seal]:
    """Append a seal for each of many rows, each at its own time, in this order; otherwise as `seal`.

    For a whole history at once: each table is read once for `SEALED_AT_ONCE` rows of a subject, so that the number of
    queries does not grow with every seal. Nobody else may seal meanwhile.
    """
    tables: dict[tuple[str, int], dict[str, Any]] = {(subject.kind, row.pk): {} for subject, row, _ in fixed}
    for subject in {subject.kind: subject for subject, _, _ in fixed}.values():
        ids = [row.pk for of, row, _ in fixed if of.kind == subject.kind]
        for table in subject.tables:
            for begin in range(0, len(ids), SEALED_AT_ONCE):
                batch = ids[begin : begin + SEALED_AT_ONCE]
                found = _rows(table, table.columns, batch)
                for pk in batch:
                    rows = found.get(pk, {})
                    digest = _digest(rows, table.columns, list(rows) if table.may_grow else None)
                    tables[subject.kind, pk][table.key] = digest
    last = head()
    first, previous = (last.number + 1, last.sha256) if last else (1, START)
    seals = []
    for number, (subject, row, at) in enumerate(fixed, first):
        new = _next(number, previous, subject, row, tables[subject.kind, row.pk], actor, at)
        previous = new.sha256
        seals.append(new)
    return Seal.objects.bulk_create(seals, batch_size=500)


def _next(
    number: int,
    previous: str,
    subject: Subject,
    row: Model,
    tables: dict[str, Any],
    actor: Actor,
    at: datetime,
) -> Seal:
    """The seal after the one whose hash is `previous`, not saved."""
    new = Seal(
        number=number,
        kind=subject.kind,
        subject_id=row.pk,
        label=str(row)[:300],
        tables=tables,
        content_sha256=_sha256(tables),
        previous_sha256=previous,
        sealed_by_name=actor.name[:60],
        sealed_at=at,
    )
    new.sha256 = _own_sha256(new)
    return new


def broken_seals(subjects: Collection[Subject]) -> Iterator[str]:
    """Yield a Chinese sentence for each fault of the chain, and for each subject that differs from its seal."""
    seals = list(Seal.objects.order_by("number"))
    yield from _broken_chain(seals)
    for subject in subjects:
        of_kind = {seal.subject_id: seal for seal in seals if seal.kind == subject.kind}
        yield from _wrong_subjects(subject, of_kind)
        yield from _changed_tables(subject, of_kind)


def head() -> Seal | None:
    """The last seal of the chain, None where nothing is sealed yet."""
    return Seal.objects.order_by("number").last()


def missing_seals(noted: Iterable[str]) -> Iterator[str]:
    """Yield a Chinese sentence for each hash, noted outside the database, that no seal of the chain has."""
    for sha256 in noted:
        if not Seal.objects.filter(sha256=sha256.strip().lower()).exists():
            yield f"封存鏈上沒有驗證碼 {sha256}：封存紀錄曾被刪除或整批改寫，或抄錄有誤。"


def _broken_chain(seals: list[Seal]) -> Iterator[str]:
    number, previous = 0, START
    for seal in seals:
        if seal.number != number + 1:
            yield f"封存鏈的序號不連續：應為第{number + 1}號，實為第{seal.number}號。"
        if seal.previous_sha256 != previous:
            yield f"{seal}與前一號不相連：前面的封存紀錄曾被更動、插入或刪除。"
        if seal.content_sha256 != _sha256(seal.tables) or seal.sha256 != _own_sha256(seal):
            yield f"{seal}本身已被更動，與其驗證碼不符。"
        number, previous = seal.number, seal.sha256


def _wrong_subjects(subject: Subject, seals: dict[int, Seal]) -> Iterator[str]:
    fixed = subject.model._default_manager.filter(subject.fixed)
    ids = set(fixed.values_list("pk", flat=True))
    for row in fixed.filter(pk__in=ids - seals.keys()).order_by("pk"):
        yield f"{row}已{subject.done}，卻沒有封存紀錄。"
    for pk in sorted(seals.keys() - ids):
        yield f"{seals[pk]}的對象已不存在，或已被改回尚未{subject.done}的狀態。"


def _changed_tables(subject: Subject, seals: dict[int, Seal]) -> Iterator[str]:
    tables = {table.key: table for table in subject.tables}
    found: dict[tuple[str, tuple[str, ...]], Rows] = {}
    for seal in seals.values():
        for key in seal.tables.keys() - tables.keys():
            yield f"{seal}涵蓋的資料表「{key}」是本程式不認得的，無法核對。"
        for key, table in tables.items():
            sealed = seal.tables.get(key)
            columns = sealed["columns"] if sealed else table.columns
            if (key, tuple(columns)) not in found:
                found[key, tuple(columns)] = _rows(table, columns)
            rows = found[key, tuple(columns)].get(seal.subject_id, {})
            if (sealed or rows) and sealed != _digest(rows, columns, sealed.get("ids") if sealed else None):
                name = table.model._meta.verbose_name
                yield f"{seal.label}的「{name}」與{seal.sealed_by_name}於{roc_datetime(seal.sealed_at)}封存時不同。"


def _rows(table: Table, columns: list[str], subjects: list[int] | None = None) -> Rows:
    """Every row of the table as text, under its subject's id and its own, sorted by the latter."""
    belongs = {f"{table.subject}__isnull": False} if subjects is None else {f"{table.subject}__in": subjects}
    rows = table.model._base_manager.filter(table.where, **belongs).order_by("pk")
    found: Rows = defaultdict(dict)
    for subject, pk, *values in rows.values_list(table.subject, "pk", *columns).iterator():
        found[subject][pk] = _json(values)
    return found


def _digest(rows: dict[int, str], columns: list[str], ids: list[int] | None) -> dict[str, Any]:
    if ids is not None:
        rows = {pk: rows[pk] for pk in ids if pk in rows}
    lines = "\n".join([_json(columns), *rows.values()])
    digest = {"columns": columns, "rows": len(rows), "sha256": hashlib.sha256(lines.encode()).hexdigest()}
    return digest if ids is None else {**digest, "ids": ids}


def _own_sha256(seal: Seal) -> str:
    return _sha256([
        seal.number,
        seal.kind,
        seal.subject_id,
        seal.label,
        seal.content_sha256,
        seal.previous_sha256,
        seal.sealed_by_name,
        seal.sealed_at,
    ])  # fmt: skip


def _sha256(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> str:
    """The one spelling of a value that JSON does not know, whatever the engine gave."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case bytes() | memoryview():
            return bytes(value).hex()
    raise TypeError(f"A sealed column holds a {type(value).__name__}, which has no fixed spelling yet.")
