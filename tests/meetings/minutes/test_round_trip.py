"""The five official texts: what is read from them prints them again, character for character."""

from __future__ import annotations

import pytest

from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, official, squashed


@pytest.mark.parametrize("number", NUMBERS)
def test_official_text_comes_back_exactly(number):
    reading = parse(official(number), VOCABULARY)
    assert reading.problems == ()
    assert squashed(render(reading.document)) == squashed(official(number))


@pytest.mark.parametrize("number", NUMBERS)
def test_rendered_text_reads_as_the_same_document(number):
    document = parse(official(number), VOCABULARY).document
    assert parse(render(document), VOCABULARY).document == document
