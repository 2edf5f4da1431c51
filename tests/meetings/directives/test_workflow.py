"""The rules of a directive's life: confirm, change, remove, reject, reply, close, reopen, and when it is due."""

import pytest

from groups.models import Platform
from meetings.directives.motions import MotionError, OutcomeContent, write_outcome
from meetings.directives.sentences import Sentence
from meetings.directives.workflow import (
    DirectiveContent,
    DirectiveError,
    change,
    close,
    confirm,
    due_at,
    due_for,
    reject,
    remove,
    reopen,
    reply,
    replying_groups,
    take_rejection_back,
)
from meetings.models import Directive, Meeting, MotionItem, MotionOutcome
from meetings.record.finalising import finalise
from platform_site.shared.locking.versions import StaleRow
from tests.factories import GroupFactory, group
from tests.meetings.directives.rows import ASKED, SECRETARY, THANKED, WISHED, draft, sentence_of
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return draft()


@pytest.fixture
def asked(meeting):
    """交通組 is asked for something at the sixth meeting, a draft, by the seventh."""
    return confirm(
        meeting,
        sentence_of(meeting, "請交通組"),
        DirectiveContent("instruction", [group()], 7),
        SECRETARY,
        phrase="請",
    )


@pytest.fixture
def on_record():
    """The first directive of the fifth meeting: 觀光文創組's."""
    return Directive.objects.filter(meeting__number=5).first()


def test_a_sentence_is_confirmed_with_its_place_speaker_and_phrase(asked, meeting):
    row = Directive.objects.get(pk=asked.pk)
    assert (row.meeting, row.sentence, row.anchor, row.said_by) == (meeting, ASKED, "remark-1-1", "劉副市長")
    assert (row.kind, row.phrase, row.due_number, list(row.groups.all())) == ("instruction", "請", 7, [group()])
    assert (row.state, row.confirmed_by_name, row.version) == ("open", "王小明", 1)


def test_the_same_sentence_is_confirmed_once_whatever_its_white_space(asked, meeting):
    with pytest.raises(DirectiveError, match="這句話已由王小明列為主席指示"):
        confirm(meeting, sentence_of(meeting, "請交通組"), DirectiveContent("suggestion"), SECRETARY)
    assert meeting.directives.count() == 1


def test_the_longest_sentence_fits_the_databases_index(meeting):
    # Every character another one, so that PostgreSQL can not compress it.
    text = "".join(chr(0x4E00 + 7 * number) for number in range(800))
    longest = Sentence(text, "paragraph", "remark-1-1")
    assert confirm(meeting, longest, DirectiveContent("instruction"), SECRETARY).sentence == text
    reject(meeting, Sentence(text[::-1], "paragraph", "remark-1-1"), SECRETARY)
    with pytest.raises(DirectiveError, match="這句話有801字，超過800字"):
        confirm(meeting, Sentence(text + "請", "paragraph", "remark-1-1"), DirectiveContent("instruction"), SECRETARY)


@pytest.mark.parametrize(
    ("content", "field", "sentence"),
    [
        (DirectiveContent("order"), "kind", "請選擇類別。"),
        (
            DirectiveContent("instruction", due_number=6),
            "due_number",
            "應回復的次別須在第6次之後（至多第999次）；沒有期限請留白。",
        ),
        (
            DirectiveContent("instruction", due_number=1000),
            "due_number",
            "應回復的次別須在第6次之後（至多第999次）；沒有期限請留白。",
        ),
    ],
)
def test_wrong_content_is_refused_with_a_sentence(meeting, content, field, sentence):
    with pytest.raises(DirectiveError) as refused:
        confirm(meeting, sentence_of(meeting, "請交通組"), content, SECRETARY)
    assert refused.value.fields == {field: sentence}
    assert not meeting.directives.exists()


def test_a_group_of_another_platform_is_refused(meeting):
    other = GroupFactory(platform=Platform.objects.create(name="另一平臺"))
    with pytest.raises(DirectiveError) as refused:
        confirm(meeting, sentence_of(meeting, "請交通組"), DirectiveContent("instruction", [other]), SECRETARY)
    assert refused.value.fields == {"groups": "選到的小組不屬於基北北桃合作交流平臺，請重新選擇。"}


def test_a_change_raises_the_version_and_a_stale_one_is_refused(asked):
    changed = change(asked, DirectiveContent("suggestion", [group("災防組")]), version=1)
    assert (changed.version, changed.kind, changed.due_number) == (2, "suggestion", None)
    assert list(changed.groups.all()) == [group("災防組")]
    with pytest.raises(StaleRow):
        change(asked, DirectiveContent("invitation"), version=1)


def test_one_confirmed_by_mistake_is_removed_unless_a_group_replied(asked, on_record):
    remove(asked, version=1)
    assert not Directive.objects.filter(pk=asked.pk).exists()
    assert Directive.history.filter(id=asked.pk, history_type="-").count() == 1
    reply(on_record, None, "已函請各市表示意見。", SECRETARY)
    with pytest.raises(DirectiveError, match="已有小組回復辦理情形，不可移除"):
        remove(on_record, version=1)


