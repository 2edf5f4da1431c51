"""Pages of the versions, the files as they were stored, and the correction in two steps."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from groups.actors import Actor
from meetings.models import Meeting, StoredDocument
from meetings.record.versions import edition_of
from meetings.versions.correcting import correct
from tests.meetings.finalising.drafts import sixth
from tests.people import signed_in

pytestmark = pytest.mark.django_db

KEY = "deputy-mayor-3"
PAGE = f"/meetings/{KEY}/minutes/correct/"
TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@pytest.fixture
def client():
    return signed_in("secretariat")


@pytest.fixture
def meeting():
    return Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=3)


@pytest.fixture
def second(meeting):
    text = edition_of(meeting).text.replace("基隆市要塞司令部", "基隆要塞司令部")
    return correct(meeting, text, "會議地點誤植", Actor("王小明"), seen=1)


def form_data(response):
    """What the form of a page would send."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def name_of(response):
    return unquote(response["Content-Disposition"].split("utf-8''")[1])


# -- Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "copy", "file_format", "name"),
    [
        ("minutes.pdf", "platform", "pdf", "基北北桃合作交流平臺第3次副市長層級會議紀錄.pdf"),
        ("minutes/dispatch.pdf", "dispatch", "pdf", "基北北桃合作交流平臺第3次副市長層級會議紀錄（發文用）.pdf"),
        ("minutes.odt", "dispatch", "odt", "基北北桃合作交流平臺第3次副市長層級會議紀錄（發文用）.odt"),
        ("minutes.docx", "dispatch", "docx", "基北北桃合作交流平臺第3次副市長層級會議紀錄（發文用）.docx"),
        (
            "minutes/versions/1/dispatch.odt",
            "dispatch",
            "odt",
            "基北北桃合作交流平臺第3次副市長層級會議紀錄（發文用）.odt",
        ),
    ],
)
def test_a_stored_file_is_served_as_it_was_stored(reader, meeting, monkeypatch, path, copy, file_format, name):
    monkeypatch.setattr("meetings.record.documents.COPIES", {})
    row = StoredDocument.objects.get(minutes__meeting=meeting, copy=copy, file_format=file_format)

    answer = reader.get(f"/meetings/{KEY}/{path}")
    again = reader.get(f"/meetings/{KEY}/{path}", headers={"If-None-Match": answer["ETag"]})

    with row.file.open("rb") as file:
        assert answer.content == file.read()
    assert (len(answer.content), answer["ETag"]) == (row.size, f'"{row.sha256}"')
    assert answer["Content-Type"] == TYPES[file_format]
    assert answer["Content-Disposition"].startswith("inline" if file_format == "pdf" else "attachment")
    assert name_of(answer) == name
    assert (again.status_code, again.content) == (304, b"")


def test_the_latest_version_is_served_and_each_by_its_number(reader, second):
    assert reader.get(f"/meetings/{KEY}/minutes.pdf").content == f"platform pdf 2 {second.sha256}".encode()
    assert name_of(reader.get(f"/meetings/{KEY}/minutes.odt")).endswith("紀錄（發文用、第2版）.odt")
    first = reader.get(f"/meetings/{KEY}/minutes/versions/1/platform.pdf")
    assert first.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["2/platform.pdf", "1/platform.odt", "1/other.pdf", "1/dispatch.exe"])
def test_a_file_that_there_is_none_of_is_not_found(reader, path):
    assert reader.get(f"/meetings/{KEY}/minutes/versions/{path}").status_code == 404


@pytest.mark.usefixtures("real_files")
def test_a_drafts_files_are_made_as_they_are_asked_for_and_carry_the_mark(recorder):
    sixth()

    for file_format, beginning in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK")):
        answer = recorder.get(f"/meetings/deputy-mayor-6/minutes.{file_format}")
        assert answer.content.startswith(beginning)
        assert name_of(answer) == f"基北北桃合作交流平臺第6次副市長層級會議紀錄（草稿）.{file_format}"
        assert answer.has_header("ETag") == (file_format == "pdf")
    assert recorder.get("/meetings/deputy-mayor-6/minutes/dispatch.pdf").status_code == 404
    assert not StoredDocument.objects.filter(minutes__meeting__number=6).exists()


# -- Versions ---------------------------------------------------------------------------------------------------------


def test_every_version_stays_readable_and_says_what_it_changed(reader, second):
    index = reader.get(f"/meetings/{KEY}/minutes/versions/").content.decode()
    first = reader.get(f"/meetings/{KEY}/minutes/versions/1/").content.decode()
    page = reader.get(f"/meetings/{KEY}/minutes/versions/2/").content.decode()

    assert index.index(">第2版</a>") < index.index(">第1版</a>")
    assert "會議地點誤植" in index
    assert second.sha256 in index
    assert "基隆市要塞司令部" in first
    assert "這不是最新的版本" in first
    assert '<del><span class="visually-hidden">刪除：</span>市</del>' in page
    assert "這不是最新的版本" not in page
    assert reader.get(f"/meetings/{KEY}/minutes/versions/3/").status_code == 404


