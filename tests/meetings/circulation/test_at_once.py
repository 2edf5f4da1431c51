"""Two at once: of two secretaries one settles a comment and one starts a round, and nothing is half done."""

import threading

import pytest
from django.db import connection

from groups.actors import Actor
from meetings.circulation.comments import answer, take_over
from meetings.circulation.rounds import start
from meetings.models import Circulation, Reviewer
from platform_site.shared.refusals import Refusal
from tests.meetings.circulation.rounds import DUE, TODAY, comment, draft, reviewer, sent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps):
    """Run the steps in threads of their own; what each gave, or the sentence that refused it, in no order."""
    barrier, said = threading.Barrier(len(steps)), []

    def run(step):
        try:
            barrier.wait(timeout=10)
            said.append(step())
        except Refusal as error:
            said.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return said


def test_of_two_secretaries_who_settle_one_comment_one_is_told_of_the_other():
    meeting, user = draft(), reviewer("a", "臺北市")
    sent(meeting, user)
    row = comment(meeting, user)

    said = at_once(
        lambda: answer(row, "不採納。", Actor("甲秘書"), version=1),
        lambda: take_over(row, "照改。", Actor("乙秘書"), version=1),
    )

    row.refresh_from_db()
    (refused,) = [text for text in said if isinstance(text, str)]
    assert refused.startswith(f"這則意見已由{row.answered_by_name}")
    assert (row.answered_by_name, row.state, row.answer, row.version) in [
        ("甲秘書", "answered", "不採納。", 2),
        ("乙秘書", "taken_over", "照改。", 2),
    ]


def test_of_two_who_start_a_round_one_is_told_that_it_goes_on_already():
    meeting, user = draft(), reviewer("a", "臺北市")

    said = at_once(
        *(lambda name=name: start(meeting, {user.pk}, DUE, "", Actor(name), today=TODAY) for name in ("甲", "乙"))
    )

    assert [text for text in said if isinstance(text, str) and "第1次確認還在進行" in text] != []
    assert (Circulation.objects.count(), Reviewer.objects.count()) == (1, 1)
