"""Explaining a difference: with its sign, no more than there is, not twice, and by somebody."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from groups.models import IssueGroup
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, DifferenceNote, GroupResolution, Meeting
from meetings.record.explanations import why_not_explained
from meetings.record.figures import figures_of
from tests.factories import MeetingFactory, freeze, group
from tests.people import form_data, signed_in

pytestmark = pytest.mark.django_db


def meeting(number):
    return Meeting.objects.by_key(f"副市長層級-{number}").get()


def difference(wanted):
    """A finalised meeting and a group whose difference `wanted` takes, with that difference."""
    for number in range(1, 6):
        for row in figures_of(meeting(number)).groups:
            if wanted(row.difference):
                return meeting(number), IssueGroup.objects.get(name=row.group), row.difference
    raise LookupError


@pytest.fixture
def client():
    return signed_in("secretariat")


def explain(client, at, of, number):
    """Post a note in the admin; the sentence it was refused with, or "" where it was saved."""
    data = {"meeting": at.pk, "group": of.pk, "cases_explained": str(number), "text": "說明"}
    response = client.post(reverse("admin:meetings_differencenote_add"), data)
    if response.status_code == 302:
        return ""
    return "".join(response.context["adminform"].form.errors["cases_explained"])


def test_a_note_of_the_wrong_sign_is_refused(client):
    at, of, number = difference(lambda d: d and d < 0)
    assert explain(client, at, of, 1) == f"{at}{of}的差額是{number}案，說明的案數應為負數。"
    at, of, number = difference(lambda d: d and d > 0)
    assert explain(client, at, of, -1) == f"{at}{of}的差額是+{number}案，說明的案數應為正數。"
    assert not DifferenceNote.objects.exists()


def test_where_there_is_no_difference_there_is_nothing_to_explain(client):
    at, of, _ = difference(lambda d: d == 0)
    assert explain(client, at, of, 1) == f"{at}{of}載明的案數與承接的案數相符，沒有差額可說明。"
    at, of, _ = difference(lambda d: d is None)
    assert explain(client, at, of, 1) == f"{at}{of}沒有可以比較的案數（首次會議，或紀錄未載明其餘案數），無從說明差額。"
    assert not DifferenceNote.objects.exists()


def test_notes_together_explain_no_more_than_there_is(client):
    at, of, number = difference(lambda d: d and d > 2)
    assert explain(client, at, of, number + 1) == (
        f"{at}{of}的差額是+{number}案，扣除既有的說明，這一筆最多說明+{number}案。"
    )
    assert explain(client, at, of, number - 1) == ""
    assert explain(client, at, of, 2) == f"{at}{of}的差額是+{number}案，扣除既有的說明，這一筆最多說明+1案。"
    assert explain(client, at, of, 1) == ""
    assert explain(client, at, of, 1) == f"{at}{of}的差額+{number}案已全數說明。如須改寫，請修改或刪除既有的說明。"


def test_a_note_is_changed_within_what_it_had_itself(client):
    at, of, number = difference(lambda d: d and d > 1)
    assert explain(client, at, of, number) == ""
    note = DifferenceNote.objects.get()
    page = reverse("admin:meetings_differencenote_change", args=[note.pk])

    assert client.post(page, {**form_data(client.get(page)), "cases_explained": "1"}).status_code == 302
    response = client.post(page, {**form_data(client.get(page)), "cases_explained": str(number + 1)})

    assert response.status_code == 200
    assert DifferenceNote.objects.get().cases_explained == 1


def test_a_note_names_its_writer_whoever_changes_it_later(client):
    at, of, number = difference(lambda d: d and d > 0)
    explain(client, at, of, number)
    note = DifferenceNote.objects.get()
    assert (note.written_by.username, note.written_by_name) == ("secretariat", "王小明")
    other = signed_in("superuser")
    page = reverse("admin:meetings_differencenote_change", args=[note.pk])
    other.post(page, {**form_data(other.get(page)), "text": "改寫"})

    assert (DifferenceNote.objects.get().text, DifferenceNote.objects.get().written_by_name) == ("改寫", "王小明")
    with pytest.raises(IntegrityError, match="differencenote_names_its_writer"), transaction.atomic():
        DifferenceNote.objects.update(written_by_name="")


def test_a_note_on_a_draft_deleted_this_moment_is_refused():
    gone = MeetingFactory()
    note = DifferenceNote(meeting=gone, group=group(), cases_explained=1)
    Meeting.objects.filter(pk=gone.pk).delete()
    assert why_not_explained(note) == "這次會議的草稿剛被刪除，沒有差額可說明。"


@pytest.mark.django_db(transaction=True)
def test_of_two_notes_at_once_the_second_counts_the_first():
    before, after = MeetingFactory(days=0), MeetingFactory(days=1)
    for at, stated in ((before, 3), (after, 5)):
        resolution = GroupResolution.objects.create(meeting=at, group=group(), position=1)
        Clause.objects.create(
            group_resolution=resolution,
            position=1,
            kind=ClauseKind.TRACKED,
            wording="{n}. 其餘{count}案持續列管。",
            stated_count=stated,
        )
        freeze(at)
    said, barrier = [], threading.Barrier(2)

    def write():
        note = DifferenceNote(meeting=after, group=group(), cases_explained=2, text="說明", written_by_name="甲")
        barrier.wait(timeout=10)
        try:
            with transaction.atomic():
                why = why_not_explained(note)
                if not why:
                    note.save()
                said.append(why)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(said)[0] == ""
    assert "已全數說明" in sorted(said)[1]
    assert DifferenceNote.objects.count() == 1
