"""What was said and decided: the meetings (`meeting.py`) and what their minutes say (`narrative.py`)."""

from meetings.models.meeting import DifferenceNote, Meeting, MeetingLevel, MeetingSeat
from meetings.models.narrative import (
    Clause,
    ClauseItem,
    GroupResolution,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Resolution,
    Section,
    SectionKind,
)

__all__ = [
    "Clause",
    "ClauseItem",
    "DifferenceNote",
    "GroupResolution",
    "Meeting",
    "MeetingLevel",
    "MeetingSeat",
    "Motion",
    "MotionItem",
    "Paragraph",
    "Remark",
    "Resolution",
    "Section",
    "SectionKind",
]
