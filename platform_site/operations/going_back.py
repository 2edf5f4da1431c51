"""Migrating back to an earlier schema: what rows that would cost, asked before anything is changed.

Django drops tables and columns on the way back without a word. Here every migration of the way is compared with the
schema before it: tables with rows, columns with values of their own, rows that an earlier rule would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps as today
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState
from django.db.models import BooleanField, CheckConstraint, Field, ManyToManyField, Model, Q
from django.db.models.functions import Coalesce, Length

from platform_site.shared.refusals import Refusal

# Tables that are written anew out of others, each with how.
DERIVED = {
    "cases.searchentry": "manage.py rebuild_search",
    "cases.kepttally": "the next migrate forward",
    "cases.keptlight": "the next migrate forward",
    "documents.drawndocument": "who asks for a document again",
}
# How django-simple-history names its models, and how they are named here.
HISTORY, HISTORY_OF = "Historical", "的歷程"
MOST_NAMED = 8


def refuse_loss(app_label: str, migration_name: str) -> None:
    """Raise Refusal where migrating the app to that migration ("zero": to none) would cost rows or values.

    Nothing is said of a way forward, nor of a name that no migration has: Django's own command answers that.
    """
    executor = MigrationExecutor(connection)
    if migration_name == "zero":
        target = None
    else:
        try:
            target = executor.loader.get_migration_by_prefix(app_label, migration_name).name
        except (KeyError, ValueError, LookupError):
            return
    plan = executor.migration_plan([(app_label, target)])
    back = [migration for migration, backwards in plan if backwards]
    if not back:
        return
    # Histories last: whoever knows the rows knows them too.
    lost = sorted(dict.fromkeys(_losses(executor, back)), key=lambda loss: HISTORY_OF in loss)
    if lost:
        named = "、".join(lost[:MOST_NAMED]) + (f"等{len(lost)}項" if len(lost) > MOST_NAMED else "")
        raise Refusal(
            f"不可退回 {app_label}.{migration_name}：較早的版本存不下現有資料，會失去{named}。"
            "沒有更動任何資料。如須使用較早的版本，請以該版本的程式還原升級前的備份。"
        )


def _losses(executor: MigrationExecutor, back: list[Migration]) -> Iterator[str]:
    """Yield what each of the migrations takes along when it is undone, in words."""
    loader = executor.loader
    now = loader.project_state(list(loader.applied_migrations)).apps
    for migration in back:
        node = (migration.app_label, migration.name)
        after = loader.project_state(node, at_end=True).models
        before = loader.project_state(node, at_end=False).models
        for key, state in after.items():
            if key[0] == migration.app_label and ".".join(key) not in DERIVED:
                yield from _losses_of_model(now, state, before.get(key))


def _losses_of_model(now: Apps, after: ModelState, before: ModelState | None) -> Iterator[str]:
    model = now.get_model(after.app_label, after.name_lower)
    rows, name = model._base_manager.all(), _named(model)
    if before is None:
        if count := rows.count():
            yield f"{name}{count:,}筆"
        return
    for column in after.fields.keys() - before.fields.keys():
        field = model._meta.get_field(column)
        if count := _values_of_their_own(model, field):
            yield f"{name}的「{_named_field(model, column)}」{count:,}筆"
    for column in after.fields.keys() & before.fields.keys():
        length, longer = before.fields[column].max_length, after.fields[column].max_length
        # PostgreSQL cuts what is too long for the earlier column.
        shorter = length and (longer is None or length < longer)
        if shorter and (count := rows.annotate(now=Length(column)).filter(now__gt=length).count()):
            yield f"{name}的「{_named_field(model, column)}」{count:,}筆（超過{length}字）"
    rules = {rule.name: rule for rule in after.options.get("constraints", [])}
    for rule in before.options.get("constraints", []):
        changed = isinstance(rule, CheckConstraint) and rules.get(rule.name) != rule
        if changed and (count := rows.filter(~_holds(rule)).count()):
            yield f"{name}{count:,}筆（不符較早的規則 {rule.name}）"


def _values_of_their_own(model: type[Model], field: Any) -> int:
    """How many rows have another value in the field than every row would have that never got one."""
    rows = model._base_manager.all()
    if isinstance(field, ManyToManyField):
        through: Any = field.remote_field.through
        return through._base_manager.count()
    if field.null:
        return rows.filter(**{f"{field.attname}__isnull": False}).count()
    if isinstance(field, Field) and field.has_default() and not callable(field.default):
        return rows.exclude(**{field.attname: field.default}).count()
    return rows.count()


def _holds(rule: CheckConstraint) -> Q:
    """The rule as the database judges it, which lets pass what is neither true nor false."""
    return Q(Coalesce(rule.condition, True, output_field=BooleanField()))


def _named(model: type[Model]) -> str:
    """The model's name in today's words; a migration has those of its own day, untranslated."""
    label, name = model._meta.app_label, str(model._meta.object_name)
    if name.startswith(HISTORY):
        owner = today.get_model(label, name.removeprefix(HISTORY).partition("_")[0])
        return f"{owner._meta.verbose_name}{HISTORY_OF}"
    return str(today.get_model(label, name)._meta.verbose_name)


def _named_field(model: type[Model], name: str) -> str:
    of_today: Any = today.get_model(model._meta.label)._meta.get_field(name)
    return str(of_today.verbose_name)
