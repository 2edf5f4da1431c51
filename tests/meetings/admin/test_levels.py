"""Admin of the levels of meeting: a level that only drafts use is renamed, one that a final record prints is not."""

from datetime import date

import pytest
from django.urls import reverse

from groups.models import IssueGroup
from meetings.models import Meeting, MeetingLevel
from meetings.record.drafts import start_draft
from tests.factories import SECRETARY, group
from tests.people import form_data, signed_in

pytestmark = pytest.mark.django_db


def rename(level, name):
    page = reverse("admin:meetings_meetinglevel_change", args=[level.pk])
    client = signed_in("secretariat")
    return client.post(page, {**form_data(client.get(page)), "name": name}, follow=True)


def test_a_level_that_only_drafts_use_is_renamed_and_their_keys_follow():
    level = MeetingLevel.objects.get(name="工作會議")
    draft = start_draft(Meeting(level=level, group=group(), number=1, held_on=date(2026, 4, 1)), SECRETARY)

    response = rename(level, "聯繫會議")

    assert response.status_code == 200
    renamed = Meeting.objects.get(pk=draft.pk)
    assert (renamed.key, str(renamed)) == ("聯繫會議-交通組-1", "第1次交通組聯繫會議")
    assert [Meeting.objects.by_key(key).get() for key in ("聯繫會議-交通組-1", "working-交通組-1")] == [draft, draft]


def test_a_level_that_a_final_record_prints_keeps_its_name():
    level = MeetingLevel.objects.get(name="副市長層級")

    response = rename(level, "副首長層級")

    assert "已印在定稿的會議紀錄中" in response.content.decode()
    level.refresh_from_db()
    assert level.name == "副市長層級"


@pytest.mark.parametrize("name", ["meetings_meetinglevel", "groups_issuegroup"])
def test_a_name_that_no_url_can_hold_is_refused(name):
    model = {"meetings_meetinglevel": MeetingLevel, "groups_issuegroup": IssueGroup}[name]
    row, client = model.objects.first(), signed_in("secretariat")
    page = reverse(f"admin:{name}_change", args=[row.pk])

    response = client.post(page, {**form_data(client.get(page)), "name": "甲/乙"})

    assert "名稱不可含「/」，因為它是會議網址的一部分" in response.content.decode()
    assert model.objects.get(pk=row.pk).name == row.name
