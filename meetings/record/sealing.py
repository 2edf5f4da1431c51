"""What finalised meetings, their minutes' versions and closed imports consist of; sealed when they are fixed.

Reference rows (cities, groups, topics, the level) may change where no minutes print them: what is printed of them is
sealed with the row that prints it.
"""

from django.db.models import F, Q

from cases.ledger.sealing import Subject, Table
from cases.models import CaseTitle, Seal, StatusChange, Succession
from cases.reporting.sealing import UPDATES
from meetings.models import (
    Clause,
    ClauseItem,
    CountCorrection,
    GroupResolution,
    ImportCorrection,
    ImportDecision,
    ImportText,
    Meeting,
    MeetingSeat,
    MinutesImport,
    MinutesVersion,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Resolution,
    Section,
    StoredDocument,
)

MEETINGS = Subject(
    Seal.Kind.MEETING,
    Meeting,
    Q(state=Meeting.State.FINALISED),
    (
        Table(Meeting, "pk", also=("level__name", "level__platform_id", "level__platform__name")),
        Table(MeetingSeat, "meeting", also=("city__name", "city__government_name")),
        Table(Section, "meeting", also=("topic__name",)),
        Table(Paragraph, "section__meeting", name="meetings.Paragraph of sections"),
        Table(Resolution, "meeting"),
        Table(GroupResolution, "meeting", also=("group__name",)),
        Table(Clause, "group_resolution__meeting", also=("topic__name", "other_group__name")),
        Table(ClauseItem, "clause__group_resolution__meeting"),
        Table(CountCorrection, "clause__group_resolution__meeting"),
        Table(Motion, "meeting", also=("proposer__name", "proposer__government_name")),
        Table(MotionItem, "motion__meeting"),
        Table(Remark, "meeting"),
        Table(Paragraph, "remark__meeting", name="meetings.Paragraph of remarks"),
        Table(StatusChange, "meeting", also=("group__name", "from_group__name")),
        Table(Succession, "change__meeting"),
        # The identity behind each printed title. A title printed now may get its row by a later meeting.
        Table(
            CaseTitle,
            "case__changes__meeting",
            where=Q(title=F("case__changes__printed_title")),
            may_grow=True,
        ),
        Table(MinutesImport, "meeting", name="meetings.MinutesImport it came from"),
    ),
)

IMPORTS = Subject(
    Seal.Kind.IMPORT,
    MinutesImport,
    ~Q(state=MinutesImport.State.OPEN),
    (
        # The draft an import led to may be deleted, which empties the link; a finalised one keeps its link sealed.
        Table(MinutesImport, "pk", without=("meeting_id",)),
        Table(ImportText, "minutes_import"),
        Table(ImportCorrection, "minutes_import"),
        Table(ImportDecision, "minutes_import"),
    ),
)

VERSIONS = Subject(
    Seal.Kind.VERSION,
    MinutesVersion,
    Q(),
    (Table(MinutesVersion, "pk"), Table(StoredDocument, "minutes")),
    deed="留存",
)

SUBJECTS = (MEETINGS, UPDATES, IMPORTS, VERSIONS)
