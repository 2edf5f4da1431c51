"""The open data: CSV and JSON by their dictionary, schemas, catalogues, feed, calendar, robots and sitemap."""

import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from icalendar import Calendar

from cases.models import StatusChange
from groups.platforms import default_platform
from meetings.models import Publication
from meetings.publishing import workflow
from meetings.publishing.datasets import RECORDS, csv_file, public_changes
from meetings.publishing.dictionary import CASES, DATA_SETS, HISTORY, MEETINGS, TALLY
from meetings.publishing.scope import public_scope
from meetings.record.figures import all_figures
from platform_site.shared.sheets.writing import stream_csv
from tests.factories import SECRETARY
from tests.meetings.publishing.rows import What, body, publish, publish_everything, second_version, switch_on
from tests.meetings.publishing.schemas import errors

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# What data.gov.tw's import requires of a data set and of a resource.
DATA_GOV_TW = {
    "identifier", "categoryCode", "title", "description", "fieldDescription", "type", "publisher",
    "accrualPeriodicity", "license", "licenseURL", "cost", "keyword", "organization", "organizationContactName",
    "organizationContactPhone", "organizationContactEmail", "publisherContactName", "publisherContactPhone",
    "publisherContactEmail", "publisherOID", "distribution",
}  # fmt: skip
RESOURCE = {"resourceID", "resourceDescription", "format", "characterSetCode", "downloadURL"}


@pytest.fixture
def published():
    return publish_everything()


def got(path):
    response = Client().get(path)
    assert response.status_code == 200, path
    return body(response)


def table(name):
    content = got(f"/public/data/{name}.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


# -- Data sets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DATA_SETS)
@pytest.mark.usefixtures("published")
def test_every_json_file_is_what_its_schema_says_and_the_csv_has_the_same_records(name):
    data = json.loads(got(f"/public/data/{name}.json"))
    schema = json.loads(got(f"/public/data/{name}.schema.json"))

    assert errors(data, schema) == []
    assert data["schema"] == schema["$id"] == f"http://testserver/public/data/{name}.schema.json"
    assert (data["as_of"], data["license"]) == ("2025-08-07", "https://data.gov.tw/license")
    one = DATA_SETS[name]
    rows = table(name)
    assert [list(row) for row in rows[:1]] == [one.heads]
    assert len(rows) == len(data["records"]) > 4
    for row, record in zip(rows, data["records"], strict=True):
        for field in one.fields:
            value = record[field.name]
            expected = "" if value is None else str(int(value) if isinstance(value, bool) else value)
            assert row[field.label].removeprefix("'") == expected


@pytest.mark.usefixtures("published")
def test_one_cases_file_is_what_its_schema_says():
    schema = json.loads(got("/public/data/case.schema.json"))
    for pk in table("cases")[::20]:
        data = json.loads(got(f"/public/cases/{pk['合作案編號']}.json"))
        assert errors(data, schema) == []
        assert data["history"][-1]["kind"] == data["status"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["records"][0].pop("group"), "group is missing"),
        (lambda data: data["records"][0].update(more=1), "more is not known"),
        (lambda data: data["records"][0].update(added="1"), "is no ['integer']"),
        (lambda data: data["records"][0].update(date="114年8月7日"), "is no date"),
        (lambda data: data.update(as_of=5), "is no"),
    ],
    ids=["missing", "more", "type", "format", "head"],
)
@pytest.mark.usefixtures("published")
def test_the_check_of_schemas_finds_what_is_wrong(change, said):
    data = json.loads(got("/public/data/tally.json"))
    change(data)
    found = errors(data, json.loads(got("/public/data/tally.schema.json")))
    assert any(said in line for line in found)


@pytest.mark.usefixtures("published")
def test_the_tally_has_the_figures_of_the_tally_itself():
    rows = table("tally")
    figures = [(one.meeting, row) for one in all_figures(default_platform()) for row in one.groups]

    assert len(rows) == len(figures) == 40
    for row, (meeting, group) in zip(rows, figures, strict=True):
        assert (row["會議代號"], row["議題小組"]) == (f"deputy-mayor-{meeting.number}", group.group)
        for label, value in {"期初": group.opening, "新增": group.added, "差額": group.difference}.items():
            assert row[label] == ("" if value is None else str(value))
    third = [row for row in rows if row["會議代號"] == "deputy-mayor-3"]
    assert sum(int(row["差額"] or 0) for row in third) == 5
    assert sum(int(row["期末"]) for row in rows if row["會議代號"] == "deputy-mayor-5") == 52


