"""A record with at least one row in every sealed table: a finalised meeting, accepted updates, closed imports."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from cases.ledger.sealing import seal
from cases.models import Attachment, CityContribution, CommonTopic, IndicatorValue, Link, Succession, UpdateState
from cases.reporting.workflow import accept
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.imports.review import discard
from meetings.minutes.document import ClauseKind
from meetings.models import (
    Clause,
    ClauseItem,
    CountCorrection,
    GroupResolution,
    ImportCorrection,
    ImportDecision,
    ImportText,
    MeetingSeat,
    MinutesImport,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Resolution,
    Section,
)
from meetings.record.finalising import finalise
from meetings.record.sealing import IMPORTS
from tests.cases.reporting.rows import filed, indicator
from tests.factories import CaseFactory, CaseTitleFactory, LevelFactory, MeetingFactory, group, record

NOW = timezone.now()

# What leads to a meeting, an update or an import by foreign keys and belongs to no record, each with the reason.
NOT_SEALED = {
    "cases.KeptLight": "computed from sealed rows; verify_ledger computes again",
    "cases.KeptTally": "counted from sealed rows; verify_ledger counts again",
    "meetings.Clause_mentions": "found by matching, no part of what was printed",
    "meetings.DifferenceNote": "the secretariat's explanation, written and changed after the meeting was finalised",
    "meetings.Proposal": "a liaison's, before any meeting decided; what was decided is the meeting's",
    "meetings.Proposal_merged_cases": "a proposal's",
    "meetings.ProposalStep": "a proposal's",
    "meetings.ProposalDraft": "what a liaison has typed and not handed in",
    "meetings.RegularReview": "a yearly look at a delisted case, filled in later",
    "meetings.AgendaItem": "what was to be discussed; what was decided is the meeting's",
    "meetings.Circulation": "how the cities reviewed the draft",
    "meetings.Directive": "quotes the record and is followed up after the meeting was finalised",
    "meetings.Directive_groups": "a directive's",
    "meetings.DirectiveReply": "a group's, after the meeting was finalised",
    "meetings.MeetingNotice": "what the invitation said",
    "meetings.RejectedSentence": "says which sentence of the record is no directive",
    "meetings.MotionOutcome": "what became of a motion after the meeting was finalised",
    "meetings.ReviewComment": "a reviewer's",
    "meetings.Reviewer": "how the cities reviewed the draft",
    "meetings.Publication": "what is shown to the public, and since when",
    "meetings.SittingStep": "how the decisions were typed; the decisions are the ledger's",
}


def sealed_record():
    """Seal a meeting, an import that led to it, one that was discarded, and two updates; returns the five."""
    actor = Actor("林秘書", get_user_model().objects.create_user("lin"))
    IssueGroup.objects.create(name="測試組", order=99, platform=group().platform)
    meeting = full_meeting()
    confirmed = full_import("已匯入.txt", 1)
    MinutesImport.objects.filter(pk=confirmed.pk).update(
        state="confirmed", meeting=meeting, closed_by_name=actor.name, closed_at=NOW
    )
    confirmed.refresh_from_db()
    seal(IMPORTS, confirmed, actor)
    finalise(meeting, actor)
    discarded = full_import("已放棄.txt", 2)
    discard(discarded, discarded.version, actor)
    updates = [full_update(row.case, actor, n) for n, row in enumerate(meeting.changes.order_by("pk"), 1)]
    return meeting, confirmed, discarded, *updates


def full_meeting():
    """A draft with one row of every table that a meeting's record consists of."""
    level = LevelFactory(name="封存層級", slug="sealed", order=905)
    meeting = MeetingFactory(level=level, held_on=date(2001, 1, 10), number=1, venue="市政大樓")
    new, other, old = (row.case for row in CaseTitleFactory.create_batch(3))
    change = record(new, meeting)
    Succession.objects.create(predecessor=old, successor=new, kind=Succession.Kind.SPLIT, change=change)
    topic = CommonTopic.objects.create(name="測試共同議題")
    for position, (kind, wording) in enumerate(
        [
            ("resolutions", "{n}、決議事項"),
            ("motions", "{n}、臨時動議"),
            ("remarks", "{n}、主席結論"),
            ("common_topic", "{n}、{topic}"),
        ],
        1,
    ):
        Section.objects.create(meeting=meeting, position=position, kind=kind, wording=wording)
    section = meeting.sections.last()
    section.topic = topic
    section.save()
    Paragraph.objects.create(section=section, position=1, wording="共同議題之內容。")
    for position, city in enumerate(City.objects.all()[:2], 1):
        seat = MeetingSeat.objects.create(
            meeting=meeting, position=position, city=city, surname="王", given_name="小明", title="副市長"
        )
    Resolution.objects.create(meeting=meeting, position=1, wording="一、洽悉。")
    Resolution.objects.create(meeting=meeting, position=2, wording="二、各組如下：", opens_groups=True)
    resolution = GroupResolution.objects.create(meeting=meeting, group=group(), position=1)
    clauses = [
        Clause.objects.create(
            group_resolution=resolution, position=position, kind=kind, wording=wording, topic=clause_topic
        )
        for position, (kind, wording, clause_topic) in enumerate(
            [
                (ClauseKind.ADDED, "{n}. 同意新增{count}案：{titles}。", None),
                (ClauseKind.NOTE, "{n}. 有關{topic}：洽悉。", topic),
            ],
            1,
        )
    ]
    ClauseItem.objects.create(clause=clauses[0], position=1, change=change)
    ClauseItem.objects.create(clause=clauses[0], position=2, change=record(other, meeting))
    CountCorrection.objects.create(clause=clauses[1], number=1, figure="added", count=2)
    motion = Motion.objects.create(meeting=meeting, position=1, proposer=seat.city, wording="{proposer}提出{titles}。")
    MotionItem.objects.create(motion=motion, position=1, text="爭取成立風景特定區")
    MotionItem.objects.create(motion=motion, position=2, text="共同行銷")
    remark = Remark.objects.create(meeting=meeting, position=1, seat=seat, surname="王", title="副市長")
    Paragraph.objects.create(remark=remark, position=1, wording="感謝各市。")
    return meeting


