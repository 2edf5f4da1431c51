"""The same figure is the same number wherever it stands: on each role's pages, in exports and public data, as of a day.

The site has what makes figures differ: a case that was delisted and came back, a correction, a case delisted while it
was red, reports that nobody accepted, a finalised meeting after them, and a draft that delists and adds.
"""

import csv
import io
import json
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.ledger import writing
from cases.models import Case, Kind, Light, QuarterlyUpdate, StatusChange, UpdateState
from groups.models import IssueGroup, Role
from groups.platforms import default_platform
from meetings.handover.tables import late_reports, open_cases, tally_sheets
from tests.factories import SECRETARY, CaseFactory, freeze, group, record
from tests.meetings.finalising.drafts import sixth
from tests.meetings.publishing.rows import body, publish_everything
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices]

LIGHTS = ("red", "yellow", "green", "none")
FLOWS = ("opening", "added", "delisted", "stated_remaining", "computed_remaining", "difference", "closing", "named")


@pytest.fixture
def site():
    """The five meetings, a sixth and a seventh that are final, an eighth as a draft, and four quarters of reports."""
    today = timezone.localdate()
    call_command("load_demo_reports", stdout=io.StringIO())
    publish_everything()
    away, gone, listed = _cases()
    sixth_meeting = sixth(number=6, held_on=today - timedelta(days=40))
    record(away, sixth_meeting, Kind.DELISTED)
    record(gone, sixth_meeting, Kind.DELISTED)
    record(CaseFactory(group=group("災防組"), title="跨市聯合演練資料共享"), sixth_meeting)
    _finish(sixth_meeting)
    seventh = sixth(number=7, held_on=today - timedelta(days=20))
    record(away, seventh, Kind.ADDED)
    wrong = StatusChange.objects.get(case=gone, meeting=sixth_meeting)
    writing.correct(wrong, seventh, Kind.TRACKED, "誤植", SECRETARY)
    _finish(seventh)
    draft = sixth(number=8, held_on=today + timedelta(days=10))
    record(listed, draft, Kind.DELISTED)
    record(CaseFactory(title="四市共享單車互通"), draft)
    return {"sixth": sixth_meeting, "seventh": seventh, "away": away}


def _cases():
    """A red case, a yellow one and another, each on the list."""
    standing = QuarterlyUpdate.objects.accepted().standing().filter(case__in=Case.objects.tracked())
    newest = {update.case_id: update for update in standing.order_by("period_id")}
    by_light = {light: [pk for pk, row in sorted(newest.items()) if row.light == light] for light in ("red", "yellow")}
    return (
        Case.objects.get(pk=by_light["red"][0]),
        Case.objects.get(pk=by_light["yellow"][0]),
        Case.objects.get(pk=by_light["yellow"][1]),
    )


def _finish(meeting):
    writing.carry_forward(meeting, SECRETARY)
    freeze(meeting)


def context(client, path, **asked):
    response = client.get(path, {name: value for name, value in asked.items() if value})
    assert response.status_code == 200, path
    return response.context


def listed_count(client, **asked):
    """How many rows the list of cases has, and its CSV, which must be the same."""
    shown = context(client, "/cases/", **asked)["list"].count
    rows = list(csv.reader(io.StringIO(body(client.get("/cases/export.csv", asked)).decode("utf-8-sig"))))
    heads = next(number for number, row in enumerate(rows) if "案名" in row)
    assert len([row for row in rows[heads + 1 :] if any(row)]) == shown
    return shown


def same(figures):
    """Assert that a figure is equal wherever it was read, and return it."""
    assert len(set(figures.values())) == 1, figures
    return next(iter(figures.values()))


def tallied(row):
    return tuple(getattr(row, name) for name in FLOWS)


