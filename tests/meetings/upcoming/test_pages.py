"""The next meeting: which one it is, what it decides group by group, its agenda in order; as page, PDF and on home."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import Case, CommonTopic
from groups.models import City, Membership
from groups.platforms import default_platform
from meetings.agenda.items import add_item, move_item
from meetings.models import AgendaItem, Directive, Meeting, MeetingLevel, MeetingNotice
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.sitting.decisions import adopt
from meetings.upcoming.coming import brief, coming_meetings, next_meeting
from meetings.upcoming.directives import Reader
from tests.factories import SECRETARY, MeetingFactory, group
from tests.meetings.agenda.rows import DAY, directive, proposed, sixth
from tests.people import person, signed_in
from tests.support.papers import faults, text_of_paper

pytestmark = pytest.mark.django_db

BEFORE = DAY - timedelta(days=21)
PAGE_QUERIES = 20


@pytest.fixture(autouse=True)
def three_weeks_before(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: BEFORE)


def text_of(response):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


def found(today=BEFORE):
    return next_meeting(default_platform(), today, Reader())


def decisions(today=BEFORE):
    return {
        str(part.group): [(row.number, row.asked, row.title, row.line) for row in part.decisions]
        for part in found(today).groups
    }


def scheduled(meeting, kind, *args, **fields):
    name = fields.pop("name", "交通組")
    return schedule(
        propose(group(name), ProposalContent(kind, *args, **fields), SECRETARY), meeting, SECRETARY, version=1
    )


# -- Which meeting --------------------------------------------------------------------------------------------------


def test_it_is_the_earliest_draft_of_today_or_later():
    meeting = sixth()
    MeetingFactory(level=meeting.level, number=7, held_on=DAY + timedelta(days=30))
    MeetingFactory(level=meeting.level, number=8, held_on=BEFORE - timedelta(days=1))

    assert [row.number for row in coming_meetings(default_platform(), BEFORE)] == [6, 7]
    assert [row.number for row in coming_meetings(default_platform(), DAY)] == [6, 7]
    assert [row.number for row in coming_meetings(default_platform(), DAY + timedelta(days=1))] == [7]


def test_a_meeting_of_one_group_comes_after_those_of_all():
    meeting = sixth()
    level = MeetingLevel.objects.get(numbered_per_group=True)
    of_one = MeetingFactory(level=level, group=group("交通組"), number=1, held_on=BEFORE)

    assert found().meeting == meeting
    assert found().others == (of_one,)


def test_without_one_there_is_no_next_meeting():
    assert brief(default_platform(), BEFORE) is None
    assert (found().meeting, found().groups, found().to_decide) == (None, (), 0)
    assert len(found().directives) == 33


# -- What is decided ------------------------------------------------------------------------------------------------


def test_proposals_stand_by_group_with_their_number_what_is_asked_title_and_reason():
    meeting = sixth()
    first, second, third, fourth = Case.objects.tracked().filter(group=group())[:4]
    scheduled(meeting, "merge", "內容相近。", second, merged_cases=(third,), title="整併案")
    scheduled(meeting, "new", "四市均有\n需求。", title="災防新案", name="災防組")
    scheduled(meeting, "rename", "配合計畫。", first, title="新名稱")
    scheduled(meeting, "subcase", "分年辦理。", fourth, title="子案一")
    scheduled(
        meeting, "delist", "已達成。", Case.objects.tracked().filter(group=group()).last(), delist_reason="completed"
    )

    last = Case.objects.tracked().filter(group=group()).last()
    assert decisions() == {
        "交通組": [
            ("一", "整併", f"「{second}」、「{third}」整併為「整併案」", "內容相近。"),
            ("二", "更名", f"「{first}」更名為「新名稱」", "配合計畫。"),
            ("三", "新增子案", f"「子案一」（母案「{fourth}」）", "分年辦理。"),
            ("四", "解列", f"「{last}」", "已完成：已達成。"),
        ],
        "災防組": [("五", "新增", "「災防新案」", "四市均有 需求。")],
    }


def test_the_numbers_are_those_of_the_agenda_as_it_was_put_in_order_by_hand():
    meeting = sixth()
    proposed(meeting, "甲案")
    last = proposed(meeting, "乙案", "災防組")
    move_item(meeting, f"proposal-{last.pk}", -1, 0)

    assert {name: [row[0] for row in rows] for name, rows in decisions().items()} == {
        "交通組": ["二"],
        "災防組": ["一"],
    }


def test_what_is_decided_already_is_counted_apart():
    meeting = sixth()
    proposed(meeting, "甲案")
    second = proposed(meeting, "乙案")
    adopt(second, SECRETARY, version=second.version)

    assert (found().to_decide, found().decided, brief(default_platform(), BEFORE).to_decide) == (1, 1, 1)


def test_proposals_that_only_wait_are_not_on_it():
    sixth()
    propose(group(), ProposalContent("new", "四市均有需求。", title="等候的案"), SECRETARY)

    assert decisions() == {}


def test_the_agenda_stands_in_order_each_item_once():
    Directive.objects.all().delete()
    meeting = sixth()
    directive("請提出方案。")
    directive("請續辦。")
    proposed(meeting, "甲案")
    topic = CommonTopic.objects.create(name="淨零")
    add_item(meeting, AgendaItem(kind="topic", topic=topic, title="年度重點", text="由環境資源組\n報告。"))
    add_item(meeting, AgendaItem(kind="motion", title="四市互助"))
    add_item(meeting, AgendaItem(kind="report", title="專題報告"))

    assert [(part.title, [(e.numbers, e.text, e.detail) for e in part.entries]) for part in found().parts] == [
        (
            "壹、報告事項",
            [
                ("一至二、", "主席指示辦理情形2項", ""),
                ("三、", "幕僚單位及議題小組工作報告", ""),
                ("四、", "專題報告", ""),
            ],
        ),
        ("貳、討論事項", [("一、", "提案1件，見「待決定事項」", "")]),
        ("參、共同議題", [("一、", "淨零：年度重點", "由環境資源組 報告。")]),
        ("肆、臨時動議", [("一、", "四市互助", "")]),
    ]


# -- Pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["official", "liaison", "secretariat"])
def test_every_role_reads_when_where_and_what_before_and_after_the_notice(role):
    client, meeting = signed_in(role), sixth()
    proposed(meeting, "甲案")

    before = text_of(client.get("/meetings/upcoming/"))
    MeetingNotice.objects.create(meeting=meeting, issued_on=date(2026, 2, 10))
    after = text_of(client.get("/meetings/upcoming/"))

    assert "時間115年3月5日（星期四）下午2時30分21日後開會地點臺北市中山堂主辦臺北市通知單尚未發出" in before
    assert "開會通知單尚未發出，議程仍可能調整。" in before
    assert "待決定事項（1件）交通組（1件）一、新增「甲案」四市均有需求。" in before
    assert "通知單115年2月10日發文" in after and "仍可能調整" not in after


def test_what_came_after_the_notice_is_marked_late():
    client, meeting = signed_in("official"), sixth()
    MeetingNotice.objects.create(meeting=meeting, issued_on=BEFORE - timedelta(days=30))
    proposed(meeting, "甲案")

    assert "「甲案」逾時送達" in text_of(client.get("/meetings/upcoming/"))


def test_an_official_finds_first_what_names_the_own_city_and_the_rest_folded():
    user = person("official", "own")
    Membership.objects.filter(user=user).update(city=City.objects.get(name="基隆市"))
    client = signed_in("official", "none")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    sixth()

    text = text_of(client.get("/meetings/upcoming/"))

    assert "主席指示，辦理中33項點名基隆市者在前" in text
    assert text.count("點名基隆市") == 4
    assert "其餘辦理中30項" in text


def test_the_paper_has_the_same_on_one_page_and_counts_the_rest_by_group(tmp_path):
    user = person("official", "own")
    Membership.objects.filter(user=user).update(city=City.objects.get(name="基隆市"))
    client = signed_in("official", "none")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    meeting = sixth()
    for number in range(8):
        proposed(meeting, f"第{number}案")

    answer = client.get("/meetings/upcoming/next-meeting.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    (paper,) = text_of_paper(answer.content)
    assert "第6次副市長層級會議會前摘要" in paper and "待決定事項（8件）" in paper and "「第7案」" in paper
    assert "主席指示，辦理中33項" in paper and "其餘辦理中30項：交通組2、災防組1、教育文化組3" in paper
    assert faults(answer.content, tmp_path) == []
    further = next_meeting(default_platform(), BEFORE, Reader(City.objects.get(name="基隆市"))).further_by_group
    assert further == [
        ("交通組", 2),
        ("災防組", 1),
        ("教育文化組", 3),
        ("產業民生組", 2),
        ("衛生社福組", 4),
        ("觀光文創組", 5),
        ("各小組", 15),
    ]


def test_without_a_meeting_page_and_paper_say_so():
    client = signed_in("official")

    assert "下一次會議尚未排定" in text_of(client.get("/meetings/upcoming/"))
    assert client.get("/meetings/upcoming/next-meeting.pdf").status_code == 200
    assert "下次會議" not in text_of(client.get("/"))


def test_home_says_when_where_how_soon_and_how_many_decisions(monkeypatch):
    client, meeting = signed_in("official"), sixth()
    proposed(meeting, "甲案")
    home = "下次會議：第6次副市長層級會議115年3月5日（星期四）下午2時30分・臺北市中山堂・{}開會待決定事項（1件）"

    assert home.format("21日後") in text_of(client.get("/"))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: DAY)
    assert home.format("今天") in text_of(client.get("/"))


def test_a_held_meeting_is_no_longer_the_next_one(monkeypatch):
    client = signed_in("official")
    sixth()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: DAY + timedelta(days=1))

    assert "下次會議" not in text_of(client.get("/"))
    assert Meeting.objects.drafts().count() == 1
    assert timezone.localdate() == DAY + timedelta(days=1)


@pytest.mark.parametrize("number", [1, 6])
def test_the_page_takes_as_many_queries_for_six_proposals_as_for_one(number, django_assert_num_queries):
    client, meeting = signed_in("official"), sixth()
    cases = list(Case.objects.tracked().filter(group=group()))
    for n in range(number):
        proposed(meeting, f"第{n}案")
        directive(f"請提出方案{n}。").groups.set([group(), group("災防組")])
    scheduled(meeting, "merge", "內容相近。", cases[0], merged_cases=(cases[1],), title="整併案")
    add_item(meeting, AgendaItem(kind="motion", title="四市互助"))

    with django_assert_num_queries(PAGE_QUERIES):
        assert client.get("/meetings/upcoming/").status_code == 200
