"""The pages of directives: who may do what, what they show, stale saves, bad input, queries at two sizes."""

import pytest
from django.urls import reverse

from meetings.directives.selectors import digest, lost_directives, meeting_sheet
from meetings.directives.workflow import DirectiveContent, close, confirm, reply
from meetings.models import Directive, MotionItem, MotionOutcome, Paragraph, RejectedSentence
from meetings.record.finalising import finalise
from tests.factories import group
from tests.meetings.directives.rows import ASKED, SECRETARY, THANKED, WISHED, draft, sentence_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
FORM = {"row_version": "0", "kind": "suggestion", "groups": [], "due_number": ""}
# A meeting with motions takes one more, for their items.
LIST_QUERIES, MEETING_QUERIES, DETAIL_QUERIES = 14, 28, 26


@pytest.fixture
def secretary():
    return signed_in("secretariat")


@pytest.fixture
def liaison():
    return signed_in("liaison")


@pytest.fixture
def meeting():
    return draft()


@pytest.fixture
def first():
    """The first meeting's first directive, which is everybody's."""
    return Directive.objects.filter(meeting__number=1).order_by("pk").first()


def at(name, *args):
    return reverse(f"directives:{name}", args=args)


def of_sentence(name, meeting, text):
    return at(name, meeting.key, digest(text))


def text_of(response):
    return response.content.decode()


def words_of(response):
    return "".join(text_of(response).split())


