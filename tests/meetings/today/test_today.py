"""A secretary's home: what waits, with its count, one click away; what does not wait is not there."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import City, IssueGroup
from groups.platforms import default_platform
from meetings.models import (
    Circulation,
    Directive,
    Meeting,
    MeetingLevel,
    MeetingNotice,
    MeetingSeat,
    MinutesImport,
    ReviewComment,
    Reviewer,
)
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.today.waiting import coming_meetings, due_directives, today_of
from tests.cases.cities.rows import reported
from tests.cases.reporting.rows import LIAISON, SECRETARY, filed, period, tracked_case
from tests.factories import MeetingFactory, freeze, group
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
HOME_QUERIES = 45
DAY = date(2001, 4, 20)
NEW = ProposalContent("new", "四市均有需求。", title="新的合作案")


def items(open_differences=0, day=DAY):
    return {item.label: (item.count, item.url) for item in today_of(default_platform(), day, open_differences).items}


def steps(meeting, day):
    (found,) = [row for row in coming_meetings(default_platform(), day) if row.meeting.pk == meeting.pk]
    return [step.sentence for step in found.steps]


def directive(due, number=5, **fields):
    meeting = Meeting.objects.by_key(f"副市長層級-{number}").get()
    sentence = f"請於第{due}次會議回復，{Directive.objects.count()}。"
    return Directive.objects.create(
        meeting=meeting, sentence=sentence, anchor="remark-1", due_number=due, confirmed_by_name="王小明", **fields
    )


def all_covered():
    for number, owner in enumerate(IssueGroup.objects.filter(platform=default_platform())):
        person("liaison", f"liaison-{number}", group=owner.name)


def draft(**fields):
    return MeetingFactory(level=MeetingLevel.objects.get(name="副市長層級"), number=6, **fields)


def test_each_thing_that_waits_has_its_count_and_its_page():
    filed(tracked_case(), 1)
    tracked_case("災防組")
    tracked_case("災防組")
    period(1)
    propose(group(), NEW, LIAISON)
    due = directive(6)
    reported(tracked_case(), taipei="召開會議。", keelung="完成盤點。")
    names = dict.fromkeys(("uploaded_by_name", "updated_by_name"), "王小明")
    MinutesImport.objects.create(name="紀錄.txt", sha256="0" * 64, size=1, updated_at=timezone.now(), **names)

    assert items(open_differences=5) == {
        "待採認的季進度": (1, "/reports/accept/"),
        "逾期未送出的季進度": (2, "/reports/late/"),
        "待處理的提案": (1, "/proposals/?state=proposed"),
        "待確認的參與市": (2, "/cities/proposed/"),
        "待說明的差額": (5, "/differences/?state=open"),
        "屆期應回復的主席指示": (1, reverse("directives:detail", args=[due.pk])),
        "審閱中的會議紀錄匯入": (1, "/imports/"),
        "尚無聯絡人的議題小組": (8, "/accounts/liaisons/"),
    }


def test_what_does_not_wait_is_not_listed():
    all_covered()
    assert items() == {}
    assert not today_of(default_platform(), DAY, 0).is_clear  # nobody prepares the next meeting
    meeting = draft(held_on=date(2001, 9, 1), venue="市政大樓", starts_at=time(14))
    MeetingSeat.objects.create(
        meeting=meeting, position=1, city=City.objects.first(), surname="林", given_name="右昌", title="市長"
    )
    assert today_of(default_platform(), DAY, 0).is_clear


def test_directives_are_due_at_the_next_meeting_of_their_level_or_earlier():
    due, missed = directive(6), directive(3, number=2)
    directive(7)
    directive(None)
    directive(6, state="done", outcome="完成")
    Directive.objects.create(
        meeting=MeetingFactory(number=1), sentence="草稿的。", anchor="remark-1", due_number=1, confirmed_by_name="甲"
    )
    assert due_directives(default_platform()) == [missed, due]


def test_the_next_meetings_open_steps_follow_its_course():
    meeting = draft(held_on=date(2001, 5, 1))
    assert steps(meeting, date(2001, 1, 2)) == ["會議地點未填", "開始時間未填", "主席名單未列"]
    Meeting.objects.filter(pk=meeting.pk).update(venue="市政大樓", starts_at=time(14))
    MeetingSeat.objects.create(
        meeting=meeting, position=1, city=City.objects.first(), surname="林", given_name="右昌", title="市長"
    )
    assert steps(meeting, date(2001, 4, 9)) == []
    assert steps(meeting, date(2001, 4, 10)) == ["開會通知單未發（21日後開會）"]
    notice = MeetingNotice.objects.create(meeting=meeting)
    assert steps(meeting, date(2001, 5, 1)) == ["開會通知單未發（今天開會）"]
    notice.issued_on = date(2001, 4, 12)
    notice.save()
    schedule(propose(group(), NEW, LIAISON), meeting, SECRETARY, version=1)
    assert steps(meeting, date(2001, 4, 20)) == []
    assert steps(meeting, date(2001, 5, 1)) == ["議程上的提案1件尚未決定"]

    round_ = Circulation.objects.create(
        meeting=meeting, number=1, due_on=date(2001, 5, 20), text="紀錄", sent_by_name="王小明"
    )
    people = [person("official", name) for name in ("one", "two", "three")]
    for user in people:
        Reviewer.objects.create(circulation=round_, user=user, user_name="王小明")
    Reviewer.objects.filter(user=people[0]).update(agreed_at=timezone.now(), agreed_text="…")
    ReviewComment.objects.create(
        circulation=round_, anchor="remark-1", quoted="原文", text="意見", author=people[1], author_name="王小明"
    )
    assert steps(meeting, date(2001, 5, 9)) == [
        "議程上的提案1件尚未決定",
        "紀錄確認中，2位審閱者尚未同意",
        "審閱意見1則待處理",
        "紀錄尚未定稿（90年5月1日開會）",
    ]
    Circulation.objects.update(closed_at=timezone.now())
    assert "紀錄確認中" not in "".join(steps(meeting, date(2001, 5, 9)))
    freeze(meeting)
    assert coming_meetings(default_platform(), date(2001, 5, 9)) == []


def test_a_secretarys_home_lists_it_and_each_link_opens():
    secretary = signed_in("secretariat")
    filed(tracked_case(), 1)
    propose(group(), NEW, LIAISON)
    directive(6)
    draft(held_on=date(2001, 9, 1))
    response = secretary.get("/")
    today = response.context["today"]
    page = response.content.decode()

    assert "今日待辦" in page
    assert dict.fromkeys(item.label for item in today.items) == dict.fromkeys(
        ["待採認的季進度", "待處理的提案", "待說明的差額", "屆期應回復的主席指示", "尚無聯絡人的議題小組"]
    )
    links = [item.url for item in today.items] + [step.url for row in today.meetings for step in row.steps]
    assert len(links) == 9
    for url in links:
        assert f'href="{url}"' in page
        assert secretary.get(url).status_code == 200, url


def test_without_a_coming_meeting_the_home_says_so():
    assert "尚未新增下一次會議。" in signed_in("secretariat").get("/").content.decode()


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_others_keep_the_home_they_have(role):
    response = signed_in(role).get("/")
    assert "today" not in response.context
    assert "今日待辦" not in response.content.decode()


def test_the_homes_queries_do_not_grow(django_assert_num_queries):
    secretary = signed_in("secretariat")

    def ask():
        with django_assert_num_queries(HOME_QUERIES):
            secretary.get("/")

    filed(tracked_case(), 1)
    directive(6)
    draft(held_on=date(2001, 9, 1))
    MeetingFactory(held_on=date(2001, 9, 2))
    ask()
    for number in range(5):
        filed(tracked_case(), 1)
        directive(6)
        propose(group(), NEW, LIAISON)
        MeetingFactory(held_on=date(2001, 9, 3 + number))
    ask()
