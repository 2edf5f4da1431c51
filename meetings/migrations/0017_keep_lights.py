"""Work out the lights of all days until now, as finalising and accepting keep them from now on.

The rules are those of `cases/stuck/` as they stood when this was written; `verify_ledger` compares.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db import migrations

GOING_ON = ("added", "tracked", "moved", "renamed")
STILL = date.max
WEIGHT = {"green": 0, "yellow": 1, "red": 2}
LOCAL_TIME = ZoneInfo("Asia/Taipei")
AT_ONCE = 1_000


def empty(apps, editor):
    apps.get_model("cases", "KeptLight").objects.all().delete()


def keep(apps, editor):
    Case, KeptLight = apps.get_model("cases", "Case"), apps.get_model("cases", "KeptLight")
    cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(cases), AT_ONCE):
        at_once = cases[first : first + AT_ONCE]
        accepted = _accepted(apps.get_model("cases", "QuarterlyUpdate"), at_once)
        KeptLight.objects.bulk_create(
            KeptLight(case_id=case, group_id=group, **row)
            for case, rows in _rows(apps.get_model("cases", "StatusChange"), at_once).items()
            for group, since, begin, end in _spans(rows)
            for row in _lights(since, begin, end, accepted[case])
        )


def _rows(StatusChange, cases):
    """The rows by which a finalised meeting said something of a case, by case, in the order of the meetings."""
    rows = StatusChange.objects.filter(case__in=cases, meeting__state="finalised")
    rows = rows.exclude(kind="tracked", printed_title="").order_by("meeting__held_on", "meeting__sequence", "pk")
    found = defaultdict(list)
    for case, *row in rows.values_list("case", "group", "kind", "meeting__held_on"):
        found[case].append(row)
    return found


def _spans(rows):
    """(group, since when on the list without a break, first day, day after the last one) of a case."""
    begun, since, left = None, None, None
    for group, kind, day in rows:
        if begun and (kind not in GOING_ON or begun[0] != group):
            yield begun[0], since, begun[1], day
            begun, left = None, day
        if kind in GOING_ON and begun is None:
            since = since if left == day else day
            begun = (group, day)
    if begun:
        yield begun[0], since, begun[1], STILL


def _accepted(QuarterlyUpdate, cases):
    """(day, quarter, revision, light, id, day of the remedy) of the accepted reports, by case, oldest first."""
    updates = QuarterlyUpdate.objects.filter(case__in=cases, state="accepted").order_by("accepted_at", "pk")
    found = defaultdict(list)
    for case, at, *said in updates.values_list(
        "case", "accepted_at", "period", "revision", "light", "pk", "remedy_due_on"
    ):
        found[case].append((at.astimezone(LOCAL_TIME).date(), *said))
    return found


def _lights(since, begin, end, accepted):
    days = sorted({begin, *(row[0] for row in accepted if begin < row[0] < end)})
    for day, until in zip(days, [*days[1:], end], strict=True):
        if day < until:
            yield {"from_day": day, "until_day": until, **_light(since, [row for row in accepted if row[0] <= day])}


def _light(since, accepted):
    standing = {row[1]: row for row in sorted(accepted, key=lambda row: row[2])}
    reports = sorted((row for row in standing.values() if _last_day(row[1]) >= since), key=lambda row: row[1])
    lights = [row[3] for row in reports]
    newest, before = (reports[-1] if reports else None), (reports[-2] if len(reports) > 1 else None)
    change = "none" if newest is None else "first" if before is None else _change(newest[3], before[3])
    stuck = reports[len(reports) - _run(lights, ("red", "yellow")) :]
    return {
        "update_id": newest[4] if newest else None,
        "quarter": newest[1] if newest else 0,
        "light": newest[3] if newest else "",
        "change": change,
        "is_worse": change == "worse" or (change == "first" and newest[3] == "red"),
        "quarter_before": before[1] if before else 0,
        "light_before": before[3] if before else "",
        "quarters": _run(lights, lights[-1:]),
        "stuck_quarters": len(stuck),
        "missing": sum(_gap(one[1], other[1]) for one, other in pairwise(stuck)),
        "remedy_due_on": newest[5] if stuck else None,
    }


def _change(newest, before):
    step = WEIGHT[newest] - WEIGHT[before]
    return "worse" if step > 0 else "better" if step < 0 else "same"


def _run(lights, of):
    """How many of the last lights in a row are among these."""
    number = 0
    while number < len(lights) and lights[-1 - number] in of:
        number += 1
    return number


def _gap(earlier, later):
    return (later // 10 - earlier // 10) * 4 + later % 10 - earlier % 10 - 1


def _last_day(quarter):
    year, month = quarter // 10 + 1911, quarter % 10 * 3
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0015_kept_lights"),
        ("meetings", "0016_keep_tallies"),
    ]

    operations = [migrations.RunPython(keep, empty)]