class TestThePageOfAMeeting:
    def test_it_proposes_with_the_phrase_marked_and_offers_the_secretariat_to_decide(self, secretary, meeting):
        page = text_of(secretary.get(at("meeting", meeting.key)))
        assert "<mark>請</mark>交通組於下次會議" in page
        assert "建議列為「指示」：交通組・第7次回復" in page
        assert "已列0項，待確認2句；草稿定稿後才開始追蹤" in page
        assert of_sentence("mark", meeting, THANKED) in page
        assert of_sentence("reject", meeting, WISHED) in page

    def test_others_have_no_page_of_a_draft(self, meeting):
        assert signed_in("official").get(at("meeting", meeting.key)).status_code == 404

    def test_others_read_it_without_a_button(self):
        page = text_of(signed_in("official").get(at("meeting", "deputy-mayor-5")))
        assert "已列" in page
        assert "<form" not in page.partition("<main")[2]
        assert "標記為指示" not in page

    def test_one_press_confirms_as_proposed(self, secretary, meeting):
        answer = secretary.post(of_sentence("mark", meeting, ASKED), {"as_proposed": "1"}, follow=True)
        assert f"已列為主席指示：「{ASKED[:30]}」" in text_of(answer)
        row = meeting.directives.get()
        assert (row.kind, list(row.groups.all()), row.due_number, row.phrase) == ("instruction", [group()], 7, "請")
        assert (row.said_by, row.anchor, row.confirmed_by_name) == ("劉副市長", "remark-1-1", "王小明")

    def test_a_proposal_is_confirmed_after_changes_and_any_sentence_by_hand(self, secretary, meeting):
        form = secretary.get(of_sentence("mark", meeting, ASKED)).context["form"]
        assert (form["kind"].value(), form["groups"].value(), form["due_number"].value()) == (
            "instruction",
            [group().pk],
            7,
        )
        secretary.post(of_sentence("mark", meeting, ASKED), FORM | {"groups": [group("災防組").pk]})
        secretary.post(of_sentence("mark", meeting, THANKED), FORM | {"kind": "invitation"})
        rows = [(row.sentence, row.kind, str(row.groups.first())) for row in meeting.directives.all()]
        assert rows == [(ASKED, "suggestion", "災防組"), (THANKED, "invitation", "None")]

    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({"kind": ""}, "kind", "請選擇類別。"),
            ({"kind": "purple"}, "kind", "請選擇類別。"),
            ({"due_number": "下次"}, "due_number", "請填寫次別的數字，例如 6；沒有期限請留白。"),
            ({"due_number": "6"}, "due_number", "應回復的次別須在第6次之後（至多第999次）；沒有期限請留白。"),
            ({"due_number": "9" * 30}, "due_number", "應回復的次別須在第6次之後（至多第999次）；沒有期限請留白。"),
            ({"groups": ["9" * 25]}, "groups", "選到的小組不屬於這個平臺，請重新選擇。"),
            ({"groups": ["999999"]}, "groups", "選到的小組不屬於這個平臺，請重新選擇。"),
        ],
    )
    def test_bad_input_is_said_beside_its_field_and_stays_typed(self, secretary, meeting, typed, field, sentence):
        answer = secretary.post(of_sentence("mark", meeting, ASKED), FORM | typed)
        assert answer.status_code == 400
        assert answer.context["form"].errors[field] == [sentence]
        assert f'id="id_{field}_error"><p>{sentence}</p>' in text_of(answer)
        assert not meeting.directives.exists()

    def test_the_second_to_confirm_a_sentence_is_told_who_did(self, secretary, meeting):
        confirm(meeting, sentence_of(meeting, ASKED), DirectiveContent("instruction"), SECRETARY)
        answer = secretary.post(of_sentence("mark", meeting, ASKED), FORM)
        assert (answer.status_code, meeting.directives.count()) == (400, 1)
        assert "這句話已由王小明列為主席指示" in text_of(answer)

    def test_a_rejected_proposal_is_not_proposed_again_until_restored(self, secretary, meeting):
        secretary.post(of_sentence("reject", meeting, WISHED))
        page = text_of(secretary.get(at("meeting", meeting.key)))
        assert "待確認1句" in page and "不列入（王小明）" in page
        secretary.post(of_sentence("restore", meeting, WISHED))
        assert "待確認2句" in text_of(secretary.get(at("meeting", meeting.key)))

    def test_a_sentence_that_the_draft_has_lost_is_said_to_be_gone(self, secretary, meeting):
        confirm(meeting, sentence_of(meeting, ASKED), DirectiveContent("instruction"), SECRETARY)
        paragraph = Paragraph.objects.get(remark__meeting=meeting)
        paragraph.wording = paragraph.wording.replace(ASKED, "請交通組研議。")
        paragraph.save()
        directive = meeting.directives.get()
        assert lost_directives(meeting) == (directive,)
        page = text_of(secretary.get(at("meeting", meeting.key)))
        assert "原文已不在草稿中" in page and at("remove", directive.pk) in page
        assert "原文已不在第6次副市長層級會議的草稿中" in words_of(secretary.get(at("detail", directive.pk)))
        for name in ("mark", "reject", "restore"):
            answer = secretary.post(of_sentence(name, meeting, ASKED), FORM, follow=True)
            assert "這句話已不在紀錄中，可能剛被修改。" in text_of(answer)
        secretary.post(at("remove", directive.pk), {"row_version": "1"})
        assert not meeting.directives.exists()

    def test_what_two_chairs_say_in_the_same_words_is_one_directive(self, secretary, meeting):
        remark = meeting.remarks.get()
        Paragraph.objects.create(remark=remark, position=2, wording=ASKED)
        secretary.post(of_sentence("mark", meeting, ASKED), {"as_proposed": "1"})
        sheet = meeting_sheet(meeting)
        assert (sheet.confirmed, sheet.proposed, lost_directives(meeting)) == (1, 1, ())
        assert [row.sentence.anchor for row in sheet.rows if row.directive] == ["remark-1-1", "remark-1-2"]

    def test_a_sentence_of_a_thousand_characters_is_refused_with_the_way_out(self, secretary, meeting):
        long = "請" + "辦" * 1_000 + "。"
        Paragraph.objects.filter(remark__meeting=meeting).update(wording=long)
        answer = secretary.post(of_sentence("mark", meeting, long), {"as_proposed": "1"})
        assert "這句話有1,002字，超過800字；請先在紀錄中以句號或分號斷句" in text_of(answer)
        answer = secretary.post(of_sentence("reject", meeting, long), follow=True)
        assert "這句話有1,002字，超過800字" in text_of(answer)
        assert not meeting.directives.exists() and not meeting.rejected_sentences.exists()

    def test_a_sentence_that_moved_keeps_its_directive_and_is_found_at_its_new_place(self, secretary, meeting):
        directive = confirm(meeting, sentence_of(meeting, ASKED), DirectiveContent("instruction"), SECRETARY)
        remark = meeting.remarks.get()
        Paragraph.objects.filter(remark=remark).update(position=2)
        Paragraph.objects.create(remark=remark, position=1, wording="歡迎各市來訪。")
        assert meeting_sheet(meeting).lost == ()
        minutes = reverse("meetings:minutes", args=[meeting.key])
        assert f'href="{minutes}#remark-1-2"' in text_of(secretary.get(at("detail", directive.pk)))

    def test_the_record_of_a_final_meeting_is_shown_with_all_its_directives(self, secretary):
        page = text_of(secretary.get(at("meeting", "副市長層級-2")))
        assert "已列12項，待確認0句" in page
        assert page.count("said-directive") == 12

    def test_the_motions_items_stand_there_with_what_became_of_them(self, secretary):
        page = words_of(secretary.get(at("meeting", "deputy-mayor-1")))
        assert "後來的合作案：<ahref" in page
        assert page.count("交小組研議") == 4
        assert "第2次至第5次會議紀錄均未再列名。" in page


