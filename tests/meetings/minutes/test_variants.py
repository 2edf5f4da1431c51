"""Variants of the official texts: those that mean the same read the same, damaged ones are reported at their line."""

from __future__ import annotations

import pytest

from tests.meetings.minutes.made.damages import DAMAGES
from tests.meetings.minutes.made.deformations import clean
from tests.meetings.minutes.made.samples import VOCABULARY, sample
from tests.meetings.minutes.made.variants import (
    DEFAULT_COUNT,
    DEFORMATIONS,
    SAMPLES,
    Random,
    comparable,
    failure,
    meaning,
    official_meaning,
    parse,
    variants,
)

BATCH = 100
# The first of them in every run.
BATCHES = [0, *(pytest.param(batch, marks=pytest.mark.slow) for batch in range(1, DEFAULT_COUNT // BATCH))]


@pytest.mark.parametrize("batch", BATCHES)
def test_variants_are_read_right(batch):
    wrong = [f"{variant}: {why}" for variant in variants(BATCH, batch * BATCH) if (why := failure(variant))]
    assert wrong == []


@pytest.mark.parametrize("deformation", DEFORMATIONS, ids=lambda item: item.name)
def test_each_deformation_alone(deformation):
    for number in SAMPLES:
        reading = parse(deformation.change(clean(sample(number)), Random(number)), VOCABULARY)
        assert reading.problems == ()
        assert comparable(meaning(reading.document)) == official_meaning(number)


def test_the_variants_cover_every_deformation_and_damage():
    made = list(variants(2 * DEFAULT_COUNT))
    steps = {name for variant in made for name in variant.steps}
    assert steps == {deformation.name for deformation in DEFORMATIONS}
    assert {variant.damage.name for variant in made if variant.damage} == {damage.name for damage in DAMAGES}
