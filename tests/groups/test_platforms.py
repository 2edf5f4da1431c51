"""Two platforms in one database: the second one is set up in the admin's forms and never mixes with the first."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.ledger.writing import LedgerError
from cases.matching import eligible
from cases.models import Case, Kind
from groups.models import City, IssueGroup, Platform
from meetings.imports.plan import current_vocabulary, plan_import
from meetings.models import Meeting, MeetingLevel
from meetings.record.figures import all_figures, figures_of
from meetings.record.verifying import verify_ledger
from tests.factories import GroupFactory, record
from tests.meetings.finalising.answers import confirmed
from tests.people import form_data, signed_in
from tests.support.lists import content_of

pytestmark = pytest.mark.django_db

NAME = "中臺灣區域治理平台"
COUNTIES = ["苗栗縣", "臺中市", "彰化縣", "南投縣", "雲林縣", "嘉義市", "嘉義縣", "基隆市"]
GROUPS = ["交通組", "觀光組", "農業組", "環保組", "教育組", "衛生組", "產業組"]
PAGES = {
    "home": "/",
    "meetings": "/meetings/",
    "tally": "/meetings/tally/",
    "dashboard": "/meetings/deputy-mayor-5/",
    "cases": "/cases/",
    "cases of a group": "/cases/?group=交通組",
    "matrix": "/reports/",
    "work report": "/work-report/",
    "proposals": "/proposals/",
    "cases as CSV": "/cases/export.csv",
}


def post(client, url_name, **values):
    """Send an add page of the admin; the row's page says no error."""
    response = client.post(reverse(f"admin:{url_name}_add"), values)
    assert response.status_code == 302, response.context["adminform"].form.errors


@pytest.fixture
def client():
    return signed_in("superuser")


@pytest.fixture
def second(client):
    """The second platform, all of it through the admin's forms."""
    post(client, "groups_platform", name=NAME)
    platform = Platform.objects.get(name=NAME)
    for order, name in enumerate(COUNTIES, 1):
        post(client, "groups_city", platform=platform.pk, name=name, government_name=f"{name}政府", order=order)
    for order, name in enumerate(GROUPS, 1):
        post(client, "groups_issuegroup", platform=platform.pk, name=name, order=order)
    post(
        client,
        "meetings_meetinglevel",
        platform=platform.pk,
        name="副首長層級",
        slug="deputy-head",
        order=1,
        meetings_per_year=2,
        keeps_ledger="on",
        held_before=0,
        first_host=City.objects.get(platform=platform, name="臺中市").pk,
    )
    return platform


@pytest.fixture
def meeting(client, second):
    """Its first meeting, on the day of the first platform's fifth: decided at in the admin, and made final."""
    level = MeetingLevel.objects.get(name="副首長層級")
    host = City.objects.get(platform=second, name="臺中市")
    post(
        client,
        "meetings_meeting",
        level=level.pk,
        number="",
        held_on="2025-08-07",
        sequence="",
        starts_at="10:00",
        venue="臺中市政府",
        host_city=host.pk,
    )
    draft = Meeting.objects.by_key("deputy-head-1").get()
    group = IssueGroup.objects.get(platform=second, name="交通組")
    decided = {"meeting": draft.pk, "kind": "added", "group": group.pk, "new_title": "中臺灣跨縣市轉乘優惠"}
    client.post(reverse("admin:cases_statuschange_record"), decided)
    page = reverse("admin:meetings_meeting_change", args=[draft.pk])
    client.post(page, {**form_data(client.get(page)), "ends_at": "12:00"})
    finalising = reverse("finalising:checklist", args=[draft.key])
    client.post(finalising, confirmed(client.get(finalising)))
    draft.refresh_from_db()
    return draft


def seen(client, address):
    """A page without its tokens, the time of a file and the links to other platforms."""
    html = content_of(client.get(address)).decode()
    html = re.sub(r"產製時間,\S+", "", html)
    html = re.sub(r'<nav class="site-nav" aria-label="平臺">.*?</nav>', "", html)
    return re.sub(r"\s+", " ", re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html))


