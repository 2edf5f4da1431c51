"""Who changed what of a case, when: its edited rows and what was recorded of it in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.apps import apps
from django.db.models import Model

from cases.models import Case, CaseCity, CaseTitle, StatusChange
from groups.names import person_name

# The newest of them; a case rarely has more, and a page has to end somewhere.
SHOWN = 50
BY_THE_SYSTEM = "系統"


@dataclass(frozen=True)
class Edit:
    """One change: when, by whom, and in words what."""

    when: datetime
    who: str
    what: str


def edits_of(
    case: Case, rows: Iterable[StatusChange], drafted: Iterable[str] | None, *, with_cities: bool
) -> tuple[Edit, ...]:
    """The newest changes of a case, newest first; a query for each kind, and one more where the case was changed.

    `rows` are its ledger rows with their meetings, `drafted` the titles that only drafts print: of those nothing is
    told; None where its titles have no history at all. `with_cities`: its cities have some.
    """
    edits = [*_of_the_case(case)]
    if drafted is not None:
        edits += _of_its_titles(case, drafted)
    if with_cities:
        edits += _of_its_cities(case)
    edits += [
        Edit(row.recorded_at, row.actor_name, f"於{row.meeting}登錄「{row.get_kind_display()}」")
        for row in rows
        if row.printed_title
    ]
    return tuple(sorted(edits, key=lambda edit: edit.when, reverse=True)[:SHOWN])


def _of_the_case(case: Case) -> Iterable[Edit]:
    versions = list(case.history.select_related("history_user", "group", "parent")[: SHOWN + 1])
    topics = _topics(versions) if len(versions) > 1 else {}
    for new, old in pairwise(versions):
        what = [*_differences(old, new)]
        if topics[old.pk] != topics[new.pk]:
            what.append(f"共同議題改為「{'、'.join(topics[new.pk]) or '（空白）'}」")
        if what := "；".join(what):
            yield Edit(new.history_date, _who(new), what)
    if versions and versions[-1].history_type == "+":
        yield Edit(versions[-1].history_date, _who(versions[-1]), f"建立「{versions[-1].title}」")


def _differences(old: Model, new: Model) -> Iterable[str]:
    for name in ("title", "group", "parent", "summary"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            label = Case._meta.get_field(name).verbose_name
            yield f"{label}由「{before or '（空白）'}」改為「{after or '（空白）'}」"


def _topics(versions: list[Model]) -> dict[int, list[str]]:
    """The names of the topics each version of the case had; one query."""
    names: dict[int, list[str]] = {version.pk: [] for version in versions}
    rows = apps.get_model("cases", "HistoricalCase_common_topics").objects.filter(history__in=versions)
    for version, name in rows.order_by("commontopic__name").values_list("history", "commontopic__name"):
        names[version].append(name)
    return names


def _of_its_titles(case: Case, drafted: Iterable[str]) -> Iterable[Edit]:
    words = {"+": "加入", "~": "修改", "-": "刪除"}
    versions = CaseTitle.history.filter(case_id=case.pk).exclude(title__in=[*drafted])
    for version in versions.select_related("history_user")[:SHOWN]:
        yield Edit(version.history_date, _who(version), f"{words[version.history_type]}紀錄所載案名「{version.title}」")


def _of_its_cities(case: Case) -> Iterable[Edit]:
    words = {"+": "登錄{city}為「{role}」", "~": "{city}改為「{role}」", "-": "移除{city}的「{role}」"}
    versions = CaseCity.history.filter(case_id=case.pk).select_related("history_user", "city", "period")[:SHOWN]
    for version in versions:
        what = words[version.history_type].format(city=version.city, role=version.get_role_display())
        basis = f"（依{version.period}各市辦理內容）" if version.period else ""
        is_gone = version.history_type == "-"
        who = _who(version) if version.history_user or is_gone else version.updated_by_name
        yield Edit(version.history_date, who, what if is_gone else what + basis)


def _who(version: Model) -> str:
    return person_name(version.history_user) if version.history_user else BY_THE_SYSTEM
