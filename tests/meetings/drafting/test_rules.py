"""Writing the parts of a draft: what is stored, how it prints, what is refused."""

import pytest

from cases.ledger import writing as ledger
from cases.models import Case, CommonTopic, Kind
from groups.models import City
from meetings.drafting.clauses import (
    clauses_text,
    remove_note,
    restore_clause,
    reword_clause,
    reword_clauses,
    shown_clauses,
)
from meetings.drafting.editing import Seen, fingerprint, remove_section, vocabulary_of
from meetings.drafting.motions import Decided, TypedMotion, delete_motion, motions_text, shown_motions, write_motion
from meetings.drafting.remarks import TypedRemark, remarks_text, shown_remarks, split_remarks, write_remarks
from meetings.drafting.resolutions import shown_resolutions, write_resolutions
from meetings.drafting.sections import NewSection, TypedSection, sections_text, shown_sections, write_sections
from meetings.minutes.meaning import comparable, meaning
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from meetings.models import Clause, Meeting, MotionOutcome, Resolution
from meetings.record.compose import compose
from meetings.record.drafts import fit_wordings
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.factories import SECRETARY, CaseFactory, group, record
from tests.meetings.drafting.reading import lines_of, now, text_of

pytestmark = pytest.mark.django_db

NORTH = """爭取成立北橫國家級風景特定區
改裝噪音車輛稽查管制計畫
區域垃圾、廚餘處理及焚化再生粒料去化互助合作
大同路連接中湖街道路新闢工程"""


def city(name="桃園市"):
    return City.objects.get(name=name)


def refused(call):
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def tracked(number=1, name="交通組"):
    return list(Case.objects.tracked().filter(group__name=name).order_by("pk")[:number])


# -- Resolutions ------------------------------------------------------------------------------------------------------


def test_resolutions_are_numbered_before_the_groups_part(sixth):
    write_resolutions(sixth, "一、甲{n}請照辦。\n二、乙請照辦。", "", None, now(sixth))

    text = text_of(sixth)
    assert "一、甲{n}請照辦。二、乙請照辦。三、議題小組合作案件，請依決議持續辦理：同意解列0案、新增0案" in text
    assert shown_resolutions(sixth).before == "甲{n}請照辦。\n乙請照辦。"
    assert list(sixth.resolutions.values_list("position", "opens_groups")) == [(1, False), (2, False), (3, True)]


def test_the_opening_sentence_is_reworded_and_its_sums_stay_the_systems(sixth):
    write_resolutions(sixth, "", "", "各組案件請續辦，同意新增０案、解列0案，確認執行中52案。", now(sixth))
    record(tracked()[0], sixth, Kind.DELISTED)

    assert "一、各組案件請續辦，同意新增０案、解列1案，確認執行中51案。" in text_of(sixth)

    write_resolutions(sixth, "", "", "", now(sixth))
    assert shown_resolutions(sixth).opening == shown_resolutions(sixth).default


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("同意解列1案、新增0案及確認執行中52案。", "解列應為0案，您寫的是1案"),
        ("請依決議持續辦理：", "這一句要有解列、新增及確認執行中三個案數"),
        ("同意解列0案、新增0案。", "這一句要有解列、新增及確認執行中三個案數"),
    ],
)
def test_another_sum_or_none_is_refused(sixth, sentence, said):
    error = refused(lambda: write_resolutions(sixth, "甲。", "", sentence, now(sixth)))

    assert said in error.fields["opening"]
    assert Resolution.objects.filter(meeting=sixth).count() == 1


def test_resolutions_behind_the_groups_go_on_counting(sixth):
    write_resolutions(sixth, "甲。", "乙。", None, now(sixth))

    assert text_of(sixth).index("三、乙。") > text_of(sixth).index("(八)觀光文創組")


# -- Motions ----------------------------------------------------------------------------------------------------------