def test_a_rejected_sentence_stays_rejected_until_it_is_taken_back_or_confirmed(asked, meeting):
    thanked, wished = sentence_of(meeting, THANKED), sentence_of(meeting, WISHED)
    reject(meeting, thanked, SECRETARY)
    reject(meeting, thanked, SECRETARY)
    reject(meeting, wished, SECRETARY)
    assert list(meeting.rejected_sentences.values_list("sentence", flat=True)) == [THANKED, WISHED]
    take_rejection_back(meeting, thanked)
    confirm(meeting, wished, DirectiveContent("suggestion"), SECRETARY)
    assert not meeting.rejected_sentences.exists()
    with pytest.raises(DirectiveError, match="不可再判定為不列入"):
        reject(meeting, wished, SECRETARY)


def test_replies_are_added_to_an_open_directive_of_a_final_meeting_only(asked, on_record):
    first = reply(on_record, group("觀光文創組"), " 已召開協調會。 ", SECRETARY)
    assert (first.text, first.group, first.actor_name) == ("已召開協調會。", group("觀光文創組"), "王小明")
    with pytest.raises(DirectiveError) as empty:
        reply(on_record, None, " ", SECRETARY)
    assert empty.value.fields == {"text": "請填寫辦理情形。"}
    with pytest.raises(DirectiveError) as long:
        reply(on_record, None, "長" * 2001, SECRETARY)
    assert long.value.fields == {"text": "最多 2,000 字，目前 2,001 字，請刪減。"}
    with pytest.raises(DirectiveError, match="尚未定稿，定稿後才開始回復"):
        reply(asked, None, "已辦理。", SECRETARY)
    close(on_record, "done", "已成案。", version=1)
    with pytest.raises(DirectiveError, match="目前是「已辦結」，不再收受辦理情形"):
        reply(on_record, None, "再補充。", SECRETARY)
    assert on_record.replies.count() == 1


def test_it_is_closed_with_a_sentence_and_reopened(on_record):
    with pytest.raises(DirectiveError) as refused:
        close(on_record, "open", " ", version=1)
    assert set(refused.value.fields) == {"state", "outcome"}
    closed = close(on_record, "dropped", "四市無共識。", version=1)
    assert (closed.state, closed.outcome, closed.version) == ("dropped", "四市無共識。", 2)
    with pytest.raises(StaleRow):
        reopen(on_record, version=1)
    again = reopen(on_record, version=2)
    assert (again.state, again.outcome, again.version) == ("open", "", 3)
    with pytest.raises(DirectiveError, match="仍在辦理中"):
        reopen(on_record, version=3)
    assert on_record.history.filter(state="dropped", outcome="四市無共識。").count() == 1


def test_due_at_a_meeting_are_the_open_ones_of_earlier_final_meetings_of_its_level(asked, meeting, on_record):
    assert due_at(meeting).count() == 33
    assert due_at(Meeting.objects.by_key("deputy-mayor-2").get()).count() == 2
    change(on_record, DirectiveContent("instruction", due_number=7), version=1)
    close(Directive.objects.filter(meeting__number=1).first(), "done", "已辦理。", version=1)
    due = list(due_at(meeting))
    assert len(due) == 31 and on_record not in due and asked not in due
    assert [one.meeting.number for one in due] == sorted(one.meeting.number for one in due)


def test_a_finalised_draft_brings_its_directives_with_it(asked, meeting):
    assert asked not in due_for(person("secretariat"))
    finalise(meeting, SECRETARY)
    assert asked in due_for(person("official"))


def test_due_for_a_liaison_are_the_own_groups_and_everybodys(on_record):
    every = due_for(person("secretariat"))
    assert (every.count(), due_for(person("official")).count()) == (33, 33)
    traffic = due_for(person("liaison"))
    assert [one.meeting.number for one in traffic.filter(groups=group())] == [2, 2, 2]
    assert traffic.count() == 3 + Directive.objects.filter(groups__isnull=True).count() == 19
    assert due_for(person("liaison", "culture", group="觀光文創組")).filter(pk=on_record.pk).exists()


def test_a_liaison_replies_for_the_own_group_where_the_directive_is_for_it(on_record):
    everybody = Directive.objects.filter(groups__isnull=True).first()
    liaison = person("liaison")
    assert replying_groups(liaison, on_record) == []
    assert replying_groups(liaison, everybody) == [group()]
    assert replying_groups(person("official"), everybody) == []
    assert replying_groups(person("secretariat"), on_record) == [group("觀光文創組")]
    assert len(replying_groups(person("superuser"), everybody)) == 8


def test_the_outcome_of_a_motions_item_is_written_once_and_then_changed_by_version():
    item = MotionItem.objects.get(text="改裝噪音車輛稽查管制計畫")
    changed = write_outcome(item, OutcomeContent("rejected", group(), None, " 不採納。 "), version=1)
    assert (changed.version, changed.disposition, changed.group, changed.note) == (2, "rejected", group(), "不採納。")
    with pytest.raises(StaleRow):
        write_outcome(item, OutcomeContent("adopted"), version=1)
    other = GroupFactory(platform=Platform.objects.create(name="另一平臺"))
    with pytest.raises(MotionError) as refused:
        write_outcome(item, OutcomeContent("", other, None, "長" * 2001), version=2)
    assert set(refused.value.fields) == {"disposition", "group", "note"}
    MotionOutcome.objects.all().delete()
    assert write_outcome(item, OutcomeContent("deferred"), version=0).version == 1
