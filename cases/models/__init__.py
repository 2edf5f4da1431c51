"""What is remembered: the cases and the ledger of their status (`case.py`)."""

from cases.models.case import (
    Case,
    CaseQuerySet,
    CaseTitle,
    CommonTopic,
    Kind,
    StatusChange,
    StatusChangeQuerySet,
    Succession,
)

__all__ = [
    "Case",
    "CaseQuerySet",
    "CaseTitle",
    "CommonTopic",
    "Kind",
    "StatusChange",
    "StatusChangeQuerySet",
    "Succession",
]
