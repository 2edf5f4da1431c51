"""The page that makes a draft final: who may, what it asks, that it fixes what it showed and keeps what was typed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Kind
from groups.actors import Actor
from groups.models import City
from meetings.finalising import views
from meetings.models import Circulation, Meeting, ReviewComment, Section
from meetings.record.finalising import finalise
from platform_site.shared.roc import roc_datetime
from tests.factories import CaseFactory, MeetingFactory, record
from tests.meetings.finalising.answers import confirmed
from tests.meetings.finalising.drafts import sixth
from tests.people import ROLES, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return signed_in("secretariat")


@pytest.fixture
def draft():
    return sixth()


def page_of(meeting):
    return reverse("finalising:checklist", args=[meeting.key])


def sent_round(meeting):
    return Circulation.objects.create(meeting=meeting, number=1, due_on="2026-03-20", text="…", sent_by_name="王小明")


def test_a_draft_with_every_finding_answered_becomes_final_and_keeps_the_answers(client, draft):
    page = client.get(page_of(draft))

    answer = client.post(page_of(draft), confirmed(page, "已與各市確認。"), follow=True)

    meeting = Meeting.objects.get(pk=draft.pk)
    version = meeting.versions.get()
    assert answer.redirect_chain == [(reverse("meetings:minutes", args=[meeting.key]), 302)]
    assert f"{meeting}已定稿，內容自此固定" in answer.content.decode()
    assert meeting.content_sha256 == version.sha256 == page.context["preview"].sha256
    assert [row["finding"] for row in version.answers] == [field.label for field in page.context["rows"]]
    assert {row["answer"] for row in version.answers} == {"已與各市確認。"}
    assert version.files.count() == 4


def test_an_unanswered_finding_keeps_it_a_draft_and_what_was_typed(client, draft):
    data = confirmed(client.get(page_of(draft)), "已核對。")
    left_open = next(name for name in data if name.startswith("empty"))

    answer = client.post(page_of(draft), data | {left_open: "  "})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "還有1項查核未說明，尚未定稿。" in page
    assert page.count("請處理，或寫一句說明。") == 2  # at the field, and in the summary
    assert page.count("已核對。</textarea>") == len(data) - 2
    assert not Meeting.objects.get(pk=draft.pk).is_final
    assert not draft.versions.exists()


def test_an_answer_that_is_too_long_says_so(client, draft):
    data = confirmed(client.get(page_of(draft)), "字" * 501)

    answer = client.post(page_of(draft), data)

    assert answer.status_code == 400
    assert "500" in answer.content.decode()
    assert not Meeting.objects.get(pk=draft.pk).is_final


def test_what_came_in_while_the_page_was_read_is_asked_too(client, draft):
    data = confirmed(client.get(page_of(draft)))
    author = person("official", "reviewer")
    circulation = sent_round(draft)
    circulation.comments.create(
        anchor="c1-1",
        quoted="其餘案",
        text="案數請再核。",
        author=author,
        author_name="林科長",
        city=City.objects.first(),
    )

    answer = client.post(page_of(draft), data)

    page = answer.content.decode()
    assert "基隆市林科長對「其餘案」的意見尚未回復：案數請再核。" in page
    assert "還有1項查核未說明" in page
    assert not Meeting.objects.get(pk=draft.pk).is_final


def test_a_finding_that_joins_between_form_and_lock_is_asked_too(client, draft, monkeypatch):
    data = confirmed(client.get(page_of(draft)))
    comment = {"anchor": "c1-1", "quoted": "其餘案", "text": "請再核。", "author": person("official", "reviewer")}

    def meanwhile(*args, **kwargs):
        round_ = sent_round(draft)
        ReviewComment.objects.create(circulation=round_, author_name="林科長", **comment)
        return finalise_as_shown(*args, **kwargs)

    finalise_as_shown = views.finalise_as_shown
    monkeypatch.setattr(views, "finalise_as_shown", meanwhile)

    answer = client.post(page_of(draft), data)

    assert answer.status_code == 400
    assert "林科長對「其餘案」的意見尚未回復" in answer.content.decode()
    assert not Meeting.objects.get(pk=draft.pk).is_final


def test_a_confirmation_of_what_has_changed_since_is_refused_and_shows_it_anew(client, draft):
    page = client.get(page_of(draft))
    record(CaseFactory(title="後來登錄的案"), draft, Kind.ADDED)

    response = client.post(page_of(draft), confirmed(page))

    assert response.status_code == 400
    assert "在您確認期間已有更動，尚未定稿" in response.content.decode()
    assert "後來登錄的案" in response.content.decode()
    assert not Meeting.objects.get(pk=draft.pk).is_final


def test_what_the_ledger_refuses_cannot_be_answered_away(client, draft):
    seventh = MeetingFactory(level=draft.level, number=7, held_on="2026-09-01")
    Section.objects.create(meeting=seventh, position=1, kind="opening", wording="{n}、主席致詞：略")

    for answer in (client.get(page_of(seventh)), client.post(page_of(seventh), {"shown": "0" * 64})):
        assert "還不能定稿：第6次副市長層級會議尚未定稿。請先將前面的會議定稿" in answer.content.decode()
    assert not Meeting.objects.get(pk=seventh.pk).is_final


def test_a_wording_that_cannot_be_printed_stops_it(client, draft):
    draft.sections.filter(kind="opening").update(wording="{n}、{nonsense}")

    answer = client.get(page_of(draft))

    assert "還不能定稿：紀錄目前無法印出：" in answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_who_may_finalise_a_draft(role):
    meeting = MeetingFactory()
    Section.objects.create(meeting=meeting, position=1, kind="opening", wording="{n}、主席致詞：略")

    status = signed_in(role).get(page_of(meeting)).status_code

    others = 302 if role == "stranger" else 403
    assert status == (200 if role in ("secretariat", "superuser") else others)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_second_to_finalise_a_meeting_is_told_who_did(client, method):
    meeting = Meeting.objects.by_key("副市長層級-5").get()

    answer = getattr(client, method)(page_of(meeting), follow=True)

    assert answer.redirect_chain == [(reverse("meetings:minutes", args=[meeting.key]), 302)]
    when = roc_datetime(meeting.finalised_at)
    assert [str(message) for message in answer.context["messages"]] == [
        f"{meeting}已由{meeting.finalised_by_name}於{when}定稿。"
    ]


def test_who_confirms_a_moment_after_another_is_told_who_did(client, draft, monkeypatch):
    data = confirmed(client.get(page_of(draft)))
    asked = Meeting.objects.select_related("level__platform").get(pk=draft.pk)
    finalise(draft, Actor("王先到"))
    # The page was asked for while the meeting was still a draft.
    monkeypatch.setattr(views, "meeting_of_key", lambda request, key: asked)
    monkeypatch.setattr(views, "obstacle", lambda meeting: "")

    answer = client.post(page_of(draft), data)

    assert answer.status_code == 302
    messages = [str(message) for message in answer.wsgi_request._messages]
    assert messages[0].startswith("第6次副市長層級會議已由王先到於")


def test_the_admins_own_way_leads_to_the_checklist(client, draft):
    answer = client.get(reverse("admin:meetings_meeting_finalise", args=[draft.pk]))

    assert (answer.status_code, answer.url) == (302, page_of(draft))


def test_queries_do_not_grow_with_comments(client, draft, django_assert_max_num_queries):
    author = person("official", "reviewer")
    circulation = sent_round(draft)

    def queries():
        with django_assert_max_num_queries(500) as counted:
            client.get(page_of(draft))
        return len(counted)

    for number in range(3):
        circulation.comments.create(
            anchor="c1-1", quoted=f"第{number}段", text="請核。", author=author, author_name="林科長"
        )
        circulation.reviewers.create(user=person("official", f"r{number}"), user_name=f"審閱者{number}")
        if number == 0:
            first = queries()
    assert queries() == first
    assert timezone.now() > circulation.sent_at
