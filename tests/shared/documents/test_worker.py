"""Documents of more than two seconds: asked for once, drawn by the worker, handed over to who asked."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from platform_site.shared.documents import answering, drawing
from platform_site.shared.documents.answering import key_of_token, token_of
from platform_site.shared.documents.drawing import (
    State,
    ask_for,
    draw,
    draw_waiting,
    is_long,
    state_of,
    waits_for_nobody,
)
from platform_site.shared.documents.keeping import find, keep_drawn
from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.pdf.rendering import TYPESETTER, DrawingFailed
from tests.people import signed_in
from tests.shared.documents.drawing import drawn_pdfs

pytestmark = pytest.mark.django_db
TALLY = "/meetings/tally.pdf"
HTML = "<html lang=zh-Hant-TW><title>統計</title>"


@pytest.fixture
def drawn(monkeypatch):
    return drawn_pdfs(monkeypatch)


@pytest.fixture
def long(monkeypatch):
    """Every document counts as a long one."""
    monkeypatch.setattr(drawing, "CHARACTERS", 0)


def ask(key="k"):
    ask_for(key, HTML, "統計", "/meetings/tally.pdf")
    return find(key)


def ago(**time):
    return timezone.now() - timedelta(**time)


# -- From the request to the file ------------------------------------------------------------------------------------


def test_a_long_document_is_drawn_by_the_worker_and_handed_over(drawn, long):
    official = signed_in("official")
    asked = official.get(TALLY)
    page = asked["Location"]
    assert (asked.status_code, drawn) == (302, [])
    waiting = official.get(page)
    assert "文件製作中" in waiting.content.decode() and "等候製作" in waiting.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting.content.decode()
    assert official.get(f"{page}state/").json() == {"state": "waiting", "words": "等候製作"}
    assert official.get(f"{page}document.pdf")["Location"] == page

    draw.call(DBTaskResult.objects.get().args_kwargs["args"][0])

    assert official.get(f"{page}state/").json() == {"state": "drawn", "words": "製作完成"}
    assert official.get(page)["Location"] == f"{page}document.pdf"
    file = official.get(f"{page}document.pdf")
    assert file.content.startswith(b"%PDF-")
    assert "%E6%AD%B7%E6%AC%A1%E6%9C%83%E8%AD%B0" in file["Content-Disposition"]
    assert official.get(f"{page}document.pdf", headers={"If-None-Match": file["ETag"]}).status_code == 304
    # The page that led there has it at once from now on.
    assert official.get(TALLY).content == file.content
    assert len(drawn) == 1


def test_asked_for_twice_it_is_one_job(drawn, long):
    pages = {signed_in("official", name).get(TALLY)["Location"] for name in ("lin", "chen")}

    assert len(pages) == 2
    assert DBTaskResult.objects.count() == DrawnDocument.objects.count() == 1


def test_only_who_asked_may_fetch_it(drawn, long):
    page = signed_in("official").get(TALLY)["Location"]
    draw_waiting(DrawnDocument.objects.get().key)

    for client in (signed_in("official", "other"), signed_in("secretariat")):
        for address in (page, f"{page}state/", f"{page}document.pdf"):
            assert client.get(address).status_code == 404
    assert signed_in("stranger").get(f"{page}document.pdf").status_code == 302


def test_an_address_is_of_one_user_for_a_day(monkeypatch):
    token = token_of("k", 1)
    assert (key_of_token(token, 1), key_of_token(token, 2), key_of_token(f"{token}x", 1)) == ("k", None, None)

    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 24 * 60 * 60 + 1)
    assert key_of_token(token, 1) is None


def test_after_a_day_it_is_gone_and_the_page_says_where_to_go(drawn, long):
    official = signed_in("official")
    page = official.get(TALLY)["Location"]
    DrawnDocument.objects.update(expires_at=timezone.now())

    response = official.get(page)
    assert response.status_code == 404
    assert "只保留一天" in response.content.decode()


def test_strangers_have_nothing_drawn_by_the_worker(drawn, long):
    from tests.meetings.publishing.rows import body, publish_everything

    publish_everything()

    assert body(signed_in("stranger").get("/public/tally.pdf")).startswith(b"%PDF-")
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>" * 6_000, False),
        ("<p>" * 6_001, True),
        ("字" * 100_000, False),
        ("字" * 100_001, True),
    ],
)
def test_long_is_what_has_many_cells_or_much_text(html, expected):
    assert is_long(html) is expected


# -- What goes wrong -------------------------------------------------------------------------------------------------


def test_a_failure_is_said_with_what_to_do_and_asking_again_tries_again(long, monkeypatch):
    def broken(html, most_seconds):
        raise DrawingFailed("out of order")

    monkeypatch.setattr(TYPESETTER, "pdf", broken)
    official = signed_in("official")
    page = official.get(TALLY)["Location"]
    row = DrawnDocument.objects.get()
    with pytest.raises(DrawingFailed):
        draw_waiting(row.key)

    text = official.get(page).content.decode()
    assert "文件沒有製作完成" in text and "改以 ODS、XLSX、CSV 匯出" in text
    assert f'<a href="{TALLY}">再製作一次</a>' in text
    assert "http-equiv" not in text
    assert official.get(f"{page}state/").json()["state"] == "failed"
    row.refresh_from_db()
    assert row.html is None

    assert official.get(TALLY).status_code == 302
    row.refresh_from_db()
    assert state_of(row) is State.WAITING
    assert DBTaskResult.objects.count() == 2


def test_too_long_a_document_is_not_begun_and_the_page_says_so(drawn, monkeypatch):
    monkeypatch.setattr(answering, "MOST_CHARACTERS", 10)

    response = signed_in("official").get(TALLY)

    assert response.status_code == 413
    assert "這份文件太長" in response.content.decode() and "改以 ODS、XLSX、CSV 匯出" in response.content.decode()
    assert (DrawnDocument.objects.count(), drawn) == (0, [])


def test_a_worker_that_was_killed_counts_as_failed_after_a_while():
    ask()
    DrawnDocument.objects.update(taken_at=ago(seconds=drawing.MOST_SECONDS))
    assert state_of(find("k")) is State.DRAWING

    DrawnDocument.objects.update(taken_at=ago(seconds=drawing.MOST_SECONDS + 61))
    assert state_of(find("k")) is State.FAILED
    assert state_of(ask()) is State.WAITING


def test_nobody_draws_what_somebody_draws(drawn):
    ask()
    DrawnDocument.objects.update(taken_at=timezone.now())
    draw_waiting("k")
    draw_waiting("none")

    assert drawn == []


def test_a_drawn_document_is_not_drawn_again_by_a_late_worker(drawn):
    keep_drawn("k", "統計", b"%PDF-", 1)
    draw_waiting("k")

    assert drawn == []


def test_without_a_worker_the_one_who_waits_has_it_drawn(drawn, long):
    official = signed_in("official")
    page = official.get(TALLY)["Location"]
    assert official.get(page).status_code == 200
    DrawnDocument.objects.update(asked_at=ago(seconds=16))

    assert official.get(page)["Location"] == f"{page}document.pdf"
    assert len(drawn) == 1


def test_behind_another_document_one_goes_on_waiting():
    ask("other")
    DrawnDocument.objects.update(taken_at=timezone.now())
    ask()
    DrawnDocument.objects.filter(key="k").update(asked_at=ago(seconds=60))
    assert not waits_for_nobody(find("k"))

    DrawnDocument.objects.filter(key="other").update(taken_at=ago(days=1))
    assert waits_for_nobody(find("k"))


@pytest.mark.parametrize("columns", [{"size": 5}, {"sha256": "0"}, {"content": b"%PDF-"}])
def test_a_row_is_drawn_or_waits(columns):
    ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        DrawnDocument.objects.update(**columns)


# -- The worker itself -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_draws_what_waits(capsys):
    ask_for("k", f"{HTML}<p>四市合作", "統計", TALLY)
    broken = f'{HTML}<link rel="stylesheet" href="missing.css">'
    ask_for("b", broken, "壞的", TALLY)

    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)

    assert [state_of(find(key)) for key in ("k", "b")] == [State.DRAWN, State.FAILED]
    assert bytes(find("k").content).startswith(b"%PDF-1.7")
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]
    # What is logged of a document is its hash.
    assert not re.search("四市合作|統計", str(list(DBTaskResult.objects.values())))
    assert connection.vendor in ("sqlite", "postgresql")
