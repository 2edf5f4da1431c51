"""A draft by hand: what it starts with, how standard wordings follow, and giving it up."""

from datetime import date, time

import pytest

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from cases.models import Case, Kind, StatusChange
from groups.models import City
from meetings.minutes.render import render
from meetings.models import DifferenceNote, Meeting, MeetingLevel, Section
from meetings.record.compose import compose
from meetings.record.drafts import discard, fit_wordings, next_number, start_draft, why_not_printable
from meetings.record.finalising import finalise, finalise_as_shown, preview
from tests.factories import SECRETARY, CaseFactory, group, record

pytestmark = pytest.mark.django_db

CLOSING_OF_THE_FIFTH = {
    "交通組": 12,
    "災防組": 7,
    "教育文化組": 2,
    "產業民生組": 7,
    "都會發展組": 5,
    "衛生社福組": 11,
    "環境資源組": 3,
    "觀光文創組": 5,
}


def sixth(**fields):
    level = MeetingLevel.objects.get(name="副市長層級")
    usual = {"number": next_number(level), "held_on": date(2026, 3, 5), "venue": "臺北市政府"}
    return start_draft(Meeting(level=level, **usual, **fields), SECRETARY)


def text_of(meeting):
    return "".join(render(compose(meeting)).split())


def test_the_sixth_meeting_starts_with_what_the_fifth_left():
    meeting = sixth(starts_at=time(14, 30))

    assert meeting.key == "副市長層級-6"
    assert [seat.city.name for seat in meeting.seats.all()] == ["臺北市", "基隆市", "桃園市", "新北市"]
    assert [str(seat) for seat in meeting.seats.filter(is_representative=True)] == ["林奕華副市長"]
    assert meeting.host_city.name == "臺北市"
    assert {
        group.group: (group.opening, group.computed_remaining, group.difference, group.closing)
        for group in preview(meeting).figures.groups
    } == {name: (number, number, 0, number) for name, number in CLOSING_OF_THE_FIFTH.items()}
    assert meeting.changes.count() == Case.objects.tracked().count()


def test_its_text_reads_as_the_latest_minutes_do():
    text = text_of(sixth(starts_at=time(14, 30)))

    assert text.startswith(
        "基北北桃合作交流平臺第6次副市長層級會議紀錄壹、會議時間：115年3月5日(星期四)下午2時30分貳、會議地點：臺北市政府"
        "參、主席：臺北市政府林副市長奕華基隆市政府邱副市長佩琳共同主持桃園市政府蘇副市長俊賓新北市政府劉副市長和然"
    )
    assert "柒、決議事項(林副市長奕華代表)一、議題小組合作案件，請依決議持續辦理：" in text
    assert "同意解列0案、新增0案及確認執行中52案。" in text
    assert "(一)交通組12案持續列管。(二)災防組7案持續列管。" in text
    assert text.endswith("玖、散會")


def test_the_chair_goes_round_to_the_same_city_after_four_meetings():
    hosts = []
    level = MeetingLevel.objects.get(name="副市長層級")
    for month in range(1, 6):
        meeting = Meeting(level=level, number=next_number(level), held_on=date(2027, month, 1))
        hosts.append(start_draft(meeting, SECRETARY).host_city.name)

    assert hosts == ["臺北市", "基隆市", "桃園市", "新北市", "臺北市"]


def test_a_city_out_of_turn_chairs_when_it_is_named_host():
    meeting = sixth(host_city=City.objects.get(name="桃園市"))

    assert [seat.city.name for seat in meeting.seats.all()] == ["桃園市", "新北市", "臺北市", "基隆市"]


def test_a_level_without_a_meeting_before_and_without_a_ledger_starts_printable():
    level = MeetingLevel.objects.get(name="工作會議")
    meeting = start_draft(Meeting(level=level, group=group(), number=1, held_on=date(2026, 4, 1)), SECRETARY)

    assert why_not_printable(meeting) == ""
    assert not meeting.group_resolutions.exists()


def test_wordings_follow_the_rows_and_leave_alone_what_somebody_wrote():
    meeting = sixth()
    case = Case.objects.tracked().filter(group__name="交通組").first()
    record(case, meeting, Kind.DELISTED)
    meeting.starts_at, meeting.ends_at = time(14, 0), time(16, 0)
    meeting.save()
    Section.objects.filter(meeting=meeting, kind="opening").update(wording="{n}、主席致詞：詳附件")

    fit_wordings(meeting)

    text, title = text_of(meeting), "".join(case.title.split())
    assert f"(一)交通組1.同意解列1案：「{title}」。2.其餘11案持續列管。(二)災防組7案持續列管。" in text
    assert "(星期四)下午2時貳" in text
    assert "伍、主席致詞：詳附件" in text
    assert text.endswith("玖、散會(下午4時)")
    assert "同意解列1案、新增0案及確認執行中51案" in text