@pytest.mark.usefixtures("published")
def test_cases_stand_as_of_the_last_published_meeting_and_the_history_has_every_row():
    history = json.loads(got("/public/data/case-history.json"))["records"]
    assert len(history) == StatusChange.objects.finalised().count()
    tracked = [row for row in table("cases") if row["現況"] in ("新增", "持續列管") and row["子案"] == "0"]
    assert len(tracked) == sum(row.named for row in all_figures(default_platform())[-1].groups)


def test_an_unpublished_meeting_changes_nothing_of_what_is_public():
    switch_on()
    publish(1, 2)
    history = json.loads(got("/public/data/case-history.json"))

    assert {row["meeting"] for row in history["records"]} == {"deputy-mayor-1", "deputy-mayor-2"}
    assert history["as_of"] == "2023-12-14"
    assert {row["會議代號"] for row in table("tally")} == {"deputy-mayor-1", "deputy-mayor-2"}
    assert {row["會議代號"] for row in table("meetings")} == {"deputy-mayor-1", "deputy-mayor-2"}
    known = {row["case"] for row in history["records"]}
    assert {int(row["合作案編號"]) for row in table("cases")} == known
    later = StatusChange.objects.exclude(case__in=known).first().case_id
    assert Client().get(f"/public/cases/{later}/").status_code == 404
    # Its opening is the closing of the meeting before, published or not.
    workflow.withdraw(Publication.objects.get(minutes__meeting__number=1), SECRETARY, version=1)
    assert sum(int(row["期初"]) for row in table("tally")) == 67


@pytest.mark.usefixtures("published")
def test_nothing_in_a_csv_runs_in_a_spreadsheet():
    assert b"".join(stream_csv([["=1+1", "@x", "-2", -2]])) == "\ufeff'=1+1,'@x,'-2,-2\r\n".encode()
    assert next(iter(csv_file(public_scope(), TALLY, str))).startswith(b"\xef\xbb\xbf")


@pytest.mark.usefixtures("published")
def test_a_csv_is_sent_while_it_is_made(monkeypatch):
    monkeypatch.setattr("platform_site.shared.sheets.writing.CSV_PIECE", 0)
    response = Client().get("/public/data/cases.csv")
    assert response.streaming
    first, second = (next(response.streaming_content) for _ in range(2))
    assert first.decode("utf-8-sig").strip().split(",") == CASES.heads
    assert second.count(b"\r\n") == 1


def test_every_data_set_has_its_records_and_no_name_or_label_twice():
    assert set(RECORDS) == set(DATA_SETS) == {MEETINGS.name, TALLY.name, CASES.name, HISTORY.name}
    for one in DATA_SETS.values():
        for words in ([field.name for field in one.fields], one.heads):
            assert len(words) == len(set(words))


@pytest.mark.usefixtures("published")
def test_the_dictionary_page_has_every_field_of_every_set():
    page = got("/public/data/").decode()
    for one in DATA_SETS.values():
        assert one.title in page
        for field in one.fields:
            row = rf'<th scope="row">{re.escape(field.label)}</th><td class="nowrap">{field.name}</td>'
            assert re.search(row, page), field.name


@pytest.mark.usefixtures("published")
def test_the_text_file_has_the_sha256_that_the_data_say():
    for row in table("meetings"):
        path = row["文字檔網址"].removeprefix("http://testserver")
        assert hashlib.sha256(got(path)).hexdigest() == row["內容驗證碼"]


# -- Catalogues -------------------------------------------------------------------------------------------------------


def test_the_catalogue_lists_what_is_public_and_where():
    switch_on()
    workflow.save_site(
        default_platform(),
        workflow.SiteContent("臺北市政府", "研究發展考核委員會", "02-1999", "open@example.org"),
        version=1,
    )
    publish(5, lists=[What.TALLY])
    catalogue = json.loads(got("/public/data/catalog.jsonld"))

    assert catalogue["@type"] == "dcat:Catalog"
    assert [one["dct:identifier"] for one in catalogue["dcat:dataset"]] == ["meetings", "tally"]
    tally = catalogue["dcat:dataset"][1]
    assert tally["dct:publisher"] == {"@type": "foaf:Agent", "foaf:name": "臺北市政府"}
    assert tally["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:open@example.org"}
    assert tally["dct:license"] == {"@id": "https://data.gov.tw/license"}
    for one in catalogue["dcat:dataset"]:
        for resource in one["dcat:distribution"]:
            got(resource["dcat:downloadURL"]["@id"].removeprefix("http://testserver"))
            got(resource["dct:conformsTo"]["@id"].removeprefix("http://testserver"))
    used = set(re.findall(r'"(dcat|dct|foaf|vcard|xsd):', json.dumps(catalogue)))
    assert used <= set(catalogue["@context"])


