"""Demonstration data: four quarters of invented reports on the cases actually tracked.

Everything is written through `workflow.py`, as a page would, on days inside each quarter's own dates. Every text says
〔示範資料〕: none of it was ever reported by anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from cases.models import Case, Indicator, Light, QuarterlyUpdate, ReportingPeriod
from cases.reporting.content import Content, Figure
from cases.reporting.obligations import Obligation, current_period, ensure_period, obligations, open_periods, preceding
from cases.reporting.workflow import accept, return_, save_draft, submit
from groups.actors import Actor
from groups.models import City

MARK = "〔示範資料〕"
QUARTERS = 4
SEED = 115
LIAISON, SECRETARIAT = Actor(f"{MARK}聯絡人"), Actor(f"{MARK}幕僚")
DONE = [
    "召開四市工作會議 1 次，確認本季分工與期程。",
    "完成現況盤點及資料彙整，並請各市補充執行成果。",
    "完成委託技術服務案期中審查，依委員意見修正。",
    "辦理跨市聯合演練暨檢討會議，彙整精進事項。",
    "完成系統介接測試，四市資料已可定期交換。",
]
NEXT = [
    "續召開工作會議追蹤各市辦理情形。",
    "完成期末報告審查並辦理成果說明。",
    "依檢討結果修正作業流程，於下季試辦。",
    "彙整四市年度成果，提報下次會議。",
]
TROUBLE = [
    ("中央補助核定時程延後", "先以自有經費辦理前置作業，並請中央儘速核定"),
    ("用地協調尚未取得共識", "增開地方說明會，並由四市共同拜會權管機關"),
    ("招標未能決標", "檢討預算及規格後重新公告招標"),
]
CITY_TEXTS = ["提供資料並派員與會。", "完成轄內盤點。", "辦理教育訓練 1 場。", "配合檢討執行方式。"]


@transaction.atomic
def load_demo_updates(today: date) -> int:
    """Write the reports of the four newest quarters that have opened; returns how many. Does nothing where any exist.

    The newest quarter is half done, so that every state is there to be seen; the three before are accepted.
    """
    open_periods(today)
    newest = current_period(today)
    if newest is None or QuarterlyUpdate.objects.exists():
        return 0
    periods = _newest_quarters(newest)
    chance = Random(SEED)
    cities = list(City.objects.all())
    indicators = _make_indicators(periods[-1])
    progress: dict[int, int] = {}
    written = 0
    for period in periods:
        is_newest = period == periods[-1]
        for index, row in enumerate(obligations([period])):
            if is_newest and index % 7 == 6:
                continue
            _report(row, is_newest, index, today, chance, cities, indicators.get(row.case.pk), progress)
            written += 1
    return written


def _newest_quarters(newest: ReportingPeriod) -> list[ReportingPeriod]:
    periods = [newest]
    while len(periods) < QUARTERS:
        periods.insert(0, ensure_period(*preceding(periods[0].roc_year, periods[0].quarter))[0])
    return periods


def _make_indicators(period: ReportingPeriod) -> dict[int, Indicator]:
    """One indicator for the first case of each group."""
    firsts: dict[int, Case] = {}
    for row in obligations([period]):
        firsts.setdefault(row.group_id, row.case)
    return {
        case.pk: Indicator.objects.create(
            case=case,
            name=f"{MARK}年度目標達成率",
            unit="%",
            standard="累計完成數除以年度目標數，四捨五入至小數第1位",
            low=Decimal(20),
            high=Decimal(100),
        )
        for case in firsts.values()
    }


def _report(
    row: Obligation,
    is_newest: bool,
    index: int,
    today: date,
    chance: Random,
    cities: list[City],
    indicator: Indicator | None,
    progress: dict[int, int],
) -> None:
    case, period = row.case, row.period
    progress[case.pk] = min(100, progress.get(case.pk, chance.randrange(5, 40)) + chance.randrange(5, 20))
    content = _content(period, progress[case.pk], chance, cities, indicator)
    # In the quarter's own days; of the newest one not after today.
    written_on = period.opens_on + timedelta(days=chance.randrange(20))
    written_on = min(written_on, today) if is_newest else written_on
    at = _morning(written_on)
    update = save_draft(case, period, content, LIAISON, version=0, today=written_on, at=at)
    stage = index % 7 if is_newest else 0
    if stage == 4:
        return
    update = submit(update, LIAISON, version=update.version, today=written_on, at=at + timedelta(hours=1))
    if stage in (0, 1):
        accept(update, SECRETARIAT, version=update.version, at=at + timedelta(hours=5))
    elif stage == 5:
        comment = f"{MARK}請補充各市分工及預定完成日期。"
        return_(update, comment, SECRETARIAT, version=update.version, at=at + timedelta(hours=5))


def _content(
    period: ReportingPeriod, progress: int, chance: Random, cities: list[City], indicator: Indicator | None
) -> Content:
    light = chance.choices([Light.GREEN, Light.YELLOW, Light.RED], [12, 4, 1])[0]
    cause, remedy = chance.choice(TROUBLE) if light != Light.GREEN else ("", "")
    return Content(
        progress_text=MARK + chance.choice(DONE),
        next_steps=MARK + chance.choice(NEXT),
        light=light.value,
        progress=progress,
        cause=cause and f"{MARK}{cause}。",
        remedy=remedy and f"{MARK}{remedy}。",
        remedy_due_on=period.last_day + timedelta(days=90) if cause else None,
        contributions={city.pk: MARK + chance.choice(CITY_TEXTS) for city in chance.sample(cities, 2)},
        figures=dict(_figures(indicator, progress, chance, cities)) if indicator else {},
    )


def _figures(
    indicator: Indicator, progress: int, chance: Random, cities: list[City]
) -> Iterable[tuple[tuple[int, int], Figure]]:
    for city in cities:
        value = Decimal(max(0, min(100, progress + chance.randrange(-15, 15))))
        explanation = f"{MARK}年度經費於下半年撥付。" if indicator.is_out_of_range(value) else ""
        yield (indicator.pk, city.pk), Figure(value, explanation)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
