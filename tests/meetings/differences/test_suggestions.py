"""What the record suggests about a difference: over the five meetings, and each rule on meetings made for it."""

import pytest

from cases.models import Case, Kind
from groups.models import Platform
from meetings.differences.evidence import Evidence
from meetings.differences.records import difference_of, differences
from meetings.differences.suggestions import MOST, suggestions
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, GroupResolution
from tests.factories import CaseFactory, GroupFactory, LevelFactory, MeetingFactory, freeze, record

pytestmark = pytest.mark.django_db
QUERIES = 20


def of_record(number, name):
    return next(row for row in differences() if row.meeting.number == number and row.group.name == name)


def found(difference):
    return [(item.label, item.case.title, item.meeting.number, item.clause) for item in suggestions(difference)]


@pytest.fixture
def ours():
    return GroupFactory()


def held(owner, stated, *decisions):
    """The next finalised meeting, whose minutes state so many for the group, with these (case, kind) decided."""
    meeting = MeetingFactory()
    for case, kind, *title in decisions:
        record(case, meeting, kind, *title)
    resolution = GroupResolution.objects.create(meeting=meeting, group=owner, position=1)
    wording = "{n}. 其餘{count}案持續列管。" if stated is not None else "{n}. 持續辦理。"
    kind = ClauseKind.TRACKED if stated is not None else ClauseKind.NOTE
    Clause.objects.create(group_resolution=resolution, position=1, kind=kind, wording=wording, stated_count=stated)
    return freeze(meeting)


def case(owner, title):
    return CaseFactory(group=owner, title=title)


def test_the_three_of_the_transport_group_are_those_first_seen_at_their_delisting():
    assert found(of_record(3, "交通組")) == [
        ("解列時首次出現", "共享轄內大貨車車籍資料", 3, "clause-1-2"),
        ("解列時首次出現", "整合各縣市自行車道鋪面顏色", 3, "clause-1-2"),
        ("解列時首次出現", "建請中央提供共享運具管理業者優惠或免費之駕照查詢機制", 3, "clause-1-2"),
    ]


def test_the_health_groups_course_was_delisted_twice_under_titles_near_each_other():
    first, *others = suggestions(of_record(3, "衛生社福組"))

    assert (first.label, first.case.title, first.clause) == (
        "相近案名兩度解列", "食品業者衛生管理線上課程建置", "clause-6-2",
    )  # fmt: skip
    assert "第1次副市長層級會議已解列「基礎食品業者衛生管理線上課程建置經驗交流」" in first.why
    assert [other.label for other in others] == ["解列時首次出現"] * 5


def test_a_meeting_that_states_no_number_is_looked_into_with_the_next_that_does():
    assert found(of_record(3, "環境資源組")) == [
        ("解列時首次出現", "東門溪排水改善暨鳳鳴滯洪池工程", 2, "clause-7-2"),
        ("紀錄提及而未新增", "低碳永續·永續學習合作", 3, ""),
    ]


def test_where_less_is_stated_the_cases_named_no_more_are_suggested():
    assert found(of_record(4, "災防組")) == [("列管後未再提及", "建構防救災資通訊備援機制", 2, "clause-2-1")]
    assert found(of_record(5, "都會發展組")) == [
        ("解列時首次出現", "中央及地方社會住宅分級租金訂定", 5, "clause-5-1"),
        ("紀錄提及而未新增", "推動基北北桃共同建立 TOD(大眾運輸導都市發展)計畫制度", 3, ""),
    ]


def test_a_case_named_as_going_on_that_nobody_added_is_suggested(ours):
    held(ours, 3)
    named = case(ours, "毒品危害防制跨域整合方案")
    meeting = held(ours, 4, (named, Kind.TRACKED))
    silent = case(ours, "大眾運輸導向開發")
    Clause.objects.get(group_resolution__meeting=meeting).mentions.add(silent)
    unheard = case(ours, "僅登錄於清單的案")

    items = suggestions(difference_of(meeting, ours))
    assert [(item.label, item.case) for item in items] == [
        ("紀錄提及而未新增", each) for each in (named, silent, unheard)
    ]
    assert [item.meeting for item in items] == [meeting, meeting, None]
    assert items[2].why == "登錄於合作案清單這一案，但沒有任何會議新增、列管或解列。"


def test_what_was_added_carried_or_only_replaced_is_not_suggested(ours):
    added = case(ours, "已新增的案")
    held(ours, 3, (added, Kind.ADDED))
    meeting = held(ours, 6, (added, Kind.DELISTED))

    assert suggestions(difference_of(meeting, ours)) == []


def test_a_case_like_one_of_another_group_may_have_moved(ours):
    held(ours, 2, (case(GroupFactory(name="測試他組", order=91), "跨市自行車道路網串聯計畫"), Kind.ADDED))
    like = case(ours, "跨市自行車道路網串聯")
    meeting = held(ours, 4, (like, Kind.DELISTED), (case(ours, "完全無關的消防演練"), Kind.DELISTED))

    first, second = suggestions(difference_of(meeting, ours))
    assert (first.label, first.case) == ("換了議題小組", like)
    assert first.why.endswith("測試他組的「跨市自行車道路網串聯計畫」案名相近；可能移列至測試組而未載明。")
    assert second.label == "解列時首次出現"


