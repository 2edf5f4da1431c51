"""The PDFs: their text is the page's text, their fonts are the meant ones, and they are tagged for who cannot see."""

import io
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from urllib.parse import quote

import pdfplumber
import pikepdf
import pytest
from django.template.loader import render_to_string
from weasyprint import HTML

from cases.models import Kind
from meetings.minutes.files.layout import line_of
from meetings.minutes.render import blocks
from meetings.models import Meeting, Paragraph, Remark, Section
from meetings.pages import printing
from meetings.record import documents
from meetings.record.compose import compose
from meetings.record.versions import edition_of
from platform_site.shared.pdf.rendering import TYPESETTER
from tests.factories import CaseFactory, group, record
from tests.meetings.pages.test_pages import draft
from tests.support.papers import missing_glyphs, pdfua_findings, words_of_a_screen

pytestmark = pytest.mark.django_db

LEVEL = "副市長層級"
# Running headers and footers stand outside of these margins, in points.
MARGINS = {"minutes": 25 / 25.4 * 72, "tally": 20 / 25.4 * 72}
# Ubuntu has no package of TW-Kai; Noto Serif stands in there.
HAS_TW_KAI = subprocess.run(["fc-list", r"TW\-Kai"], capture_output=True).stdout != b""
MINUTES_FONTS = {"TW-Kai" if HAS_TW_KAI else "Noto-Serif-CJK-TC", "Liberation-Serif-Latin"}
TALLY_FONTS = {"Noto-Sans-CJK-TC", "Noto-Sans-CJK-TC-Bold"}


def meeting(number):
    return Meeting.objects.get(level__name=LEVEL, number=number)


DOCUMENTS = {
    **{f"minutes {n}": lambda n=n: documents.minutes_pdf(edition_of(meeting(n))) for n in range(1, 6)},
    **{f"tally {n}": lambda n=n: printing.dashboard_pdf(meeting(n)) for n in (1, 3, 5)},
    "tally of all": printing.tally_pdf,
}
PAGES = {
    "minutes 1": 3,
    "minutes 2": 4,
    "minutes 3": 4,
    "minutes 4": 3,
    "minutes 5": 4,
    "tally 1": 3,
    "tally 3": 3,
    "tally 5": 3,
    "tally of all": 4,
}


@cache
def made(name):
    """Made once for the tests that only look: a PDF of the real record does not change within a run."""
    return DOCUMENTS[name]()


@cache
def pages_of(content):
    """The pages as pdfplumber reads them, which it does once for each."""
    return pdfplumber.open(io.BytesIO(content)).pages


@pytest.fixture(params=DOCUMENTS)
def name(request):
    return request.param


@pytest.fixture
def pdf(name):
    return made(name)


def text_layer(content, margin):
    """The text in the order of the content stream without white space, running headers and footers left out."""
    return squeezed(
        "".join(
            character["text"]
            for page in pages_of(content)
            for character in page.chars
            if margin <= character["top"] and character["bottom"] <= page.height - margin
        )
    )


def squeezed(text):
    return re.sub(r"\s", "", text)


def shown(html):
    """The text of a fragment; an SVG's alternative is none of it, the words for a screen reader are."""
    html = re.sub(r"<title>.*?</title>|<[^>]+>", "", html, flags=re.S)
    for entity, character in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}.items():
        html = html.replace(entity, character)
    return squeezed(html)


# -- Text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, 6))
def test_the_text_of_the_minutes_is_the_text_of_the_record(number):
    content = made(f"minutes {number}")

    expected = squeezed("".join(block.text for block in blocks(compose(meeting(number)))))

    assert text_layer(content, MARGINS["minutes"]) == expected