def test_four_titles_and_one_decision_print_as_the_first_meeting_does(sixth):
    write_motion(sixth, TypedMotion(city(), NORTH), Seen(sixth.version))

    assert (
        "捌、臨時動議：桃園市政府提出「爭取成立北橫國家級風景特定區」、「改裝噪音車輛稽查管制計畫」、"
        "「區域垃圾、廚餘處理及焚化再生粒料去化互助合作」及「大同路連接中湖街道路新闢工程」等4案臨時動議，"
        "請先提至議題小組討論，有共識後再提到副市長層級會議討論。玖、主席結論暨指示(依發言順序)拾、散會"
        in text_of(sixth)
    )
    assert (
        list(MotionOutcome.objects.filter(item__motion__meeting=sixth).values_list("disposition", "group"))
        == [("referred", None)] * 4
    )


def test_items_that_are_decided_differently_are_named_again(sixth):
    deferred = Decided("deferred")
    typed = TypedMotion(city(), "「甲案」\n2. 乙案\n丙案", Decided("referred", group()), (("乙案", deferred),))
    motion = write_motion(sixth, typed, now(sixth))

    assert (
        "桃園市政府提出「甲案」、「乙案」及「丙案」等3案臨時動議，"
        "「甲案」及「丙案」請先提至交通組討論，有共識後再提到副市長層級會議討論；「乙案」緩議。" in text_of(sixth)
    )
    assert [one.disposition for one in shown_motions(sixth)[0].outcomes] == ["referred", "deferred", "referred"]
    assert shown_motions(sixth)[0].is_usual
    assert motion.items.count() == 3


def test_the_usual_sentence_follows_its_titles_and_an_own_one_keeps_its_words(sixth):
    pk = write_motion(sixth, TypedMotion(city(), "甲案\n乙案"), now(sixth)).pk
    shown = shown_motions(sixth)[0]
    write_motion(sixth, TypedMotion(city(), "甲案", sentence=shown.sentence), now(sixth), pk)
    assert "桃園市政府提出「甲案」臨時動議，請先提至" in text_of(sixth)

    own = "桃園市政府提案「甲案」及「丙{案}」，共二案，請各小組研議{續辦}。"
    write_motion(sixth, TypedMotion(city(), "甲案\n丙{案}", sentence=own), now(sixth), pk)
    assert own in lines_of(sixth)
    write_motion(sixth, TypedMotion(city("基隆市"), "甲案\n丁案\n戊案", sentence=own), now(sixth), pk)
    assert "基隆市政府提案「甲案」、「丁案」及「戊案」，共三案，請各小組研議{續辦}。" in lines_of(sixth)


def test_an_item_that_stays_keeps_what_became_of_it(sixth):
    pk = write_motion(sixth, TypedMotion(city(), "甲案\n乙案"), now(sixth)).pk
    MotionOutcome.objects.filter(item__text="乙案").update(note="已併入交通組提案")
    write_motion(sixth, TypedMotion(city(), "乙案\n丙案", Decided("deferred")), now(sixth), pk)

    outcomes = MotionOutcome.objects.filter(item__motion__meeting=sixth).order_by("item__position")
    rows = outcomes.values_list("item__text", "disposition", "note", "version")
    assert list(rows) == [("乙案", "deferred", "已併入交通組提案", 2), ("丙案", "deferred", "", 1)]


