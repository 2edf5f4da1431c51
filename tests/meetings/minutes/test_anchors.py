"""Anchors made of positions are those that the printed blocks carry."""

from __future__ import annotations

import pytest

from meetings.minutes import anchors
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import blocks
from tests.meetings.minutes.made.samples import VOCABULARY, official


@pytest.mark.parametrize("number", range(1, 6))
def test_every_clause_and_sub_clause_is_printed_under_its_anchor(number):
    document = parse(official(number), VOCABULARY).document
    printed = [block.key for block in blocks(document) if block.kind in ("clause", "subclause")]
    groups = enumerate(document.group_resolutions, 1)
    assert [anchor for at, group in groups for anchor, _ in anchors.clauses(at, group)] == printed


def test_anchors_count_from_one_and_say_what_they_lead_to():
    assert (anchors.clause(2, 1), anchors.clause(2, 1, 3)) == ("clause-2-1", "subclause-2-1-3")
    assert anchors.paragraph(anchors.remark(1), 2) == "remark-1-2"
    assert anchors.sheet(3) == "g3"
