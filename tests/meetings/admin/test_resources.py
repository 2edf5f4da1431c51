"""Meetings as a sheet: there and back, a new one starts a draft, a final one stays as it is."""

import pytest
from django.contrib.auth.models import User

from cases.models import Kind, StatusChange
from meetings.admin.resources import MeetingResource
from meetings.models import Meeting
from platform_site.shared.sheets.admin import FORMATS, CSVFile
from tests.factories import SECRETARY, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("importer", last_name="王", first_name="小明")


def sheet(**columns):
    header, row = ",".join(columns), ",".join(columns.values())
    return CSVFile().create_dataset(f"{header}\n{row}\n".encode())


def run(dataset, user):
    return MeetingResource().import_data(dataset, user=user, rollback_on_validation_errors=True)


def messages(result):
    errors = [str(error.error) for error in result.base_errors]
    errors += [str(error.error) for _, row in result.row_errors() for error in row]
    return errors + [message for row in result.invalid_rows for message in row.error.messages]


SIXTH = {"層級": "副市長層級", "次別": "6", "會議日期": "115年3月5日", "開始時間": "14:30", "會議地點": "市政大樓"}


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda f: f.extension)
def test_the_five_meetings_go_out_and_come_back_unchanged(file_format, user):
    exported = MeetingResource().export()
    before = list(Meeting.objects.order_by("pk").values())

    result = run(file_format().create_dataset(file_format().export_data(exported)), user)

    assert messages(result) == []
    assert result.totals["skip"] == 5
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_a_new_row_starts_a_draft_as_the_admin_does(user):
    result = run(sheet(**SIXTH), user)

    meeting = Meeting.objects.by_key("副市長層級-6").get()
    assert messages(result) == []
    assert (meeting.state, meeting.venue, meeting.host_city.name) == ("draft", "市政大樓", "臺北市")
    assert meeting.group_resolutions.count() == 8
    assert meeting.changes.filter(kind=Kind.TRACKED).exists()
    assert meeting.changes.first().actor_name == "王小明"


def test_a_draft_is_changed_and_counts_its_version_up(user):
    run(sheet(**SIXTH), user)

    result = run(sheet(**{**SIXTH, "會議地點": "別處", "狀態": "草稿", "版次": "1"}), user)

    meeting = Meeting.objects.by_key("副市長層級-6").get()
    assert messages(result) == []
    assert (meeting.venue, meeting.version) == ("別處", 2)


def test_one_cell_of_a_final_meeting_refuses_the_whole_file(user):
    exported = MeetingResource().export()
    rows = exported.dict
    rows[4]["會議地點"] = "改寫的地點"
    exported.dict = rows
    exported.append(["副市長層級", "", 6, "2026-03-05", 1, "14:30", "", "市政大樓", "", "", "", "", ""])

    result = run(exported, user)

    assert messages(result) == ["這次會議的紀錄已定稿，不可由匯入更改。"]
    assert Meeting.objects.count() == 5
    assert not Meeting.objects.filter(venue="改寫的地點").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"層級": "不存在層級"}, "沒有「不存在層級」這個會議層級"),
        ({"次別": "六"}, "「六」不是整數，請填阿拉伯數字"),
        ({"次別": ""}, "層級與次別不可空白"),
        ({"會議日期": "明年"}, "「明年」不是日期，請填 2025-08-07 或 114年8月7日。"),
        ({"開始時間": "下午"}, "「下午」不是時間，請填24小時制"),
        ({"主辦市": "臺中市"}, "沒有「臺中市」這個市，可填的有：基隆市、臺北市、新北市、桃園市。"),
        ({"狀態": "已定稿"}, "這一欄由會議決議或定稿產生，不可由匯入更改。"),
        ({"會議日期": "114年8月7日", "同日順序": "1"}, "已經存在"),
    ],
)
def test_a_bad_cell_is_refused_in_chinese_and_nothing_is_written(change, message, user):
    result = run(sheet(**{**SIXTH, **change}), user)

    assert any(message in text for text in messages(result)), messages(result)
    assert Meeting.objects.count() == 5


def test_a_date_that_contradicts_the_ledger_is_refused(user):
    run(sheet(**SIXTH), user)
    meeting = Meeting.objects.by_key("副市長層級-6").get()
    delisted = StatusChange.objects.filter(meeting__number=5, kind=Kind.DELISTED).first().case
    record(delisted, meeting, Kind.ADDED)

    result = run(sheet(**{**SIXTH, "會議日期": "114年1月1日"}), user)

    assert "移動後" in messages(result)[0]
    assert str(Meeting.objects.get(pk=meeting.pk).held_on) == "2026-03-05"
    assert meeting.changes.get(case=delisted).actor_name == SECRETARY.name


def test_a_new_meeting_without_its_place_in_the_day_comes_behind_the_others_where_there_is_a_gap(user):
    first = {**SIXTH, "同日順序": "3"}
    run(sheet(**first), user)

    result = run(sheet(**{**SIXTH, "次別": "7"}), user)

    assert not messages(result), messages(result)
    assert [m.sequence for m in Meeting.objects.filter(held_on="2026-03-05").order_by("number")] == [3, 4]


def test_a_groups_own_meeting_is_found_by_its_group(user):
    working = {**SIXTH, "層級": "工作會議", "議題小組": "災防組", "次別": "1"}
    run(sheet(**working), user)

    result = run(sheet(**{**working, "會議地點": "別處"}), user)

    assert not messages(result), messages(result)
    assert Meeting.objects.by_key("工作會議-災防組-1").get().venue == "別處"
    refused = run(sheet(**{**working, "議題小組": ""}), user)
    assert "工作會議由各議題小組分別編號，請選擇議題小組。" in " ".join(messages(refused))
