"""The drafting pages: who may open them, what a refusal and a stale save leave in the form, how many queries."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Kind
from meetings.drafting.comparison import side_by_side
from meetings.drafting.motions import TypedMotion, write_motion
from meetings.drafting.remarks import TypedRemark, shown_remarks, write_remarks
from meetings.models import Meeting
from meetings.record.drafts import fit_wordings, start_draft
from tests.factories import SECRETARY, CaseFactory, group, record
from tests.meetings.drafting.reading import lines_of, now, text_of
from tests.meetings.drafting.test_rules import city
from tests.people import signed_in

pytestmark = pytest.mark.django_db
QUERIES = {"overview": 43, "resolutions": 14, "motions": 11, "remarks": 10, "sections": 9, "clauses": 29}
BROKEN = [{}, {"row_version": "x"}, {"row_version": "9" * 40}, {"row_version": "1", "seen": "\0"}]
PARTS = ["overview", "resolutions", "motions", "remarks", "sections", "clauses"]


def at(name, meeting, *args):
    return reverse(f"drafting:{name}", args=[meeting, *(args or ([group().pk] if name == "clauses" else []))])


def filled(client, address):
    """What a browser would send back of a form as it is filled."""
    form = client.get(address).context["form"]
    return {bound.html_name: "" if bound.value() is None else bound.value() for bound in form if bound.value()}


def field(response, name):
    return response.context["form"][name].value()


@pytest.mark.parametrize("part", PARTS)
def test_only_the_secretariat_opens_a_draft(sixth, part):
    for role in ("official", "liaison"):
        response = signed_in(role).get(at(part, sixth))
        assert response.status_code == 403
        assert "會議紀錄草稿由幕僚單位撰擬" in response.content.decode()
    assert signed_in("stranger").get(at(part, sixth)).status_code == 302
    assert signed_in("secretariat").get(at(part, sixth)).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_a_final_meeting_leads_to_its_minutes(secretary, part):
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()
    response = secretary.get(at(part, fifth), follow=True)

    assert response.redirect_chain[-1][0] == reverse("meetings:minutes", args=[fifth])
    assert "第5次副市長層級會議已定稿，紀錄不可再更動。" in response.content.decode()


def test_what_was_typed_for_a_meeting_that_is_final_by_now_stays(secretary):
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()
    response = secretary.post(at("resolutions", fifth), {"row_version": fifth.version, "before": "剛打好的決議。"})

    assert response.status_code == 400
    assert field(response, "before") == "剛打好的決議。"
    assert "已定稿，紀錄不可再更動；請複製您輸入的內容" in response.content.decode()


def test_foreign_rows_are_not_found(secretary, sixth):
    for address in (
        at("clauses", sixth, 999_999),
        at("motion", sixth, 999_999),
        at("overview", "副市長層級-99"),
    ):
        assert secretary.get(address).status_code == 404
    working = Meeting.objects.create(
        level=sixth.level.platform.levels.get(name="工作會議"), group=group(), number=1, held_on="2026-04-01"
    )
    assert secretary.get(at("clauses", working)).status_code == 404


def test_every_part_of_the_draft_has_its_page_beside_it(secretary, sixth):
    Meeting.objects.filter(pk=sixth.pk).update(recorder="王小明")
    write_motion(sixth, TypedMotion(city(), "甲案"), now(sixth))
    page = secretary.get(at("overview", sixth)).content.decode()

    for address in (at(part, sixth) for part in PARTS[1:]):
        assert f'href="{address}"' in page
    assert page.count("draft-row") > 20
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "本次沒有這一節" not in page
    assert "上次沒有這一節" in page
    rows = secretary.get(at("overview", sixth)).context["rows"]
    assert [row.key for row in rows if not row.before] == [("motions", "")]
    assert all(row.draft[0].block.kind == row.before[0].block.kind for row in rows if row.before and row.draft)


def test_a_section_that_only_the_last_minutes_have_stands_in_its_place(secretary, sixth):
    second = Meeting.objects.by_key("deputy-mayor-2").get()
    Meeting.objects.filter(pk=sixth.pk).update(number=60)
    keys = [row.key for row in side_by_side(Meeting.objects.get(pk=sixth.pk), second)]
    assert keys[keys.index(("group", "觀光文創組")) + 1 :] == [
        ("common_topic", "氣候變遷因應及調適"),
        ("remarks", ""),
        ("adjournment", ""),
    ]


def test_resolutions_are_saved_and_shown(secretary, sixth):
    data = filled(secretary, at("resolutions", sixth)) | {"before": "1. 甲{n}。\n2. 乙。"}
    response = secretary.post(at("resolutions", sixth), data, follow=True)

    assert "已儲存決議。" in response.content.decode()
    assert "一、甲{n}。二、乙。三、議題小組" in text_of(sixth)


def test_a_refused_sentence_stays_beside_its_reason(secretary, sixth):
    data = filled(secretary, at("resolutions", sixth)) | {"before": "甲。", "opening": "同意解列9案。"}
    response = secretary.post(at("resolutions", sixth), data)

    assert response.status_code == 400
    assert (field(response, "before"), field(response, "opening")) == ("甲。", "同意解列9案。")
    assert "這一句要有解列、新增及確認執行中三個案數" in response.content.decode()


@pytest.mark.parametrize("part", ["resolutions", "motions", "remarks", "sections", "clauses"])
@pytest.mark.parametrize(
    "data", [{}, {"row_version": "x"}, {"row_version": "9" * 40}, {"row_version": "1", "seen": "\0"}]
)
def test_a_broken_form_changes_nothing(secretary, sixth, part, data):
    before = text_of(sixth)
    assert secretary.post(at(part, sixth), data).status_code in (400, 409)
    assert text_of(sixth) == before


@pytest.mark.parametrize(
    ("part", "name", "mine", "theirs"),
    [
        ("resolutions", "before", "我的決議。", "別人的決議。"),
        ("sections", None, "致詞：我的", "致詞：別人的"),
        ("clauses", None, "本組共12案持續列管。", "本組12案均持續列管。"),
        ("remarks", "text-0", "我的發言。", "別人的發言。"),
    ],
)
def test_the_second_to_save_sees_both_texts_and_can_save_again(secretary, sixth, part, name, mine, theirs):
    data = filled(secretary, at(part, sixth))
    if part == "sections":
        name = f"head-{sixth.sections.get(kind='opening').pk}"
    elif part == "clauses":
        name = next(key for key in data if key.startswith("text-"))
    elif part == "remarks":
        data["speaker-0"] = str(sixth.seats.first().pk)
    assert secretary.post(at(part, sixth), data | {name: theirs}).status_code == 302

    response = secretary.post(at(part, sixth), data | {name: mine})
    page = response.content.decode()
    assert response.status_code == 409
    assert field(response, name) == mine
    assert f"目前資料庫中的內容：{theirs}" in page
    again = {bound.html_name: bound.value() or "" for bound in response.context["form"]}
    assert secretary.post(at(part, sixth), again | {name: mine}).status_code == 302
    assert "".join(mine.split()) in text_of(sixth)


def test_what_others_added_meanwhile_is_kept_with_the_second_save(secretary, sixth):
    first, second, third = (str(pk) for pk in list(sixth.seats.values_list("pk", flat=True))[:3])
    data = filled(secretary, at("remarks", sixth)) | {"text-0": ""}
    theirs = {"speaker-0": first, "speaker-1": second, "speaker-2": third}
    theirs |= {"text-0": "甲。", "text-1": "乙。", "text-2": "丙。"}
    secretary.post(at("remarks", sixth), data | theirs)

    response = secretary.post(at("remarks", sixth), data | {"speaker-0": first, "text-0": "我的。", "text-1": ""})
    assert response.status_code == 409
    assert response.content.decode().count("的發言，儲存後會一併保留。") == 4  # at the fields, and in the summary
    again = {bound.html_name: bound.value() or "" for bound in response.context["form"]}
    secretary.post(at("remarks", sixth), again)
    assert [item.text for item in shown_remarks(sixth)] == ["我的。", "乙。", "丙。"]


def test_the_second_to_save_a_motion_sees_both_texts(secretary, sixth):
    pk = write_motion(sixth, TypedMotion(city(), "甲案"), now(sixth)).pk
    data = filled(secretary, at("motion", sixth, pk))
    assert secretary.post(at("motion", sixth, pk), data | {"titles": "乙案"}).status_code == 302
    response = secretary.post(at("motion", sixth, pk), data | {"titles": "丙案"})

    assert response.status_code == 409
    assert "目前資料庫中的內容：乙案" in response.content.decode()
    assert field(response, "titles") == "丙案"


def test_a_motion_item_by_item_and_back(secretary, sixth):
    data = filled(secretary, at("motions", sixth))
    data |= {"proposer": city().pk, "titles": "甲案\n乙案\n丙案", "action": "each"}
    response = secretary.post(at("motions", sixth), data)
    assert [title for title, *_ in response.context["form"].item_fields] == ["甲案", "乙案", "丙案"]
    assert not sixth.motions.exists()

    data |= {"item-0": "甲案", "item-1": "乙案", "item-2": "丙案", "disposition-1": "deferred", "group-2": group().pk}
    assert secretary.post(at("motions", sixth), data | {"action": "save"}).status_code == 302
    assert "「甲案」請先提至議題小組討論" in text_of(sixth)
    assert "「乙案」緩議；「丙案」請先提至交通組討論" in text_of(sixth)
    form = secretary.get(at("motion", sixth, sixth.motions.get().pk)).context["form"]
    assert [(one.value(), other.value()) for _, _, one, other in form.item_fields] == [
        (None, None),
        ("deferred", ""),
        ("referred", str(group().pk)),
    ]


def test_a_motion_is_deleted_by_its_button(secretary, sixth):
    pk = write_motion(sixth, TypedMotion(city(), "甲案"), now(sixth)).pk
    stale = {"row_version": 0, "seen": "x"}
    page = secretary.post(at("motion-delete", sixth, pk), stale, follow=True).content.decode()
    assert "沒有刪除：這筆資料在您編輯期間已被他人修改" in page
    data = filled(secretary, at("motion", sixth, pk))
    page = secretary.post(at("motion-delete", sixth, pk), data, follow=True).content.decode()

    assert "已刪除臨時動議。" in page
    assert "臨時動議" not in text_of(sixth)


def test_a_whole_text_is_shown_by_speaker_before_it_is_saved(secretary, sixth):
    data = filled(secretary, at("remarks", sixth)) | {
        "whole": "前言。\n林副市長：甲。\n乙。\n邱副市長：丙。",
        "action": "split",
    }
    response = secretary.post(at("remarks", sixth), data)
    form = response.context["form"]

    assert [(block["speaker"].value(), block["text"].value()) for block in form.blocks] == [
        (sixth.seats.get(surname="林").pk, "甲。\n乙。"),
        (sixth.seats.get(surname="邱").pk, "丙。"),
    ]
    assert form["whole"].value() == "前言。"
    assert not sixth.remarks.exists()
    again = {bound.html_name: bound.value() or "" for bound in form} | {"action": "save"}
    refused = secretary.post(at("remarks", sixth), again)
    assert "請先按「拆成各位發言」" in refused.content.decode()
    secretary.post(at("remarks", sixth), again | {"whole": ""})
    assert "林副市長一、甲。二、乙。邱副市長丙。" in text_of(sixth)


def test_blocks_are_moved_added_and_removed_without_saving(secretary, sixth):
    seats = list(sixth.seats.values_list("pk", flat=True))
    data = filled(secretary, at("remarks", sixth))
    for index, (seat, text) in enumerate(zip(seats, "甲乙丙", strict=False)):
        data |= {f"speaker-{index}": seat, f"other-{index}": "", f"text-{index}": text}

    def texts(action):
        form = secretary.post(at("remarks", sixth), data | {"action": action}).context["form"]
        return [block["text"].value() for block in form.blocks]

    assert texts("down-0") == ["乙", "甲", "丙"]
    assert texts("up-2") == ["甲", "丙", "乙"]
    assert texts("remove-1") == ["甲", "丙"]
    assert texts("add") == ["甲", "乙", "丙", ""]
    assert texts("up-99") == texts("nonsense") == ["甲", "乙", "丙"]
    assert not sixth.remarks.exists()


def test_text_without_a_speaker_says_so_and_stays(secretary, sixth):
    data = filled(secretary, at("remarks", sixth)) | {"whole": "誰都沒有說的話。", "action": "split"}
    response = secretary.post(at("remarks", sixth), data)

    assert response.status_code == 400
    assert "找不到發言者" in response.content.decode()
    assert response.context["form"]["whole"].value() == "誰都沒有說的話。"


def test_clauses_are_reworded_restored_and_notes_removed(secretary, sixth):
    case = Case.objects.tracked().filter(group=group()).first()
    record(case, sixth, Kind.DELISTED)
    fit_wordings(sixth)
    data = filled(secretary, at("clauses", sixth))
    data |= {"text-delisted": data["text-delisted"].replace("同意", ""), "notes": "「新案」暫緩。"}
    assert secretary.post(at("clauses", sixth), data).status_code == 302
    assert "1.解列1案：" in text_of(sixth)
    assert "2.「新案」暫緩。3.其餘11案" in text_of(sixth)

    form = secretary.get(at("clauses", sixth)).context["form"]
    keys = [clause.key for clause in form.clauses]
    data = filled(secretary, at("clauses", sixth))
    secretary.post(at("clauses", sixth), data | {"restore": keys[0]})
    assert "1.同意解列1案：" in text_of(sixth)
    secretary.post(at("clauses", sixth), filled(secretary, at("clauses", sixth)) | {"remove": keys[1]})
    assert "暫緩" not in text_of(sixth)
    response = secretary.post(at("clauses", sixth), filled(secretary, at("clauses", sixth)) | {"remove": keys[0]})
    assert "這一款是列管決定，要取消請到「會中登錄」撤回。" in response.content.decode()


def test_a_decision_taken_meanwhile_does_not_stand_in_the_way_of_another_sentence(secretary, sixth):
    first, second = Case.objects.tracked().filter(group=group())[:2]
    record(first, sixth, Kind.DELISTED)
    fit_wordings(sixth)
    data = filled(secretary, at("clauses", sixth))
    record(second, sixth, Kind.DELISTED)
    secretary.post(at("clauses", sixth), data | {"notes": "「新案」暫緩。"})
    assert "1.同意解列2案：" in text_of(sixth)
    assert "2.「新案」暫緩。3.其餘10案" in text_of(sixth)

    changed = data["text-delisted"].replace("同意", "")
    response = secretary.post(at("clauses", sixth), data | {"text-delisted": changed, "row_version": 2})
    assert response.status_code == 400
    assert f"這一句少了「{second.title}」" in response.content.decode()


def test_what_was_typed_for_a_clause_that_is_gone_stays(secretary, sixth):
    data = filled(secretary, at("clauses", sixth)) | {"text-delisted": "同意解列1案：「甲案」。"}
    response = secretary.post(at("clauses", sixth), data)

    assert response.status_code == 400
    assert field(response, "text-delisted") == "同意解列1案：「甲案」。"
    assert "這一款已不在紀錄中" in response.content.decode()


def test_a_wording_that_cannot_be_printed_is_said_on_the_overview(secretary, sixth):
    sixth.sections.filter(kind="opening").update(wording="{n}、{nonsense}")

    assert "紀錄目前無法印出" in secretary.get(at("overview", sixth)).content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(secretary, sixth, part):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert secretary.get(at(part, sixth)).status_code == 200
        return len(caught)

    def grow(number):
        for _ in range(number):
            record(CaseFactory(), sixth)
            write_motion(sixth, TypedMotion(city(), "甲案\n乙案"), now(sixth))
        said = [TypedRemark(seat.pk, "", "甲。\n乙。") for seat in sixth.seats.all()[:number]]
        write_remarks(sixth, said, now(sixth))
        fit_wordings(sixth)

    grow(1)
    few = queries()
    grow(3)
    assert (few, queries()) == (QUERIES[part], QUERIES[part])


def test_a_working_meeting_without_groups_has_its_pages_too(secretary, sixth):
    level = sixth.level.platform.levels.get(name="工作會議")
    meeting = start_draft(Meeting(level=level, group=group(), number=1, held_on=date(2026, 4, 1)), SECRETARY)
    for part in PARTS[:-1]:
        assert secretary.get(at(part, meeting)).status_code == 200
    data = filled(secretary, at("resolutions", meeting)) | {"before": "甲。\n乙。"}
    secretary.post(at("resolutions", meeting), data)
    assert lines_of(meeting)[-4:-2] == ["一、甲。", "二、乙。"]
