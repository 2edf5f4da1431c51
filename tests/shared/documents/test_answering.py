"""A PDF is drawn once for the same content, kept for a while, and told apart by its ETag."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from meetings.models import Meeting
from platform_site.shared.documents import keeping
from platform_site.shared.documents.answering import WHEN
from platform_site.shared.documents.keeping import find_drawn, keep_drawn, key_of
from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.lists import exports
from platform_site.shared.pdf.rendering import TYPESETTER, DrawingFailed
from tests.people import signed_in
from tests.shared.documents.drawing import draft, drawn_pdfs

pytestmark = pytest.mark.django_db
TALLY = "/meetings/tally.pdf"


@pytest.fixture
def drawn(monkeypatch):
    return drawn_pdfs(monkeypatch)


@pytest.fixture
def official():
    return signed_in("official")


def test_the_same_content_is_drawn_once_whoever_asks(official, drawn):
    answers = [client.get(TALLY) for client in (official, official, signed_in("liaison"))]

    assert len(drawn) == 1
    assert len({answer.content for answer in answers}) == 1
    assert answers[0]["ETag"] == f'"{hashlib.sha256(answers[0].content).hexdigest()}"'


def test_what_one_reader_may_not_see_is_another_document(official, drawn):
    draft()

    official.get(TALLY)
    signed_in("secretariat").get(TALLY)

    assert len(drawn) == 2


def test_who_has_it_is_answered_304(official, drawn):
    etag = official.get(TALLY)["ETag"]

    again = official.get(TALLY, headers={"If-None-Match": etag})
    other = official.get(TALLY, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert other.status_code == 200
    assert official.head(TALLY)["ETag"] == etag
    assert len(drawn) == 1


def test_a_kept_document_costs_one_query(official, drawn, django_assert_num_queries):
    with django_assert_num_queries(21) as first:
        official.get(TALLY)
    with django_assert_num_queries(len(first) - 6):
        official.get(TALLY)


@pytest.mark.parametrize("paper", ["minutes.pdf", "tally.pdf"])
def test_a_drafts_pdf_is_drawn_once_until_the_draft_changes(drawn, paper):
    meeting, secretary = draft(), signed_in("secretariat")
    answers = [secretary.get(f"/meetings/deputy-mayor-6/{paper}") for _ in range(2)]
    assert (len(drawn), answers[0]["ETag"]) == (1, answers[1]["ETag"])

    Meeting.objects.filter(pk=meeting.pk).update(number=7)
    secretary.get(f"/meetings/deputy-mayor-7/{paper}")

    assert len(drawn) == 2


def test_a_list_says_when_it_was_drawn_and_is_drawn_once(official, drawn, monkeypatch):
    official.get("/cases/export.pdf")
    monkeypatch.setattr(exports, "roc_datetime", lambda moment: "明日")
    official.get("/cases/export.pdf")

    assert re.search(r"產製時間：1\d\d年", drawn[0])
    assert WHEN not in drawn[0]
    assert len(drawn) == 1


def test_a_document_that_cannot_be_drawn_is_not_kept(official, monkeypatch):
    def broken(html):
        raise DrawingFailed("out of order")

    monkeypatch.setattr(TYPESETTER, "pdf", broken)
    with pytest.raises(DrawingFailed):
        official.get(TALLY)
    assert not DrawnDocument.objects.exists()


def test_a_document_that_cannot_be_kept_is_answered_all_the_same(official, drawn, monkeypatch, caplog):
    def broken(document):
        raise DatabaseError("no room")

    monkeypatch.setattr(keeping, "replace", broken)

    assert official.get(TALLY).status_code == 200
    assert "could not be kept" in caplog.text
    assert not DrawnDocument.objects.exists()


def test_documents_of_finalised_meetings_are_kept_for_a_month_others_for_a_day(official, drawn):
    official.get("/meetings/deputy-mayor-5/tally.pdf")
    official.get(TALLY)

    days = [(row.expires_at - row.asked_at).days for row in DrawnDocument.objects.order_by("-expires_at")]
    assert days == [30, 1]


def test_the_key_is_of_the_html_and_of_what_draws_it(monkeypatch):
    key = key_of("<p>一")
    assert key == key_of("<p>一") != key_of("<p>二")

    monkeypatch.setattr(keeping, "version", lambda name: "0")
    keeping.drawn_by.cache_clear()
    assert key_of("<p>一") != key
    monkeypatch.undo()
    keeping.drawn_by.cache_clear()

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    keeping.drawn_by.cache_clear()
    assert key_of("<p>一") != key
    keeping.drawn_by.cache_clear()


def test_expired_documents_are_not_found_and_go_with_the_next_one():
    keep_drawn("a", "甲", b"%PDF-a", 1)
    DrawnDocument.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert find_drawn("a") is None
    keep_drawn("b", "乙", b"%PDF-b", 1)
    assert [row.key for row in DrawnDocument.objects.all()] == ["b"]


def test_beyond_the_room_those_go_that_expire_first(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", 20)
    for key, days in (("a", 3), ("b", 1), ("c", 2)):
        keep_drawn(key, key, b"%PDF-12345", days)

    assert [row.key for row in DrawnDocument.objects.order_by("key")] == ["a", "c"]
