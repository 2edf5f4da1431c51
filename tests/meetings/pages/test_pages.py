"""The pages of the meetings on the five real meetings: what they say, where their links lead, what they ask for."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from groups.models import IssueGroup
from groups.platforms import default_platform
from meetings.minutes.document import TimeSection
from meetings.models import DifferenceNote, Meeting, MeetingLevel
from meetings.pages.selectors import dashboard_of, overview, tallies_page
from meetings.record.compose import compose
from meetings.record.drafts import start_draft
from meetings.record.figures import figures_of_level
from meetings.record.write import record_document
from platform_site.shared.documents.models import DrawnDocument
from tests.factories import SECRETARY, CaseFactory, MeetingFactory, record

pytestmark = pytest.mark.django_db

LEVEL = "副市長層級"
# (meeting number, group, stated minus computed): where the record itself does not add up, and nowhere else.
DIFFERENCES = [
    (3, "交通組", 3),
    (3, "衛生社福組", 1),
    (3, "環境資源組", 1),
    (4, "災防組", -2),
    (5, "都會發展組", 1),
]
PAGES = {
    "home": "/",
    "list": "/meetings/",
    "tally": "/meetings/tally/",
    "dashboard": "/meetings/deputy-mayor-6/",
    "minutes": "/meetings/deputy-mayor-6/minutes/",
    "dashboard PDF": "/meetings/deputy-mayor-6/tally.pdf",
    "minutes PDF": "/meetings/deputy-mayor-6/minutes.pdf",
    "tally PDF": "/meetings/tally.pdf",
}
# Session and user are two of each; the platforms are one.
QUERIES = {
    "home": 25,
    "list": 14,
    "tally": 15,
    "dashboard": 35,
    "minutes": 24,
    "dashboard PDF": 40,
    "minutes PDF": 30,
    "tally PDF": 21,
}


def meeting(number):
    return Meeting.objects.get(level__name=LEVEL, number=number)


def draft(cases=1, number=6):
    """A sixth meeting, a draft that added so many cases."""
    row = MeetingFactory(level=MeetingLevel.objects.get(name=LEVEL), number=number, held_on=date(2026, 1, number))
    for case in CaseFactory.create_batch(cases):
        record(case, row)
    return row


def text_of(response):
    return re.sub(r"<[^>]+>", "", response.content.decode())


def without_tokens(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def ids_of(response):
    return set(re.findall(r'\bid="([^"]+)"', response.content.decode()))


# -- Figures --------------------------------------------------------------------------------------------------------


def test_home_lists_exactly_the_open_differences_of_the_record():
    differences = [(d.meeting.number, d.tally.group, d.tally.open_difference) for d in overview().differences]

    assert differences == DIFFERENCES


def test_home_shows_the_latest_meeting_stated_beside_counted(reader):
    text = text_of(reader.get("/"))

    assert "第5次副市長層級會議" in text
    assert [(h.label, h.stated, h.counted) for h in overview().latest.headlines] == [
        ("解列", 15, 15),
        ("新增", 18, 18),
        ("確認執行中", 34, 34),
    ]
    assert "其餘34＋新增18" in text


def test_home_stays_with_the_latest_final_meeting_and_names_the_draft(reader):
    draft()

    text = text_of(reader.get("/"))

    assert overview().latest.meeting == meeting(5)
    assert [row.number for row in overview().drafts] == [6]
    assert "第6次副市長層級會議（115年1月6日）的紀錄正在整理中" in text


def test_the_trend_and_the_differences_of_home_leave_drafts_out(reader):
    draft()

    assert [figures.meeting.number for figures in overview().series] == [1, 2, 3, 4, 5]
    assert "第6次（草稿）" not in text_of(reader.get("/"))


def test_home_with_drafts_alone_names_them_and_counts_nothing(reader, monkeypatch):
    row = draft()
    only = [figures for figures in figures_of_level(row.level_id) if not figures.meeting.is_final]
    monkeypatch.setattr("meetings.pages.selectors.all_figures", lambda platform, as_of, newest: only)

    text = text_of(reader.get("/"))

    assert "第6次副市長層級會議（115年1月6日）的紀錄正在整理中" in text
    assert "還沒有定稿的會議，因此還沒有列管中的合作案。" in text


def test_home_without_any_meeting_says_what_to_do(reader, monkeypatch):
    monkeypatch.setattr("meetings.pages.selectors.all_figures", lambda platform, as_of, newest: [])
    monkeypatch.setattr("meetings.pages.selectors.ledger_levels", lambda platform: MeetingLevel.objects.none())

    assert "還沒有會議。幕僚單位可由「會議」頁新增，或匯入既有的會議紀錄。" in text_of(reader.get("/"))
    assert "還沒有會議，因此沒有統計。" in text_of(reader.get("/meetings/tally/"))


def test_trend_goes_through_the_five_meetings():
    (level,) = tallies_page().levels

    numbers = {kind: [bar.text for bar in level.chart.bars if bar.kind == kind] for kind in ("stock", "came", "went")}
    assert numbers == {
        "stock": ["67", "70", "63", "48", "52"],
        "came": ["＋24", "＋15", "＋12", "＋2", "＋18"],
        "went": ["－21", "－12", "－24", "－15", "－15"],
    }
    assert [(label.text, label.note) for label in level.chart.labels][0] == ("第1次", "112.7.27")


def test_tally_page_shows_every_figure_of_every_meeting(reader):
    response = reader.get("/meetings/tally/")
    cells = [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td.*?</td>", response.content.decode(), re.S)]

    # 交通組 at the third meeting: opening, added, delisted, stated, computed, difference, closing, named.
    start = next(i for i in range(len(cells)) if cells[i : i + 3] == ["16", "2", "3"])
    assert cells[start : start + 8] == ["16", "2", "3", "16", "13", "+3多3案", "18", "11"]


# -- Names behind the numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, 6))
def test_every_number_of_a_dashboard_has_its_names_or_says_how_many_are_missing(number):
    for sheet in dashboard_of(meeting(number)).sheets:
        lists = (sheet.added, sheet.delisted, sheet.remaining)
        added, delisted, remaining = (sum(not item.is_subcase for item in names) for names in lists)

        assert (added, delisted) == (sheet.tally.added, sheet.tally.delisted)
        assert remaining + sheet.tally.unnamed == sheet.tally.remaining


@pytest.mark.parametrize("number", range(1, 6))
def test_every_anchor_of_a_dashboard_and_of_the_tally_page_is_there(reader, number):
    address = reverse("meetings:dashboard", args=[f"{LEVEL}-{number}"])
    dashboard, tally = reader.get(address), reader.get("/meetings/tally/")

    assert set(re.findall(r'href="#([^"]+)"', dashboard.content.decode())) <= ids_of(dashboard)
    assert set(re.findall(rf'href="{re.escape(address)}#([^"]+)"', tally.content.decode())) <= ids_of(dashboard)
    assert f'href="{address}#g8-delisted"' in tally.content.decode()


@pytest.mark.parametrize("number", range(1, 6))
def test_links_into_the_minutes_meet_the_clause_that_they_quote(reader, number):
    dashboard = reader.get(f"/meetings/deputy-mayor-{number}/").content.decode()
    minutes = reader.get(f"/meetings/deputy-mayor-{number}/minutes/").content.decode()
    links = re.findall(r'/minutes/#([^"]+)">([^<]+)</a>', dashboard)

    assert len(links) >= 8 - 2
    for key, quoted in links:
        line = re.search(rf'id="{key}">(.*?)</(?:p|h3)>', minutes, re.S).group(1)
        assert re.sub(r"<[^>]+>", "", line).strip() == quoted


def test_a_dashboard_shows_what_was_put_off(reader):
    assert "「基北北桃紀錄片相關計畫推動聯合行銷宣傳」待四市有共識後再行提案。" in text_of(
        reader.get("/meetings/deputy-mayor-5/")
    )


def test_a_case_first_named_when_it_was_delisted_says_so(reader):
    sheet = dashboard_of(meeting(3)).sheets[0]

    assert [(item.title, item.is_new_here) for item in sheet.delisted][0] == ("共享轄內大貨車車籍資料", True)
    assert not any(item.is_new_here for item in sheet.added)
    assert "首次列出案名" in text_of(reader.get("/meetings/deputy-mayor-3/"))


def test_a_difference_is_told_in_words_until_it_is_explained(reader):
    group = IssueGroup.objects.get(name="交通組")
    open_text = text_of(reader.get("/meetings/deputy-mayor-3/"))
    DifferenceNote.objects.create(
        meeting=meeting(3), group=group, cases_explained=2, text="兩案自工作會議移入", written_by_name="王小明"
    )
    partly = text_of(reader.get("/meetings/deputy-mayor-3/"))
    DifferenceNote.objects.create(
        meeting=meeting(3), group=group, cases_explained=1, text="一案恢復列管", written_by_name="王小明"
    )
    closed = text_of(reader.get("/meetings/deputy-mayor-3/"))

    assert "紀錄載明其餘16案；自上次會議承接16案、解列3案，應餘13案，載明的數字多3案。" in open_text
    assert "尚待幕僚單位說明。" in open_text
    assert "說明+2：兩案自工作會議移入" in partly
    assert "尚有+1待說明。" in partly
    assert "已全數說明。" in closed
    assert len(overview().differences) == len(DIFFERENCES) - 1


# -- Minutes --------------------------------------------------------------------------------------------------------


def test_every_decided_title_of_the_minutes_leads_to_its_case(reader):
    html = reader.get("/meetings/deputy-mayor-5/minutes/").content.decode()
    changes = meeting(5).changes.exclude(printed_title="")

    for change in changes:
        assert f'<a href="{reverse("cases:detail", args=[change.case_id])}">{change.printed_title}</a>' in html
    assert changes.count() == 33


def test_a_title_is_text_and_never_markup(recorder):
    row = draft(cases=0)
    record(CaseFactory(title="<b>案</b>"), row)

    html = recorder.get("/meetings/deputy-mayor-6/").content.decode()

    assert "&lt;b&gt;案&lt;/b&gt;" in html and "<b>案</b>" not in html


# -- Addresses, drafts, strangers -----------------------------------------------------------------------------------


def test_both_forms_of_a_meetings_key_show_the_same_page(reader):
    chinese, latin = (reader.get(f"/meetings/{key}-4/minutes/") for key in (LEVEL, "deputy-mayor"))

    assert without_tokens(chinese) == without_tokens(latin)
    assert chinese.status_code == 200


@pytest.mark.parametrize("page", ["", "minutes/", "minutes.pdf", "tally.pdf"])
@pytest.mark.parametrize("key", [f"{LEVEL}-9", "第五次", "deputy-mayor-", "x-99999"])
def test_an_unknown_meeting_is_a_chinese_404_that_says_where_to_go(reader, key, page):
    response = reader.get(f"/meetings/{key}/{page}")

    assert response.status_code == 404
    assert f"找不到會議「{key}」。" in text_of(response)
    assert "從會議清單找會議" in text_of(response)


def test_a_draft_is_marked_on_every_page_of_it(recorder):
    draft()

    assert "草稿" in text_of(recorder.get("/meetings/deputy-mayor-6/"))
    assert "草稿，內容尚可修改，未經定稿不得引用。" in text_of(recorder.get("/meetings/deputy-mayor-6/minutes/"))
    assert "草稿" in text_of(recorder.get("/meetings/"))
    assert "第6次（草稿）" in text_of(recorder.get("/meetings/tally/"))


def test_what_a_draft_decided_is_shown_to_those_who_record_it_alone(reader, recorder):
    row = draft(cases=3)
    minutes = reverse("meetings:minutes", args=[row])
    pages = ("/meetings/", "/meetings/tally/", "/meetings/deputy-mayor-6/agenda/")
    seen = {client: [client.get(page).content.decode() for page in pages] for client in (reader, recorder)}

    for shown, client in ((True, recorder), (False, reader)):
        listed, tally, prepared = seen[client]
        assert (minutes in listed, minutes in prepared, "第6次（草稿）" in tally) == (shown, shown, shown)
        # 新增 of the newest meeting, which is the first row.
        assert ('<td class="number">3</td>' in listed.split("</tr>")[1]) is shown
    assert reader.get("/meetings/deputy-mayor-6/").url == reverse("agenda:hub", args=[row.key])
    assert reader.get(minutes).status_code == 404
    assert "尚未定稿，定稿後即可閱讀。" in text_of(reader.get(minutes))


def test_a_final_meeting_says_who_when_and_what(reader):
    row = meeting(2)

    text = text_of(reader.get("/meetings/deputy-mayor-2/minutes/"))

    assert "已定稿" in text
    assert row.finalised_by_name in text
    assert row.content_sha256 in text


@pytest.mark.parametrize("address", PAGES.values())
def test_a_stranger_is_sent_to_the_login_page(address):
    response = Client().get(address)

    assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")


# -- Queries --------------------------------------------------------------------------------------------------------


def draft_with_minutes(number):
    """A draft that prints what the fifth meeting prints, on cases of its own."""
    document = compose(meeting(5))
    sections = tuple(
        replace(section, date=date(2026, 1, number)) if isinstance(section, TimeSection) else section
        for section in document.sections
    )
    return record_document(replace(document, number=number, sections=sections), {}, {}, SECRETARY)


def test_queries_do_not_grow_with_meetings_and_cases(reader, recorder, subtests, django_assert_num_queries):
    def ask_for_every_page(size):
        # The officials' tally is the same document both times.
        DrawnDocument.objects.all().delete()
        for page, address in PAGES.items():
            client = recorder if "deputy-mayor-6" in address else reader
            with subtests.test(page=page, size=size), django_assert_num_queries(QUERIES[page]):
                assert client.get(address).status_code == 200

    draft_with_minutes(6)
    ask_for_every_page("small")

    for number in (7, 8):
        draft_with_minutes(number)
    for case in CaseFactory.create_batch(20):
        record(case, meeting(6))
    ask_for_every_page("large")


# -- A record that does not begin with the first meeting --------------------------------------------------------------


def test_pages_of_a_record_that_begins_late_say_so_and_claim_no_opening(reader, recorder):
    level = MeetingLevel.objects.create(
        platform=default_platform(), name="局長層級", slug="director", order=9, keeps_ledger=True
    )
    late = start_draft(Meeting(level=level, number=3, held_on=date(2001, 3, 1)), SECRETARY)
    late.group_resolutions.all().delete()
    said = "紀錄自第3次會議起，之前的會議未在系統中"

    dashboard = recorder.get(late.get_absolute_url()).content.decode()
    cells = [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td.*?</td>", dashboard, re.S)]

    assert said in dashboard and "期初＝解列＋其餘" not in dashboard
    # 交通組: opening, added, delisted, stated, computed, difference, closing, named.
    assert cells[:8] == ["不詳", "0", "0", "—", "不詳", "—", "不詳", "0"]
    assert said in recorder.get("/meetings/tally/").content.decode()
    assert said not in reader.get("/").content.decode()
    assert said not in reader.get("/meetings/deputy-mayor-1/").content.decode()
    paper = {"meeting": late, "dashboard": dashboard_of(late), "paper": True}
    assert said in render_to_string("meetings/pages/pdf/dashboard.html", paper)
