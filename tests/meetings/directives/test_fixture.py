"""fixtures/directives.csv: every sentence stands in its text, every phrase in its sentence, in printed order."""

from meetings.directives.cues import masked
from meetings.directives.sentences import sentence_key
from tests.meetings.directives.measure import GROUPS, answers, fixture_rows, minutes

KINDS = {"instruction": 9, "suggestion": 16, "invitation": 4, "central_request": 4}


def squeezed(text):
    return "".join(text.split())


def test_every_sentence_is_verbatim_in_its_text():
    texts = {f"副市長層級-{number}": squeezed(minutes(number)) for number in range(1, 6)}

    assert [row["sentence"] for row in fixture_rows() if squeezed(row["sentence"]) not in texts[row["meeting"]]] == []


def test_every_phrase_stands_in_its_sentence_outside_of_titles():
    assert [row["phrase"] for row in fixture_rows() if row["phrase"] not in masked(row["sentence"])] == []


def test_rows_are_sorted_by_meeting_and_place_and_name_who_said_it():
    in_order = [
        (f"副市長層級-{number}", one.speaker, one.key)
        for number, asked in answers().items()
        for one, row in asked
        if row is not None
    ]

    rows = [(row["meeting"], row["speaker"], sentence_key(row["sentence"])) for row in fixture_rows()]
    assert rows == in_order


def test_kinds_groups_and_numbers_are_known_ones():
    rows = fixture_rows()
    kinds = [row["kind"] for row in rows]

    assert {kind: kinds.count(kind) for kind in KINDS} == KINDS
    assert len(rows) == sum(KINDS.values()) == 33
    for row in rows:
        groups = [name for name in row["groups"].split(";") if name]
        assert groups == [name for name in GROUPS if name in groups], row["sentence"]
        assert row["due"] == "" or int(row["due"]) > int(row["meeting"].rpartition("-")[2])
