"""Meetings, from what is prepared for them to their minutes (`narrative.py`), versions, and what is followed up."""

from meetings.models.circulation import Circulation, ReviewComment, Reviewer
from meetings.models.directives import (
    Directive,
    DirectiveKind,
    DirectiveReply,
    DirectiveState,
    MotionOutcome,
    RejectedSentence,
)
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
from meetings.models.preparing import AgendaItem, CalendarSubscription, MeetingNotice, TermOfOffice
from meetings.models.proposals import (
    DelistReason,
    Proposal,
    ProposalDraft,
    ProposalKind,
    ProposalQuerySet,
    ProposalState,
    ProposalStep,
    RegularReview,
)
from meetings.models.publishing import Publication, PublicationQuerySet, PublicSite
from meetings.models.sitting import SittingStep
from meetings.models.versions import MinutesVersion, StoredDocument

__all__ = [
    "AgendaItem",
    "CalendarSubscription",
    "Circulation",
    "Clause",
    "ClauseItem",
    "CountCorrection",
    "DelistReason",
    "DifferenceNote",
    "Directive",
    "DirectiveKind",
    "DirectiveReply",
    "DirectiveState",
    "GroupResolution",
    "ImportCorrection",
    "ImportDecision",
    "ImportText",
    "Meeting",
    "MeetingLevel",
    "MeetingNotice",
    "MeetingQuerySet",
    "MeetingSeat",
    "MinutesImport",
    "MinutesImportQuerySet",
    "MinutesVersion",
    "Motion",
    "MotionItem",
    "MotionOutcome",
    "Paragraph",
    "Proposal",
    "ProposalDraft",
    "ProposalKind",
    "ProposalQuerySet",
    "ProposalState",
    "ProposalStep",
    "PublicSite",
    "Publication",
    "PublicationQuerySet",
    "RegularReview",
    "RejectedSentence",
    "Remark",
    "Resolution",
    "ReviewComment",
    "Reviewer",
    "Section",
    "SectionKind",
    "SittingStep",
    "StoredDocument",
    "TermOfOffice",
]
