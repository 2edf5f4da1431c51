"""What is stuck on paper: what the page says, nothing cut, no heading alone, with many cases and quarters too."""

import re
from datetime import date

import pytest
from django.core.paginator import Paginator

from cases.stuck.lights import period_of
from cases.stuck.pictures import Wall, WallGroup, WallRow
from groups.models import IssueGroup
from platform_site.shared.charts.lights import Cell, Row, light_wall
from platform_site.shared.pdf.rendering import render_pdf
from tests.cases.reporting.rows import tracked_case
from tests.cases.stuck.rows import course_of
from tests.meetings.pages.test_pdfs import MARGINS, foot_of, letters, pages_of, shown, squeezed, text_layer
from tests.people import signed_in
from tests.support.papers import faults

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
CAUSE = "中央補助核定時程延後，"
GROUPS = ["交通組", "災防組", "教育文化組"]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def reader():
    return signed_in("official")


@pytest.fixture
def fifteen():
    """Cases of three groups with lights of every kind and texts of every length, rare characters among them."""
    for number in range(15):
        case = tracked_case(GROUPS[number % 3], title=f"第{number}號跨市聯合稽查及資料交換平臺計畫（喆堃𠮷）")
        lights = [["yellow", "red", "red"], ["green", "yellow"], ["red", "green"]][number % 3]
        course_of(case, *lights, cause=CAUSE * 2 * (number + 1), due=date(2026, 11, 1 + number))


def body_of(html):
    """The page's part that paper has too."""
    start = html.index('<ul class="figures light-figures">')
    filters = re.search(r'<details class="panel stuck-filter">.*?</details>', html, re.S)[0]
    return html[start : html.index("</main>")].replace(filters, "")


def test_the_text_of_the_list_is_the_text_of_its_page(reader, fifteen):
    html = reader.get("/stuck/").content.decode()
    lead = re.search(r'<p class="page-lead">(.*?)</p>', html)[1]
    content = reader.get("/stuck.pdf").content
    # The head of a table stands again on each page that it goes on to.
    heads = squeezed("".join(page.extract_text() for page in pages_of(content))).count("合作案原因因應措施") - 2
    found = letters(text_layer(content, MARGINS["tally"]))
    assert heads >= 1
    again = letters("合作案原因因應措施預定改善日期持續情形" * heads)
    assert found == letters("落後及風險案件" + lead + "。" + shown(body_of(html))) + again


@pytest.mark.parametrize("path", ["/stuck.pdf", "/stuck.pdf?light=red&overdue=on", "/stuck/wall.pdf"])
def test_a_pdf_is_whole_accessible_and_asks_nobody_to_click(reader, fifteen, path, tmp_path):
    content = reader.get(path).content
    pages = pages_of(content)

    assert faults(content, tmp_path) == []
    text = "".join(squeezed(page.extract_text()) for page in pages)
    assert [word for word in ("點選", "選取", "按此", "按鈕", "開啟", "捲動", "篩選", "清除") if word in text] == []
    assert [foot for foot, is_heading in map(foot_of, pages[:-1]) if is_heading] == []
    for page in pages:
        edges = [character["x1"] for character in page.chars]
        assert max(edges) <= page.width - 18 / 25.4 * 72 + 1


def test_no_row_of_the_list_is_cut_between_two_pages(reader, fifteen):
    texts = [squeezed(page.extract_text(layout=False)) for page in pages_of(reader.get("/stuck.pdf").content)]
    due = {number: f"115年11月{1 + number}日" for number in range(15) if number % 3 != 2}
    with_rows = [text for text in texts if "合作案原因因應措施" in text]

    assert len(with_rows) >= 2
    for number, day in due.items():
        # The row's name begins where its date stands, on one page alone.
        assert [f"第{number}號跨市" in text for text in with_rows] == [day in text for text in with_rows], number


def test_a_narrowed_list_says_what_it_is_narrowed_to(reader, fifteen):
    text = squeezed(pages_of(reader.get("/stuck.pdf?group=交通組&light=red").content)[0].extract_text())
    assert "本表僅列：交通組、紅燈，共5案。" in text


@pytest.mark.slow
@pytest.mark.parametrize("number", [50, 150])
def test_a_wall_of_many_cases_and_twelve_quarters_stands_whole_on_paper(number):
    quarters = [year * 10 + quarter for year in (112, 113, 114) for quarter in (1, 2, 3, 4)]
    states = ["green", "yellow", "red", "none", ""]
    group = IssueGroup.objects.first()
    # On paper a wall needs no more of a case than its name.
    rows = tuple(
        WallRow(f"第{index}號合作計畫", tuple(Cell(states[(index + column) % 5]) for column in range(12)))
        for index in range(number)
    )
    columns = [(str(key // 10), f"{key % 10}季") for key in quarters]
    blocks = light_wall(group.name, columns, [Row(row.case, row.cells) for row in rows])
    wall = Wall(tuple(map(period_of, quarters)), (WallGroup(group, rows, blocks),), Paginator(rows, number).page(1))
    context = {"title": "各案燈號圖", "wall": wall, "bars": (), "platform": group.platform}
    content = render_pdf("cases/stuck/pdf/wall.html", context)

    text = "".join(squeezed(page.extract_text()) for page in pages_of(content))
    assert all(text.count(f"第{index}號合作計畫") >= 2 for index in range(number))
    assert [foot for foot, is_heading in map(foot_of, pages_of(content)[:-1]) if is_heading] == []
    for page in pages_of(content):
        assert all(rect["bottom"] <= page.height - 55 for rect in page.rects)