def full_import(name, n):
    """An open import with one row of every table that hangs on it."""
    minutes_import = MinutesImport.objects.create(
        file=f"imports/{name}",
        name=name,
        size=10,
        sha256=str(n) * 64,
        text_as_read="會議紀錄",
        subject="第6次副市長層級會議",
        uploaded_by_name="林秘書",
        updated_by_name="林秘書",
        updated_at=NOW,
    )
    ImportText.objects.create(
        minutes_import=minutes_import, number=n, text="會議紀錄（修改）", created_by_name="林秘書"
    )
    ImportCorrection.objects.create(
        minutes_import=minutes_import, target=f"venue-{n}", as_read="甲", corrected="乙", updated_by_name="林秘書"
    )
    ImportDecision.objects.create(
        minutes_import=minutes_import,
        subject="title",
        key=f"key-{n}",
        about="案名",
        case=CaseFactory(),
        reason="同案",
        updated_by_name="林秘書",
    )
    return minutes_import


def full_update(case, actor, n):
    """An accepted update of a case with one row of every table that hangs on it."""
    update = filed(case, state=UpdateState.SUBMITTED)
    city, measured = City.objects.all()[n], indicator(case)
    CityContribution.objects.create(update=update, city=city, text="辦理說明會。")
    IndicatorValue.objects.create(update=update, indicator=measured, city=city, value="98.5", low="90", high="100")
    Attachment.objects.create(
        update=update,
        file="updates/a.pdf",
        name="成果.pdf",
        content_type="application/pdf",
        size=9,
        sha256="a" * 64,
        uploaded_by_name="測試聯絡人",
    )
    Link.objects.create(update=update, position=n, url="https://example.org/a", label="成果網頁")
    return accept(update, actor, version=update.version)


def settle():
    """Let PostgreSQL check the foreign keys of the rows made so far, so that their tables' triggers can change."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