def test_a_case_whose_row_says_another_group_than_the_ledger_is_suggested_on_either_side(ours):
    other = GroupFactory(name="測試他組", order=91)
    came, went = case(other, "換組進來的案"), case(ours, "遷往他處辦理的計畫")
    held(ours, 2, (came, Kind.ADDED), (went, Kind.ADDED))
    Case.objects.filter(pk=came.pk).update(group=ours)
    more = held(ours, 4)
    (item,) = suggestions(difference_of(more, ours))
    assert (item.label, item.case) == ("換了議題小組", came)
    assert item.why == f"{item.meeting}列於測試他組，現登錄為測試組的合作案，紀錄並無移列的決定。"

    Case.objects.filter(pk=went.pk).update(group=other)
    less = held(ours, 3)
    (item,) = suggestions(difference_of(less, ours))
    assert (item.label, item.case) == ("換了議題小組", went)


def test_a_case_that_another_platform_has_now_is_suggested_too(ours):
    went = case(ours, "遷往他平臺辦理的計畫")
    held(ours, 1, (went, Kind.ADDED))
    less = held(ours, 0)
    Case.objects.filter(pk=went.pk).update(
        group=GroupFactory(name="他平臺組", platform=Platform.objects.create(name="另一平臺"))
    )

    (item,) = suggestions(difference_of(less, ours))
    assert (item.label, item.case) == ("換了議題小組", went)
    assert item.why.endswith("列於測試組，現登錄為他平臺組的合作案，紀錄並無移列的決定。")


def test_a_decision_of_another_level_in_between_is_suggested_as_one_from_outside(ours):
    gone = case(ours, "市長會議解列的案")
    held(ours, 1, (gone, Kind.ADDED))
    mayors = LevelFactory(name="測試市長層級", slug="test-mayors", order=901)
    came = case(ours, "市長會議新增的案")
    elsewhere = MeetingFactory(level=mayors)
    record(came, elsewhere, Kind.ADDED)
    freeze(elsewhere)
    more = held(ours, 3)
    (item,) = suggestions(difference_of(more, ours))
    assert (item.label, item.case, item.outside) == ("其他層級會議的決定", came, str(elsewhere))
    assert item.why == f"{elsewhere}已新增這一案；不同層級的會議各自承接案數，這個決定未計入。"

    again = MeetingFactory(level=mayors)
    record(gone, again, Kind.DELISTED)
    freeze(again)
    less = held(ours, 2)
    assert [(item.label, item.case) for item in suggestions(difference_of(less, ours))] == [
        ("其他層級會議的決定", gone), ("列管後未再提及", came),
    ]  # fmt: skip


def test_two_titles_near_each_other_on_one_list_may_be_one_case_counted_twice(ours):
    one, two = case(ours, "河川水質自動監測數據共享"), case(ours, "河川水質自動監測數據之共享")
    held(ours, 4, (one, Kind.ADDED), (two, Kind.ADDED))
    meeting = held(ours, 5, (one, Kind.TRACKED))

    items = suggestions(difference_of(meeting, ours))
    assert [(item.label, item.case) for item in items] == [("相近案名並列", two)]


def test_a_case_gone_to_another_group_is_suggested_where_less_is_stated(ours):
    other = GroupFactory(name="測試他組", order=91)
    gone = case(ours, "空品不良季聯合稽查計畫")
    held(ours, 4, (gone, Kind.ADDED))
    meeting = held(ours, 4, (case(other, "空品不良季聯合稽查"), Kind.ADDED))

    items = suggestions(difference_of(meeting, ours))
    assert [(item.label, item.case, item.meeting) for item in items] == [("換了議題小組", gone, meeting)]
    assert "測試他組出現案名相近的「空品不良季聯合稽查」" in items[0].why


def test_a_draft_after_the_meeting_changes_no_suggestion(ours):
    held(ours, 2)
    meeting = held(ours, 3)
    record(case(ours, "草稿才有的案"), MeetingFactory(), Kind.DELISTED)

    assert suggestions(difference_of(meeting, ours)) == []


def test_queries_do_not_grow_with_the_cases(ours, django_assert_num_queries):
    held(ours, 3)
    meeting = held(ours, 5, (case(ours, "第一案甲乙丙丁"), Kind.DELISTED))
    difference = difference_of(meeting, ours)
    with django_assert_num_queries(QUERIES):
        assert len(suggestions(difference)) == 1

    more = [(case(ours, title), Kind.DELISTED) for title in ("水質監測", "消防演練", "公車路線整合", "災害通報")]
    later = held(ours, 9, *more)
    difference = difference_of(later, ours)
    with django_assert_num_queries(QUERIES):
        assert len(suggestions(difference)) == 4


def test_of_very_many_cases_the_strongest_reasons_are_suggested(ours):
    held(ours, 3)
    silent = [case(ours, f"僅登錄於清單的第{number}案") for number in range(MOST)]
    heard = case(ours, "跨市消防救災演練")
    meeting = held(ours, 5, (heard, Kind.DELISTED))

    items = suggestions(difference_of(meeting, ours))
    assert [item.case for item in items] == [heard, *silent[:-1]]


def test_rows_carried_forward_are_not_read(ours):
    one = case(ours, "河川水質自動監測數據共享")
    held(ours, 1, (one, Kind.ADDED))
    meeting = held(ours, 0, (one, Kind.TRACKED, ""))
    assert meeting.changes.carried().get().case == one

    difference = difference_of(meeting, ours)
    assert [(item.label, item.case) for item in suggestions(difference)] == [("列管後未再提及", one)]
    assert [[row.kind for row in rows] for rows in Evidence(difference).here.values()] == [[Kind.ADDED]]
