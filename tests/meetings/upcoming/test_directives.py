"""Which directives concern whom, and which come first."""

import pytest

from groups.models import City, Membership
from groups.platforms import default_platform
from meetings.models import Directive
from meetings.upcoming.directives import Reader, directives_for, names, reader_of
from tests.factories import group
from tests.meetings.agenda.rows import directive, sixth
from tests.people import person

pytestmark = pytest.mark.django_db


def city(name):
    return City.objects.get(name=name)


@pytest.fixture(autouse=True)
def none_of_the_records_own():
    Directive.objects.all().delete()


def said(sentence, *groups, **fields):
    row = directive(sentence, **{"due": None} | fields)
    row.groups.set([group(name) for name in groups])
    return row


@pytest.fixture
def four():
    return {
        "a group's": said("請提出整合方案。", "交通組"),
        "everybody's": said("請各小組持續辦理。"),
        "another city's": said("請桃園市提供資料。"),
        "my city's": said("請臺北市提供資料。"),
    }


def shown(reader, meeting=None):
    return [row.directive.sentence for row in directives_for(reader, default_platform(), meeting)]


@pytest.mark.usefixtures("four")
def test_an_official_reads_all_and_those_that_name_the_own_city_first():
    assert shown(Reader(city("臺北市"))) == [
        "請臺北市提供資料。",
        "請提出整合方案。",
        "請各小組持續辦理。",
        "請桃園市提供資料。",
    ]
    assert shown(Reader()) == ["請提出整合方案。", "請各小組持續辦理。", "請桃園市提供資料。", "請臺北市提供資料。"]


def test_a_liaison_reads_those_of_the_own_groups_of_everybody_and_of_the_own_city():
    said("請提出整合方案。", "交通組")
    said("請各小組持續辦理。")
    said("請桃園市完成演練。", "災防組")
    said("請完成盤點。", "災防組", "交通組")

    assert shown(Reader(groups=(group("交通組"),))) == ["請提出整合方案。", "請各小組持續辦理。", "請完成盤點。"]
    assert shown(Reader(groups=(group("教育文化組"),))) == ["請各小組持續辦理。"]
    assert shown(Reader(city("桃園市"), (group("教育文化組"),))) == ["請桃園市完成演練。", "請各小組持續辦理。"]


def test_due_ones_come_first_and_closed_ones_that_the_meeting_asked_for_last():
    meeting = sixth()
    said("不限期。")
    said("第七次才回復。", due=7)
    said("本次回復。", due=6)
    said("早該回復。", due=5, number=4)
    said("已辦結。", due=6, state="done", outcome="已完成。")
    said("早已辦結。", due=5, number=4, state="done", outcome="已完成。")

    rows = directives_for(Reader(), default_platform(), meeting)

    assert [(row.directive.sentence, row.is_due) for row in rows] == [
        ("本次回復。", True),
        ("早該回復。", True),
        ("不限期。", False),
        ("第七次才回復。", False),
        ("已辦結。", True),
    ]


def test_without_a_coming_meeting_nothing_is_due_and_closed_ones_are_left_out():
    said("本次回復。", due=6)
    said("已辦結。", due=6, state="done", outcome="已完成。")

    assert [(row.directive.sentence, row.is_due) for row in directives_for(Reader(), default_platform(), None)] == [
        ("本次回復。", False)
    ]


def test_a_drafts_directive_and_another_platforms_bind_nobody():
    meeting = sixth()
    Directive.objects.create(meeting=meeting, sentence="草稿中的話。", anchor="x", confirmed_by_name="王")

    assert shown(Reader(), meeting) == []


def test_as_of_a_day_only_meetings_held_until_then_have_spoken():
    said("第五次說的。", number=5)
    said("第一次說的。", number=1)
    fifth = Directive.objects.get(sentence="第五次說的。").meeting

    rows = directives_for(Reader(), default_platform(), None, as_of=fifth.held_on.replace(year=2024))

    assert [row.directive.sentence for row in rows] == ["第一次說的。"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("請臺北市與桃園市辦理。", ["臺北市", "桃園市"]),
        ("請台北市辦理。", ["臺北市"]),
        ("請北市辦理。", []),
        ("請各市辦理。", []),
        ("市立圖書館位於新北市政府旁。", ["新北市"]),
    ],
)
def test_a_sentence_names_a_city_by_its_whole_name_in_either_writing(sentence, found):
    assert [row.name for row in names(sentence, City.objects.all())] == found


def test_who_reads_as_what():
    official, liaison, secretary = person("official"), person("liaison"), person("secretariat")
    Membership.objects.filter(user__in=[official, liaison, secretary]).update(city=city("新北市"))

    assert reader_of(official) == Reader(city("新北市"))
    assert reader_of(liaison) == Reader(city("新北市"), (group("交通組"),))
    assert reader_of(secretary) == Reader()


@pytest.mark.parametrize("number", [1, 6])
def test_it_takes_as_many_queries_for_six_as_for_one(number, django_assert_num_queries):
    for n in range(number):
        said(f"請提出方案{n}。", "交通組", "災防組")
    platform, meeting = default_platform(), sixth()

    with django_assert_num_queries(5):
        assert len(directives_for(Reader(city("臺北市")), platform, meeting)) == number
