"""Two people at the same moment, with real commits: one wins, the other is told."""

import threading

import pytest
from django.db import connection

from cases.models import KeptLight, QuarterlyUpdate
from cases.reporting.workflow import UpdateError, accept, revise, save_draft, withdraw
from cases.stuck.keeping import wrongly_kept_lights
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.cases.reporting.rows import GREEN, IN_TIME, LIAISON, RED, SECRETARY, filed, period, tracked_case

pytestmark = pytest.mark.django_db(transaction=True)


def race(*writers):
    """Run the writers at once; returns what each returned or was refused with."""
    results = [None] * len(writers)
    barrier = threading.Barrier(len(writers))

    def run(index, writer):
        try:
            barrier.wait(timeout=10)
            results[index] = writer()
        except Refusal as refused:
            results[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_of_two_at_once_one_wins_and_the_other_is_told():
    case, quarter = tracked_case(), period()
    results = race(
        lambda: save_draft(case, quarter, GREEN, LIAISON, version=0, today=IN_TIME),
        lambda: save_draft(case, quarter, RED, LIAISON, version=0, today=IN_TIME),
    )
    (won,) = [result for result in results if isinstance(result, QuarterlyUpdate)]
    (told,) = [result for result in results if isinstance(result, StaleRow)]
    assert QuarterlyUpdate.objects.get() == won == told.current

    sent = filed(tracked_case())
    results = race(
        lambda: accept(sent, SECRETARY, version=sent.version), lambda: withdraw(sent, LIAISON, version=sent.version)
    )
    assert sorted(type(result).__name__ for result in results) == ["QuarterlyUpdate", "StaleRow"]

    accepted = filed(tracked_case(), state="accepted")
    results = race(lambda: revise(accepted, LIAISON), lambda: revise(accepted, SECRETARY))
    (told,) = [result for result in results if isinstance(result, UpdateError)]
    assert str(told) == "這份季進度已有較新的版本，請從最新的版本更正。"
    assert accepted.case.updates.count() == 2


def test_two_reports_of_one_case_accepted_at_once_both_count():
    case = tracked_case()
    first, second = filed(case, 1), filed(case, 2, content=RED)
    results = race(
        lambda: accept(first, SECRETARY, version=first.version),
        lambda: accept(second, SECRETARY, version=second.version),
    )
    assert [result.state for result in results] == ["accepted", "accepted"]
    newest = KeptLight.objects.filter(case=case).latest("from_day")
    assert (newest.light, newest.light_before, newest.quarter) == ("red", "green", 902)
    assert list(wrongly_kept_lights()) == []