@pytest.mark.parametrize("number", (1, 3, 5))
def test_the_text_of_a_meetings_tally_is_the_text_of_its_dashboard(reader, number):
    page = reader.get(f"/meetings/deputy-mayor-{number}/").content.decode()
    body = page[page.index('<ul class="figures">') : page.index('<nav class="neighbours"')]
    content = made(f"tally {number}")

    found = text_layer(content, MARGINS["tally"])

    assert letters(found) == letters(f"第{number}次副市長層級會議列管統計" + shown(body))


def test_the_text_of_the_whole_tally_is_the_text_of_its_page(reader):
    page = reader.get("/meetings/tally/").content.decode()
    body = page[page.index('<section class="panel">') : page.index("</main>")]
    content = made("tally of all")

    assert letters(text_layer(content, MARGINS["tally"])) == letters("歷次會議列管統計" + shown(body))


def test_two_lines_of_one_remark_are_two_lines_in_text_page_and_pdf(recorder):
    row = draft()
    Section.objects.create(meeting=row, position=1, kind="remarks", wording="壹、主席結論")
    remark = Remark.objects.create(meeting=row, position=1, surname="王", title="副市長")
    Paragraph.objects.create(remark=remark, position=1, wording="請各組持續辦理\n下次會議報告")

    text = documents.EXPORTS["text"](row).decode()
    page = recorder.get("/meetings/deputy-mayor-6/minutes/").content.decode()
    lines = pages_of(documents.minutes_pdf(edition_of(row)))[0].extract_text().splitlines()

    assert "\n請各組持續辦理\n下次會議報告\n" in text
    assert "請各組持續辦理<br>下次會議報告" in page
    assert [line for line in lines if line in ("請各組持續辦理", "下次會議報告")] == ["請各組持續辦理", "下次會議報告"]


def letters(text):
    """How often each character occurs: cells and columns are not drawn in the order of the page's source."""
    counts = Counter(text)
    # A list's mark is drawn in the PDF; in the page's source there is none.
    counts.pop("▪", None)
    return counts


# -- Form ------------------------------------------------------------------------------------------------------------


def test_only_the_meant_fonts_are_embedded(name, pdf):
    fonts = {}
    for page in pikepdf.open(io.BytesIO(pdf)).pages:
        for font in page.Resources.get("/Font", {}).values():
            (descendant,) = font.DescendantFonts
            fonts[str(font.BaseFont).partition("+")[2]] = {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor)

    assert set(fonts) == (MINUTES_FONTS if name.startswith("minutes") else TALLY_FONTS)
    assert all(fonts.values())


def test_no_glyph_is_missing(pdf):
    assert missing_glyphs(pdf) == []


def test_pdfua_finds_nothing(pdf, tmp_path):
    assert pdfua_findings(pdf, tmp_path) == []


def test_pages_are_as_many_as_expected_and_each_says_which_it_is(name, pdf):
    pages = pages_of(pdf)
    total = len(pages)
    below = [page.crop((0, page.height - 57, page.width, page.height)) for page in pages]
    footers = [squeezed(page.extract_text()) for page in below]

    assert total == PAGES[name]
    for number, footer in enumerate(footers, 1):
        assert f"第{number}頁，共{total}頁" in footer


