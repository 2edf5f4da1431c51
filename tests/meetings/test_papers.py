"""Every PDF that an official takes along, with rare characters in its names. A new one is one line in PAPERS."""

from datetime import date

import pytest
from weasyprint import HTML

from meetings.models import MeetingLevel
from tests.factories import CaseFactory, MeetingFactory, record
from tests.support.papers import (
    OF_A_SCREEN,
    RARE,
    missing_glyphs,
    pdfua_findings,
    text_of_pdf,
    words_of_a_screen,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The address of each; the sixth meeting is a draft with rare characters in its cases and among its people.
PAPERS = {
    "minutes": "/meetings/deputy-mayor-6/minutes.pdf",
    "dashboard": "/meetings/deputy-mayor-6/tally.pdf",
    "tally": "/meetings/tally.pdf",
    "work report": "/work-report/deputy-mayor-6/report.pdf",
    "stuck": "/stuck.pdf",
    "wall of lights": "/stuck/wall.pdf",
    "four cities": "/cities/matrix.pdf",
    "next meeting": "/meetings/upcoming/next-meeting.pdf",
    "comparison": "/meetings/compare.pdf?from=deputy-mayor-4&to=deputy-mayor-5",
}
# The tally prints the names of places only, no case's.
WITH_NAMES = {"minutes": f"游錫{RARE}", "dashboard": f"{RARE}合作案", "tally": f"{RARE}廳"}


@pytest.fixture
def paper(request, recorder, real_files):
    meeting = MeetingFactory(
        level=MeetingLevel.objects.get(name="副市長層級"),
        number=6,
        held_on=date(2026, 1, 6),
        venue=f"臺北市政府{RARE}廳",
        recorder=f"游錫{RARE}",
    )
    record(CaseFactory(title=f"{RARE}合作案"), meeting)
    response = recorder.get(PAPERS[request.param])
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("paper", PAPERS, indirect=True)
def test_a_paper_is_without_pdf_ua_findings_missing_glyphs_and_words_of_a_screen(paper, tmp_path):
    assert paper.startswith(b"%PDF")
    assert pdfua_findings(paper, tmp_path) == []
    assert missing_glyphs(paper) == []
    assert words_of_a_screen(paper) == []


@pytest.mark.parametrize(("paper", "name"), WITH_NAMES.items(), indirect=["paper"])
def test_rare_characters_of_names_are_in_the_text_layer(paper, name):
    assert name in text_of_pdf(paper)


def test_a_missing_glyph_and_a_word_of_a_screen_are_seen():
    style = "<style>p { font-family: 'Liberation Serif' } @font-face { font-family: x; src: local('x') }</style>"
    # An emoji that no installed font has, and a font that has the rest.
    content = HTML(string=f"<html lang='zh-Hant-TW'>{style}<p>\U0001f9ff</p><p>請點選連結</p></html>").write_pdf()

    assert missing_glyphs(content) == ["\U0001f9ff"]
    assert words_of_a_screen(content) == [word for word in OF_A_SCREEN if word in "請點選連結"]