def printed(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_what_the_first_platform_shows_and_exports_is_the_same_before_and_after(client, request):
    commands = [("tally", "--format", kind) for kind in ("json", "csv", "table")]
    pages = {name: seen(client, address) for name, address in PAGES.items()}
    outputs = [printed(*command) for command in commands]

    meeting = request.getfixturevalue("meeting")
    reader = signed_in("official")
    assert meeting.is_final
    for name, address in PAGES.items():
        client.get("/?platform=" + str(Platform.objects.order_by("pk").first().pk))
        assert seen(client, address) == pages[name], name
        assert NAME not in seen(reader, address)
    assert [printed(*command) for command in commands] == outputs
    assert list(verify_ledger()) == []


def test_the_second_one_has_its_own_groups_cities_and_numbers(client, second, meeting):
    assert (meeting.key, meeting.sequence, meeting.host_city.platform) == ("副首長層級-1", 2, second)
    assert [row.group for row in figures_of(meeting).groups] == GROUPS
    assert [(f.meeting, f.totals.added, f.totals.closing) for f in all_figures(second)] == [(meeting, 1, 1)]
    tallied = json.loads(printed("tally", "--platform", NAME, "--format", "json"))["meetings"]
    assert [(row["meeting"], len(row["groups"])) for row in tallied] == [("副首長層級-1", 7)]

    home = client.get(f"/?platform={second.pk}").content.decode()
    assert "第1次副首長層級會議" in home and NAME in home
    assert [row.meeting for row in client.get("/meetings/").context["page"]] == [meeting]
    (listed,) = client.get("/cases/?group=交通組").context["list"].lines
    assert listed.row.case.title == "中臺灣跨縣市轉乘優惠"
    assert [group.name for group, _ in client.get("/reports/").context["rows"]] == GROUPS


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("groups_membership_add", "group"),
        ("cases_case_add", "group"),
        ("cases_statuschange_record", "group"),
        ("cases_statuschange_record", "to_group"),
    ],
)
def test_menus_of_groups_tell_two_platforms_apart(client, page, field):
    first = Platform.objects.get()

    def offered():
        context = client.get(reverse(f"admin:{page}")).context
        form = context["adminform"].form if "adminform" in context else context["form"]
        return [label for key, label in form.fields[field].choices if key and label.startswith("交通組")]

    assert offered() == ["交通組"]
    second = GroupFactory(platform=Platform.objects.create(name=NAME), name="交通組").platform
    assert offered() == [f"交通組（{first}）", f"交通組（{second}）"]


def test_a_page_of_a_meeting_bears_the_name_of_that_meetings_platform(meeting):
    reader = signed_in("official")

    page = reader.get(meeting.get_absolute_url()).content.decode()
    pdf = reader.get(reverse("meetings:dashboard-pdf", args=[meeting.key]))

    assert f"<title>{meeting}｜{NAME}</title>" in page
    assert "%E4%B8%AD%E8%87%BA%E7%81%A3" in pdf["Content-Disposition"]
    assert f"｜{NAME}</title>" in reader.get("/meetings/").content.decode()


def test_the_forms_of_a_meeting_offer_only_its_platforms_groups_and_cities(client, meeting):
    add = client.get(reverse("admin:meetings_meeting_add"), {"level": meeting.level_id})
    form = add.context["adminform"].form
    assert [city.name for city in form.fields["host_city"].queryset] == COUNTIES
    assert (form.initial["number"], City.objects.get(pk=form.initial["host_city"]).name) == (2, "彰化縣")

    wrong = {"level": meeting.level_id, "number": 2, "held_on": "2026-01-05", "sequence": 1}
    refused = client.post(
        reverse("admin:meetings_meeting_add"), {**wrong, "host_city": City.objects.get(name="桃園市").pk}
    )
    assert refused.status_code == 200 and "host_city" in refused.context["adminform"].form.errors


def test_matching_and_the_ledger_never_cross(second, meeting):
    ours, theirs = (IssueGroup.objects.get(platform=row, name="交通組") for row in (first_platform(), second))
    case = Case.objects.get(group=theirs)
    later = (meeting.held_on.replace(year=2027), 1)

    assert case in eligible(Kind.DELISTED, theirs, later)
    assert case not in eligible(Kind.DELISTED, ours, later)
    draft = Meeting.objects.create(level=MeetingLevel.objects.get(slug="deputy-mayor"), number=6, held_on=later[0])
    with pytest.raises(LedgerError, match="不在第6次副市長層級會議的議題小組之內"):
        record(case, draft, Kind.DELISTED)


def test_minutes_are_read_with_the_words_of_the_platform_they_name(second, meeting):
    text = (
        f"{NAME}第2次副首長層級會議紀錄\n壹、會議時間：115年1月8日（星期四）上午10時\n貳、會議地點：彰化縣政府\n"
        "參、主席：彰化縣政府 王小明副縣長\n肆、出席人員：詳如簽到表\n伍、確認事項(王副縣長小明代表)\n"
        "一、確認各組提案。\n"
        + "".join(
            f"({'一二三四五六七'[index]}){name}\n1. {'其餘1' if index == 0 else '0'}案持續列管。\n"
            for index, name in enumerate(GROUPS)
        )
        + "陸、散會(上午12時)\n"
    )
    vocabulary = current_vocabulary(text)

    assert (vocabulary.platforms, vocabulary.groups, vocabulary.cities) == ((NAME,), tuple(GROUPS), tuple(COUNTIES))
    assert [level.name for level in vocabulary.levels] == ["副首長層級"]
    assert plan_import(text).document.number == 2
    assert current_vocabulary("基北北桃合作交流平台").platforms == ("基北北桃合作交流平臺",)


def first_platform():
    return Platform.objects.order_by("pk").first()