def test_title_language_and_tags_are_set(name, pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root, info = document.Root, document.docinfo

        assert str(root.Lang) == "zh-Hant-TW"
        assert root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
        assert str(info["/Author"]) == "基北北桃合作交流平臺"
        expected = {"minutes": "會議紀錄", "tally": "列管統計"}[name.split()[0]]
        assert str(info["/Title"]).endswith(expected)
        assert [float(length) for length in document.pages[0].MediaBox[2:]] == pytest.approx([595.28, 841.89], abs=0.1)


def test_every_header_cell_says_what_it_heads(name, pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        cells = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"]

        assert {str(cell.A.Scope) for cell in cells} == (set() if name.startswith("minutes") else {"/Column", "/Row"})


def test_no_page_is_blotted(name, pdf):
    # Text under a black box is still in the text layer, so only a picture of the page tells.
    pictures = [page.to_image(resolution=36).original.convert("L") for page in pages_of(pdf)]

    dark = [sum(picture.histogram()[:96]) / (picture.width * picture.height) for picture in pictures]
    assert max(dark) < 0.065, dark


def test_no_heading_stands_at_the_foot_of_a_page(name, pdf):
    feet = [foot_of(page) for page in pages_of(pdf)[:-1]]

    assert all(text for text, _ in feet)
    assert [text for text, is_heading in feet if is_heading] == []


def test_a_heading_at_the_foot_of_a_page_is_seen():
    style = (
        "@page { size: 100mm 80mm; margin: 20mm } * { margin: 0 }"
        " html, h2 { font: 10pt/10mm 'Noto Sans CJK TC'; break-after: auto }"
    )
    body = "<p>略</p>" * 3 + "<h2>標題</h2>" + "<p>略</p>" * 5
    loose = f"<html lang='zh-Hant-TW'><style>{style}</style>{body}</html>"

    (first, *_) = pdfplumber.open(io.BytesIO(HTML(string=loose).write_pdf(pdf_tags=True))).pages

    assert foot_of(first) == ("標題", True)


def test_paper_asks_nobody_to_click(pdf):
    assert words_of_a_screen(pdf) == []


def test_the_note_behind_the_last_tally_is_not_alone_on_a_page(recorder):
    record(CaseFactory(), draft())
    with pdfplumber.open(io.BytesIO(recorder.get("/meetings/tally.pdf").content)) as document:
        last = squeezed(document.pages[-1].extract_text())
    assert "第6次副市長層級會議各組案數" in last
    assert "差額＝載明－計算" in last


def foot_of(page):
    """The last line that a page prints above its bottom margin, and whether a heading stands in it.

    WeasyPrint marks every text as Span; which of them belong to a heading only the structure tree says.
    """
    line = [line for line in page.extract_text_lines() if line["bottom"] <= page.height - 56][-1]
    headings = set(heading_marks(page.structure_tree))
    return line["text"], any(character["mcid"] in headings for character in line["chars"])


def heading_marks(elements, within=False):
    """The marks (MCIDs) of a page's structure that stand within H1 to H6."""
    for element in elements:
        is_heading = within or re.fullmatch(r"H\d", element["type"]) is not None
        if is_heading:
            yield from element.get("mcids", ())
        yield from heading_marks(element.get("children", ()), is_heading)


# -- Official form ---------------------------------------------------------------------------------------------------

CLOSING = "」』）)〕】》〉、，。；：！？,.;:!?"


def minutes_lines(number):
    """The lines of a meeting's minutes as they stand on the pages, margins aside, each with its characters."""
    for page in pages_of(made(f"minutes {number}")):
        inside = page.crop((0, MARGINS["minutes"], page.width, page.height - MARGINS["minutes"]))
        yield from inside.extract_text_lines()


@pytest.mark.parametrize("number", range(1, 6))
def test_no_character_and_no_closing_bracket_stands_alone_on_a_line(number):
    texts = [squeezed(line["text"]) for line in minutes_lines(number)]

    assert [text for text in texts if len(text.strip(CLOSING)) < 2] == []
    assert [text for text in texts if text[0] in CLOSING] == []


@pytest.mark.parametrize("number", range(1, 6))
def test_what_wraps_is_flush_with_the_text_behind_the_number(number):
    numbered = [line for line in map(line_of, blocks(compose(meeting(number)))) if line.number]
    lines = [(line["x0"], squeezed(line["text"])) for line in minutes_lines(number)]
    left = min(x for x, _ in lines)
    wrapped = 0
    for x, text in lines:
        # The lines that this one may be the continuation of: a short one may stand in several.
        owners = [line for line in numbered if text in squeezed(line.text) and not squeezed(line.text).startswith(text)]
        steps = {(line.indent + line.hang) / 4 * 14 for line in owners}
        if owners:
            wrapped += 1
            assert min(abs(x - left - step) for step in steps) < 1, text
    assert wrapped > 10


def test_the_page_number_is_black_and_in_the_middle_and_the_title_larger():
    page = pages_of(made("minutes 1"))[0]
    number = [c for c in page.chars if page.height - 60 < c["top"] < page.height - 50 and c["size"] > 10]
    title = [c for c in page.chars if c["size"] > 19]

    assert "".join(c["text"] for c in number) == "第1頁，共3頁"
    assert (number[0]["x0"] + number[-1]["x1"]) / 2 == pytest.approx(page.width / 2, abs=6)
    assert {c["non_stroking_color"] for c in number} == {(0,)} or {tuple(c["non_stroking_color"]) for c in number} == {
        (0, 0, 0)
    }
    assert squeezed("".join(c["text"] for c in title)) == "基北北桃合作交流平臺第1次副市長層級會議紀錄"


# -- Seal ------------------------------------------------------------------------------------------------------------


def footer_text(content, page_number=0):
    page = pages_of(content)[page_number]
    return squeezed(page.crop((0, page.height - 71, page.width, page.height)).extract_text())


def test_a_final_meetings_footer_says_who_when_and_what():
    row = meeting(4)
    content = made("minutes 4")

    for number in range(PAGES["minutes 4"]):
        footer = footer_text(content, number)
        assert row.content_sha256 in footer
        assert row.finalised_by_name in footer


def test_a_drafts_footer_says_that_it_is_one_and_its_text_follows_the_rows():
    row = draft(cases=0)
    record(CaseFactory(title="草稿中的新案"), row)

    content = printing.dashboard_pdf(row)

    assert "草稿，內容尚可修改，未經定稿不得引用。" in footer_text(content)
    assert "草稿中的新案" in text_layer(content, MARGINS["tally"])


# -- Response --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/meetings/deputy-mayor-5/minutes.pdf", "基北北桃合作交流平臺第5次副市長層級會議紀錄.pdf"),
        ("/meetings/deputy-mayor-5/tally.pdf", "基北北桃合作交流平臺第5次副市長層級會議列管統計.pdf"),
        ("/meetings/tally.pdf", "基北北桃合作交流平臺歷次會議列管統計.pdf"),
    ],
)
def test_a_pdf_opens_in_the_browser_and_is_saved_under_its_chinese_name(reader, address, name, monkeypatch):
    monkeypatch.setattr(TYPESETTER, "pdf", lambda html: b"%PDF-")

    response = reader.get(address)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote(name)}"


