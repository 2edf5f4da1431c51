"""The secretariat's page 公開發布: what it lists, the preview, the questions, and who may not use it."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import Platform
from groups.platforms import default_platform
from meetings.models import Publication, PublicSite
from meetings.publishing import workflow
from tests.factories import SECRETARY
from tests.meetings.finalising.drafts import sixth
from tests.meetings.publishing.rows import What, publish, second_version, switch_on, version_in_force
from tests.people import signed_in

pytestmark = pytest.mark.django_db

INDEX = "/publishing/"
CONFIRMED = {"confirmed": "1"}


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def text(response):
    return html.unescape(response.content.decode())


def test_the_page_lists_what_is_public_and_what_could_be(secretary):
    publish(5, lists=[What.TALLY])
    sixth()
    found = text(secretary.get(INDEX))

    assert "公開網頁：關閉中" in found and "尚未填寫提供機關" in found
    assert re.findall(r"<strong>(第\d次副市長層級會議)紀錄</strong>", found) == [
        f"第{number}次副市長層級會議" for number in (5, 4, 3, 2, 1)
    ]
    assert found.count("已公開</span>") == 2 and found.count("未公開</span>") == 5
    assert 'href="/publishing/"' in text(secretary.get("/meetings/"))


def test_meetings_are_paged_where_there_are_many(secretary, monkeypatch):
    assert 'aria-label="分頁"' not in text(secretary.get(INDEX))
    monkeypatch.setattr("meetings.publishing.views.MEETINGS_A_PAGE", 2)

    found = text(secretary.get(INDEX, {"page": "2"}))
    assert re.findall(r"<strong>第(\d)次副市長層級會議紀錄</strong>", found) == ["3", "2"]
    assert "第3至4次，共5次" in found


def test_a_button_leads_back_to_the_page_that_it_stood_on(secretary, monkeypatch):
    monkeypatch.setattr("meetings.publishing.views.MEETINGS_A_PAGE", 2)
    stays = '<input type="hidden" name="page" value="2">'
    assert stays not in text(secretary.get(INDEX))
    # Two lists and two meetings.
    assert text(secretary.get(INDEX, {"page": "2"})).count(stays) == 4
    address, typed = reverse("publishing:publish-minutes", args=["deputy-mayor-3"]), {"number": 1, "page": "2"}

    asked = text(secretary.post(address, typed))
    assert 'href="/publishing/?page=2"' in asked and stays in asked
    assert secretary.post(address, typed | CONFIRMED).url == "/publishing/?page=2"
    assert secretary.post(address, typed | CONFIRMED | {"page": "x"}).url == "/publishing/"


def test_publishing_asks_first_and_then_says_what_it_did(secretary):
    address = reverse("publishing:publish-minutes", args=["deputy-mayor-5"])

    asked = secretary.post(address, {"number": 1})
    assert "確定要公開第5次副市長層級會議紀錄第1版嗎？" in text(asked)
    assert not Publication.objects.exists()
    done = secretary.post(address, {"number": 1} | CONFIRMED, follow=True)

    assert "已公開第5次副市長層級會議紀錄第1版。" in text(done)
    row = Publication.objects.get()
    assert (row.minutes, row.published_by_name) == (version_in_force(5), "王小明")


def test_a_version_that_was_corrected_meanwhile_is_refused(secretary):
    second_version(3)
    address = reverse("publishing:publish-minutes", args=["deputy-mayor-3"])
    done = secretary.post(address, {"number": 1} | CONFIRMED, follow=True)
    assert "第3次副市長層級會議紀錄第1版不是目前有效的版本" in text(done)
    assert not Publication.objects.exists()


def test_lists_are_published_and_withdrawn_after_a_question(secretary):
    for what in (What.TALLY, What.CASES):
        address = reverse("publishing:publish-list", args=[what])
        assert "嗎？" in text(secretary.post(address))
        secretary.post(address, CONFIRMED)
    row = Publication.objects.get(what=What.TALLY)
    address = reverse("publishing:withdraw", args=[row.pk])
    asked = secretary.post(address, {"row_version": 1})
    assert "確定要撤回「基北北桃合作交流平臺列管統計」嗎？" in text(asked)

    done = secretary.post(address, {"row_version": 1} | CONFIRMED, follow=True)

    assert "已撤回「基北北桃合作交流平臺列管統計」。" in text(done)
    row.refresh_from_db()
    assert row.withdrawn_by_name == "王小明"
    assert "他人修改" in text(secretary.post(address, {"row_version": 1} | CONFIRMED, follow=True))


def test_the_switch_asks_first_and_refuses_a_stale_one(secretary):
    address = reverse("publishing:switch")
    assert "確定要開放基北北桃合作交流平臺的公開網頁嗎？" in text(
        secretary.post(address, {"on": "1", "row_version": 0})
    )
    secretary.post(address, {"on": "1", "row_version": 0} | CONFIRMED)
    assert Client().get("/public/").status_code == 200
    assert "公開網頁：開放中" in text(secretary.get(INDEX))

    stale = secretary.post(address, {"on": "0", "row_version": 0} | CONFIRMED, follow=True)
    assert "他人修改" in text(stale)
    secretary.post(address, {"on": "0", "row_version": 1} | CONFIRMED)
    assert Client().get("/public/").status_code == 404


def test_the_provider_is_edited_and_a_stale_save_shows_both(secretary):
    address = reverse("publishing:site")
    assert "請填單位，不要填個人" in text(secretary.get(address))
    wrong = secretary.post(address, {"row_version": 0, "provider": "臺北市政府", "contact_email": "x"})
    assert wrong.status_code == 400 and "臺北市政府" in text(wrong)
    long = secretary.post(address, {"row_version": 0, "provider": "長" * 61})
    assert "最多60字，目前61字，請刪減。" in text(long)
    secretary.post(address, {"row_version": 0, "provider": "臺北市政府"})
    assert PublicSite.objects.get().provider == "臺北市政府"

    stale = secretary.post(address, {"row_version": 0, "provider": "新北市政府"})

    assert stale.status_code == 409
    assert "目前資料庫中的內容：臺北市政府" in text(stale)


@pytest.mark.parametrize(
    ("preview", "public", "publishing"),
    [
        ("preview/minutes/deputy-mayor-5/", "meetings/deputy-mayor-5/minutes/", lambda: publish(5, lists=())),
        ("preview/tally/", "tally/", lambda: publish(lists=[What.TALLY])),
        ("preview/cases/", "cases/", lambda: publish(lists=[What.CASES])),
        ("preview/cases/20/", "cases/20/", lambda: publish(lists=[What.CASES])),
    ],
    ids=["minutes", "tally", "cases", "case"],
)
def test_the_preview_is_what_the_public_will_see(secretary, preview, public, publishing):
    switch_on()
    publish(1, lists=())
    before = text(secretary.get(INDEX + preview))
    assert "預覽，尚未公開" in before
    assert Client().get(f"/public/{public}").status_code == 404
    publishing()

    after, seen = text(secretary.get(INDEX + preview)), text(Client().get(f"/public/{public}"))

    assert "預覽，這項已公開" in after
    assert content(after) == content(seen)
    if "minutes" not in preview:
        assert content(before) == content(seen)


def content(page):
    """The words of the page below its head, without the note of the preview."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    main = re.sub(r'<div class="callout preview-note">.*?</div>', "", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_a_preview_is_the_readers_own_and_a_draft_has_none(secretary):
    response = secretary.get("/publishing/preview/tally/")
    assert response["Cache-Control"] == "private, no-store"
    sixth()
    assert secretary.get("/publishing/preview/minutes/deputy-mayor-6/").status_code == 404
    assert secretary.post("/publishing/minutes/deputy-mayor-6/", CONFIRMED).status_code == 404


