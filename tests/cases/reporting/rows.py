"""Rows for tests of reporting: quarters of ROC 90 (2001), as old as the meetings of `tests/factories.py`."""

from datetime import date

from cases.models import Indicator, Kind, QuarterlyUpdate, UpdateState
from cases.reporting.content import Content
from cases.reporting.obligations import ensure_period
from cases.reporting.workflow import accept, save_draft, submit
from groups.actors import Actor
from meetings.models import Meeting
from tests.factories import CaseFactory, LevelFactory, MeetingFactory, freeze, group, record

LIAISON = Actor("測試聯絡人")
SECRETARY = Actor("測試幕僚")
# Quarter 1 of ROC 90 ends on 31 March 2001; reports are taken from 1 March to 31 May.
IN_TIME = date(2001, 4, 2)
GREEN = Content(progress_text="完成協調會議。", next_steps="辦理招標。", light="green", progress=40)
RED = Content(
    progress_text="用地未取得。",
    next_steps="續行協調。",
    light="red",
    progress=10,
    cause="地主異議",
    remedy="召開說明會",
    remedy_due_on=date(2001, 6, 30),
)


def period(quarter=1, year=90):
    return ensure_period(year, quarter)[0]


def meeting_on(day):
    meeting = Meeting.objects.filter(held_on=day, level__name="測試層級").first()
    return meeting or MeetingFactory(held_on=day, sequence=Meeting.objects.filter(held_on=day).count() + 1)


def tracked_case(name="交通組", since=date(2001, 1, 10), **fields):
    """A case of a group, added at the meeting of that day."""
    case = CaseFactory(group=group(name), **fields)
    decided(case, since)
    return case


def decided(case, day, kind=Kind.ADDED, **of_kind):
    """The row of a finalised meeting of that day and of a level of its own, since drafts bind nobody."""
    level = LevelFactory(name="測試定稿層級", slug="test-final", order=901, keeps_ledger=False)
    sequence = Meeting.objects.filter(held_on=day).count() + 1
    row = record(case, MeetingFactory(held_on=day, sequence=sequence, level=level), kind, **of_kind)
    freeze(row.meeting)
    case.refresh_from_db()
    return row


def draft(case, quarter=1, content=GREEN, version=0, actor=LIAISON, today=IN_TIME, **options):
    return save_draft(case, period(quarter), content, actor, version=version, today=today, **options)


def filed(case, quarter=1, state=UpdateState.SUBMITTED, content=GREEN):
    """A report in that state, written by the functions a page would call."""
    today = period(quarter).closes_on
    update = save_draft(case, period(quarter), content, LIAISON, version=0, today=today)
    if state in (UpdateState.SUBMITTED, UpdateState.ACCEPTED):
        update = submit(update, LIAISON, version=update.version, today=today)
    if state == UpdateState.ACCEPTED:
        update = accept(update, SECRETARY, version=update.version)
    return QuarterlyUpdate.objects.get(pk=update.pk)


def indicator(case, name="準點率", unit="%", **fields):
    return Indicator.objects.create(case=case, name=name, unit=unit, standard="每季平均", **fields)
