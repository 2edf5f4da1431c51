"""Correcting finalised minutes: what becomes the next version, and what is refused since the meeting decided it."""

import pytest

from cases.ledger.sealing import broken_seals
from groups.actors import Actor
from meetings.minutes.meaning import clauses
from meetings.models import Meeting, MinutesVersion, StoredDocument
from meetings.record.documents import export
from meetings.record.sealing import SUBJECTS
from meetings.record.verifying import verify_ledger
from meetings.record.versions import edition_of, printed_document
from meetings.versions import correcting
from meetings.versions.correcting import CorrectionRefused, StaleCorrection, correct, corrected
from tests.meetings.finalising.drafts import sixth

pytestmark = pytest.mark.django_db

EDITOR = Actor("王小明")


@pytest.fixture
def meeting():
    return Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=3)


def text_with(meeting, old, new):
    text = edition_of(meeting).text
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def venue_corrected(meeting, seen=1, venue="基隆要塞司令部", before="基隆市要塞司令部"):
    return correct(meeting, text_with(meeting, before, venue), "會議地點誤植", EDITOR, seen=seen)


def test_a_corrected_text_is_the_next_version_with_its_reason_and_files(meeting):
    version = venue_corrected(meeting)

    assert (version.number, version.reason, version.made_by_name) == (2, "會議地點誤植", "王小明")
    assert "基隆要塞司令部" in version.text
    assert version.files.count() == 4
    assert edition_of(meeting).text == version.text == export(meeting, "text").decode()
    assert list(broken_seals(SUBJECTS)) == []
    assert list(verify_ledger()) == []


def test_the_version_before_and_the_meetings_own_hash_stay(meeting):
    before = MinutesVersion.objects.values().get(meeting=meeting)
    files = list(StoredDocument.objects.filter(minutes__meeting=meeting).values())

    version = venue_corrected(meeting)

    assert MinutesVersion.objects.values().get(meeting=meeting, number=1) == before
    assert list(StoredDocument.objects.filter(minutes_id=before["id"]).values()) == files
    assert Meeting.objects.get(pk=meeting.pk).content_sha256 == before["sha256"] != version.sha256
    assert edition_of(meeting, 1).text == before["text"]


def test_titles_lead_to_the_cases_that_they_led_to_before(meeting):
    def ways(document):
        return [t.ref for group in document.group_resolutions for clause in group.parts for t in clause.titles]

    before = printed_document(meeting)
    venue_corrected(meeting)
    after = printed_document(meeting)

    assert ways(after) == ways(before)
    assert clauses(after) == clauses(before)
    assert any(ways(after))


def test_a_second_correction_follows_the_first(meeting):
    venue_corrected(meeting)

    assert venue_corrected(meeting, 2, "基隆市要塞司令部（大禮堂）", "基隆要塞司令部").number == 3
    assert list(meeting.versions.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("number", range(1, 6))
def test_every_meetings_own_text_is_read_as_what_it_is(number):
    meeting = Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=number)

    with pytest.raises(CorrectionRefused, match="文字與目前的版本相同"):
        corrected(edition_of(meeting), edition_of(meeting).text.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("跨市設置通勤綠廊標誌牌面", "跨市設置通勤綠廊", "交通組的決議不可更動"),
        ("其餘 16 案持續列管", "其餘 15 案持續列管", "交通組的決議不可更動：原為持續列管16案，更正後為持續列管15案"),
        ("同意新增 2 案", "同意解列 2 案", "交通組的決議不可更動"),
        ("113 年 7 月 11 日(星期四)", "113 年 7 月 12 日(星期五)", "會議日期不可更動：原為「113年7月11日」"),
        ("第3次副市長層級", "第4次副市長層級", "次別不可更動：原為「3」，更正後為「4」"),
        ("新增 12 案及確認", "新增 13 案及確認", "載明的合計案數不可更動：原為「解列24案、新增12案、執行中51案」"),
    ],
)
def test_what_the_meeting_decided_is_refused(meeting, old, new, sentence):
    with pytest.raises(CorrectionRefused) as refusal:
        corrected(edition_of(meeting), text_with(meeting, old, new))

    assert sentence in refusal.value.fields["text"]
    assert meeting.versions.count() == 1


@pytest.mark.parametrize("text", ["", "開會了。", "\0", "基北北桃合作交流平臺第3次副市長層級會議紀錄\n"])
def test_what_is_no_minutes_is_refused(meeting, text):
    with pytest.raises(CorrectionRefused):
        corrected(edition_of(meeting), text)


def test_a_lost_section_is_refused_with_what_the_reader_says(meeting):
    text = edition_of(meeting).text
    without_end = "".join(line for line in text.splitlines(True) if "散會" not in line)

    with pytest.raises(CorrectionRefused, match="下列問題") as refusal:
        corrected(edition_of(meeting), without_end)

    assert "缺少「散會」" in refusal.value.fields["text"]


def test_a_correction_says_why(meeting):
    with pytest.raises(CorrectionRefused) as refusal:
        correct(meeting, text_with(meeting, "基隆市要塞", "基隆要塞"), " ", EDITOR, seen=1)

    assert "reason" in refusal.value.fields
    assert meeting.versions.count() == 1


def test_a_draft_has_nothing_to_correct():
    draft = sixth()

    with pytest.raises(CorrectionRefused, match="尚未定稿，請直接修改草稿"):
        correct(draft, "…", "誤植", EDITOR, seen=0)


def test_who_corrects_an_old_version_is_told_who_was_first(meeting):
    venue_corrected(meeting)

    with pytest.raises(StaleCorrection, match="王小明已建立第2版，您修改的是第1版"):
        venue_corrected(meeting, 1, "要塞司令部", "基隆要塞司令部")


def test_two_at_the_same_moment_make_one_version(meeting, monkeypatch):
    def meanwhile(edition):
        monkeypatch.setattr(correcting, "store_copies", store_copies)
        venue_corrected(meeting, 1, "基隆市政府")
        return store_copies(edition)

    store_copies = correcting.store_copies
    monkeypatch.setattr(correcting, "store_copies", meanwhile)

    with pytest.raises(StaleCorrection):
        venue_corrected(meeting)

    assert [version.text.count("基隆市政府\n") for version in meeting.versions.filter(number=2)] == [1]
    assert meeting.versions.count() == 2