@pytest.mark.usefixtures("published")
def test_the_metadata_for_data_gov_tw_have_every_field_it_requires():
    sets = json.loads(got("/public/data/data-gov-tw.json"))
    assert [one["identifier"] for one in sets] == list(DATA_SETS)
    for one in sets:
        assert set(one) >= DATA_GOV_TW
        assert one["license"] == "政府資料開放授權條款-第1版"
        assert one["fieldDescription"].split("、") == DATA_SETS[one["identifier"]].heads
        for resource in one["distribution"]:
            assert set(resource) >= RESOURCE
            got(resource["downloadURL"].removeprefix("http://testserver"))


# -- Feed, calendar, robots, sitemap ----------------------------------------------------------------------------------


def test_the_feed_has_what_stands_newest_first_with_ids_that_stay():
    switch_on()
    acts = publish(4, 5)
    workflow.withdraw(acts[0], SECRETARY, version=1)

    feed = ET.fromstring(got("/public/feed.atom"))

    found = [(entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}id").text) for entry in feed.iter(f"{ATOM}entry")]
    day = f"{acts[1].published_at:%Y-%m-%d}"
    assert found == [
        ("基北北桃合作交流平臺合作案清單", f"tag:testserver,{day}:publication/{acts[3].pk}"),
        ("基北北桃合作交流平臺列管統計", f"tag:testserver,{day}:publication/{acts[2].pk}"),
        ("基北北桃合作交流平臺第5次副市長層級會議紀錄", f"tag:testserver,{day}:publication/{acts[1].pk}"),
    ]
    assert feed.find(f"{ATOM}id").text == "tag:testserver,2023:public"
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "基北北桃合作交流平臺"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/public/feed.atom"


def test_absolute_addresses_are_those_of_the_site_where_it_is_set(settings):
    settings.SITE_URL = "https://platform.example"
    switch_on()
    publish(5)
    feed = got("/public/feed.atom").decode()
    assert "testserver" not in feed
    assert "tag:platform.example,2023:public" in feed
    assert '<link rel="canonical" href="https://platform.example/public/tally/">' in got("/public/tally/").decode()


def test_the_calendar_has_the_published_meetings_with_their_public_pages():
    switch_on()
    publish(4, 5)
    events = Calendar.from_ical(got("/public/meetings.ics")).walk("VEVENT")
    assert [(str(event["url"]), str(event["status"])) for event in events] == [
        ("http://testserver/public/meetings/deputy-mayor-4/", "CONFIRMED"),
        ("http://testserver/public/meetings/deputy-mayor-5/", "CONFIRMED"),
    ]
    (one,) = Calendar.from_ical(got("/public/meetings/deputy-mayor-5.ics")).walk("VEVENT")
    assert str(one["summary"]) == "基北北桃合作交流平臺第5次副市長層級會議"


@pytest.mark.usefixtures("published")
def test_robots_may_read_what_is_public_and_nothing_else():
    assert got("/robots.txt").decode().splitlines() == [
        "User-agent: *",
        "Allow: /public/",
        "Allow: /static/",
        "Allow: /sitemap.xml",
        "Disallow: /",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_the_sitemap_has_every_page_that_is_public():
    switch_on()
    publish(5, lists=[What.CASES])
    index = ET.fromstring(got("/sitemap.xml"))
    maps = [found.text.removeprefix("http://testserver") for found in index.iter(f"{MAP}loc")]
    pages = [found.text for path in maps for found in ET.fromstring(got(path)).iter(f"{MAP}loc")]
    cases = {f"http://testserver/public/cases/{row.case_id}/" for row in public_changes(public_scope())}

    assert maps == [f"/public/sitemap-{name}.xml" for name in ("pages", "meetings", "cases")]
    assert set(pages) == cases | {
        f"http://testserver/public/{path}"
        for path in (
            "",
            "meetings/",
            "figures/",
            "data/",
            "cases/",
            "meetings/deputy-mayor-5/",
            "meetings/deputy-mayor-5/minutes/",
        )
    }
    for page in pages[:12]:
        assert f'<link rel="canonical" href="{page}">' in got(page.removeprefix("http://testserver")).decode()


def test_a_corrected_version_is_an_entry_of_its_own():
    switch_on()
    publish(3, lists=())
    workflow.publish_minutes(second_version(), SECRETARY)
    feed = got("/public/feed.atom").decode()
    assert "第3次副市長層級會議紀錄（更正第2版）" in feed
    assert "/public/meetings/deputy-mayor-3/minutes/versions/2/" in feed