def test_taken_back_the_group_reads_as_before():
    meeting = sixth()
    row = record(Case.objects.tracked().filter(group__name="交通組").first(), meeting, Kind.DELISTED)
    fit_wordings(meeting)
    ledger.withdraw(row, SECRETARY)

    fit_wordings(meeting)

    assert "(一)交通組12案持續列管。" in text_of(meeting)


def test_what_cannot_be_printed_is_said():
    meeting = sixth()
    Section.objects.filter(meeting=meeting, kind="time").update(wording="{n}、會議時間：{hour}時")

    assert why_not_printable(meeting) == "「壹、會議時間：○時」還有未填的內容，請補上時間、地點或人員後再試。"

    Section.objects.filter(meeting=meeting, kind="time").update(wording="{n}、會議時間：{nonsense}")
    assert "{nonsense} 無法填入" in why_not_printable(meeting)


def test_finalising_fixes_exactly_what_was_shown():
    meeting = sixth()
    shown = preview(meeting)

    done = finalise_as_shown(meeting, shown.sha256, SECRETARY)

    assert done.content_sha256 == shown.sha256
    assert render(compose(done)) == shown.text
    assert set(done.group_resolutions.values_list("group__name", "clauses__stated_count")) == set(
        CLOSING_OF_THE_FIFTH.items()
    )


def test_what_has_changed_since_it_was_shown_is_not_finalised():
    meeting = sixth()
    shown = preview(meeting).sha256
    record(CaseFactory(title="新的測試案"), meeting, Kind.ADDED)

    with pytest.raises(LedgerError, match="的內容在您確認期間已有更動，尚未定稿"):
        finalise_as_shown(meeting, shown, SECRETARY)

    assert not Meeting.objects.get(pk=meeting.pk).is_final


def test_a_draft_given_up_leaves_every_case_as_it_was():
    known = CaseFactory(title="早已建立、只在草稿新增的案")
    before = dict(Case.objects.values_list("pk", "status"))
    meeting = sixth()
    record(Case.objects.tracked().first(), meeting, Kind.DELISTED)
    record(known, meeting, Kind.ADDED)
    record(CaseFactory(title="只在草稿出現的案"), meeting, Kind.ADDED)

    assert discard(meeting, SECRETARY) == 1

    assert not Meeting.objects.filter(number=6).exists()
    assert not StatusChange.objects.filter(meeting_id=meeting.pk).exists()
    assert dict(Case.objects.values_list("pk", "status")) == before
    assert Case.objects.get(pk=known.pk).status == ""


def test_a_draft_that_a_later_one_builds_on_is_not_given_up():
    meeting, case = sixth(), CaseFactory(title="先新增後解列的案")
    record(case, meeting, Kind.ADDED)
    level = MeetingLevel.objects.get(name="副市長層級")
    later = start_draft(Meeting(level=level, number=7, held_on=date(2026, 9, 1)), SECRETARY)
    record(case, later, Kind.DELISTED)
    record_again = CaseFactory(title="另一案")
    record(record_again, meeting, Kind.DELISTED)
    record(record_again, later, Kind.ADDED)

    with pytest.raises(LedgerError):
        finalise(later, SECRETARY)
    discard(later, SECRETARY)
    discard(meeting, SECRETARY)

    assert Meeting.objects.filter(level=level).count() == 5


def test_a_final_meeting_is_not_given_up():
    meeting = Meeting.objects.finalised().in_order().last()

    with pytest.raises(LedgerError, match="已定稿"):
        discard(meeting, SECRETARY)

    assert meeting.changes.exists()


def test_a_draft_with_an_explained_difference_says_what_to_do_first():
    meeting = sixth()
    group = meeting.group_resolutions.first().group
    DifferenceNote.objects.create(
        meeting=meeting, group=group, cases_explained=1, text="說明", written_by_name="王小明"
    )

    with pytest.raises(LedgerError, match="請先刪除那些說明"):
        discard(meeting, SECRETARY)

    assert meeting.changes.exists()
