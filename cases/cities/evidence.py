"""What accepted reports say of cities that a case does not list yet; a person confirms it, nothing is taken over alone.

Evidence is a city's own part (各市辦理內容) of an accepted report in force. A title that names a city is none. A part
that only says 無 is none either. It shows that a city takes part, never that it leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from cases.models import Case, CaseCity, CityContribution, ReportingPeriod
from cases.models.reporting import UpdateState
from groups.models import City, Platform
from platform_site.shared.roc import midnight_after

NO_PART = ("無", "本季無", "尚無", "無辦理事項", "未參與")
SAYS_NOTHING = tuple(f"{words}{end}" for words in NO_PART for end in ("", "。"))
SENTENCE = re.compile(r"[^。！？\n]*[。！？]?")


@dataclass(frozen=True)
class Proposed:
    """A city that a report names and its case does not list; `quarters` is how many quarters' reports name it."""

    case: Case
    city: City
    period: ReportingPeriod
    text: str
    quarters: int

    @property
    def key(self) -> str:
        """The proposal in a form: case, city and quarter."""
        return f"{self.case.pk}-{self.city.pk}-{self.period.key}"

    @property
    def sentence(self) -> str:
        """The first sentence of what the city did."""
        return first_sentence(self.text)


def first_sentence(text: str) -> str:
    """The first sentence of a text with its full stop."""
    found = SENTENCE.match(text.strip())
    return found[0].strip() if found else ""


def accepted(as_of: date | None = None) -> dict[str, Any]:
    """The lookup of reports that are accepted, or were by the end of the day: by a time that no other report has.

    With their state as well SQLite would look through all reports accepted by then.
    """
    return {"accepted_at__isnull": False} if as_of is None else {"accepted_at__lt": midnight_after(as_of)}


def contributions(as_of: date | None = None) -> QuerySet[CityContribution]:
    """What cities say in the reports in force, now or at the end of the day `as_of`; one per case and quarter.

    Narrowed by joins: with those reports as a subquery all of them would be gone through even for one case.
    """
    accepted: dict[str, Any] = {"update__state": UpdateState.ACCEPTED}
    replaced: dict[str, Any] = {"update__replaced_by__state": UpdateState.ACCEPTED}
    if as_of is not None:
        end = midnight_after(as_of)
        accepted = {"update__accepted_at__lt": end}
        replaced = {"update__replaced_by__accepted_at__lt": end}
    return CityContribution.objects.filter(**accepted).exclude(**replaced)


def pairs(platform: Platform | None = None, case: Case | None = None) -> QuerySet:
    """The open proposals as {case, city, newest quarter, number of quarters}, by group, case and city; lazy.

    Of one platform's cases, or of one case.
    """
    listed = CaseCity.objects.filter(case=OuterRef("update__case"), city=OuterRef("city"))
    rows = contributions().filter(~Exists(listed)).exclude(text__in=SAYS_NOTHING)
    if platform is not None:
        rows = rows.filter(update__case__group__platform=platform)
    if case is not None:
        rows = rows.filter(update__case=case)
    order = ("update__case__group__order", "update__case_id", "city__order")
    return (
        rows.values("city_id", case_id=F("update__case_id"))
        .annotate(newest=Max("update__period_id"), quarters=Count("pk"))
        .order_by(*order)
    )


def proposals(shown: Iterable[dict]) -> list[Proposed]:
    """The proposals of these rows of `pairs`, in their order, each with its newest report's words; one query."""
    shown = list(shown)
    if not shown:
        return []
    wanted = {(row["case_id"], row["city_id"], row["newest"]): row["quarters"] for row in shown}
    texts = (
        contributions()
        .filter(
            update__case__in={case for case, _, _ in wanted},
            update__period__in={period for _, _, period in wanted},
        )
        .select_related("city", "update__period", "update__case__group")
    )
    found = {(row.update.case_id, row.city_id, row.update.period_id): row for row in texts}
    return [
        Proposed(row.update.case, row.city, row.update.period, row.text, quarters)
        for key, quarters in wanted.items()
        if (row := found.get(key))
    ]


def evidence_of(case_id: int, city_id: int, period_key: int) -> CityContribution | None:
    """What the city reported on the case in that quarter, by the report in force; None where it says nothing."""
    rows = contributions().filter(update__case=case_id, update__period=period_key, city=city_id)
    return rows.exclude(text__in=SAYS_NOTHING).first()