def test_what_is_not_there_or_another_platforms_is_a_404(secretary):
    other = Platform.objects.create(name="另一個平臺")
    row = workflow.publish_list(other, What.TALLY, SECRETARY)
    for path in (f"{row.pk}/withdraw/", "999/withdraw/", "lists/minutes/", "lists/nothing/", "minutes/x-1/"):
        assert secretary.post(INDEX + path, CONFIRMED).status_code == 404, path
    row.refresh_from_db()
    assert row.withdrawn_at is None


@pytest.mark.parametrize("value", ["x", "", "9" * 25, "１２", "-1", "\0"])
def test_whatever_is_sent_the_answer_is_a_page(secretary, value):
    (row,) = publish(5, lists=())
    posts = {
        "switch/": {"on": value, "row_version": value},
        "site/": {"row_version": value, "provider": value, "contact_email": value, "contact_phone": value},
        "minutes/deputy-mayor-4/": {"number": value},
        f"{row.pk}/withdraw/": {"row_version": value},
    }
    for path, data in posts.items():
        assert secretary.post(INDEX + path, data | CONFIRMED).status_code < 500, path
    switch_on() if not PublicSite.objects.exists() else PublicSite.objects.update(is_on=True)
    publish(lists=[What.CASES])
    for name in ("q", "group", "status", "page"):
        assert Client().get("/public/cases/", {name: value}).status_code == 200


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_nobody_else_publishes_or_previews(role):
    client = signed_in(role)
    (row,) = publish(5, lists=())
    for path in (
        "",
        "site/",
        "preview/tally/",
        "preview/cases/",
        "preview/cases/20/",
        "preview/minutes/deputy-mayor-5/",
    ):
        assert client.get(INDEX + path).status_code == 403, path
    for path in ("switch/", "site/", "lists/tally/", "minutes/deputy-mayor-4/", f"{row.pk}/withdraw/"):
        assert client.post(INDEX + path, {"row_version": 1, "on": "1"} | CONFIRMED).status_code == 403, path
    assert Publication.objects.standing().count() == 1
    assert not PublicSite.objects.exists()


def test_without_a_platform_there_is_nothing_to_publish(secretary, monkeypatch):
    monkeypatch.setattr("meetings.publishing.views.chosen_platform", lambda _: None)
    assert secretary.get(INDEX).status_code == 404


@pytest.mark.parametrize("numbers", [(5,), (1, 2, 3, 4, 5)], ids=["one", "five"])
def test_the_page_asks_the_same_number_of_questions(secretary, numbers, django_assert_num_queries):
    publish(*numbers)
    with django_assert_num_queries(9):
        secretary.get(INDEX)
    assert default_platform().publications.count() == len(numbers) + 2
