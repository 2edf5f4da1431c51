"""The made-up history: what `verify_ledger` and the usual code say of it, and that it stays away from real meetings."""

import io
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from groups.audit import chain
from groups.audit.models import AuditEntry
from tests.operations.conftest import enter, new_empty_place  # noqa: F401  # A fixture.
from tests.people import BACKEND, person

UNTIL = date(2026, 3, 31)
SIZE = {"cases": 60, "meetings": 8, "changes": 400, "seed": 1, "until": UNTIL}
# Same numbers, seed and day: the same rows, but for files, which say when they were drawn, and their seals.
SAME = ["StatusChange", "Case", "CaseTitle", "Succession", "QuarterlyUpdate", "UpdateStep", "SearchEntry"]


def make(**about):
    out = io.StringIO()
    call_command("make_history", **(SIZE | about), stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(databases, enter, tmp_path_factory):  # noqa: F811
    """(the place with the history, what was decided by meeting and group, what the command printed)."""
    from meetings.made_history.narrative import Narrative

    decided, add = {}, Narrative.add

    def noted(self, meeting, plans):
        for group, plan in plans.items():
            decided[meeting.number, group] = (len(plan.added), len(plan.delisted), len(plan.merged), len(plan.moved))
        add(self, meeting, plans)

    place = new_empty_place(databases, tmp_path_factory.mktemp("history"))
    with enter(place), pytest.MonkeyPatch.context() as patched:
        patched.setattr(Narrative, "add", noted)
        printed = make()
    return place, decided, printed


@pytest.fixture
def history(made, enter):  # noqa: F811
    with enter(made[0]):
        yield made[0]


def rows_of(*names):
    from platform_site.operations.rows import Digest, read
    from platform_site.operations.tables import every_table

    tables = {table.model.__name__: table for table in every_table().values()}
    found = {}
    for name in names:
        digest = Digest(tables[name])
        # The first column of the search index and of steps is the row's own number, the same too.
        for row in read(tables[name]):
            digest.add(row)
        found[name] = (digest.rows, digest.hex)
    return found


def test_everything_computed_of_a_made_history_is_right_and_the_trail_says_that_it_was_made(history):
    from cases.models import Case, Kind, StatusChange
    from meetings.models import Meeting
    from meetings.record.verifying import verify_ledger
    from meetings.search.rebuilding import differences

    assert list(verify_ledger()) == []
    assert differences() == []
    assert list(chain.verify().faults) == []
    said = AuditEntry.objects.filter(after__contains="模擬歷史")
    assert [(entry.action, entry.source) for entry in said] == [("insert", "command")]
    assert (Case.objects.count(), Meeting.objects.count(), StatusChange.objects.count()) == (60, 8, 400)
    assert {kind for kind in Kind.values if not StatusChange.objects.filter(kind=kind).exists()} <= {"moved", "merged"}


def test_the_usual_tally_counts_what_the_history_decided(history, made):
    from groups.models import IssueGroup
    from meetings.models import MeetingLevel
    from meetings.record.figures import figures_of_level

    ids = dict(IssueGroup.objects.values_list("name", "pk"))
    counted = {
        (figures.meeting.number, ids[row.group]): (row.added, row.delisted, row.merged, row.moved_out)
        for figures in figures_of_level(MeetingLevel.objects.get(slug="deputy-mayor"))
        for row in figures.groups
    }

    assert counted == made[1]
    assert sum(added for added, *_ in counted.values()) >= 60


def test_hosts_take_turns_and_meetings_come_in_the_order_of_their_dates(history):
    from meetings.models import Meeting

    hosts = list(Meeting.objects.in_order().values_list("number", "host_city__order"))
    days = list(Meeting.objects.in_order().values_list("held_on", flat=True))

    assert [number for number, _ in hosts] == list(range(1, 9))
    assert Counter(order for _, order in hosts) == {1: 2, 2: 2, 3: 2, 4: 2}
    assert all((one % 4) + 1 == other for (_, one), (_, other) in zip(hosts, hosts[1:], strict=False))
    assert (days[-1] < UNTIL, days == sorted(set(days))) == (True, True)


def test_the_same_seed_gives_the_same_rows_and_another_one_others(history, databases, enter, tmp_path):  # noqa: F811
    first = rows_of(*SAME)
    with enter(new_empty_place(databases, tmp_path / "again")):
        make(files=0)
        again = rows_of(*SAME)
    with enter(new_empty_place(databases, tmp_path / "other")):
        make(files=0, reports=0, seed=2)
        other = rows_of("StatusChange")

    assert again == first
    assert other != {"StatusChange": first["StatusChange"]}


def test_pages_show_a_made_history(history):
    from cases.models import Case
    from meetings.models import Meeting

    person("official", "reader")
    client = Client()
    from django.contrib.auth.models import User

    client.force_login(User.objects.get(username="reader"), backend=BACKEND)
    key, case = Meeting.objects.in_order().last().key, Case.objects.last()
    pages = ["/", "/cases/", "/cases/?q=合作", "/meetings/", f"/meetings/{key}/", f"/meetings/{key}/minutes/"]
    pages += ["/meetings/tally/", f"/cases/{case.pk}/", "/search/?q=合作", "/stuck/", "/cities/matrix/"]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_database_with_real_meetings_is_refused_and_stays_as_it_was(db):
    from cases.models import Case, StatusChange
    from meetings.models import Meeting

    before = [model.objects.count() for model in (Meeting, Case, StatusChange, AuditEntry)]

    with pytest.raises(
        CommandError, match="這個資料庫已有資料（會議5筆、合作案.*不可與真實紀錄混在一起.*沒有寫入任何資料"
    ):
        make()

    assert [model.objects.count() for model in (Meeting, Case, StatusChange, AuditEntry)] == before


@pytest.mark.parametrize("numbers", [{"changes": 119}, {"changes": 481}, {"meetings": 1, "changes": 60}])
def test_numbers_that_no_history_has_are_refused_with_the_numbers_that_one_has(db, numbers):
    with pytest.raises(CommandError, match=r"60案、\d次會議的帳冊須有120至\d+筆異動"):
        make(**numbers)


def test_a_history_that_fails_half_way_leaves_nothing(databases, enter, tmp_path, monkeypatch):  # noqa: F811
    from cases.models import Case, StatusChange
    from meetings.made_history import making
    from meetings.models import Meeting
    from platform_site.shared import triggers

    def broken(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(making, "seal_everything", broken)
    with enter(new_empty_place(databases, tmp_path)):
        with pytest.raises(RuntimeError, match="the disk is full"):
            make(files=0)

        assert [model.objects.count() for model in (Meeting, Case, StatusChange)] == [0, 0, 0]
        assert list(triggers.drift(connection)) == []


def test_production_is_refused(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式環境"):
        make()