class TestTheList:
    def test_it_shows_every_directive_of_final_meetings_and_none_of_a_draft(self, secretary, meeting):
        confirm(meeting, sentence_of(meeting, ASKED), DirectiveContent("instruction"), SECRETARY)
        page = text_of(secretary.get(at("list")))
        assert "符合條件共33項；全部辦理中33項" in page
        assert "建請中央事項（4項）" in page
        assert ASKED not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("state=open", 32),
            ("state=closed", 1),
            ("state=done", 1),
            ("kind=invitation", 4),
            ("group=交通組", 3),
            ("group=各小組", 16),
            ("meeting=副市長層級-3", 5),
            ("state=open&meeting=副市長層級-1", 1),
            ("kind=central_request&group=衛生社福組", 1),
        ],
    )
    def test_the_address_narrows_it(self, reader, first, query, found):
        close(first, "done", "已辦理。", version=1)
        assert reader.get(f"{at('list')}?{query}").context["list"].count == found

    def test_a_value_that_no_menu_has_is_named_and_nothing_is_listed(self, reader):
        page = reader.get(f"{at('list')}?group=火星組")
        assert "沒有「火星組」這個選項" in text_of(page)
        assert (page.context["list"].count, page.status_code) == (0, 200)

    def test_the_register_of_requests_to_the_central_government(self, reader):
        page = reader.get(at("central"))
        assert "符合條件共4項；全部辦理中4項" in text_of(page)
        assert {line.row.kind for line in page.context["list"].lines} == {"central_request"}
        assert reader.get(f"{at('central')}?group=衛生社福組").context["list"].count == 1


