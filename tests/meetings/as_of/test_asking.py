"""What `?as_of=` may say, what it is refused for, and the sentence of each refusal."""

from datetime import date

import pytest
from django.test import RequestFactory

from groups.platforms import default_platform
from meetings.as_of.asking import asked_of, meetings_of, newest_choices, read
from meetings.models import Meeting
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)
CHOICE = "可填會議（例如副市長層級-1至副市長層級-5）或112年7月27日以後的日期。本頁顯示目前狀態。"


def asked(text, today=TODAY):
    return read(text, meetings_of(default_platform()), today)


def request(**values):
    found = RequestFactory().get("/", values)
    found.session = {}
    return found


@pytest.mark.parametrize("text", ["副市長層級-3", "deputy-mayor-3", " 副市長層級－３ ", "第3次副市長層級會議"])
def test_a_meeting_is_asked_for_by_either_key_or_by_name(text):
    as_of = asked(text).as_of

    assert (as_of.day, as_of.meeting.key) == (date(2024, 7, 11), "副市長層級-3")
    assert as_of.label == "截至113年7月11日（第3次副市長層級會議）"
    assert as_of.latest == as_of.meeting


@pytest.mark.parametrize(
    "text",
    ["113年7月11日", "113/7/11", "113.07.11", "1130711", "民國113年7月11日", "2024-07-11", "113年7月11日（星期四）"],
)
def test_a_day_is_asked_for_in_every_form_of_either_calendar(text):
    as_of = asked(text).as_of

    assert (as_of.day, as_of.meeting, as_of.latest.key) == (date(2024, 7, 11), None, "副市長層級-3")
    assert as_of.label == "截至113年7月11日"


def test_a_day_between_two_meetings_names_the_one_before():
    assert asked("112年12月13日").as_of.latest.key == "副市長層級-1"


@pytest.mark.parametrize("text", ["", "   ", "\0"])
def test_nothing_asks_for_today(text):
    found = asked_of(request(as_of=text))

    assert (found.as_of, found.problem) == (None, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("副市長層級-9", f"沒有「副市長層級-9」這次會議。{CHOICE}"),
        ("mayor-1", f"沒有「mayor-1」這次會議。{CHOICE}"),
        ("112年7月26日", f"112年7月26日早於第一筆紀錄：紀錄自112年7月27日的第1次副市長層級會議起。{CHOICE}"),
        ("115年11月27日", f"115年11月27日尚未到來，最晚可填今天（115年11月26日）。{CHOICE}"),
        (
            "114年2月30日",
            "「114年2月30日」沒有這一天：民國114年（西元2025年）2月只有28天。請更正日期。本頁顯示目前狀態。",
        ),
        (
            "昨天",
            "「昨天」不是看得懂的日期。請寫成「114年12月22日」、「114/12/22」或「2025-12-22」。本頁顯示目前狀態。",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(text, problem):
    found = asked(text)

    assert (found.as_of, found.problem) == (None, problem)


@pytest.mark.parametrize("text", ["-", "--1", "-3", "9" * 5000, "副" * 5000 + "-1", "%s-1", "<script>-1", "0000-00-00"])
def test_no_text_breaks_it(text):
    found = asked(text)

    assert found.as_of is None and found.problem.endswith("本頁顯示目前狀態。")
    assert len(found.problem) < 200


def test_a_draft_binds_nobody_and_is_refused_by_name():
    meeting = MeetingFactory(held_on=date(2026, 1, 5))

    assert asked(meeting.key).problem == f"{meeting}的紀錄尚未定稿，草稿不生效力。{CHOICE}"
    assert meeting.pk not in [one.pk for one in newest_choices(request())]


def test_a_meeting_that_is_yet_to_come_is_refused():
    assert asked("副市長層級-5", date(2025, 1, 13)).problem == (
        "第5次副市長層級會議訂於114年8月7日召開，尚未到來。"
        "可填會議（例如副市長層級-1至副市長層級-4）或112年7月27日以後的日期。本頁顯示目前狀態。"
    )


def test_a_body_without_meetings_has_nothing_to_look_back_at():
    assert read("113年7月11日", [], TODAY).problem == "還沒有定稿的會議，因此沒有可回溯的狀態。本頁顯示目前狀態。"


def test_two_meetings_of_one_day_count_together():
    second = Meeting.objects.by_key("副市長層級-2").get()
    other = MeetingFactory(held_on=second.held_on, sequence=second.sequence + 1)
    Meeting.objects.filter(pk=other.pk).update(
        state="finalised", finalised_at="2025-01-01T00:00:00Z", finalised_by_name="王", content_sha256="0" * 64
    )

    as_of = asked("副市長層級-2").as_of
    assert as_of.label.endswith("（第2次副市長層級會議，含同日其他會議）")
    assert as_of.latest == other


@pytest.mark.parametrize(("values", "queries"), [({}, [0, 2]), ({"as_of": "副市長層級-3"}, [2, 0])])
def test_today_asks_the_database_for_nothing_until_there_is_to_choose(django_assert_num_queries, values, queries):
    asking = request(**values)

    # The platforms and their meetings.
    for step, number in zip((asked_of, newest_choices), queries, strict=True):
        with django_assert_num_queries(number):
            step(asking)
