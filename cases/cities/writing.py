"""The one write path for a case's cities. The case's version guards them, as it guards its titles in the admin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases.cities.evidence import evidence_of
from cases.models import Case, CaseCity, CityRole, CitySource, ReportingPeriod
from groups.actors import Actor
from groups.models import City
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal


@transaction.atomic
def save_cities(case: Case, roles: Mapping[int, str], actor: Actor, version: int | None) -> bool:
    """Give the cities (by id) of a case these roles, "" for none known; returns whether anything changed.

    A role that is changed rests on the secretariat from then on; one that stays keeps what it rests on. Raises
    StaleRow where another user changed the case first, Refusal for a city of another platform or an unknown role.
    """
    row = locked(Case.objects.all(), case.pk, version)
    allowed = set(City.objects.filter(platform=row.group.platform_id).values_list("pk", flat=True))
    if not set(roles) <= allowed or not set(roles.values()) <= {"", *CityRole.values}:
        raise Refusal("主辦與參與的市須由這個平臺的各市中選取，請重新整理後再試一次。")
    stored = {known.city_id: known for known in CaseCity.objects.filter(case=row)}
    changed = False
    for city, role in roles.items():
        known = stored.get(city)
        if role == (known.role if known else ""):
            continue
        changed = True
        if not role and known:
            known.delete()
            continue
        known = known or CaseCity(case=row, city_id=city, version=0)
        known.role, known.source, known.period = role, CitySource.SECRETARIAT, None
        _write(known, actor)
    if changed:
        Case.objects.filter(pk=row.pk).update(version=F("version") + 1)
    return changed


@transaction.atomic
def confirm(shown: Iterable[tuple[int, int, int]], actor: Actor) -> int:
    """Take proposals over as 參與, each as (case id, city id, quarter) as it was shown; returns how many.

    All or none: raises Refusal for the first whose city has a role by now, or whose report no longer says so.
    """
    wanted = sorted(set(shown))
    cases = Case.objects.select_for_update(of=("self",)).order_by("pk").in_bulk({case for case, _, _ in wanted})
    for case_id, city_id, period in wanted:
        case, said = cases.get(case_id), evidence_of(case_id, city_id, period)
        if case is None or said is None or CaseCity.objects.filter(case=case_id, city=city_id).exists():
            where = f"「{case}」" if case else "其中一案"
            raise Refusal(f"{where}的市已由他人登錄，或所依據的季進度已更正，全部未儲存。請核對目前內容後再確認一次。")
        row = CaseCity(case=case, city=said.city, role=CityRole.TAKES_PART, version=0)
        row.source, row.period = CitySource.CONTRIBUTION, ReportingPeriod(pk=period)
        _write(row, actor)
    Case.objects.filter(pk__in=cases).update(version=F("version") + 1)
    return len(wanted)


def _write(row: CaseCity, actor: Actor) -> None:
    row.version += 1
    row.updated_by_name, row.updated_at = actor.name, timezone.now()
    row.save()