def test_the_exported_html_is_the_body_of_the_pdf():
    html = documents.minutes_html(edition_of(meeting(3)))

    context = documents.minutes_context(edition_of(meeting(3))) | {"paper": True}
    assert render_to_string("meetings/pages/_minutes_body.html", context) in html


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_another_reader_finds_the_same_text():
    content = made("minutes 3")
    box = ["-x", "0", "-y", "71", "-W", "600", "-H", "700"]

    text = subprocess.run(["pdftotext", "-raw", *box, "-", "-"], input=content, capture_output=True, check=True).stdout

    expected = squeezed("".join(block.text for block in blocks(compose(meeting(3)))))
    assert squeezed(text.decode()) == expected


def test_a_group_with_a_fourth_number_has_all_its_names_on_the_page():
    row = draft()
    for number in range(3):
        record(
            CaseFactory(title=f"移至他組的合作案第{number}號", group=group("災防組")), row, Kind.MOVED, to_group=group()
        )
    pages = pdfplumber.open(io.BytesIO(printing.dashboard_pdf(row))).pages

    widest = max(char["x1"] for page in pages for char in page.chars)
    assert widest < pages[0].width - MARGINS["tally"] / 2
    text = "".join(page.extract_text() for page in pages)
    assert text.count("移列至交通組") == 3
