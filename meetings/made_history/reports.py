"""Reports of the newest quarters on made-up cases that owe one; older quarters accepted, the newest half done."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from cases.models import CityContribution, Light, QuarterlyUpdate, ReportingPeriod, UpdateState, UpdateStep
from cases.reporting.demo import CITY_TEXTS, DONE, NEXT, TROUBLE
from cases.reporting.obligations import current_period, ensure_period, open_periods, owed_range, preceding, spans
from groups.models import City
from meetings.made_history.narrative import MARK
from platform_site.shared.bulk import rows

LIAISON, SECRETARIAT = f"{MARK}聯絡人", f"{MARK}幕僚"
# How far the newest quarter's reports have come; none at all for the rest.
STAGES = [UpdateState.ACCEPTED] * 4 + [UpdateState.SUBMITTED] * 3 + [UpdateState.DRAFT, None, None]
UPDATE_COLUMNS = [
    "id", "version", "case", "period", "group", "revision", "replaces", "state", "progress_text", "next_steps",
    "light", "progress", "cause", "remedy", "remedy_due_on", "saved_at", "saved_by_name", "accepted_at",
]  # fmt: skip
STEP_COLUMNS = ["update", "from_state", "to_state", "comment", "actor", "actor_name", "at"]


def write_reports(until: date, quarters: int, chance: Random) -> None:
    """Write the reports of so many quarters, the newest that has opened by `until` among them."""
    open_periods(until)
    newest = current_period(until)
    if newest is None or not quarters:
        return
    periods = [newest]
    while len(periods) < quarters:
        periods.insert(0, ensure_period(*preceding(periods[0].roc_year, periods[0].quarter))[0])
    last_days = [period.last_day for period in periods]
    owed = [
        (place, span.group_id, span.case_id) for span in spans(last_days[-1]) for place in owed_range(span, last_days)
    ]
    owed.sort()
    cities = list(City.objects.values_list("pk", flat=True))
    updates, steps, texts = [], [], []
    number = rows.next_number(QuarterlyUpdate)
    for place, group, case in owed:
        period = periods[place]
        state = chance.choice(STAGES) if period == newest else UpdateState.ACCEPTED
        if state is None or chance.random() < 0.03:
            continue
        saved_at = _written_at(period, until, chance)
        submitted_at = None if state == UpdateState.DRAFT else saved_at + timedelta(hours=1)
        accepted_at = saved_at + timedelta(hours=5) if state == UpdateState.ACCEPTED else None
        updates.append((number, period.key, case, group, state, saved_at, accepted_at, *_content(period, chance)))
        if submitted_at:
            steps.append((number, UpdateState.DRAFT, UpdateState.SUBMITTED, "", None, LIAISON, submitted_at))
        if accepted_at:
            steps.append((number, UpdateState.SUBMITTED, UpdateState.ACCEPTED, "", None, SECRETARIAT, accepted_at))
        texts += [(number, city, MARK + chance.choice(CITY_TEXTS)) for city in chance.sample(cities, 2)]
        number += 1
    rows.insert(QuarterlyUpdate, UPDATE_COLUMNS, map(_row, updates))
    rows.insert(UpdateStep, STEP_COLUMNS, [[_plain(value) for value in step] for step in steps])
    rows.insert(CityContribution, ["update", "city", "text"], texts)
    rows.number_on([QuarterlyUpdate])


def _row(update: tuple) -> tuple:
    number, period, case, group, state, saved_at, accepted_at, light, progress, *words, due = update
    version = {UpdateState.DRAFT: 1, UpdateState.SUBMITTED: 2, UpdateState.ACCEPTED: 3}[state]
    done, ahead, cause, remedy = words
    said = (done, ahead, light.value, progress, cause, remedy, due)
    return (number, version, case, period, group, 1, None, state.value, *said, saved_at, LIAISON, accepted_at)


def _content(period: ReportingPeriod, chance: Random) -> tuple:
    light = chance.choices([Light.GREEN, Light.YELLOW, Light.RED], [12, 4, 1])[0]
    cause, remedy = chance.choice(TROUBLE) if light != Light.GREEN else ("", "")
    words = (MARK + chance.choice(DONE), MARK + chance.choice(NEXT), cause and MARK + cause, remedy and MARK + remedy)
    return light, chance.randrange(5, 101), *words, period.last_day + timedelta(days=90) if cause else None


def _written_at(period: ReportingPeriod, until: date, chance: Random) -> datetime:
    """A morning on which the quarter takes reports, not after `until`."""
    day = min(period.opens_on + timedelta(days=chance.randrange(30)), until)
    return timezone.make_aware(datetime.combine(day, time(9, chance.randrange(60))))


def _plain(value: object) -> object:
    return value.value if isinstance(value, UpdateState) else value
