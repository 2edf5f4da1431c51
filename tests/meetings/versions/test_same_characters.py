"""Page, PDF, ODT, DOCX and text say the same characters, white space aside: the five meetings and two made ones."""

import io
import re
from dataclasses import replace
from datetime import date
from html import unescape

import docx
import odfdo
import pdfplumber
import pytest

from cases.models import Case, Kind
from meetings.minutes.document import TimeSection
from meetings.minutes.render import blocks
from meetings.models import Meeting, Paragraph, Remark
from meetings.record import documents
from meetings.record.compose import compose
from meetings.record.finalising import finalise
from meetings.record.versions import edition_of
from meetings.record.write import record_document
from tests.factories import SECRETARY, CaseFactory, record
from tests.meetings.finalising.drafts import sixth
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices, pytest.mark.usefixtures("real_files")]

MARGIN = 25 / 25.4 * 72


def official(number):
    return Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=number)


def made_final():
    """A sixth meeting that says what the second said, finalised here."""
    document = compose(official(2))
    sections = tuple(
        replace(section, date=date(2026, 1, 8)) if isinstance(section, TimeSection) else section
        for section in document.sections
    )
    made = record_document(replace(document, number=6, sections=sections), {}, {}, SECRETARY)
    return finalise(made, SECRETARY)


def made_draft():
    """A sixth meeting as a draft, with every width of number and a paragraph of two lines."""
    draft = sixth(ends_at="16:05", recorder="林嘉慧", appendix="附件1")
    for number in range(12):
        record(CaseFactory(title=f"四市「跨域」合作（第{number}期）"), draft)
    record(Case.objects.tracked().filter(group__name="災防組").first(), draft, Kind.DELISTED)
    remark = Remark.objects.create(meeting=draft, position=1, surname="林", title="副市長")
    for position in range(1, 13):
        wording = "{n}、請各組持續辦理。\nABC 1-2案，下次會議報告。"
        Paragraph.objects.create(remark=remark, position=position, wording=wording)
    return draft


MEETINGS = {**{str(n): lambda n=n: official(n) for n in range(1, 6)}, "final": made_final, "draft": made_draft}


def squeezed(text):
    return re.sub(r"\s", "", text)


def page_text(meeting):
    page = signed_in("secretariat").get(f"/meetings/{meeting.key}/minutes/").content.decode()
    article = page[page.index('<article class="minutes') : page.index("</article>")]
    return unescape(re.sub(r"<[^>]+>", "", article))


def pdf_text(content):
    with pdfplumber.open(io.BytesIO(content)) as document:
        return "".join(
            character["text"]
            for page in document.pages
            for character in page.chars
            if character["top"] >= MARGIN and character["bottom"] <= page.height - MARGIN
        )


def odt_text(content):
    return "".join(paragraph.inner_text for paragraph in odfdo.Document(io.BytesIO(content)).body.children)


def docx_text(content):
    return "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


@pytest.mark.slow
@pytest.mark.parametrize("name", MEETINGS)
def test_page_pdf_odt_docx_and_text_say_the_same_characters(name):
    meeting = MEETINGS[name]()
    export = {file_format: documents.export(meeting, file_format) for file_format in documents.FORMATS}
    expected = squeezed("".join(block.text for block in blocks(compose(meeting))))

    found = {
        "text": export["text"].decode(),
        "page": page_text(meeting),
        "pdf": pdf_text(export["pdf"]),
        "dispatch pdf": pdf_text(documents.copy_of(meeting, "dispatch", "pdf")),
        "odt": odt_text(export["odt"]),
        "docx": docx_text(export["docx"]),
    }

    off = {form: squeezed(text) for form, text in found.items() if squeezed(text) != expected}
    print(f"{name}: {len(expected)} characters, off in {len(off)} of {len(found)} forms")
    assert off == {}


# -- How the copies differ --------------------------------------------------------------------------------------------


def outside_the_margins(content):
    with pdfplumber.open(io.BytesIO(content)) as document:
        return [
            squeezed(
                "".join(
                    character["text"]
                    for character in page.chars
                    if character["top"] < MARGIN or character["bottom"] > page.height - MARGIN
                )
            )
            for page in document.pages
        ]


@pytest.mark.slow
def test_the_copy_for_dispatch_has_page_numbers_and_nothing_of_the_platforms():
    content = documents.copy_of(official(4), "dispatch", "pdf")

    assert outside_the_margins(content) == ["第1頁，共3頁", "第2頁，共3頁", "第3頁，共3頁"]


@pytest.mark.slow
def test_the_platforms_copy_has_its_hash_on_every_page():
    meeting = official(4)
    pages = outside_the_margins(documents.copy_of(meeting, "platform", "pdf"))

    assert len(pages) == 3
    for page in pages:
        assert f"內容驗證碼：{meeting.content_sha256}" in page


@pytest.mark.slow
def test_a_drafts_mark_is_drawn_on_every_page_and_is_in_no_text():
    edition = edition_of(official(4))
    with pdfplumber.open(io.BytesIO(documents.minutes_pdf(edition))) as document:
        without = [corner_of(page) for page in document.pages]
    draft = replace(edition, number=0, made_by_name="", made_at=None)
    with pdfplumber.open(io.BytesIO(documents.minutes_pdf(draft))) as document:
        marked = [corner_of(page) for page in document.pages]
        text = "".join(character["text"] for page in document.pages for character in page.chars)

    assert without == [0] * 3
    assert min(marked) > 100
    # Of the words at the foot, never of the mark.
    assert text.count("草稿") == 3 + 2


def corner_of(page):
    """How many points of the page have the colour of the mark, a light blue grey."""
    picture = page.to_image(resolution=36).original.convert("RGB")
    return sum(count for count, colour in picture.getcolors(100_000) if colour == (0xE9, 0xED, 0xF1))


def test_a_draft_as_odt_and_docx_says_so_at_the_head_of_the_page():
    draft = sixth()

    odt = odfdo.Document(io.BytesIO(documents.export(draft, "odt")))
    word = docx.Document(io.BytesIO(documents.export(draft, "docx")))

    assert odt.get_styles("master-page")[0].get_page_header().inner_text.strip() == "草稿"
    assert word.sections[0].header.paragraphs[0].text == "草稿"
    final = docx.Document(io.BytesIO(documents.export(official(4), "docx")))
    assert final.sections[0].header.paragraphs[0].text == ""


def test_odt_and_docx_have_the_indents_of_the_layout():
    meeting = official(1)
    word = docx.Document(io.BytesIO(documents.export(meeting, "docx")))
    odt = odfdo.Document(io.BytesIO(documents.export(meeting, "odt")))
    clause = next(paragraph for paragraph in word.paragraphs if paragraph.text.startswith("1.\t"))
    group = next(paragraph for paragraph in word.paragraphs if paragraph.text.startswith("(一)\t"))
    resolution = next(paragraph for paragraph in word.paragraphs if paragraph.text.startswith("一、"))

    def hanging(paragraph):
        form = paragraph.paragraph_format
        return form.left_indent.pt / 14, form.first_line_indent.pt / 14

    assert [hanging(p) for p in (resolution, group, clause)] == [(4, -2), (6, -2), (6, -1)]
    assert clause.paragraph_format.alignment == 3
    style = odt.get_style("paragraph", "minutes-clause-20-4")
    assert style.get_properties("paragraph")["fo:margin-left"] == f"{6 * 14 / 72 * 2.54:.3f}cm"
    assert style.get_properties("paragraph")["fo:text-indent"] == f"{-14 / 72 * 2.54:.3f}cm"