class TestOneDirective:
    def test_a_liaison_replies_for_the_own_group(self, liaison, first):
        form = liaison.get(at("detail", first.pk)).context["reply_form"]
        assert [str(choice) for choice in form.fields["group"].queryset] == ["交通組"]
        answer = liaison.post(at("reply", first.pk), {"group": group().pk, "text": "已依計畫辦理。"}, follow=True)
        assert "已依計畫辦理。" in text_of(answer)
        row = first.replies.get()
        assert (row.group, row.actor_name, row.actor.username) == (group(), "王小明", "liaison")

    def test_what_is_wrong_with_a_reply_is_said_and_what_was_typed_stays(self, liaison, first):
        answer = liaison.post(at("reply", first.pk), {"group": group("災防組").pk, "text": "已辦理。"})
        assert answer.status_code == 400
        assert answer.context["reply_form"].errors["group"] == ["請選擇您負責的小組。"]
        assert "已辦理。" in text_of(answer)
        answer = liaison.post(at("reply", first.pk), {"group": group().pk, "text": "長" * 2001})
        assert "最多 2,000 字，目前 2,001 字，請刪減。" in text_of(answer)
        assert not first.replies.exists()

    def test_another_groups_directive_gets_no_reply_from_a_liaison(self, liaison):
        foreign = Directive.objects.filter(groups__name="災防組").first()
        assert liaison.get(at("detail", foreign.pk)).context["reply_form"] is None
        answer = liaison.post(at("reply", foreign.pk), {"group": group().pk, "text": "已辦理。"})
        assert answer.status_code == 403
        assert "這項指示的辦理小組不包含您負責的小組" in text_of(answer)

    def test_the_secretariat_closes_with_a_sentence_and_reopens(self, secretary, first):
        refused = secretary.post(at("close", first.pk), {"row_version": "1", "state": "done", "outcome": " "})
        assert (refused.status_code, "請說明辦理結果或不再追蹤的原因。" in text_of(refused)) == (400, True)
        secretary.post(at("close", first.pk), {"row_version": "1", "state": "done", "outcome": "已依計畫運作。"})
        page = text_of(secretary.get(at("detail", first.pk)))
        assert "已依計畫運作。" in page and "恢復追蹤" in page and "送出辦理情形" not in page
        secretary.post(at("reopen", first.pk), {"row_version": "2"})
        steps = secretary.get(at("detail", first.pk)).context["steps"]
        assert [(step.who, step.state, step.outcome) for step in steps] == [
            ("系統（逐句核對）", "辦理中", ""),
            ("王小明", "已辦結", "已依計畫運作。"),
            ("王小明", "辦理中", ""),
        ]

    def test_a_stale_change_shows_what_is_stored_now(self, secretary, first):
        typed = FORM | {"row_version": "1", "groups": [group().pk], "due_number": "3"}
        secretary.post(at("edit", first.pk), typed)
        stale = secretary.post(at("edit", first.pk), FORM | {"row_version": "1", "kind": "invitation"})
        assert stale.status_code == 409
        errors = stale.context["form"].errors
        assert errors["kind"] == ["目前資料庫中的內容：建議"]
        assert errors["groups"] == ["目前資料庫中的內容：交通組"]
        assert errors["due_number"] == ["目前資料庫中的內容：3"]
        assert stale.context["form"]["kind"].value() == "invitation"
        assert Directive.objects.get(pk=first.pk).version == 2

    def test_closing_and_reopening_refuse_a_stale_version(self, secretary, first):
        close(first, "done", "已辦理。", version=1)
        stale = secretary.post(at("close", first.pk), {"row_version": "1", "state": "dropped", "outcome": "無共識。"})
        assert stale.status_code == 409
        answer = secretary.post(at("reopen", first.pk), {"row_version": "1"}, follow=True)
        assert "已被他人修改" in text_of(answer)
        answer = secretary.post(at("reopen", first.pk), {"row_version": "x"}, follow=True)
        assert "已被他人修改" in text_of(answer)
        assert Directive.objects.get(pk=first.pk).state == "done"

    def test_one_with_replies_is_not_removed(self, secretary, first):
        reply(first, group(), "已辦理。", SECRETARY)
        assert at("remove", first.pk) not in text_of(secretary.get(at("detail", first.pk)))
        answer = secretary.post(at("remove", first.pk), {"row_version": "1"}, follow=True)
        assert "已有小組回復辦理情形，不可移除" in text_of(answer)

    def test_a_directive_that_does_not_exist_is_said_not_to(self, secretary):
        answer = secretary.get(at("detail", 999_999))
        assert (answer.status_code, "找不到編號999999的主席指示" in text_of(answer)) == (404, True)


