"""A few hundred hostile inputs of every kind; `python -m tests.bench.fuzz` runs ten thousand."""

import warnings

import pytest

from tests.bench.fuzz.running import fuzz
from tests.bench.fuzz.world import world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INPUTS, SEED = 150, 2


def test_each_is_answered_or_refused_by_a_sentence():
    with warnings.catch_warnings():
        # Of the libraries, on damaged files.
        warnings.simplefilter("ignore")
        report = fuzz(world(), range(INPUTS), SEED)

    assert [(run.number, run.target, run.label, run.error) for run in report.crashes] == []
    counts = report.counts()
    assert sum(counts.values()) == INPUTS
    assert {outcome for _, outcome in counts} == {"answered", "refused"}
    assert len({target for target, _ in counts}) >= 10