def test_several_motions_are_numbered_and_the_section_goes_with_the_last(sixth):
    first = write_motion(sixth, TypedMotion(city(), "甲案"), now(sixth)).pk
    second = write_motion(sixth, TypedMotion(city("基隆市"), "乙案", Decided("adopted")), now(sixth)).pk
    assert "臨時動議：一、桃園市政府提出「甲案」" in text_of(sixth)
    assert "二、基隆市政府提出「乙案」臨時動議，同意辦理。" in text_of(sixth)

    delete_motion(sixth, first, now(sixth))
    assert "臨時動議：基隆市政府提出「乙案」" in text_of(sixth)
    delete_motion(sixth, second, now(sixth))
    assert "臨時動議" not in text_of(sixth)
    assert list(sixth.sections.values_list("position", flat=True)) == list(range(1, 10))


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (TypedMotion(None, "甲案"), "proposer", "請選擇提案市。"),
        ({"titles": " \n"}, "titles", "請輸入提議案名，一行一案。"),
        ({"titles": "甲案\n甲案"}, "titles", "「甲案」重複了，請刪去一個。"),
        ({"titles": "長" * 201}, "titles", "有201字，案名最多200字"),
        ({"titles": "\n".join(f"第{n}案" for n in range(300))}, "titles", "一項動議最多50案，目前300案"),
        ({"sentence": "桃園市政府提出「甲案」等2案。"}, "sentence", "這一句少了「乙案」"),
        ({"sentence": "桃園市政府提出「甲案」及「乙案」等3案。"}, "sentence", "提議案名有2案，這一句寫的是3案"),
        ({"sentence": "新北市政府提出「甲案」及「乙案」等2案。"}, "sentence", "這一句少了提案市「桃園市政府」"),
        ({"sentence": "桃園市政府提出「甲案」、「乙案」及「丙案」。"}, "sentence", "這一句多了「丙案」"),
        ({"sentence": "桃園市政府提出「甲案」，另有「乙案」。"}, "sentence", "案名請連在一起寫"),
    ],
)
def test_a_motion_that_does_not_fit_is_refused(sixth, typed, field, said):
    if isinstance(typed, dict):
        typed = TypedMotion(**{"proposer": city(), "titles": "甲案\n乙案"} | typed)
    error = refused(lambda: write_motion(sixth, typed, now(sixth)))

    assert said in error.fields[field]
    assert not sixth.motions.exists()
    assert not sixth.sections.filter(kind="motions").exists()


def test_a_sentence_of_the_old_decision_is_refused(sixth):
    own = "桃園市政府提案「甲案」，請交通組研議。"
    pk = write_motion(sixth, TypedMotion(city(), "甲案", sentence=own), now(sixth)).pk
    error = refused(
        lambda: write_motion(sixth, TypedMotion(city(), "甲案", Decided("rejected"), sentence=own), now(sixth), pk)
    )

    assert "「甲案」的處理方式改了，這一句還是原來的" in error.fields["sentence"]


# -- Remarks ----------------------------------------------------------------------------------------------------------


WHOLE = """一、前言不屬於任何人。
林副市長：一、感謝各組{努力}。
二、請交通組持續推動。
邱副市長
基隆會積極參與，
請各市支持。蘇副市長：桃園將辦理全民運動會。
王秘書長小明：
幕僚單位會追蹤。"""


def test_a_whole_text_is_taken_apart_by_its_speakers(sixth):
    split = split_remarks(sixth, WHOLE)

    seats = {seat.surname: seat.pk for seat in sixth.seats.all()}
    assert split.rest == "一、前言不屬於任何人。"
    assert split.remarks == (
        TypedRemark(seats["林"], "", "感謝各組{努力}。\n請交通組持續推動。"),
        TypedRemark(seats["邱"], "", "基隆會積極參與，請各市支持。"),
        TypedRemark(seats["蘇"], "", "桃園將辦理全民運動會。"),
        TypedRemark(None, "王秘書長小明", "幕僚單位會追蹤。"),
    )
    assert not sixth.remarks.exists()


def test_remarks_print_as_the_five_meetings_print_them(sixth):
    write_remarks(sixth, split_remarks(sixth, WHOLE).remarks, now(sixth))

    assert lines_of(sixth)[-11:-1] == [
        "捌、主席結論暨指示(依發言順序)",
        "林副市長",
        "一、感謝各組{努力}。",
        "二、請交通組持續推動。",
        "邱副市長",
        "基隆會積極參與，請各市支持。",
        "蘇副市長",
        "桃園將辦理全民運動會。",
        "王秘書長小明",
        "幕僚單位會追蹤。",
    ]


def test_the_remarks_of_the_five_meetings_come_back_as_they_were(sixth):
    for number in range(1, 6):
        meeting = Meeting.objects.by_key(f"deputy-mayor-{number}").get()
        pasted = "\n".join(
            f"{row}\n{item.text}" for row, item in zip(meeting.remarks.all(), shown_remarks(meeting), strict=True)
        )
        if pasted:
            read = split_remarks(meeting, pasted)
            assert [item.text for item in read.remarks] == [item.text for item in shown_remarks(meeting)]
            assert [item.seat for item in read.remarks] == [item.seat for item in shown_remarks(meeting)]


