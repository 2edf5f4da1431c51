"""The pages of a circulation: who may do what, what bad input gets, that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from groups.models import City
from groups.roles import assign_role
from meetings.circulation.comments import answer, take_over
from meetings.circulation.reading import draft_of, mark_of
from meetings.circulation.rounds import close
from meetings.circulation.standing import agree
from meetings.models import Circulation, Meeting, ReviewComment, Reviewer, Section
from platform_site.shared.roc import roc_date
from tests.factories import freeze, group
from tests.meetings.circulation.rounds import (
    DUE,
    SECRETARY,
    TODAY,
    change_report,
    comment,
    draft,
    four,
    reviewer,
    sent,
    signed,
)
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
# Session and user are two of each.
QUERIES = {"state": 24, "draft": 22, "comment": 19, "changes": 20, "mine": 6}
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def meeting():
    return draft()


@pytest.fixture
def people():
    return four()


@pytest.fixture
def secretary():
    return signed_in("secretariat", "secretary")


def at(name, meeting, *args):
    return reverse(f"review:{name}", args=[meeting, *args])


def text_of(response):
    return response.content.decode()


def heard(page):
    """The page without the marks of what is heard and not seen."""
    return re.sub(r'<span class="visually-hidden">([^<]*)</span>', r"\1", page)


def box(meeting, anchor, text="", suggested=""):
    """What a browser sends of the box at a paragraph of the draft as it is now."""
    name = f"{anchor}.{mark_of(draft_of(meeting).paragraphs[anchor].text)}"
    return {f"{name}-text": text, f"{name}-suggested": suggested}


def start_form(*users, message=""):
    reviewers = [str(user.pk) for user in users]
    return {"row_version": "0", "due_on": roc_date(DUE), "message": message, "reviewers": reviewers}


# -- Starting and closing ---------------------------------------------------------------------------------------------


def test_the_secretariat_is_offered_the_usual_reviewers_by_city_and_told_of_a_city_without(meeting, secretary):
    usual, other = reviewer("a", "臺北市", name="林"), person("liaison", "b")
    assign_role(other, "liaison", group(), City.objects.get(name="新北市"))
    response = secretary.get(at("start", meeting))
    form = response.context["form"]
    assert form["reviewers"].value() == [str(usual.pk)]
    assert [(str(city), [row.data["label"] for row in boxes]) for city, boxes in form.cities] == [
        ("基隆市", []),
        ("臺北市", ["林小明（長官）"]),
        ("新北市", ["王小明（議題小組聯絡人）"]),
        ("桃園市", []),
    ]
    assert "基隆市沒有可選的審閱者。請先在「管理」為基隆市的帳號設定角色與市" in text_of(response)


@pytest.mark.django_db(transaction=True)
def test_sending_the_draft_round_mails_everybody_and_says_whom_it_could_not_reach(meeting, people, secretary):
    User.objects.filter(pk=people[3].pk).update(email="")
    response = secretary.post(at("start", meeting), start_form(*people, message="請核對。"), follow=True)
    page = text_of(response)
    assert response.redirect_chain[-1][0] == at("state", meeting)
    assert "已送出第1次確認，通知信寄出3封。" in page
    assert "李小明沒有電子郵件信箱，請於帳號資料中補填。 每日的提醒會再試一次。" in page
    assert len(mail.outbox) == 3
    assert f"草稿：http://testserver/meetings/review-level-{meeting.number}/review/draft/" in mail.outbox[0].body
    circulation = Circulation.objects.get()
    assert (circulation.due_on, circulation.message, circulation.sent_by_name) == (DUE, "請核對。", "王小明")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"due_on": ""}, "due_on", "請填寫回復期限。"),
        ({"due_on": "昨天"}, "due_on", "「昨天」不是看得懂的日期。"),
        ({"reviewers": []}, "reviewers", "請至少選一位審閱者。"),
        ({"reviewers": ["999999"]}, "reviewers", "選到的人不在可選的名單中，請重新選擇。"),
        ({"reviewers": ["x"]}, "reviewers", "選到的人不在可選的名單中，請重新選擇。"),
        ({"message": "長" * 2001}, "message", "最多 2,000 字，目前 2,001 字，請刪減。"),
    ],
    ids=["no date", "no date at all", "nobody", "unknown", "hostile", "long"],
)
def test_a_wrong_start_is_said_beside_its_field_and_nothing_typed_is_lost(
    meeting, people, secretary, changed, field, sentence
):
    typed = start_form(people[0], message="請核對。") | changed
    response = secretary.post(at("start", meeting), typed)
    form = response.context["form"]
    assert response.status_code == 400
    assert form.errors[field][0].startswith(sentence)
    assert [form[name].value() for name in ("due_on", "message", "reviewers")] == [
        typed[name] for name in ("due_on", "message", "reviewers")
    ]
    assert (Circulation.objects.count(), mail.outbox) == (0, [])


def test_a_second_start_and_one_of_a_final_meeting_lead_back_with_the_reason(meeting, people, secretary):
    sent(meeting, *people)
    page = text_of(secretary.post(at("start", meeting), start_form(*people), follow=True))
    assert "第1次確認還在進行" in page
    freeze(meeting)
    assert "紀錄已定稿，確認的內容只能查閱" in text_of(secretary.get(at("start", meeting), follow=True))
    assert Circulation.objects.count() == 1


def test_a_round_is_closed_once_and_a_stale_close_changes_nothing(meeting, people, secretary):
    sent(meeting, *people)
    assert "已被他人修改" in text_of(secretary.post(at("close", meeting), {"row_version": "7"}, follow=True))
    assert Circulation.objects.get().closed_at is None
    assert "已結束第1次確認。" in text_of(secretary.post(at("close", meeting), {"row_version": "1"}, follow=True))
    page = text_of(secretary.post(at("close", meeting), {"row_version": "2"}, follow=True))
    assert "第1次確認已於" in page
    assert f'href="{at("start", meeting)}"' in page


def test_only_the_secretariat_sends_closes_and_settles(meeting, people):
    sent(meeting, *people)
    row = comment(meeting, people[0])
    for client in (signed(people[0]), signed_in("liaison"), signed_in("official", "other")):
        assert client.get(at("start", meeting)).status_code == 403
        assert client.post(at("start", meeting), start_form(*people)).status_code == 403
        assert client.post(at("close", meeting), {"row_version": "1"}).status_code == 403
        assert client.post(at("comment", meeting, row.pk), {"row_version": "1", "answer": "好"}).status_code == 403
    row.refresh_from_db()
    assert (row.state, Circulation.objects.get().closed_at) == ("open", None)


def test_who_is_no_reviewer_sees_the_state_and_none_of_the_comments(meeting, people):
    sent(meeting, *people)
    row = comment(meeting, people[0], text="機密的意見")
    for client in (signed_in("liaison"), signed_in("official", "other")):
        page = client.get(at("state", meeting))
        assert (page.status_code, "機密的意見" in text_of(page)) == (200, False)
        assert "意見待處理" in text_of(page)
        for address in (at("draft", meeting), at("comment", meeting, row.pk), at("changes", meeting)):
            refused = client.get(address)
            assert refused.status_code == 403
            assert "審閱意見只有這次會議的審閱者與幕僚單位可以查閱" in text_of(refused)
        assert client.post(at("write", meeting), box(meeting, "section-2", "試")).status_code == 403
        assert client.post(at("agree", meeting), {"row_version": "1", "mark": "x"}).status_code == 403
    assert Client().get(at("draft", meeting)).status_code == 302


def test_foreign_rows_and_rounds_are_not_found(meeting, people, secretary):
    sent(meeting, *people)
    other = draft()
    sent(other, *people)
    row = comment(other, people[0])
    assert secretary.get(at("comment", meeting, row.pk)).status_code == 404
    assert secretary.post(at("comment", meeting, row.pk), {"row_version": "1", "answer": "好"}).status_code == 404
    assert secretary.get(at("state", meeting) + "?round=2").status_code == 404
    assert secretary.get(at("state", meeting) + "?round=1").status_code == 200
    never = draft()
    assert secretary.post(at("close", never)).status_code == 404
    assert secretary.get(at("changes", never)).status_code == 404
    assert "沒有送各市確認過" in text_of(secretary.get(at("state", never)))


# -- Reading and commenting -------------------------------------------------------------------------------------------


def test_the_draft_is_printed_as_on_the_minutes_page_with_a_box_at_each_paragraph(meeting, people, secretary):
    sent(meeting, *people)
    printed = draft_of(meeting)
    page = text_of(signed(people[0]).get(at("draft", meeting)))
    minutes = text_of(secretary.get(reverse("meetings:minutes", args=[meeting])))
    for line in minutes[minutes.index("<article") : minutes.index("</article>")].splitlines():
        assert line.replace("</section>", "").strip() in page
    assert page.count('<details class="review-box">') == len(printed.paragraphs) == 12


def test_every_box_that_was_filled_is_sent_at_once(meeting, people):
    sent(meeting, *people)
    typed = box(meeting, "section-2", "請加註樓層。") | box(meeting, "section-1", " ")
    typed |= box(meeting, "section-6-2", "請列四市。", "二、感謝四市的協助。")
    response = signed(people[0]).post(at("write", meeting), typed, follow=True)
    assert response.redirect_chain[-1][0] == at("draft", meeting) + "?saved=1#section-2"
    assert "已送出2則意見，幕僚單位會逐則回復。" in text_of(response)
    assert [(row.anchor, row.text, row.suggested) for row in ReviewComment.objects.order_by("pk")] == [
        ("section-2", "請加註樓層。", ""),
        ("section-6-2", "請列四市。", "二、感謝四市的協助。"),
    ]


def test_what_is_wrong_is_said_at_its_paragraph_and_the_other_boxes_keep_their_text(meeting, people):
    sent(meeting, *people)
    typed = box(meeting, "section-2", "請加註樓層。") | box(meeting, "section-1", "長" * 2001)
    response = signed(people[0]).post(at("write", meeting), typed)
    page = text_of(response)
    assert response.status_code == 400
    assert '<li><a href="#section-1">「意見」最多 2,000 字，目前 2,001 字，請刪減。</a></li>' in page
    assert '_error"><p>「意見」最多 2,000 字，目前 2,001 字，請刪減。</p></div>' in page
    assert "請加註樓層。</textarea>" in page
    assert f"{'長' * 2001}</textarea>" in page
    assert page.count('<details class="review-box" open>') == 2
    assert not ReviewComment.objects.exists()


def test_an_empty_page_sent_says_so(meeting, people):
    sent(meeting, *people)
    response = signed(people[0]).post(at("write", meeting), {"nonsense": "x", "a.b-text": " "})
    assert (response.status_code, "尚未填寫任何意見" in text_of(response)) == (400, True)


def test_a_paragraph_that_changed_or_went_meanwhile_keeps_what_was_typed(meeting, people):
    sent(meeting, *people)
    typed = box(meeting, "section-6-1", "請補數字。") | box(meeting, "section-6-2", "請刪這段。", "改寫")
    change_report(meeting, "{n}、各組第2季執行情形良好。")
    Section.objects.get(meeting=meeting, kind="work_report").paragraphs.get(position=2).delete()
    client = signed(people[0])
    response = client.post(at("write", meeting), typed)
    page = text_of(response)
    assert response.status_code == 400
    assert "這一段在您填寫期間已更動，意見尚未送出。" in page
    assert "請補數字。</textarea>" in page
    assert "未送出的意見" in page
    assert "請刪這段。" in page
    # The box carries the new paragraph's mark: sent once more, it is taken.
    client.post(at("write", meeting), box(meeting, "section-6-1", "請補數字。"))
    assert ReviewComment.objects.get().quoted == "一、各組第2季執行情形良好。"


def test_what_was_typed_while_the_round_ended_stays_on_the_page(meeting, people):
    circulation = sent(meeting, *people)
    typed = box(meeting, "section-2", "請加註樓層。")
    close(circulation, version=1)
    response = signed(people[0]).post(at("write", meeting), typed)
    page = text_of(response)
    assert response.status_code == 400
    assert "第1次確認已於" in page
    assert "結束，不再受理；您輸入的內容還在" in page
    assert "請加註樓層。</textarea>" in page
    assert page.count("<textarea") == 2
    assert "送出意見</button>" not in page
    freeze(meeting)
    page = text_of(signed(people[0]).post(at("write", meeting), typed))
    assert "紀錄已定稿，確認的內容只能查閱" in page
    assert "請加註樓層。</textarea>" in page


def test_stored_scripts_come_out_as_text_everywhere(meeting, people, secretary):
    sent(meeting, *people, message=SCRIPT)
    User.objects.filter(pk=people[0].pk).update(last_name=SCRIPT[:50])
    row = comment(meeting, User.objects.get(pk=people[0].pk), text=SCRIPT, suggested=SCRIPT)
    take_over(comment(meeting, people[1], text=SCRIPT), SCRIPT, SECRETARY, version=1)
    change_report(meeting, SCRIPT)
    addresses = [at(name, meeting) for name in ("state", "draft", "changes")]
    for address in [*addresses, at("comment", meeting, row.pk)]:
        page = text_of(secretary.get(address))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
    page = text_of(signed(people[2]).post(at("write", meeting), box(meeting, "section-1", "x" * 2001 + SCRIPT)))
    assert "<script>alert" not in page


def test_a_paragraph_that_changed_after_its_comment_is_shown_with_both_texts_and_the_difference(meeting, people):
    sent(meeting, *people)
    row = comment(meeting, people[0], "section-6-2", "請列四市。")
    change_report(meeting, "{n}、感謝四市的協助。", position=2)
    client = signed(people[0])
    difference = "二、感謝<del>〔刪除〕各〔刪除止〕</del><ins>〔增加〕四〔增加止〕</ins>市的協助。"
    page = text_of(client.get(at("draft", meeting)))
    assert "當時：二、感謝各市的協助。" in page
    assert difference in heard(page)
    page = text_of(client.get(at("comment", meeting, row.pk)))
    assert "<dt>當時的段落</dt><dd>二、感謝各市的協助。</dd>" in page
    assert "<dt>現在的段落</dt><dd>二、感謝四市的協助。</dd>" in page
    assert difference in heard(page)
    Section.objects.get(meeting=meeting, kind="work_report").paragraphs.get(position=2).delete()
    assert "段落已移除的意見" in text_of(client.get(at("draft", meeting)))
    assert "這一段已移除。" in text_of(client.get(at("comment", meeting, row.pk)))


# -- Agreeing ---------------------------------------------------------------------------------------------------------


def test_a_reviewer_agrees_sees_that_the_draft_changed_after_it_and_withdraws(meeting, people):
    sent(meeting, *people)
    client = signed(people[0])
    form = {"row_version": "1", "mark": draft_of(meeting).mark}
    assert f'name="mark" value="{form["mark"]}"' in text_of(client.get(at("draft", meeting)))
    assert "已記錄您同意這份草稿。" in text_of(client.post(at("agree", meeting), form, follow=True))
    assert "同意後內容已更動" not in text_of(client.get(at("draft", meeting)))
    change_report(meeting, "{n}、另一段。")
    for name in ("draft", "state"):
        assert "同意後內容已更動" in text_of(client.get(at(name, meeting)))
    page = text_of(client.get(at("changes", meeting)))
    assert page.count("另一段") == 2
    assert "您同意後" in page
    assert "已撤回同意。" in text_of(client.post(at("withdraw", meeting), {"row_version": "2"}, follow=True))
    assert Reviewer.objects.get(user=people[0]).agreed_at is None


def test_a_stale_agreement_says_why_it_was_not_taken(meeting, people):
    circulation = sent(meeting, *people)
    client, form = signed(people[0]), {"row_version": "1", "mark": draft_of(meeting).mark}
    change_report(meeting, "{n}、另一段。")
    assert "草稿在您閱讀期間已更動" in text_of(client.post(at("agree", meeting), form, follow=True))
    form["mark"] = draft_of(meeting).mark
    close(circulation, version=1)
    assert "第1次確認已於" in text_of(client.post(at("agree", meeting), form, follow=True))
    assert not Reviewer.objects.exclude(agreed_at=None).exists()


# -- Settling ---------------------------------------------------------------------------------------------------------


def test_the_secretariat_answers_one_and_takes_over_another(meeting, people, secretary):
    sent(meeting, *people)
    first = comment(meeting, people[0], "section-6-2", "請列四市。", "二、感謝四市的協助。")
    second = comment(meeting, people[0])
    page = text_of(secretary.get(at("comment", meeting, first.pk)))
    assert "採納後的更動" in page
    assert "<ins>〔增加〕四〔增加止〕</ins>市的協助。" in heard(page)
    assert at("comment", meeting, second.pk) in page
    response = secretary.post(
        at("comment", meeting, first.pk), {"row_version": "1", "answer": "", "step": "take_over"}, follow=True
    )
    page = text_of(response)
    assert "已標為採納，請到會議紀錄修改這一段。" in page
    assert "這一段是文字，請修改會議紀錄。" in page
    assert reverse("drafting:overview", args=[meeting.key]) in page
    refused = secretary.post(at("comment", meeting, second.pk), {"row_version": "1", "answer": " ", "step": "answer"})
    assert (refused.status_code, "請填寫回復；不採納時請說明理由。" in text_of(refused)) == (400, True)
    secretary.post(at("comment", meeting, second.pk), {"row_version": "1", "answer": "場地即如此。", "step": "answer"})
    assert list(ReviewComment.objects.order_by("pk").values_list("state", "answer", "answered_by_name")) == [
        ("taken_over", "", "王小明"),
        ("answered", "場地即如此。", "王小明"),
    ]
    assert "場地即如此。" in text_of(signed(people[0]).get(at("draft", meeting)))


def test_the_second_of_two_secretaries_sees_both_answers_and_keeps_hers(meeting, people, secretary):
    sent(meeting, *people)
    row = comment(meeting, people[0])
    answer(row, "先存的回復。", SECRETARY, version=1)
    response = secretary.post(
        at("comment", meeting, row.pk), {"row_version": "1", "answer": "後存的回復。", "step": "answer"}
    )
    page = text_of(response)
    assert response.status_code == 409
    assert "這則意見已由林秘書回復，每則意見只處理一次，這次沒有儲存。" in page
    assert "目前資料庫中的內容：先存的回復。" in page
    assert "後存的回復。</textarea>" in page
    assert 'value="take_over"' not in page
    assert ReviewComment.objects.get().answer == "先存的回復。"


# -- What waits, and the meeting's own page ---------------------------------------------------------------------------


def test_what_waits_for_a_reviewer_and_for_the_secretariat(meeting, people, secretary):
    mine = reverse("review:mine")
    assert "目前沒有待您確認的會議紀錄。" in text_of(signed(people[0]).get(mine))
    sent(meeting, *people)
    Circulation.objects.update(due_on=TODAY - timedelta(days=1))
    page = text_of(signed(people[0]).get(mine))
    assert at("draft", meeting) in page
    assert "已逾期" in page
    comment(meeting, people[0])
    assert "您的意見待幕僚單位處理" in text_of(signed(people[0]).get(mine))
    page = text_of(secretary.get(mine))
    assert "待處理的審閱意見" in page
    assert "1則" in page
    agree(meeting, people[0], mark=draft_of(meeting).mark, version=1)
    assert "同意</li>" in text_of(signed(people[0]).get(mine))


def test_a_meetings_page_has_a_line_for_those_concerned_only(people, secretary):
    meeting = Meeting.objects.by_key("deputy-mayor-5").get()
    assert "紀錄確認" not in text_of(secretary.get(meeting.get_absolute_url()))
    Circulation.objects.create(meeting=meeting, number=1, due_on=DUE, text="x", sent_by_name="林秘書")
    Reviewer.objects.create(circulation=Circulation.objects.get(), user=people[0], user_name="陳小明")
    for client in (secretary, signed(people[0])):
        page = text_of(client.get(meeting.get_absolute_url()))
        assert "<strong>紀錄確認</strong> 第1次，已結束；已同意0／1位。" in page
        assert at("state", meeting) in page
        assert at("start", meeting) not in page
    assert "紀錄確認" not in text_of(signed_in("official", "other").get(meeting.get_absolute_url()))


def test_once_final_all_is_read_and_nothing_offered(meeting, people, secretary):
    sent(meeting, *people)
    row = comment(meeting, people[0])
    freeze(meeting)
    for name in ("state", "draft"):
        for client in (secretary, signed(people[0])):
            page = text_of(client.get(at(name, meeting)))
            assert "請加註樓層。" in page
            assert "<textarea" not in page
            assert 'method="post" action="/meetings' not in page
    assert "<textarea" not in text_of(secretary.get(at("comment", meeting, row.pk)))


def test_a_draft_that_cannot_be_printed_leads_to_the_state_with_the_reason(meeting, people, secretary):
    sent(meeting, *people)
    row = comment(meeting, people[0])
    agree(meeting, people[0], mark=draft_of(meeting).mark, version=1)
    Section.objects.filter(meeting=meeting, kind="opening").update(wording="{n}、{titles}")
    for address in (at("draft", meeting), at("changes", meeting), at("comment", meeting, row.pk)):
        response = secretary.get(address, follow=True)
        assert response.redirect_chain[-1][0].endswith("/review/")
        assert "紀錄目前無法印出，請幕僚單位先修正" in text_of(response)


def test_queries_do_not_grow_with_comments(meeting, people, secretary, subtests, django_assert_num_queries):
    sent(meeting, *people)
    rows = []
    for size in (3, 30):
        while len(rows) < size:
            rows.append(comment(meeting, people[len(rows) % 4], f"section-{len(rows) % 5 + 1}", f"第{len(rows)}則"))
        if size == 3:
            agree(meeting, people[3], mark=draft_of(meeting).mark, version=1)
        addresses = {name: at(name, meeting) for name in ("state", "draft", "changes")}
        addresses |= {"comment": at("comment", meeting, rows[0].pk), "mine": reverse("review:mine")}
        client = signed(people[3])
        for page, address in addresses.items():
            client.get(address)
            with subtests.test(page=page, size=size), django_assert_num_queries(QUERIES[page]):
                assert client.get(address).status_code == 200


def test_a_reviewer_reads_on_the_home_page_what_waits_for_them(meeting, people):
    row = sent(meeting, people[0])
    page = text_of(signed(people[0]).get("/"))

    assert "待您確認的紀錄" in page
    assert str(row) in page
    assert "待您確認的紀錄" not in text_of(signed(people[1]).get("/"))
