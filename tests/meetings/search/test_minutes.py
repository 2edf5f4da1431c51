"""Every sentence of the five official minutes is found by every word of two characters in it."""

import re
from collections import defaultdict

import pytest
from django.urls import reverse

from cases.models import SearchEntry, SearchKind
from cases.normalising import normalise_search
from cases.search.index import matching
from groups.platforms import default_platform
from meetings.minutes.render import blocks
from meetings.models import Meeting
from meetings.record.versions import printed_document
from tests.meetings.minutes.made.samples import NUMBERS, official, squashed
from tests.people import signed_in

pytestmark = pytest.mark.django_db

HAN = re.compile(r"[㐀-鿿]{2,}")
SENTENCE_ENDS = re.compile(r"[。；！？]")


@pytest.fixture
def client():
    return signed_in("official", "reader")


def lines():
    """{(meeting, position): the printed line} of the five minutes, white space aside."""
    meetings = Meeting.objects.finalised().select_related("level__platform")
    return {
        (meeting.pk, position): squashed(block.text)
        for meeting in meetings
        for position, block in enumerate(blocks(printed_document(meeting)))
    }


def words_of(text):
    """Every two Chinese characters that stand side by side in a text."""
    return {run[at : at + 2] for run in HAN.findall(text) for at in range(len(run) - 1)}


def found(word):
    """The lines that a search for the word finds."""
    hits = matching(SearchKind.MINUTES, default_platform().pk, [normalise_search(word)], 10_000)
    return {(hit.source_id, hit.position) for hit in hits}


def test_the_official_texts_are_the_lines_that_are_searched():
    printed = lines()

    for meeting in Meeting.objects.finalised().order_by("number"):
        text = "".join(line for (pk, _), line in printed.items() if pk == meeting.pk)
        assert text == squashed(official(meeting.number))
    assert len(NUMBERS) == 5
    assert SearchEntry.objects.filter(kind=SearchKind.MINUTES).count() == len(printed)


@pytest.mark.slow
def test_each_word_of_two_characters_finds_every_line_that_prints_it_and_no_other():
    printed = lines()
    # Only what the word is compared with is folded by the project's own rule; a printed line is looked at as it is too.
    folded = {place: normalise_search(line) for place, line in printed.items()}
    printing = defaultdict(set)
    for place, line in printed.items():
        for word in words_of(line):
            printing[word].add(place)
    missed, wrong = {}, {}
    for word, places in printing.items():
        hits = found(word)
        if places - hits:
            missed[word] = places - hits
        if hits - {place for place in hits if normalise_search(word) in folded[place]}:
            wrong[word] = hits

    assert (missed, wrong) == ({}, {})
    assert len(printing) == 3_280
    assert {place for places in printing.values() for place in places} == set(printed) - unworded(printed)


def unworded(printed):
    """Lines without two Chinese characters side by side; there are none in the five minutes."""
    return {place for place, line in printed.items() if not words_of(line)}


def test_every_line_and_every_sentence_of_the_five_minutes_has_such_a_word():
    printed = lines()
    sentences = [one for line in printed.values() for one in SENTENCE_ENDS.split(line) if one]

    assert unworded(printed) == set()
    assert len(sentences) == 308
    assert [one for one in sentences if not words_of(one)] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_result_leads_to_the_line_that_was_found(client, number):
    meeting = Meeting.objects.get(level__name="副市長層級", number=number)
    page = client.get(reverse("meetings:minutes", args=[meeting.key])).content.decode()
    anchors = set(re.findall(r'id="([\w-]+)"', page))
    stored = SearchEntry.objects.filter(kind=SearchKind.MINUTES, source_id=meeting.pk)

    assert {anchor for entry in stored for _, anchor, _ in entry.parts} - anchors == set()


def test_a_line_says_under_which_head_it_stands():
    entries = SearchEntry.objects.filter(kind=SearchKind.MINUTES, source_id=Meeting.objects.get(number=5).pk)
    labels = [label for entry in entries for label, _, _ in entry.parts]

    assert {"(一)交通組", "(八)觀光文創組", "林副市長"} <= {re.sub(r"\s", "", label) for label in labels}
