"""Cities of cases for tests, and reports in which cities say what they did."""

from dataclasses import replace

from cases.models import CaseCity
from groups.models import City
from groups.platforms import default_platform
from tests.cases.reporting.rows import GREEN, filed

TAIPEI, NEW_TAIPEI, KEELUNG, TAOYUAN = "臺北市", "新北市", "基隆市", "桃園市"


def city(name):
    return City.objects.get(name=name, platform=default_platform())


def reported(case, quarter=1, state="accepted", content=GREEN, **said):
    """A report in that state in which the cities say so: taipei="召開會議。"."""
    names = {"taipei": TAIPEI, "new_taipei": NEW_TAIPEI, "keelung": KEELUNG, "taoyuan": TAOYUAN}
    contributions = {city(names[key]).pk: text for key, text in said.items()}
    return filed(case, quarter, state, replace(content, contributions=contributions))


def listed(case, name=TAIPEI, role="leads"):
    return CaseCity.objects.create(case=case, city=city(name), role=role, updated_by_name="測試幕僚")


def roles(case):
    """{city: (role, source, quarter)} of a case."""
    rows = CaseCity.objects.filter(case=case).select_related("city")
    return {row.city.name: (row.role, row.source, row.period_id) for row in rows}