def test_another_order_keeps_the_rows_and_an_empty_block_is_left_out(sixth):
    first = split_remarks(sixth, "林副市長：甲。\n邱副市長：乙。").remarks
    write_remarks(sixth, first, now(sixth))
    keys = dict(sixth.remarks.values_list("surname", "pk"))
    write_remarks(sixth, [first[1], TypedRemark(), first[0]], now(sixth))

    assert list(sixth.remarks.values_list("surname", "position", "pk")) == [
        ("邱", 1, keys["邱"]),
        ("林", 2, keys["林"]),
    ]


def test_paragraphs_without_numbers_stay_without(sixth):
    write_remarks(sixth, [TypedRemark(sixth.seats.first().pk, "", "甲。")], now(sixth))
    remark = sixth.remarks.get()
    remark.paragraphs.create(position=2, wording="乙。")
    write_remarks(sixth, [TypedRemark(sixth.seats.first().pk, "", "甲。\n乙改。")], now(sixth))

    assert list(remark.paragraphs.values_list("wording", flat=True)) == ["甲。", "乙改。"]


@pytest.mark.parametrize(
    ("item", "field", "said"),
    [
        (TypedRemark(None, "", "甲。"), "speaker-0", "請選擇發言者"),
        (TypedRemark(None, "路人", "甲。"), "other-0", "「路人」看不出姓名與職稱"),
        (TypedRemark(None, "王局長大明", " "), "text-0", "請輸入這位發言者所說的內容"),
    ],
)
def test_remarks_without_a_speaker_or_words_are_refused(sixth, item, field, said):
    assert said in refused(lambda: write_remarks(sixth, [item], now(sixth))).fields[field]


def test_a_text_without_speakers_says_how_to_name_them(sixth):
    error = refused(lambda: split_remarks(sixth, "沒有發言者的一段話。"))

    assert "例如「林副市長：」、「邱副市長：」" in error.fields["whole"]


# -- Sections ---------------------------------------------------------------------------------------------------------


def typed_sections(meeting, **heads):
    rows = [row for row in shown_sections(meeting) if row.is_text]
    return [TypedSection(row.pk, heads.get(row.kind, row.head), row.body) for row in rows]


def test_a_line_is_reworded_and_a_common_topic_added_where_it_belongs(sixth):
    after = sixth.sections.get(kind="resolutions").pk
    new = NewSection("common_topic", topic="氣候變遷因應及調適", after=after)
    write_sections(sixth, typed_sections(sixth, attendance="肆、出席單位：{詳}簽到表"), now(sixth), new)

    text = text_of(sixth)
    assert "肆、出席單位：{詳}簽到表" in text
    assert "捌、共同議題—「氣候變遷因應及調適」合作方案報告：洽悉玖、主席結論暨指示" in text
    assert sixth.sections.get(kind="common_topic").topic == CommonTopic.objects.get(name="氣候變遷因應及調適")


def test_a_section_before_the_recorder_moves_the_recorder_down(sixth):
    Meeting.objects.filter(pk=sixth.pk).update(recorder="王小明")
    new = NewSection("other", head="說明：略", after=sixth.sections.get(kind="venue").pk)
    write_sections(sixth, typed_sections(sixth), now(sixth), new)
    row = sixth.sections.get(kind="other")

    assert "參、說明：略肆、主席" in text_of(sixth)
    assert "伍、出席單位及人員：詳簽到表紀錄：王小明陸" in text_of(sixth)
    write_sections(sixth, [TypedSection(row.pk, "", "", remove=True)], now(sixth))
    assert "肆、出席單位及人員：詳簽到表紀錄：王小明伍" in text_of(sixth)


def test_paragraphs_of_a_section_are_numbered(sixth):
    row = sixth.sections.get(kind="work_report")
    write_sections(sixth, [TypedSection(row.pk, "工作報告：", "1. 甲。\n2. 乙。")], now(sixth))

    assert "陸、工作報告：一、甲。二、乙。柒" in text_of(sixth)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewSection("common_topic"), "new_topic"),
        (NewSection("other"), "new_head"),
        (NewSection("opening"), "new_kind"),
        (NewSection("time"), "new_kind"),
        (NewSection("common_topic", topic="長" * 61), "new_topic"),
    ],
)
def test_a_section_that_cannot_be_added_is_refused(sixth, new, field):
    assert field in refused(lambda: write_sections(sixth, typed_sections(sixth), now(sixth), new)).fields
    assert sixth.sections.count() == 9


