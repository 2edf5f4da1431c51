"""What is remembered: the cases and the ledger of their status (`case.py`), what liaisons report
(`reporting.py`) and for which quarters (`periods.py`), which cities a case is about (`cities.py`), the seals over what
is fixed (`seals.py`), the figures of finalised meetings (`tallies.py`), the lights of each day (`lights.py`), what the
search box finds (`search.py`), and saved filters (`saved.py`)."""

from cases.models.case import (
    ENDED,
    GOING_ON,
    Case,
    CaseQuerySet,
    CaseTitle,
    CommonTopic,
    Effect,
    Kind,
    StatusChange,
    StatusChangeQuerySet,
    Succession,
    why_not_a_parent,
)
from cases.models.cities import WITH_THE_CASE, CaseCity, CaseCityQuerySet, CityRole, CitySource
from cases.models.lights import STILL, Change, KeptLight, KeptLightQuerySet
from cases.models.periods import ReminderSent, ReportingPeriod, ReportingPeriodQuerySet
from cases.models.reporting import (
    Attachment,
    CityContribution,
    Indicator,
    IndicatorValue,
    Light,
    Link,
    QuarterlyUpdate,
    QuarterlyUpdateQuerySet,
    UpdateState,
    UpdateStep,
)
from cases.models.saved import SavedFilter, Sharing
from cases.models.seals import Seal
from cases.models.search import SearchEntry, SearchKind
from cases.models.tallies import KeptTally

__all__ = [
    "ENDED",
    "GOING_ON",
    "STILL",
    "WITH_THE_CASE",
    "Attachment",
    "Case",
    "CaseCity",
    "CaseCityQuerySet",
    "CaseQuerySet",
    "CaseTitle",
    "Change",
    "CityContribution",
    "CityRole",
    "CitySource",
    "CommonTopic",
    "Effect",
    "Indicator",
    "IndicatorValue",
    "KeptLight",
    "KeptLightQuerySet",
    "KeptTally",
    "Kind",
    "Light",
    "Link",
    "QuarterlyUpdate",
    "QuarterlyUpdateQuerySet",
    "ReminderSent",
    "ReportingPeriod",
    "ReportingPeriodQuerySet",
    "SavedFilter",
    "Seal",
    "SearchEntry",
    "SearchKind",
    "Sharing",
    "StatusChange",
    "StatusChangeQuerySet",
    "Succession",
    "UpdateState",
    "UpdateStep",
    "why_not_a_parent",
]
