"""The rules of a circulation: rounds, comments, agreements, and what is open or waits for whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cases.ledger.writing import LedgerError
from groups.models import City, IssueGroup, Role
from groups.platforms import default_platform
from groups.roles import assign_role
from meetings.circulation import comments as notes
from meetings.circulation.comments import answer, shown, take_over, write
from meetings.circulation.reading import draft_of
from meetings.circulation.refusals import CirculationError
from meetings.circulation.rounds import candidates, close, may_read_comments, open_round, start
from meetings.circulation.standing import (
    agree,
    agreement,
    asked_of,
    line_for,
    open_comments,
    to_answer,
    waiting_for,
    withdraw,
)
from meetings.models import Circulation, ReviewComment, Reviewer
from meetings.record.drafts import discard
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.triggers import Refusal, refusal
from tests.factories import freeze
from tests.meetings.circulation.rounds import (
    DUE,
    SECRETARY,
    TODAY,
    change_report,
    comment,
    draft,
    four,
    reviewer,
    seen,
    sent,
)
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return draft()


def agreed(meeting, user):
    row = Reviewer.objects.get(circulation=open_round(meeting), user=user)
    return agree(meeting, user, mark=draft_of(meeting).mark, version=row.version)


# -- Rounds -----------------------------------------------------------------------------------------------------------


def test_candidates_are_grouped_by_city_each_user_once_and_officials_and_secretariat_are_usual():
    taipei, keelung = reviewer("a", "臺北市", name="林"), reviewer("b", "基隆市", name="陳")
    assign_role(taipei, Role.SECRETARIAT, city=City.objects.get(name="桃園市"))
    contact = person("liaison", "c")
    assign_role(contact, Role.LIAISON, IssueGroup.objects.get(name="交通組"), City.objects.get(name="基隆市"))
    User.objects.filter(pk=reviewer("gone", "新北市").pk).update(is_active=False)
    person("official", "without a city")
    found = [
        (str(row.city), [(each.user.username, each.roles, each.is_usual) for each in row.people])
        for row in candidates(default_platform())
    ]
    assert found == [
        ("基隆市", [("c", ("議題小組聯絡人",), False), ("b", ("長官",), True)]),
        ("臺北市", [("a", ("長官", "幕僚單位"), True)]),
        ("新北市", []),
        ("桃園市", []),
    ]
    assert keelung.username == "b"


def test_a_round_keeps_the_drafts_text_and_who_was_asked_for_which_city(meeting):
    people = four()
    circulation = sent(meeting, *people, message=" 請核對案名。 ")
    assert (circulation.number, circulation.due_on, circulation.message) == (1, DUE, "請核對案名。")
    assert circulation.text == draft_of(meeting).text
    assert "貳、會議地點：市政大樓十樓\n" in circulation.text
    assert [(row.user_name, str(row.city), row.agreed_at) for row in circulation.reviewers.all()] == [
        ("陳小明", "基隆市", None),
        ("林小明", "臺北市", None),
        ("黃小明", "新北市", None),
        ("李小明", "桃園市", None),
    ]


@pytest.mark.parametrize(
    ("asked", "due_on", "message", "field", "sentence"),
    [
        (False, DUE, "", "reviewers", "請至少選一位審閱者。"),
        (True, None, "", "due_on", "請填寫回復期限。"),
        (True, TODAY, "長" * 2001, "message", "最多 2,000 字，目前 2,001 字，請刪減。"),
    ],
)
def test_a_round_that_lacks_something_is_refused_field_by_field(meeting, asked, due_on, message, field, sentence):
    asked = {reviewer("a", "臺北市").pk} if asked else {person("official", "without a city").pk}
    with pytest.raises(CirculationError) as refused:
        start(meeting, asked, due_on, message, SECRETARY, today=TODAY)
    assert refused.value.fields == {field: sentence}
    assert not Circulation.objects.exists()


def test_a_due_date_that_has_passed_is_refused_with_both_dates(meeting):
    with pytest.raises(CirculationError) as refused:
        sent(meeting, reviewer("a", "臺北市"), due_on=TODAY - timedelta(days=1))
    assert refused.value.fields["due_on"].startswith("回復期限")
    assert "已過，請填今天" in refused.value.fields["due_on"]


def test_one_round_at_a_time_and_the_next_has_the_next_number(meeting):
    user = reviewer("a", "臺北市")
    first = sent(meeting, user)
    with pytest.raises(CirculationError, match="第1次確認還在進行"):
        sent(meeting, user)
    with pytest.raises(StaleRow):
        close(first, version=2)
    assert close(first, version=1).closed_at is not None
    with pytest.raises(CirculationError, match="第1次確認已於.*結束"):
        close(first, version=2)
    assert sent(meeting, user).number == 2
    assert open_round(meeting).number == 2


def test_with_two_rounds_open_the_database_refuses(meeting):
    sent(meeting, reviewer("a", "臺北市"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Circulation.objects.create(meeting=meeting, number=2, due_on=DUE, text="x", sent_by_name="x")


def test_once_the_meeting_is_final_every_step_is_refused_and_all_is_still_there(meeting):
    user = reviewer("a", "臺北市")
    circulation = sent(meeting, user)
    row = comment(meeting, user)
    freeze(meeting)
    steps = [
        lambda: sent(meeting, user),
        lambda: close(circulation, version=1),
        lambda: write(meeting, [seen(meeting, "section-2", "再一則")], user),
        lambda: answer(row, "回復", SECRETARY, version=1),
        lambda: take_over(row, "", SECRETARY, version=1),
        lambda: agree(meeting, user, mark=draft_of(meeting).mark, version=1),
        lambda: withdraw(meeting, user, version=1),
    ]
    for step in steps:
        with pytest.raises(CirculationError, match="紀錄已定稿，確認的內容只能查閱"):
            step()
    assert (open_round(meeting), waiting_for(user), list(open_comments(meeting))) == (None, [], [row])
    assert agreement(meeting).circulation == circulation


def test_comments_are_read_by_reviewers_of_any_round_and_the_secretariat(meeting):
    user = reviewer("a", "臺北市")
    first = sent(meeting, user)
    close(first, version=1)
    sent(meeting, reviewer("b", "新北市"))
    assert may_read_comments(user, meeting)
    assert may_read_comments(person("secretariat"), meeting)
    assert not may_read_comments(person("official"), meeting)
    assert not may_read_comments(user, draft())


# -- Comments ---------------------------------------------------------------------------------------------------------


def test_a_comment_keeps_the_paragraph_as_it_was_and_for_which_city(meeting):
    user = reviewer("a", "臺北市", name="林")
    sent(meeting, user)
    typed = seen(meeting, "section-6-2", " 請列出四市。 ", "二、感謝四市的協助。")
    (row,) = write(meeting, [typed], user)
    assert (row.anchor, row.quoted, row.text, row.suggested) == (
        "section-6-2",
        "二、感謝各市的協助。",
        "請列出四市。",
        "二、感謝四市的協助。",
    )
    assert (row.author, row.author_name, str(row.city), row.state) == (user, "林小明", "臺北市", "open")


def test_the_secretariat_comments_too_without_having_been_asked(meeting):
    sent(meeting, reviewer("a", "臺北市"))
    assert comment(meeting, person("secretariat")).city is None


def test_who_was_not_asked_in_this_round_does_not_comment_or_agree(meeting):
    former, present = reviewer("a", "臺北市"), reviewer("b", "新北市")
    close(sent(meeting, former), version=1)
    sent(meeting, present)
    with pytest.raises(CirculationError, match="您不在這一次確認的審閱者名單中"):
        comment(meeting, former)
    with pytest.raises(CirculationError, match="您不在這一次確認的審閱者名單中"):
        agree(meeting, former, mark=draft_of(meeting).mark, version=1)


@pytest.mark.parametrize(
    ("text", "suggested", "sentence"),
    [
        ("", "貳、地點", "請在「意見」寫一句說明，建議文字才看得出用意。"),
        ("長" * 2001, "", "「意見」最多 2,000 字，目前 2,001 字，請刪減。"),
        ("改", "長" * 2001, "「建議文字」最多 2,000 字，目前 2,001 字，請刪減。"),
        ("改", "貳、會議地點：市政大樓十樓", "建議文字與這一段現在的內容相同，請修改或留白。"),
    ],
)
def test_one_wrong_comment_keeps_all_of_the_page_from_being_stored(meeting, text, suggested, sentence):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    with pytest.raises(CirculationError) as refused:
        write(meeting, [seen(meeting, "section-1", "好的"), seen(meeting, "section-2", text, suggested)], user)
    assert refused.value.fields == {"section-2": sentence}
    assert not ReviewComment.objects.exists()


def test_a_comment_on_a_paragraph_that_changed_since_it_was_seen_is_refused_until_seen_anew(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    changing, going = seen(meeting, "section-6-1", "請補數字。"), seen(meeting, "section-6-2", "請刪。")
    change_report(meeting, "{n}、各組第2季執行情形良好。")
    meeting.sections.get(kind="work_report").paragraphs.get(position=2).delete()
    with pytest.raises(CirculationError) as refused:
        write(meeting, [changing, going], user)
    assert refused.value.fields == {"section-6-1": notes.PARAGRAPH_CHANGED, "section-6-2": notes.PARAGRAPH_GONE}
    write(meeting, [seen(meeting, "section-6-1", "請補數字。")], user)
    assert ReviewComment.objects.get().quoted == "一、各組第2季執行情形良好。"


def test_a_paragraph_that_moved_since_it_was_seen_takes_the_comment_where_it_stands(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    change_report(meeting, "感謝各市。", position=2)
    typed = seen(meeting, "section-6-2", "請列出四市。")
    report = meeting.sections.get(kind="work_report")
    report.paragraphs.filter(position=2).update(position=3)
    report.paragraphs.create(position=2, wording="{n}、新的一段。")
    (row,) = write(meeting, [typed], user)
    assert (row.anchor, row.quoted) == ("section-6-3", "感謝各市。")


def test_a_round_that_ended_takes_no_comment_and_says_so(meeting):
    user = reviewer("a", "臺北市")
    close(sent(meeting, user), version=1)
    with pytest.raises(CirculationError, match="第1次確認已於.*結束，不再受理；您輸入的內容還在"):
        comment(meeting, user)
    with pytest.raises(CirculationError, match="第1次確認已於.*結束，不再受理"):
        agree(meeting, user, mark=draft_of(meeting).mark, version=1)


def test_a_draft_never_sent_takes_no_comment(meeting):
    with pytest.raises(CirculationError, match="紀錄尚未送各市確認"):
        comment(meeting, person("secretariat"))


def test_an_answer_needs_words_and_taking_over_does_not(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    first, second = comment(meeting, user), comment(meeting, user)
    with pytest.raises(CirculationError) as refused:
        answer(first, " ", SECRETARY, version=1)
    assert refused.value.fields == {"answer": "請填寫回復；不採納時請說明理由。"}
    with pytest.raises(CirculationError):
        take_over(first, "長" * 2001, SECRETARY, version=1)
    first = answer(first, "場地即如此。", SECRETARY, version=1)
    second = take_over(second, "", SECRETARY, version=1)
    assert [(row.state, row.answer, row.answered_by_name, row.version) for row in (first, second)] == [
        ("answered", "場地即如此。", "林秘書", 2),
        ("taken_over", "", "林秘書", 2),
    ]


def test_open_comments_of_a_closed_round_are_still_answered(meeting):
    user = reviewer("a", "臺北市")
    circulation = sent(meeting, user)
    row = comment(meeting, user)
    close(circulation, version=1)
    assert list(to_answer().values_list("pk", "open_comments")) == [(meeting.pk, 1)]
    answer(row, "場地即如此。", SECRETARY, version=1)
    assert (list(open_comments(meeting)), list(to_answer())) == ([], [])


def test_the_second_of_two_who_settle_one_comment_is_told_by_whom_and_how(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    row = comment(meeting, user)
    take_over(row, "照改。", SECRETARY, version=1)
    with pytest.raises(StaleRow, match="這則意見已由林秘書採納，每則意見只處理一次") as refused:
        answer(row, "不採納。", SECRETARY, version=1)
    assert refused.value.current.answer == "照改。"
    with pytest.raises(StaleRow):
        answer(row, "不採納。", SECRETARY, version=2)


def test_taking_over_changes_no_word_of_the_minutes(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    before = draft_of(meeting).text
    take_over(comment(meeting, user, "section-6-2", "改", "二、感謝四市的協助。"), "", SECRETARY, version=1)
    assert draft_of(meeting).text == before


def test_a_comment_shows_what_became_of_its_paragraph(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    comment(meeting, user, "section-6-1", "改", "一、各組第2季執行情形良好，請持續辦理。")
    comment(meeting, user, "section-6-2", "刪")

    def now():
        rows = shown(notes.comments_of(meeting), draft_of(meeting))
        return [(row.is_changed, row.is_followed, row.is_plain_text, bool(row.present)) for row in rows]

    assert now() == [(False, False, True, True), (False, False, True, True)]
    change_report(meeting, "{n}、各組第2季執行情形良好，請持續辦理。")
    meeting.sections.get(kind="work_report").paragraphs.get(position=2).delete()
    assert now() == [(True, True, True, True), (True, False, False, False)]


@pytest.mark.parametrize(
    "attack",
    [
        lambda row: ReviewComment.objects.filter(pk=row.pk).update(text="改過的意見"),
        lambda row: ReviewComment.objects.filter(pk=row.pk).update(quoted="別的段落"),
        lambda row: ReviewComment.objects.filter(pk=row.pk).update(city=None),
        lambda row: row.delete(),
        lambda row: ReviewComment.objects.all()._raw_delete(using="default"),
    ],
    ids=["text", "quoted", "city", "delete", "raw delete"],
)
def test_nobody_edits_or_deletes_a_comment(meeting, attack):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    row = comment(meeting, user)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        attack(row)
    assert refusal(refused.value) is Refusal.REVIEW_COMMENT
    assert ReviewComment.objects.get(pk=row.pk).text == "請加註樓層。"


def test_what_was_settled_is_not_settled_again_even_by_the_database(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    row = answer(comment(meeting, user), "場地即如此。", SECRETARY, version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewComment.objects.filter(pk=row.pk).update(answer="改過的回復")


def test_a_draft_with_comments_is_not_deleted_one_without_is(meeting):
    user = reviewer("a", "臺北市")
    circulation = sent(meeting, user)
    comment(meeting, user)
    with pytest.raises(LedgerError, match="有審閱意見，意見須留存，會議不可刪除"):
        discard(meeting, SECRETARY)
    with pytest.raises(ProtectedError):
        circulation.delete()
    other = draft()
    sent(other, user)
    discard(other, SECRETARY)
    assert not Circulation.objects.filter(number=1).exclude(pk=circulation.pk).exists()


# -- Agreements -------------------------------------------------------------------------------------------------------


def test_an_agreement_is_to_the_text_it_was_given_for(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    row = agreed(meeting, user)
    assert (row.agreed_text, row.version) == (draft_of(meeting).text, 2)
    assert agreement(meeting).is_complete
    change_report(meeting, "{n}、另一段。")
    after = agreement(meeting)
    assert (len(after.agreed), len(after.changed), after.is_complete) == (1, 1, False)
    agreed(meeting, user)
    assert agreement(meeting).is_complete


def test_agreeing_to_a_draft_that_changed_since_it_was_seen_is_refused(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    mark = draft_of(meeting).mark
    change_report(meeting, "{n}、另一段。")
    with pytest.raises(CirculationError, match="草稿在您閱讀期間已更動，同意沒有送出"):
        agree(meeting, user, mark=mark, version=1)
    assert Reviewer.objects.get().agreed_at is None


def test_an_agreement_is_withdrawn_and_a_stale_step_refused(meeting):
    user = reviewer("a", "臺北市")
    sent(meeting, user)
    agreed(meeting, user)
    with pytest.raises(StaleRow):
        withdraw(meeting, user, version=1)
    row = withdraw(meeting, user, version=2)
    assert (row.agreed_at, row.agreed_text, row.version) == (None, "", 3)


def test_the_state_of_a_round_city_by_city(meeting):
    people = four()
    sent(meeting, *people[:3])
    agreed(meeting, people[0])
    comment(meeting, people[1])
    answer(comment(meeting, people[1]), "好。", SECRETARY, version=1)
    comment(meeting, person("secretariat"))
    state = agreement(meeting)
    assert [
        (str(row.city), [(each.has_agreed, each.comments, each.open_comments) for each in row.reviewers])
        for row in state.cities
    ] == [("基隆市", [(True, 0, 0)]), ("臺北市", [(False, 2, 1)]), ("新北市", [(False, 0, 0)]), ("桃園市", [])]
    assert [str(city) for city in state.cities_without_agreement] == ["臺北市", "新北市", "桃園市"]
    assert (state.open_comments, [row.reviewer.user for row in state.waiting]) == (2, people[1:3])
    assert agreement(draft()) is None


def test_a_round_waits_for_who_has_not_agreed_unless_their_comment_is_with_the_secretariat(meeting):
    user, other = reviewer("a", "臺北市"), reviewer("b", "新北市")
    later, circulation = draft(), sent(meeting, user, other)
    sent(later, user, due_on=DUE - timedelta(days=1))
    assert [row.circulation.meeting for row in waiting_for(user)] == [later, meeting]
    row = comment(meeting, user)
    assert [row.circulation.meeting for row in waiting_for(user)] == [later]
    answer(row, "場地即如此。", SECRETARY, version=1)
    assert len(waiting_for(user)) == 2
    agreed(meeting, user)
    assert [row.circulation.meeting for row in waiting_for(user)] == [later]
    assert [row.circulation.meeting for row in waiting_for(other)] == [meeting]
    close(circulation, version=1)
    assert (waiting_for(other), waiting_for(person("official"))) == ([], [])
    assert [row.circulation for row in asked_of(other)] == [circulation]


def test_the_line_of_a_meeting_has_the_rounds_numbers_and_the_users_part(meeting, django_assert_num_queries):
    people = four()
    assert line_for(meeting, people[0]) is None
    sent(meeting, *people)
    agreed(meeting, people[0])
    agreed(meeting, people[1])
    comment(meeting, people[2])
    comment(meeting, people[2])
    with django_assert_num_queries(1):
        row = line_for(meeting, people[1])
    assert (row.reviewers, row.agreed, row.open_comments) == (4, 2, 2)
    assert (row.is_open, row.is_reviewer, row.has_agreed) == (True, True, True)
    assert (row.is_late_on(DUE), row.is_late_on(DUE + timedelta(days=1))) == (False, True)
    other = line_for(meeting, person("official"))
    assert (other.is_reviewer, other.has_agreed) == (False, False)