# -- Clauses ----------------------------------------------------------------------------------------------------------


def only(meeting, name="交通組"):
    return {clause.key: clause for clause in shown_clauses(meeting, group(name))}


def test_a_decision_without_a_clause_is_reworded_and_later_ones_join_it(sixth):
    one, other, third = tracked(3)
    record(one, sixth, Kind.DELISTED)
    record(other, sixth, Kind.DELISTED)
    fit_wordings(sixth)
    sentence = f"經討論，同意解列二案：「{one.title}」、「{other.title}」，請各市續辦{{追蹤}}。"
    error = refused(lambda: reword_clause(sixth, group(), "delisted", sentence, now(sixth)))
    assert "寫法無法辨識。請以如「同意解列2案：" in error.fields["text-delisted"]

    sentence = f"同意解列二案：「{one.title}」、「{other.title}」，並請各市續辦{{追蹤}}。"
    reword_clause(sixth, group(), "delisted", sentence, now(sixth))
    record(third, sixth, Kind.DELISTED)
    fit_wordings(sixth)

    line = f"1. 同意解列三案：「{one.title}」、「{other.title}」、「{third.title}」，並請各市續辦{{追蹤}}。"
    assert line in lines_of(sixth)
    assert [clause.key[0] for clause in shown_clauses(sixth, group())] == ["c", "c"]
    assert lines_of(sixth)[lines_of(sixth).index(line) + 1] == "2. 其餘9案持續列管。"


def test_put_back_it_prints_the_usual_sentence(sixth):
    (case,) = tracked()
    record(case, sixth, Kind.DELISTED)
    fit_wordings(sixth)
    reword_clause(sixth, group(), "delisted", f"解列1案「{case.title}」。", now(sixth))
    (key,) = [clause.key for clause in only(sixth).values() if clause.label == "解列"]
    assert not only(sixth)[key].is_usual

    restore_clause(sixth, group(), key, now(sixth))

    assert f"1. 同意解列1案：「{case.title}」。" in lines_of(sixth)
    assert only(sixth)[key].is_usual


def test_withdrawn_the_reworded_clause_prints_nothing(sixth):
    row = record(tracked()[0], sixth, Kind.DELISTED)
    fit_wordings(sixth)
    reword_clause(sixth, group(), "delisted", only(sixth)["delisted"].text.replace("同意解列", "解列"), now(sixth))
    ledger.withdraw(row, SECRETARY)
    fit_wordings(sixth)

    assert "(一)交通組12案持續列管。" in text_of(sixth)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text, title: text.replace("1案", "2案"), "案數應為1案，您寫的是2案"),
        (lambda text, title: text.replace("1案", ""), "這一句少了案數「1案」"),
        (lambda text, title: text.replace(title, title + "計畫"), "計畫」。案名與案數由會中決定帶入"),
        (lambda text, title: text.replace(f"「{title}」", ""), "這一句少了「"),
        (lambda text, title: text.replace("。", "及「甲案」。"), "這一句多了「甲案」"),
        (lambda text, title: text.replace("解列", "新增"), "這一句讀起來是「新增」，這一款的決定是「解列」"),
        (lambda text, title: text + "「", "引號「」沒有成對"),
        (lambda text, title: f"關於「{title}」1案，原則同意。", "這一句讀起來是"),
    ],
)
def test_a_sentence_that_changes_a_decision_is_refused(sixth, change, said):
    (case,) = tracked()
    record(case, sixth, Kind.DELISTED)
    fit_wordings(sixth)
    before = text_of(sixth)
    sentence = change(only(sixth)["delisted"].text, case.title)
    error = refused(lambda: reword_clause(sixth, group(), "delisted", sentence, now(sixth)))

    assert said in error.fields["text-delisted"]
    assert text_of(sixth) == before
    assert not Clause.objects.filter(group_resolution__meeting=sixth, kind="delisted").exists()