def test_cases_and_lights_are_counted_alike_now_and_as_of_a_day(site):
    secretary, official = signed_in(Role.SECRETARIAT), signed_in(Role.OFFICIAL)
    today = timezone.localdate()
    found = {}
    for asked in ("", "副市長層級-6", (today - timedelta(days=30)).isoformat(), "deputy-mayor-5"):
        query = {"as_of": asked}
        home = context(official, "/", **query)
        stuck = home["stuck"].totals
        others = [
            context(secretary, "/", **query)["stuck"],
            context(official, "/stuck/", **query)["stuck"],
            context(official, "/stuck/wall/", **query)["stuck"],
        ]
        if asked in ("", "副市長層級-6", "deputy-mayor-5"):
            key = {"": 8}.get(asked) or asked[-1]
            # A draft is the secretariat's.
            others.append(context(secretary, f"/meetings/deputy-mayor-{key}/")["stuck"])
        assert {one.totals for one in others} == {stuck}
        cities = context(official, "/cities/", **query)["overview"]
        wall = context(official, "/stuck/wall/", **query)["wall"]
        tracked = same(
            {
                "stuck": stuck.tracked,
                "cities": cities.tracked,
                "list": listed_count(official, status="listed", **query),
                "wall": sum(len(part.rows) for part in wall.groups) if wall.groups else stuck.tracked,
                "lights": sum(getattr(stuck, light) for light in LIGHTS),
            }
        )
        for light in LIGHTS:
            assert listed_count(official, light=light, status="listed", **query) == getattr(stuck, light), light
        for owner, counts in home["stuck"].groups:
            assert listed_count(official, status="listed", group=owner.name, **query) == counts.tracked, owner
            assert listed_count(official, light="red", group=owner.name, **query) == counts.red, owner
        for row in cities.rows:
            page = context(official, f"/cities/{row.city.pk}/", **query)["sheet"]
            assert (page.lights["red"], page.lights["yellow"], len(page.rows)) == (row.red, row.yellow, row.total)
            assert (page.leads, page.takes_part) == (row.leads, row.takes_part)
            assert listed_count(official, status="listed", city=row.city.name, **query) == row.total
            assert listed_count(official, light="red", city=row.city.name, **query) == row.red
        assert listed_count(official, status="listed", city="none", **query) == cities.unknown
        found[asked] = tracked
    assert found[""] == found["副市長層級-6"] + 2
    # What a case had reported before it was delisted and came back gives it no light.
    handed = open_cases(default_platform())
    now = home_lights(official)
    assert len(handed.rows) == found[""] == now.tracked
    in_words = Counter(word for row in handed.rows for word in row[4:6])
    assert [in_words[Light(light).label] for light in LIGHTS[:3]] == [now.red, now.yellow, now.green]
    assert in_words["尚無"] == now.none
    assert site["away"].pk in [row.case.pk for row in context(official, "/stuck/")["stuck"].silent]


def home_lights(client):
    return context(client, "/")["stuck"].totals


