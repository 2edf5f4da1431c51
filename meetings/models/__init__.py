"""Meetings (`meeting.py`), their minutes (`narrative.py`), imports of minutes and proposals for meetings."""

from meetings.models.imports import ImportCorrection, ImportDecision, ImportText, MinutesImport, MinutesImportQuerySet
from meetings.models.meeting import DifferenceNote, Meeting, MeetingLevel, MeetingQuerySet, MeetingSeat
from meetings.models.narrative import (
    Clause,
    ClauseItem,
    CountCorrection,
    GroupResolution,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Resolution,
    Section,
    SectionKind,
)
from meetings.models.proposals import (
    DelistReason,
    Proposal,
    ProposalKind,
    ProposalQuerySet,
    ProposalState,
    ProposalStep,
    RegularReview,
)

__all__ = [
    "Clause",
    "ClauseItem",
    "CountCorrection",
    "DelistReason",
    "DifferenceNote",
    "GroupResolution",
    "ImportCorrection",
    "ImportDecision",
    "ImportText",
    "Meeting",
    "MeetingLevel",
    "MeetingQuerySet",
    "MeetingSeat",
    "MinutesImport",
    "MinutesImportQuerySet",
    "Motion",
    "MotionItem",
    "Paragraph",
    "Proposal",
    "ProposalKind",
    "ProposalQuerySet",
    "ProposalState",
    "ProposalStep",
    "RegularReview",
    "Remark",
    "Resolution",
    "Section",
    "SectionKind",
]
