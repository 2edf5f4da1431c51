"""Caching, cookies and methods of the public pages: 304 without composing, gone at once, nobody's session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import IssueGroup
from groups.platforms import default_platform
from meetings.models import Meeting, Publication, PublicSite
from meetings.publishing import caching, contents, datasets, workflow
from meetings.publishing.public import views
from platform_site.shared.pdf.rendering import TYPESETTER
from platform_site.shared.roc import LOCAL_TIME
from tests.factories import SECRETARY, CityFactory
from tests.meetings.finalising.drafts import sixth
from tests.meetings.publishing.rows import What, body, publish, publish_everything, switch_on
from tests.people import signed_in

pytestmark = pytest.mark.django_db

KEY = "deputy-mayor-5"
CASE = 20
# Every public address, by its name.
ADDRESSES = {
    "robots": (),
    "sitemap": (),
    "overview": (),
    "sitemap-section": ("cases",),
    "feed": (),
    "calendar": (),
    "figures": (),
    "tally": (),
    "tally-pdf": (),
    "cases": (),
    "case": (CASE,),
    "case-json": (CASE,),
    "data": (),
    "catalog": (),
    "data-gov-tw": (),
    "schema": ("tally",),
    "data-file": ("tally", "csv"),
    "meetings": (),
    "meeting-calendar": (KEY,),
    "meeting": (KEY,),
    "minutes": (KEY,),
    "minutes-file": (KEY, "pdf"),
    "version": (KEY, 1),
    "version-file": (KEY, 1, "odt"),
}
EVERY = [reverse(f"public:{name}", args=parts) for name, parts in ADDRESSES.items()]


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("address", EVERY)
def test_with_publishing_off_or_never_touched_every_address_is_a_404(stranger, address):
    untouched = stranger.get(address)
    publish(5)
    published_but_off = stranger.get(address)

    assert (untouched.status_code, published_but_off.status_code) == (404, 404)
    assert untouched["Cache-Control"] == published_but_off["Cache-Control"] == "no-store"


def test_every_address_answers_is_cached_for_a_minute_and_sets_or_asks_for_no_cookie(stranger, subtests):
    publish_everything()
    for address in EVERY:
        with subtests.test(address=address):
            response = stranger.get(address, headers={"cookie": "sessionid=stolen; csrftoken=x"})

            assert response.status_code == 200
            assert response["Cache-Control"] == "public, max-age=60, must-revalidate"
            assert "Vary" not in response and "Set-Cookie" not in response and not response.cookies
            assert response["ETag"].startswith('"') and response["Last-Modified"].endswith("GMT")
            assert body(response)


def test_a_signed_in_reader_gets_the_very_same_bytes_and_no_name_in_them(stranger, subtests):
    publish_everything()
    secretary = signed_in("secretariat")
    for address in EVERY:
        with subtests.test(address=address):
            mine, theirs = body(secretary.get(address)), body(stranger.get(address))
            assert mine == theirs
            assert "王小明".encode() not in mine


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_no_address_takes_anything_but_get_and_head(stranger, subtests, method):
    publish_everything()
    for address in EVERY:
        with subtests.test(address=address):
            assert getattr(stranger, method)(address).status_code == 405
            assert stranger.head(address).status_code == 200


def test_what_has_not_changed_is_answered_304_without_composing_anything(
    stranger, subtests, monkeypatch, django_assert_num_queries
):
    publish_everything()
    answers = {address: stranger.get(address) for address in EVERY}
    for module, name in ((views, "public_scope"), (contents, "minutes_page"), (datasets, "public_figures")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("composed"))
    for address, before in answers.items():
        if "minutes-file" in address or address.endswith((".pdf", ".odt")) and "tally" not in address:
            # A stored file has its own ETag, the SHA-256 of its content: see the test below.
            continue
        with subtests.test(address=address):
            with django_assert_num_queries(2):
                after = stranger.get(address, headers={"if-none-match": before["ETag"]})
            assert (after.status_code, body(after)) == (304, b"")
            assert after["Cache-Control"] == before["Cache-Control"]
            assert after["ETag"] == before["ETag"]
            since = stranger.get(address, headers={"if-modified-since": before["Last-Modified"]})
            assert since.status_code == 304


def test_a_stored_file_has_its_sha256_as_etag_and_is_not_opened_for_a_304(stranger, monkeypatch):
    publish_everything()
    address = reverse("public:minutes-file", args=[KEY, "pdf"])
    first = stranger.get(address)
    row = Publication.objects.get(minutes__meeting__number=5).minutes.files.get(copy="dispatch", file_format="pdf")
    assert first["ETag"] == f'"{row.sha256}"'
    monkeypatch.setattr("django.db.models.fields.files.FieldFile.open", lambda *_: pytest.fail("opened"))

    assert stranger.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "change",
    [
        lambda: workflow.withdraw(Publication.objects.get(what=What.TALLY), SECRETARY, version=1),
        lambda: workflow.save_site(
            default_platform(), workflow.SiteContent("臺北市政府", "", "", ""), version=PublicSite.objects.get().version
        ),
        lambda: rename(IssueGroup.objects.create(platform=default_platform(), name="新組", order=50)),
        lambda: rename(CityFactory()),
    ],
    ids=["withdrawn", "provider", "group", "city"],
)
def test_whatever_public_pages_print_changes_their_etag(stranger, change):
    publish_everything()
    before = stranger.get("/public/")["ETag"]

    change()

    assert stranger.get("/public/", headers={"if-none-match": before}).status_code == 200


def rename(row):
    row.name += "二"
    row.save()


def test_a_new_release_makes_every_etag_a_new_one(stranger, monkeypatch):
    publish_everything()
    before = stranger.get("/public/")["ETag"]
    monkeypatch.setattr(caching, "code_digest", lambda: "another release")
    assert stranger.get("/public/")["ETag"] != before


def test_a_draft_changes_neither_the_etag_nor_the_date(stranger):
    publish_everything()
    before = stranger.get("/public/tally/")
    draft = sixth()
    Meeting.objects.get(pk=draft.pk).save()
    after = stranger.get("/public/tally/")

    assert after["Last-Modified"] == before["Last-Modified"]
    assert body(after) == body(before)


def test_the_date_is_that_of_the_last_act(stranger):
    acts = publish_everything()
    last = acts[-1].published_at.astimezone(LOCAL_TIME) - timedelta(hours=8)
    assert stranger.get("/public/")["Last-Modified"] == f"{last:%a, %d %b %Y %H:%M:%S} GMT"


def test_what_was_withdrawn_is_gone_at_once_and_comes_back_when_published_again(stranger):
    switch_on()
    minutes, tally, cases = publish(5)
    pages = {
        minutes: [reverse(f"public:{name}", args=ADDRESSES[name]) for name in ("meeting", "minutes", "minutes-file")],
        tally: ["/public/tally/", "/public/tally.pdf", "/public/data/tally.csv", "/public/data/tally.json"],
        cases: ["/public/cases/", "/public/data/cases.csv", "/public/data/case-history.json"],
    }
    for act, addresses in pages.items():
        known = {address: stranger.get(address) for address in addresses}
        workflow.withdraw(act, SECRETARY, version=1)
        for address, before in known.items():
            after = stranger.get(address, headers={"if-none-match": before["ETag"]})
            assert (after.status_code, after["Cache-Control"]) == (410, "no-store"), address
            assert "已撤回公開" in body(after).decode()
            assert "Vary" not in after
    publish(5)
    assert {stranger.get(address).status_code for addresses in pages.values() for address in addresses} == {200}


def test_what_was_never_public_is_a_404_in_the_public_frame_that_nobody_keeps(stranger):
    switch_on()
    publish(5, lists=())
    for address in (
        "/public/meetings/deputy-mayor-4/",
        "/public/meetings/deputy-mayor-4/minutes.pdf",
        "/public/meetings/deputy-mayor-5/minutes/versions/2/",
        "/public/meetings/deputy-mayor-5/minutes.docx",
        "/public/tally/",
        "/public/cases/20/",
        "/public/data/nothing.csv",
        "/public/data/tally.xlsx",
        "/public/data/nothing.schema.json",
    ):
        response = stranger.get(address)
        assert (response.status_code, response["Cache-Control"]) == (404, "no-store"), address
        page = body(response).decode()
        assert "公開資訊" in page and "登入" not in page


def test_the_tally_pdf_is_drawn_once_for_each_state(stranger, monkeypatch):
    publish_everything()
    drawn = []
    monkeypatch.setattr(TYPESETTER, "pdf", lambda *_: drawn.append(1) or b"%PDF-drawn")
    assert [body(stranger.get("/public/tally.pdf")) for _ in range(3)] == [b"%PDF-drawn"] * 3
    workflow.withdraw(Publication.objects.get(minutes__meeting__number=1), SECRETARY, version=1)
    stranger.get("/public/tally.pdf")
    assert len(drawn) == 2


def test_signed_in_pages_stay_the_readers_own(reader):
    for address in ("/", "/meetings/", "/cases/", f"/meetings/{KEY}/minutes.pdf"):
        assert reader.get(address)["Cache-Control"] == "private, no-store", address
    assert "Cookie" in reader.get("/")["Vary"]
