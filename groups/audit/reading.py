"""A row of the trail in words: which kind of row, which one, and what changed of it by the names of its fields."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from os.path import commonprefix
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from groups.audit.models import Action, AuditEntry
from groups.audit.tables import HIDDEN
from platform_site.shared.roc import roc_date, roc_datetime

# Which of a row's columns says what it is called; the first that it has.
NAMES = ("title", "printed_title", "name", "username", "label", "subject", "wording", "sentence", "text")
# A version of minutes, too long to read for its name.
WHOLE_TEXT = "text"
# What says nothing to a reader.
PLUMBING = ("id", "version")
EMPTY = "（空白）"
# Of a longer text, only where it differs, with so many characters before and behind.
LONG, AROUND = 120, 20
# {model: {key: name}} of rows that entries point at.
Names = dict[Any, dict[int, str]]
REFUSED = {403: "沒有權限，或表單已失效（403）", 404: "找不到，或不是這個帳號可看的資料（404）"}


def kinds() -> dict[str, str]:
    """What the rows of each table are called."""
    return {table: _kind(model) for table, model in _models().items()}


@cache
def _models() -> dict[str, type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in every if not model._meta.proxy}


def _kind(model: type[models.Model]) -> str:
    owner: Any = model._meta.auto_created
    if not owner:
        return str(model._meta.verbose_name)
    field = next(field for field in owner._meta.many_to_many if field.remote_field.through is model)
    return f"{owner._meta.verbose_name}的{field.verbose_name}"


def last_change(row: models.Model) -> AuditEntry | None:
    """The newest entry of a row: who saved it and when. None for a row of before the trail."""
    return AuditEntry.objects.filter(table_name=row._meta.db_table, row_id=str(row.pk)).order_by("-number").first()


def subject(entry: AuditEntry) -> str:
    """Which row it is about, for example 合作案第12號「共同辦理…」; empty for what is about none."""
    if not entry.table_name:
        return ""
    model = _models().get(entry.table_name)
    kind = _kind(model) if model else entry.table_name
    row = _row(entry.after) or _row(entry.before)
    name = next((str(row[column]) for column in NAMES if row.get(column)), "")
    number = f"第{entry.row_id}號" if entry.row_id else ""
    return f"{kind}{number}" + (f"「{_shortened(name)}」" if name else "")


def name_references(entries: Iterable[AuditEntry]) -> None:
    """Look up what the rows that entries point at are called now, for `changes`; a query for each kind of row."""
    sought, entries = defaultdict(set), list(entries)
    for entry in entries:
        for row in (_row(entry.before), _row(entry.after)):
            for column, field in _columns(entry.table_name, row):
                if isinstance(field, models.ForeignKey) and isinstance(row[column], int):
                    sought[field.related_model].add(row[column])
    names = {model: _names(model, keys) for model, keys in sought.items()}
    for entry in entries:
        vars(entry)["names"] = names


def _names(model: Any, keys: set[int]) -> dict[int, str]:
    columns = [field.name for field in model._meta.concrete_fields]
    rows = model._base_manager.filter(pk__in=keys)
    if column := next((name for name in NAMES if name in columns and name != WHOLE_TEXT), None):
        return dict(rows.values_list("pk", column))
    if WHOLE_TEXT in columns or model._meta.db_table in HIDDEN:
        return {}
    joined = [field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return {row.pk: str(row) for row in rows.select_related(*joined)}


def changes(entry: AuditEntry) -> str:
    """What changed, a line for each field: 欄位：舊 → 新; of a new or deleted row each field with a value.

    Rows that it points at are named where `name_references` has looked them up.
    """
    names = vars(entry).get("names", {})
    before, after = _row(entry.before), _row(entry.after)
    match entry.action:
        case Action.UPDATE:
            lines = list(_differences(entry.table_name, before, after, names))
            return "\n".join(lines) or "沒有欄位不同"
        case Action.INSERT | Action.DELETE | Action.BASELINE:
            return "\n".join(_values(entry.table_name, after or before, names))
        case Action.REFUSED:
            return REFUSED.get(after.get("status", 0), str(after.get("status", "")))
    return ""


def _differences(table: str, before: dict, after: dict, names: Names) -> Iterator[str]:
    for column, field in _columns(table, after):
        old, new = before.get(column), after.get(column)
        if old != new and column not in PLUMBING:
            was, now = _apart(_word(field, old, names), _word(field, new, names))
            yield f"{_label(column, field)}：{was} → {now}"


def _values(table: str, row: dict, names: Names) -> Iterator[str]:
    for column, field in _columns(table, row):
        if row[column] not in (None, "") and column not in PLUMBING:
            yield f"{_label(column, field)}：{_shortened(_word(field, row[column], names))}"


def _columns(table: str, row: dict) -> Iterator[tuple[str, models.Field | None]]:
    """The columns of a row in the order of its model; then those that the model no longer has."""
    model = _models().get(table)
    fields = {str(field.column): field for field in model._meta.concrete_fields} if model else {}
    yield from ((column, field) for column, field in fields.items() if column in row)
    yield from ((column, None) for column in row if column not in fields)


def _label(column: str, field: models.Field | None) -> str:
    return str(field.verbose_name) if field else column


def _word(field: models.Field | None, value: Any, names: Names) -> str:
    if value in (None, ""):
        return EMPTY
    if isinstance(field, models.ForeignKey):
        name = names.get(field.related_model, {}).get(value) if isinstance(value, int) else None
        return f"第{value}號" + (f"「{_shortened(name)}」" if name else "")
    if isinstance(field, models.BooleanField):
        return "是" if value else "否"
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField):
        return _moment(field, str(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(field: models.DateField, value: str) -> str:
    try:
        at = field.to_python(value)
    except ValidationError:
        return value
    if not isinstance(at, datetime):
        return roc_date(at) if isinstance(at, date) else value
    # SQLite writes UTC without saying so.
    return roc_datetime(at if timezone.is_aware(at) else timezone.make_aware(at, timezone.get_fixed_timezone(0)))


def _apart(was: str, now: str) -> tuple[str, str]:
    """Two texts, long ones cut to where they differ."""
    if max(len(was), len(now)) <= LONG:
        return was, now
    same = len(commonprefix([was, now]))
    behind = min(len(commonprefix([was[::-1], now[::-1]])), len(was) - same, len(now) - same)
    return _part(was, same, len(was) - behind), _part(now, same, len(now) - behind)


def _part(text: str, start: int, end: int) -> str:
    start, end = max(0, start - AROUND), min(len(text), end + AROUND)
    cut = text[start:end]
    return ("…" if start else "") + _shortened(cut) + ("…" if end < len(text) else "")


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONG else f"{text[:LONG]}…（共{len(text)}字）"


def _row(written: str) -> dict[str, Any]:
    """The row as it was written down; empty where somebody tampered with it, which verify_audit tells."""
    try:
        row = json.loads(written) if written else {}
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}