def test_meetings_are_tallied_alike_everywhere(site):
    official = signed_in(Role.OFFICIAL)
    printed = io.StringIO()
    call_command("tally", "--format", "json", stdout=printed)
    by_command = {row["meeting"]: row for row in json.loads(printed.getvalue())["meetings"]}
    handed = {(row[0], row[2]): row for sheet in tally_sheets(default_platform()).values() for row in sheet[1:]}
    public = json.loads(body(Client().get("/public/data/tally.json")))["records"]
    in_public = {(row["meeting"], row["group"]): row for row in public}
    public_csv = list(csv.DictReader(io.StringIO(body(Client().get("/public/data/tally.csv")).decode("utf-8-sig"))))
    assert len(public_csv) == len(public) == 5 * 8
    levels = Client().get("/public/tally/").context["levels"]
    on_public_page = {figures.meeting.number: figures for figures in levels[0].series}
    for asked in ("", "deputy-mayor-6", "deputy-mayor-3"):
        (level,) = context(official, "/meetings/tally/", as_of=asked)["tallies"].levels
        overview = context(official, "/", as_of=asked)["overview"]
        listed = {row.meeting.pk: row for row in context(official, "/meetings/", as_of=asked)["page"]}
        final = [figures for figures in level.series if figures.meeting.is_final]
        assert len(final) == int(asked[-1:] or 7)
        assert [tallied(f.totals) for f in overview.series] == [tallied(f.totals) for f in final]
        assert tallied(overview.latest.totals) == tallied(final[-1].totals)
        assert [change.number for change in overview.changes] == [final[-1].totals.added, final[-1].totals.delisted]
        for figures in final:
            meeting = figures.meeting
            sheet = context(official, f"/meetings/deputy-mayor-{meeting.number}/")["dashboard"]
            by_groups = [tallied(row) for row in figures.groups]
            assert [tallied(part.tally) for part in sheet.sheets] == by_groups
            assert (
                tallied(listed[meeting.pk].figures.totals) == tallied(figures.totals) == tallied(sheet.figures.totals)
            )
            told = by_command[meeting.key]
            assert [tuple(row[name] for name in FLOWS) for row in told["groups"]] == by_groups
            assert tuple(told["totals"][name] for name in FLOWS) == tallied(figures.totals)
            for row in (*figures.groups, figures.totals):
                cells = handed[str(meeting), row.group]
                assert (cells[4], cells[5], cells[10], cells[11]) == (row.added, row.delisted, row.closing, row.named)
            if meeting.number in on_public_page:
                assert [tallied(row) for row in on_public_page[meeting.number].groups] == by_groups
                data = [in_public[f"deputy-mayor-{meeting.number}", row.group] for row in figures.groups]
                assert [tuple(row[name] for name in FLOWS) for row in data] == by_groups
            for kind, number in (("added", figures.totals.added), ("delisted", figures.totals.delisted)):
                subcases = StatusChange.objects.filter(meeting=meeting, kind=kind, is_subcase=True, effect="").count()
                assert listed_count(official, **{kind: meeting.key}) == number + subcases, (meeting, kind)
    assert (by_command["副市長層級-6"]["totals"]["added"], by_command["副市長層級-6"]["totals"]["delisted"]) == (1, 2)
    assert by_command["副市長層級-6"]["totals"]["closing"] == 52 + 1 - 2
    assert by_command["副市長層級-7"]["totals"]["closing"] == 51 + 1 + 1


def test_reports_owed_sent_and_late_are_counted_alike(site):
    secretary, liaison = signed_in(Role.SECRETARIAT), signed_in(Role.LIAISON)
    today = timezone.localdate()
    traffic = IssueGroup.objects.get(name="交通組")
    home, page = context(secretary, "/"), context(secretary, "/reports/")
    matrix, current = page["matrix"], page["current"]
    waiting = {row.label: row.count for row in home["today"].items}
    owed = dict(zip(matrix.periods, matrix.totals, strict=True))[current]
    reckoning = home["reckoning"]
    assert reckoning == page["reckoning"] == context(liaison, "/")["reckoning"]
    assert reckoning.tracked == home["overview"].latest.totals.closing
    assert same(
        {
            "reckoning": reckoning.owed,
            "matrix": owed.owed,
            "groups": sum(
                len(context(secretary, f"/reports/{current.key}/groups/{one.pk}/")["rows"]) for one in matrix.groups
            ),
        }
    )
    (due,) = [row for row in context(liaison, "/")["desk"] if row.period == current]
    cell = matrix.cell(traffic.pk, current.key)
    assert (len(due.owed), due.sent, len(due.returned)) == (cell.owed, cell.sent, cell.returned)
    late = context(secretary, "/reports/late/")["list"].count
    assert same(
        {
            "reports": page["late_count"],
            "list": late,
            "handover": len(late_reports(default_platform(), today).rows),
            "home": waiting.get("逾期未送出的季進度", 0),
        }
    )
    submitted = QuarterlyUpdate.objects.filter(state=UpdateState.SUBMITTED).count()
    assert submitted > 0
    assert submitted == waiting["待採認的季進度"] == sum(total.submitted for total in matrix.totals)
    report = context(secretary, "/work-report/")["report"]
    assert report.lights.red == sum(row.latest.light == "red" for part in report.groups for row in part.cases)
    tracked = {course.case.pk: course.light for course in context(secretary, "/stuck/")["stuck"].cases}
    for part in report.groups:
        for row in part.cases:
            if row.case.pk in tracked:
                assert row.latest.light == tracked[row.case.pk]
