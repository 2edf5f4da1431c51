"""The minutes as an OpenDocument text: every line in a style of the document's own, as the office shows it."""

import io

import pytest
from odfdo import Document

from meetings.minutes.odt import HEADING_LEVELS, to_odt
from meetings.minutes.parsing.parse import parse
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, official


def minutes(number):
    return parse(official(number), VOCABULARY).document


@pytest.mark.parametrize("number", NUMBERS)
def test_every_line_and_heading_has_a_style_that_the_document_defines(number):
    odt = Document(io.BytesIO(to_odt(minutes(number))))
    lines = [element for element in odt.body.children if element.tag in ("text:p", "text:h")]

    assert {line.tag for line in lines} == {"text:p", "text:h"}
    for line in lines:
        assert line.style.startswith("minutes-")
        assert odt.get_style("paragraph", line.style) is not None
    headings = [line.style.split("-")[1] for line in lines if line.tag == "text:h"]
    assert set(headings) == set(HEADING_LEVELS)


def test_the_number_is_parted_by_a_tab_unless_a_full_width_sign_ends_it():
    odt = Document(io.BytesIO(to_odt(minutes(3))))
    texts = [line.inner_text for line in odt.body.children if line.tag in ("text:p", "text:h")]

    assert "貳、會議地點：基隆市要塞司令部" in texts
    assert "(一)\t交通組" in texts
    assert any(text.startswith("1.\t同意新增2案：") or text.startswith("1.\t同意新增 2 案：") for text in texts)