def test_every_kind_of_decision_is_reworded_and_its_sentence_stays(sixth):
    one, other, third, fourth, fifth = tracked(5)
    new = CaseFactory(title="整併後的{新}案")
    result = ledger.record_result(new, sixth, new.title, SECRETARY)
    ledger.merge(one, result, one.title, SECRETARY)
    record(other, sixth, Kind.MOVED, to_group=group("災防組"))
    record(third, sixth, Kind.RENAMED, "更名後的案")
    child = CaseFactory(title="新的子案", parent=fourth)
    record(child, sixth, Kind.TRACKED)
    record(CaseFactory(title="新增的案"), sixth, Kind.ADDED)
    fit_wordings(sixth)
    typed = {}
    for key, clause in only(sixth).items():
        typed[key] = clause.text.replace("同意", "", 1).replace("並持續列管", "並請持續列管").replace("其餘", "餘")
    assert len(typed) == 6

    reword_clauses(sixth, group(), typed, now(sixth))

    assert [clause.text for clause in shown_clauses(sixth, group())] == list(typed.values())
    assert all(clause.key.startswith("c") for clause in shown_clauses(sixth, group()))
    record(fifth, sixth, Kind.MOVED, to_group=group("災防組"))
    assert f"「{other.title}」及「{fifth.title}」等2案移列至災防組" in "".join(lines_of(sixth))
    restored = {clause.key: "" for clause in shown_clauses(sixth, group())}
    reword_clauses(sixth, group(), restored, now(sixth))
    assert all(clause.is_usual for clause in shown_clauses(sixth, group()))


def test_a_note_is_written_before_the_remainder_and_mentions_its_case(sixth):
    (case,) = tracked()
    reword_clauses(sixth, group(), {}, now(sixth), notes=f"1. 「{case.title}」待四市有共識後再行提案。")
    (note,) = [clause for clause in shown_clauses(sixth, group()) if clause.is_note]

    title = "".join(case.title.split())
    assert f"(一)交通組1.「{title}」待四市有共識後再行提案。2.其餘12案持續列管。" in text_of(sixth)
    assert list(Clause.objects.get(pk=note.key[1:]).mentions.all()) == [case]
    reword_clause(sixth, group(), note.key, "「新案」暫緩，{再議}。", now(sixth))
    assert "1. 「新案」暫緩，{再議}。" in lines_of(sixth)
    remove_note(sixth, group(), note.key, now(sixth))
    assert "(一)交通組12案持續列管。" in text_of(sixth)


def test_a_note_that_decides_is_refused(sixth):
    error = refused(lambda: reword_clauses(sixth, group(), {}, now(sixth), notes="同意新增1案：「甲案」。"))

    assert "這一句讀起來是「新增」的決定" in error.fields["notes"]


def test_a_remainder_in_other_words_gets_its_number_beside_other_clauses(sixth):
    (key,) = only(sixth)
    reword_clause(sixth, group(), key, "本組12案均持續列管。", now(sixth))
    assert "(一)交通組本組12案均持續列管。" in text_of(sixth)
    record(tracked()[0], sixth, Kind.DELISTED)
    fit_wordings(sixth)

    assert "2. 本組11案均持續列管。" in lines_of(sixth)


# -- Two people at once -----------------------------------------------------------------------------------------------


def seen(meeting, text):
    return Seen(meeting.version, fingerprint(text))


def test_two_people_may_write_different_parts_at_once(sixth):
    resolutions, remarks = seen(sixth, shown_resolutions(sixth).text), seen(sixth, remarks_text(sixth))
    clauses, sections = seen(sixth, clauses_text(sixth, group())), seen(sixth, sections_text(sixth))
    new_motion = seen(sixth, "")
    write_resolutions(sixth, "甲。", "", None, resolutions)
    write_remarks(sixth, [TypedRemark(sixth.seats.first().pk, "", "乙。")], remarks)
    write_motion(sixth, TypedMotion(city(), "甲案"), new_motion)
    reword_clauses(sixth, group(), {}, clauses, notes="「丙案」暫緩。")

    with pytest.raises(StaleRow):
        write_sections(sixth, typed_sections(sixth), sections)
    assert Meeting.objects.get(pk=sixth.pk).version == sixth.version + 4