def test_the_minutes_page_shows_the_latest_version_and_its_own_hash(reader, meeting, second):
    page = reader.get(f"/meetings/{KEY}/minutes/").content.decode()

    assert "更正，第2版（更正理由：會議地點誤植）" in page
    assert second.sha256 in page
    assert meeting.content_sha256 not in page
    assert "基隆要塞司令部" in page


def test_a_draft_has_no_version_yet(reader):
    sixth()

    assert "尚未定稿，沒有版本。" in reader.get("/meetings/deputy-mayor-6/minutes/versions/").content.decode()


def test_the_dash_that_belongs_to_no_list_is_explained_beside_the_minutes(reader):
    with_dashes = reader.get("/meetings/deputy-mayor-2/minutes/").content.decode()

    assert "閱讀說明：部分項次前的「-」" in with_dashes[with_dashes.index("</article>") :]
    assert "閱讀說明" not in reader.get("/meetings/deputy-mayor-3/minutes/").content.decode()


def test_queries_do_not_grow_with_versions(reader, meeting, second, django_assert_num_queries):
    text = edition_of(meeting).text
    for path in ("", "2/"):
        with django_assert_num_queries(QUERIES[path]):
            reader.get(f"/meetings/{KEY}/minutes/versions/{path}")
    for number, venue in ((2, "基隆市政府"), (3, "基隆市政府大樓")):
        correct(meeting, text.replace("基隆要塞司令部", venue), "誤植", Actor("王小明"), seen=number)
    for path in ("", "2/"):
        with django_assert_num_queries(QUERIES[path]):
            reader.get(f"/meetings/{KEY}/minutes/versions/{path}")


QUERIES = {"": 7, "2/": 7}


# -- Correcting -------------------------------------------------------------------------------------------------------


def corrected(client, **changes):
    """The correction's form sent once, with changes."""
    data = form_data(client.get(PAGE))
    data["text"] = data["text"].replace("基隆市要塞司令部", "基隆要塞司令部")
    return client.post(PAGE, data | {"reason": "會議地點誤植"} | changes)


def test_a_correction_shows_its_difference_first_and_is_written_when_confirmed(client, meeting):
    shown = corrected(client)
    versions = meeting.versions.count()
    answer = client.post(PAGE, form_data(shown), follow=True)

    page = shown.content.decode()
    assert (shown.status_code, versions) == (200, 1)
    assert "確認更正為第2版" in page
    assert '<del><span class="visually-hidden">刪除：</span>市</del>' in page
    assert answer.redirect_chain == [(reverse("versions:detail", args=[meeting.key, 2]), 302)]
    assert "已建立第3次副市長層級會議紀錄第2版，原版本仍可查閱。" in answer.content.decode()


def test_what_was_shown_is_what_is_written(client, meeting):
    data = form_data(corrected(client))
    data["text"] = data["text"].replace("基隆要塞司令部", "基隆市政府")

    shown = client.post(PAGE, data)

    assert "確認更正為第2版" in shown.content.decode()
    assert meeting.versions.count() == 1


def test_a_refused_text_stays_with_the_sentence_beside_it(client, meeting):
    data = form_data(client.get(PAGE))
    text = data["text"].replace("其餘 16 案持續列管", "其餘 15 案持續列管")

    answer = client.post(PAGE, data | {"text": text, "reason": "誤植"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "決議的更正請於後續會議登錄" in page
    assert "交通組的決議不可更動：原為持續列管16案，更正後為持續列管15案。" in page
    assert "其餘 15 案持續列管" in page
    assert meeting.versions.count() == 1


def test_without_a_reason_nothing_is_written(client, meeting):
    answer = corrected(client, reason="")

    assert answer.status_code == 400
    assert "確認更正為" not in answer.content.decode()
    assert meeting.versions.count() == 1


def test_who_comes_second_is_told_and_keeps_what_was_typed(client, meeting):
    mine = form_data(corrected(client))
    colleague = signed_in("secretariat", "colleague")
    theirs = form_data(corrected(colleague, reason="先更正"))
    colleague.post(PAGE, theirs)

    refused = client.post(PAGE, mine | {"text": mine["text"].replace("基隆要塞司令部", "基隆要塞司令部大禮堂")})
    again = client.post(PAGE, form_data(refused))
    written = client.post(PAGE, form_data(again))

    assert refused.status_code == 400
    assert "已建立第2版，您修改的是第1版。" in refused.content.decode()
    assert "基隆要塞司令部大禮堂" in refused.content.decode()
    assert "確認更正為第3版" in again.content.decode()
    assert written.status_code == 302
    assert list(meeting.versions.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_only_the_secretariat_corrects(role):
    client = signed_in(role)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"text": "…"}).status_code == 403
    assert "更正文字" not in client.get(f"/meetings/{KEY}/minutes/").content.decode()


def test_a_draft_is_not_corrected(client):
    sixth()

    assert client.get("/meetings/deputy-mayor-6/minutes/correct/").status_code == 404
