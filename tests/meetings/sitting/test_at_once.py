"""Two secretaries at the same moment, with real commits: one decides, the other is told, and nothing is lost."""

import pytest

from cases.models import Kind
from groups.actors import Actor
from meetings.models import Proposal, SittingStep
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.sitting import decisions
from meetings.sitting.book import SittingError
from meetings.sitting.decisions import Overtaken
from meetings.sitting.undoing import undo_last
from tests.cases.reporting.rows import LIAISON, SECRETARY
from tests.cases.reporting.test_workflow_at_once import race
from tests.factories import MeetingFactory, group

pytestmark = pytest.mark.django_db(transaction=True)
LIN, CHEN = Actor("林秘書"), Actor("陳秘書")


def proposed(meeting, title):
    proposal = propose(group(), ProposalContent("new", "x", title=title), LIAISON)
    return schedule(proposal, meeting, SECRETARY, version=1)


def test_of_two_who_decide_one_proposal_the_second_reads_what_the_first_decided():
    meeting = MeetingFactory()
    proposal = proposed(meeting, "甲提案")
    results = race(
        lambda: decisions.adopt(proposal, LIN, version=2), lambda: decisions.defer(proposal, CHEN, version=2)
    )
    (step,) = [result for result in results if isinstance(result, SittingStep)]
    (told,) = [result for result in results if isinstance(result, Overtaken)]
    assert step.actor_name in str(told)
    assert meeting.changes.filter(kind=Kind.ADDED).count() == (1 if step.actor_name == "林秘書" else 0)
    assert meeting.sitting_steps.count() == 1


def test_two_who_decide_different_proposals_or_the_same_list_do_not_meet():
    meeting = MeetingFactory()
    one, two, three = (proposed(meeting, title) for title in ("甲提案", "乙提案", "丙提案"))
    results = race(lambda: decisions.adopt(one, LIN, version=2), lambda: decisions.adopt(two, CHEN, version=2))
    assert [type(result).__name__ for result in results] == ["SittingStep", "SittingStep"]

    results = race(
        lambda: decisions.adopt_all([(three, 2)], LIN), lambda: decisions.return_to_group(three, CHEN, version=2)
    )
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "SittingStep"]


def test_of_two_undos_one_is_told_and_an_undo_never_takes_more_than_its_step():
    meeting = MeetingFactory()
    step = decisions.adopt(proposed(meeting, "甲提案"), LIN, version=2)
    results = race(lambda: undo_last(meeting, LIN, seen=step.pk), lambda: undo_last(meeting, CHEN, seen=step.pk))
    (told,) = [result for result in results if isinstance(result, SittingError)]
    assert "撤回，不必再撤回。" in str(told)
    assert not meeting.changes.exists()
    assert Proposal.objects.get().state == "scheduled"

    again, other = decisions.adopt(Proposal.objects.get(), LIN, version=4), proposed(meeting, "乙提案")
    results = race(lambda: undo_last(meeting, LIN, seen=again.pk), lambda: decisions.adopt(other, CHEN, version=2))
    titles = set(meeting.changes.values_list("printed_title", flat=True))
    assert isinstance(results[1], SittingStep) and "乙提案" in titles
    assert ("甲提案" in titles) == isinstance(results[0], SittingError)