class TestMotions:
    def test_the_outcome_of_an_item_is_edited(self, secretary):
        item = MotionItem.objects.get(text="改裝噪音車輛稽查管制計畫")
        form = secretary.get(at("outcome", item.pk)).context["form"]
        assert (form["row_version"].value(), form["disposition"].value()) == (1, "referred")
        typed = {"row_version": "1", "disposition": "deferred", "group": group().pk, "case": "", "note": "併案研議。"}
        secretary.post(at("outcome", item.pk), typed)
        outcome = MotionOutcome.objects.get(item=item)
        assert (outcome.disposition, outcome.group, outcome.note, outcome.version) == (
            "deferred",
            group(),
            "併案研議。",
            2,
        )
        stale = secretary.post(at("outcome", item.pk), typed | {"note": "他案。"})
        assert stale.status_code == 409
        assert stale.context["form"].errors["note"] == ["目前資料庫中的內容：併案研議。"]
        wrong = secretary.post(at("outcome", item.pk), typed | {"row_version": "2", "case": "9" * 25})
        assert wrong.context["form"].errors["case"] == ["選到的合作案不在清單上，請重新選擇。"]

    def test_the_cases_page_says_of_which_motion_it_came(self, reader):
        case = MotionOutcome.objects.get(case__isnull=False).case
        page = words_of(reader.get(case.get_absolute_url()))
        assert "<dt>由來</dt><dd><ahref=" in page
        assert "第1次副市長層級會議臨時動議</a>" in page


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_only_the_secretariat_decides(role, first, meeting):
    client, item = signed_in(role), MotionItem.objects.first()
    pages = [of_sentence(name, meeting, ASKED) for name in ("mark", "reject", "restore")]
    pages += [at(name, first.pk) for name in ("edit", "remove", "close", "reopen")] + [at("outcome", item.pk)]
    assert {page: client.post(page, FORM).status_code for page in pages} == dict.fromkeys(pages, 403)
    opened = [pages[0], at("edit", first.pk), at("outcome", item.pk)]
    assert {page: client.get(page).status_code for page in opened} == dict.fromkeys(opened, 403)
    assert (Directive.objects.count(), RejectedSentence.objects.count()) == (33, 5)


def test_an_unknown_meeting_or_sentence_is_not_found(secretary):
    assert secretary.get(at("meeting", "副市長層級-99")).status_code == 404
    answer = secretary.get(at("mark", "副市長層級-1", "0" * 16), follow=True)
    assert "這句話已不在紀錄中" in text_of(answer)
    assert secretary.get(at("outcome", 999_999)).status_code == 404


def test_directives_stand_beside_a_finalised_record_and_change_nothing_of_it(secretary, meeting):
    finalise(meeting, SECRETARY)
    meeting.refresh_from_db()
    before = meeting.content_sha256
    secretary.post(of_sentence("mark", meeting, ASKED), {"as_proposed": "1"})
    meeting.refresh_from_db()
    assert (meeting.content_sha256, meeting.version) == (before, 2)
    assert "符合條件共34項" in text_of(secretary.get(at("list")))


class TestQueries:
    @pytest.mark.parametrize("number", [5, 33])
    def test_of_the_list(self, reader, django_assert_num_queries, number):
        Directive.objects.exclude(pk__in=list(Directive.objects.values_list("pk", flat=True)[:number])).delete()
        with django_assert_num_queries(LIST_QUERIES):
            reader.get(at("list"))

    @pytest.mark.parametrize("key", ["deputy-mayor-4", "deputy-mayor-2"])
    def test_of_a_meetings_page(self, reader, django_assert_num_queries, key):
        reader.get(at("meeting", key))
        with django_assert_num_queries(MEETING_QUERIES):
            reader.get(at("meeting", key))

    @pytest.mark.parametrize("number", [1, 6])
    def test_of_one_directive(self, reader, django_assert_num_queries, first, number):
        for _ in range(number):
            reply(first, group(), "已辦理。", SECRETARY)
        with django_assert_num_queries(DETAIL_QUERIES):
            reader.get(at("detail", first.pk))