@pytest.mark.parametrize("part", ["resolutions", "remarks", "motion", "clauses", "sections"])
def test_the_second_to_write_the_same_part_is_told(sixth, part):
    motion = write_motion(sixth, TypedMotion(city(), "甲案"), now(sixth)).pk
    sixth.refresh_from_db()
    write = {
        "resolutions": lambda by, text: write_resolutions(sixth, text, "", None, by),
        "remarks": lambda by, text: write_remarks(sixth, [TypedRemark(None, "王局長大明", text)], by),
        "motion": lambda by, text: write_motion(sixth, TypedMotion(city(), text), by, motion),
        "clauses": lambda by, text: reword_clauses(sixth, group(), {}, by, notes=f"「{text}」暫緩。"),
        "sections": lambda by, text: write_sections(sixth, typed_sections(sixth, opening=text), by),
    }[part]
    stored = {
        "resolutions": lambda: shown_resolutions(sixth).text,
        "remarks": lambda: remarks_text(sixth),
        "motion": lambda: motions_text(sixth, motion),
        "clauses": lambda: clauses_text(sixth, group()),
        "sections": lambda: sections_text(sixth),
    }[part]
    both = seen(sixth, stored())
    write(both, "先寫的")
    before = text_of(sixth)

    with pytest.raises(StaleRow):
        write(both, "後寫的")
    assert text_of(sixth) == before
    assert "先寫的" in before


def test_a_final_meeting_is_not_written(sixth):
    fifth = Meeting.objects.by_key("deputy-mayor-5").get()

    assert "已定稿，紀錄不可再更動" in str(refused(lambda: write_resolutions(fifth, "甲。", "", None, now(fifth))))


# -- Sections that are not there --------------------------------------------------------------------------------------


def test_a_section_that_a_part_needs_is_added_where_it_belongs(sixth):
    for kind in ("resolutions", "remarks"):
        row = sixth.sections.get(kind=kind)

        remove_section(row)
    write_remarks(sixth, [TypedRemark(sixth.seats.first().pk, "", "甲。")], now(sixth))
    write_resolutions(sixth, "乙。", "", None, now(sixth))

    assert list(sixth.sections.values_list("kind", flat=True))[-3:] == ["resolutions", "remarks", "adjournment"]
    assert "柒、決議事項(林副市長奕華代表)一、乙。" in text_of(sixth)


def test_a_section_that_said_there_was_nothing_says_so_no_more(sixth):
    write_motion(sixth, TypedMotion(city(), "甲案"), now(sixth))
    sixth.sections.filter(kind="motions").update(wording="{n}、臨時動議：無。")
    write_motion(sixth, TypedMotion(city(), "乙案"), now(sixth))

    assert "捌、臨時動議：一、桃園市政府提出「甲案」" in text_of(sixth)


def test_three_hundred_lines_are_taken_as_they_are(sixth):
    write_resolutions(sixth, "\n".join(f"{n}. 第{n}項請照辦。" for n in range(1, 301)), "", None, now(sixth))

    assert "三百、第300項請照辦。三百零一、議題小組" in text_of(sixth)
    assert "超過上限" in str(refused(lambda: write_resolutions(sixth, "長" * 30_001, "", None, now(sixth))))


def test_minutes_written_by_hand_are_read_again_as_they_are(sixth):
    first, second = tracked(2)
    record(first, sixth, Kind.DELISTED)
    record(CaseFactory(title="新增的「案」"), sixth)
    fit_wordings(sixth)
    write_resolutions(sixth, "請各市建立統一標準。\n請持續宣傳。", "", None, now(sixth))
    write_motion(sixth, TypedMotion(city(), NORTH), now(sixth))
    # The fourth speaker has no seat, which the reading would report.
    write_remarks(sixth, split_remarks(sixth, WHOLE).remarks[:3], now(sixth))
    own = only(sixth)["delisted"].text.replace("。", "，並請各市續辦。")
    notes = f"「{second.title}」待四市有共識後再行提案。"
    reword_clauses(sixth, group(), {"delisted": own}, now(sixth), notes=notes)
    written = compose(Meeting.objects.get(pk=sixth.pk))

    reading = parse(render(written), vocabulary_of(sixth))

    assert [problem.message for problem in reading.problems] == []
    assert comparable(meaning(reading.document)) == comparable(meaning(written))
    assert "".join(render(reading.document).split()) == "".join(render(written).split())
