"""Demonstration data: the cities of two cases in three, taken over from the invented reports; the rest is left open."""

from __future__ import annotations

from django.db import transaction

from cases.cities.evidence import pairs
from cases.cities.writing import confirm, save_cities
from cases.models import Case, CaseCity, CityRole
from cases.reporting.demo import SECRETARIAT


@transaction.atomic
def load_demo_cities() -> int:
    """Confirm what reports say of two cases in three, the first of each case's cities leading; returns how many cases.

    Does nothing where any case knows its cities.
    """
    if CaseCity.objects.exists():
        return 0
    by_case: dict[int, list[dict]] = {}
    for row in pairs():
        by_case.setdefault(row["case_id"], []).append(row)
    chosen = [rows for index, rows in enumerate(by_case.values()) if index % 3 != 2]
    confirm([(row["case_id"], row["city_id"], row["newest"]) for rows in chosen for row in rows], SECRETARIAT)
    for rows in chosen:
        case = Case.objects.get(pk=rows[0]["case_id"])
        leading = rows[case.pk % len(rows)]["city_id"]
        save_cities(case, {leading: CityRole.LEADS}, SECRETARIAT, case.version)
    return len(chosen)
