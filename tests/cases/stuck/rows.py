"""Accepted reports with a light, of quarters from ROC 90 (2001) on, long before the real record."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cases.models import QuarterlyUpdate
from cases.reporting.content import Content
from cases.reporting.workflow import accept, revise, save_draft, submit
from tests.cases.reporting.rows import LIAISON, SECRETARY, period


def content(light, cause="地主異議", due=None):
    if light == "green":
        return Content(progress_text="完成協調會議。", next_steps="辦理招標。", light=light, progress=40)
    return Content(
        progress_text="用地未取得。",
        next_steps="續行協調。",
        light=light,
        progress=10,
        cause=cause,
        remedy="召開說明會",
        remedy_due_on=due,
    )


def reported(case, quarter, light, accepted_on=None, **reasons):
    """An accepted report of the quarter of a key (901 is 90年第1季), accepted when its quarter closed unless told."""
    row = period(quarter % 10, quarter // 10)
    reasons.setdefault("due", row.last_day + timedelta(days=90))
    today, at = row.closes_on, noon(accepted_on or row.closes_on)
    update = save_draft(case, row, content(light, **reasons), LIAISON, version=0, today=today, at=at)
    update = submit(update, LIAISON, version=update.version, today=today, at=at)
    return accept(update, SECRETARY, version=update.version, at=at)


def corrected(update, light, accepted_on, **reasons):
    """A correction of an accepted report, accepted on that day."""
    at = noon(accepted_on)
    reasons.setdefault("due", update.period.last_day + timedelta(days=90))
    draft = revise(QuarterlyUpdate.objects.get(pk=update.pk), LIAISON, at=at)
    today = update.period.closes_on
    draft = save_draft(
        update.case, update.period, content(light, **reasons), LIAISON, version=draft.version, today=today, at=at
    )
    draft = submit(draft, LIAISON, version=draft.version, today=today, at=at)
    return accept(draft, SECRETARY, version=draft.version, at=at)


def course_of(case, *lights, first=901, **reasons):
    """Reports of one quarter after the other, "" leaving a quarter out."""
    quarter = first
    for light in lights:
        if light:
            reported(case, quarter, light, **reasons)
        quarter = quarter + 7 if quarter % 10 == 4 else quarter + 1
    return case


def noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
