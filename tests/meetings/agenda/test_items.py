"""The agenda: what is on it by itself, what is added by hand, the order by hand, what came late."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import CommonTopic
from groups.platforms import default_platform
from meetings.agenda.items import (
    add_item,
    agenda_items,
    agenda_parts,
    move_item,
    ref,
    remove_item,
    schedule_waiting,
    waiting_proposals,
)
from meetings.agenda.notice import FIELDS, notice_of, save_notice
from meetings.models import AgendaItem, Directive, DirectiveState, Meeting
from meetings.proposals.workflow import ProposalContent, change, propose, return_
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.factories import SECRETARY, group
from tests.meetings.agenda.rows import directive, proposed, sixth

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """The sixth meeting, with no directives but those that a test makes."""
    Directive.objects.all().delete()
    return sixth()


def shown(meeting):
    return [(part.title, [str(item) for item in part.items]) for part in agenda_parts(meeting)]


def issue(meeting, day):
    content = {name: getattr(notice_of(meeting), name) for name in FIELDS} | {"issued_on": day}
    return save_notice(meeting, content, notice_of(meeting).version)


def test_directives_that_are_due_stand_at_the_top_and_proposals_in_the_groups_order(meeting):
    proposed(meeting, "觀光新案", "觀光文創組")
    proposed(meeting, "交通新案")
    directive("已到期的指示。")
    directive("沒有期限的指示。", number=4, due=None)
    directive("尚未到期的指示。", due=7)
    directive("已辦結的指示。", state=DirectiveState.DONE, outcome="已完成。")

    assert shown(meeting) == [
        ("報告事項", ["沒有期限的指示。", "已到期的指示。", "幕僚單位及議題小組工作報告"]),
        ("討論事項", ["新案：交通新案", "新案：觀光新案"]),
    ]
    assert not AgendaItem.objects.exists()


def test_the_order_by_hand_is_kept_and_what_comes_later_joins_its_group(meeting):
    first, second = proposed(meeting, "甲"), proposed(meeting, "乙")

    move_item(meeting, f"proposal-{second.pk}", -1, 0)
    assert shown(meeting)[1] == ("討論事項", ["新案：乙", "新案：甲"])
    proposed(meeting, "丙", "災防組")
    proposed(meeting, "丁")

    assert shown(meeting)[1] == ("討論事項", ["新案：乙", "新案：甲", "新案：丁", "新案：丙"])
    move_item(meeting, f"proposal-{second.pk}", -1, 2)
    assert shown(meeting)[1][1][0] == "新案：乙"
    assert ref(agenda_items(meeting)[1]) == f"proposal-{second.pk}" != f"proposal-{first.pk}"


def test_two_secretaries_moving_the_same_item_do_not_undo_each_other(meeting):
    first, second = proposed(meeting, "甲"), proposed(meeting, "乙")
    move_item(meeting, f"proposal-{second.pk}", -1, 0)

    with pytest.raises(StaleRow):
        move_item(meeting, f"proposal-{first.pk}", -1, 0)

    assert shown(meeting)[1][1] == ["新案：乙", "新案：甲"]


def test_what_is_sent_back_leaves_the_agenda(meeting):
    first, second = proposed(meeting, "甲"), proposed(meeting, "乙")
    move_item(meeting, f"proposal-{second.pk}", -1, 0)

    return_(first, "再研議", SECRETARY, version=first.version)

    assert shown(meeting)[1] == ("討論事項", ["新案：乙"])


def test_items_by_hand_are_added_at_the_end_of_their_part_and_may_be_taken_off(meeting):
    topic = CommonTopic.objects.first()
    add_item(meeting, AgendaItem(kind="topic", topic=topic))
    added = add_item(meeting, AgendaItem(kind="report", title="四市共同行銷報告"))
    add_item(meeting, AgendaItem(kind="other", title="下次會議時間"))

    assert shown(meeting) == [
        ("報告事項", ["幕僚單位及議題小組工作報告", "四市共同行銷報告"]),
        ("共同議題", [str(topic)]),
        ("其他事項", ["下次會議時間"]),
    ]
    remove_item(meeting, f"item-{added.pk}", 1)
    assert shown(meeting)[0] == ("報告事項", ["幕僚單位及議題小組工作報告"])


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"kind": "report"}, "title", "請填寫案由。"),
        ({"kind": "topic"}, "topic", "請選擇共同議題。"),
        ({"kind": "proposal"}, "kind", "提案與主席指示由系統列入，請選擇其他類別。"),
    ],
)
def test_an_item_that_says_nothing_is_refused(meeting, fields, name, sentence):
    with pytest.raises(Refusal) as refused:
        add_item(meeting, AgendaItem(**fields))

    assert refused.value.fields == {name: sentence}


def test_what_the_system_put_there_is_not_removed_by_hand(meeting):
    with pytest.raises(Refusal, match="這一項由系統列入，不能移除"):
        add_item(meeting, AgendaItem(kind="other", title="其他"))
        remove_item(meeting, "work-report", 1)
    with pytest.raises(Refusal, match="議程中已沒有這一項"):
        move_item(meeting, "item-999", 1, 1)


def test_what_is_scheduled_after_the_notice_was_issued_is_marked_late(meeting, monkeypatch):
    today = timezone.localdate()
    Meeting.objects.filter(pk=meeting.pk).update(held_on=today + timedelta(days=30))
    meeting.refresh_from_db()
    proposed(meeting, "準時案")
    issue(meeting, today)
    assert [item.is_late for item in agenda_items(meeting)] == [False, False]
    monkeypatch.setattr("django.utils.timezone.now", lambda: monkeypatch_day)
    monkeypatch_day = timezone.datetime.now(timezone.get_current_timezone()) + timedelta(days=1)

    proposed(meeting, "遲到案")
    add_item(meeting, AgendaItem(kind="motion", title="遲到動議"))

    late = {str(item): item.is_late for item in agenda_items(meeting)}
    assert late == {"幕僚單位及議題小組工作報告": False, "新案：準時案": False, "新案：遲到案": True, "遲到動議": True}


def test_a_final_meetings_agenda_and_notice_stay():
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()

    for attempt in (
        lambda: add_item(fifth, AgendaItem(kind="other", title="其他")),
        lambda: move_item(fifth, "work-report", 1, 0),
        lambda: issue(fifth, date(2025, 7, 1)),
    ):
        with pytest.raises(Refusal, match="已定稿"):
            attempt()


def test_the_notice_says_what_such_notices_say_until_somebody_writes_it(meeting):
    notice = notice_of(meeting)

    assert notice.subject == f"召開「{default_platform()}第6次副市長層級會議」"
    assert notice.attendees.splitlines()[0] == "臺北市政府　林副市長奕華"
    assert notice.observers.splitlines()[0] == "交通組各市主辦機關"
    saved = issue(meeting, date(2026, 2, 1))
    assert (saved.version, notice_of(meeting).issued_on) == (1, date(2026, 2, 1))
    with pytest.raises(StaleRow):
        save_notice(meeting, {name: getattr(saved, name) for name in FIELDS}, 0)


def test_a_notice_is_not_issued_after_the_meeting(meeting):
    with pytest.raises(Refusal) as refused:
        issue(meeting, date(2026, 4, 1))

    assert refused.value.fields == {"issued_on": "發文日期晚於會議日期，請核對。"}


def test_the_agenda_takes_as_many_queries_for_many_items_as_for_few(meeting, django_assert_num_queries):
    proposed(meeting, "甲")
    directive("一。")
    with django_assert_num_queries(8):
        agenda_items(meeting)
    for title in "乙丙丁戊":
        proposed(meeting, title)
        directive(title)
    move_item(meeting, "work-report", -1, 0)
    with django_assert_num_queries(8):
        agenda_items(meeting)


def waiting(title, name="交通組"):
    return propose(group(name), ProposalContent("new", "四市均有需求。", title=title), SECRETARY)


def test_waiting_proposals_are_taken_onto_the_agenda_together(meeting):
    late, first = waiting("乙", "觀光文創組"), waiting("甲")
    other = waiting("不列入的")

    assert schedule_waiting(meeting, [(late.pk, 1), (first.pk, 1)], SECRETARY) == 2

    assert shown(meeting)[1] == ("討論事項", ["新案：甲", "新案：乙"])
    assert list(waiting_proposals(meeting)) == [other]


def test_where_one_of_them_changed_meanwhile_none_is_taken(meeting):
    first, second = waiting("甲"), waiting("乙")
    change(second, ProposalContent("new", "理由補充。", title="乙案"), SECRETARY, version=1)

    with pytest.raises(StaleRow):
        schedule_waiting(meeting, [(first.pk, 1), (second.pk, 1)], SECRETARY)

    assert waiting_proposals(meeting).count() == 2
