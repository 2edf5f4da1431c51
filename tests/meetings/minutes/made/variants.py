"""Variants of the five official texts and a made one: half of them keep the meaning, half are damaged.

`python -m tests.meetings.minutes.made.variants` prints how many are read right.
A variant is made from its seed alone. A kept one must read as the same meaning without a problem; a damaged one must
have a problem of the right kind at the right line. The command prints the rates, and with --verbose what failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from meetings.minutes.meaning import comparable, meaning
from meetings.minutes.parsing.parse import parse
from tests.meetings.minutes.made import layout, spelling
from tests.meetings.minutes.made.damages import DAMAGES, Damage, located
from tests.meetings.minutes.made.deformations import Deformation, clean
from tests.meetings.minutes.made.samples import CHANGES_NUMBER, NUMBERS, VOCABULARY, sample

DEFORMATIONS = [*spelling.DEFORMATIONS, *layout.DEFORMATIONS]
SAMPLES = (*NUMBERS, CHANGES_NUMBER)
DEFAULT_COUNT = 600
# What tells a line's beginning or a word's only by being there can't be taken away twice.
UNFIT = (
    # Without marks and line ends, a note that follows a full stop is told by neither.
    {"clauses_unnumbered", "one_line"},
    {"clauses_unnumbered", "run_on_wrapped"},
    {"clauses_unnumbered", "without_full_stops", "groups_run_on"},
    {"clauses_unnumbered", "without_full_stops", "clauses_run_on"},
    {"seats_run_on", "label_moved"},
    # A page break within a running header leaves two lines that are on no other page.
    {"running_header", "pages"},
    # Without full stops and line ends, nothing stands between two resolutions.
    {"without_full_stops", "one_line"},
    {"without_full_stops", "run_on_wrapped"},
)


@dataclass(frozen=True)
class Variant:
    seed: int
    number: int
    steps: tuple[str, ...]
    text: str
    damage: Damage | None = None
    lines: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        name = f"{self.damage.name} + " if self.damage else ""
        return f"seed {self.seed}, meeting {self.number}: {name}{', '.join(self.steps)}"


def kept(seed: int) -> Variant:
    """A variant with the meaning of its official text."""
    random = Random(f"kept {seed}")
    number = random.choice(SAMPLES)
    steps = _steps(random, random.randint(1, 4))
    # One in six starts from the official text with its page breaks, with layout only.
    if random.random() < 1 / 6:
        steps = tuple(step for step in steps if step.phase >= 3) or _steps(random, 1, at_least=4)
        text = sample(number)
    else:
        text = clean(sample(number))
    return Variant(seed, number, tuple(step.name for step in steps), _deformed(text, steps, random))


def damaged(seed: int) -> Variant:
    """A variant with one damage, deformed otherwise as others are."""
    random = Random(f"damaged {seed}")
    damage = random.choice(DAMAGES)
    while True:
        number = random.choice(SAMPLES)
        text = damage.change(clean(sample(number)), random)
        if text is not None:
            break
    # Spelling is left alone: a damage is defined by what is printed.
    steps = _steps(random, random.randint(0, 2), at_least=3)
    if damage.fragile:
        steps = tuple(step for step in steps if step.phase < 5)
    steps = tuple(step for step in steps if not _hides(damage, step))
    text, first, last = located(_deformed(text, steps, random))
    return Variant(seed, number, tuple(step.name for step in steps), text, damage, (first, last))


def _hides(damage: Damage, step: Deformation) -> bool:
    """Whether a deformation takes away what the damage can be told by."""
    if damage.name == "full_stop_lost":
        # Without line ends a lost full stop is told by nothing, without any full stops neither.
        return step.name in {"without_full_stops", "some_lines_joined", "one_line", "run_on_wrapped"}
    if damage.name == "line_cut":
        return step.name in {"without_full_stops", "one_line", "run_on_wrapped", "some_lines_joined"}
    if damage.name in ("quote_left_open", "quote_not_opened", "line_cut", "title_cut") and step.name == "other_quotes":
        # Straight quotes don't say which one is lost.
        return True
    if damage.name in ("speaker_renamed", "stray_line", "text_after_end"):
        return step.name in {"one_line", "run_on_wrapped", "some_lines_joined", "broken_anywhere", "wrapped"}
    return False


def _steps(random: Random, count: int, *, at_least: int = 0) -> tuple[Deformation, ...]:
    """So many deformations in the order of their phases, at most one of the kinds that shut each other out."""
    chosen: list[Deformation] = []
    for step in random.sample(DEFORMATIONS, len(DEFORMATIONS)):
        if len(chosen) == count:
            break
        names = {other.name for other in chosen} | {step.name}
        if step.phase < at_least or any(pair <= names for pair in UNFIT):
            continue
        if step.phase in (0, 1, 5) and any(other.phase == step.phase for other in chosen):
            continue
        chosen.append(step)
    return tuple(sorted(chosen, key=lambda step: step.phase))


def _deformed(text: str, steps: tuple[Deformation, ...], random: Random) -> str:
    for step in steps:
        text = step.change(text, random)
    return text


@cache
def official_meaning(number: int) -> object:
    reading = parse(sample(number), VOCABULARY)
    assert reading.document is not None
    return comparable(meaning(reading.document))


def failure(variant: Variant) -> str:
    """What is wrong with the reading of a variant; empty where it is as it must be."""
    reading = parse(variant.text, VOCABULARY)
    problems = [(problem.line, problem.code, problem.message) for problem in reading.problems]
    if variant.damage is None:
        if problems:
            return f"false problems {problems[:3]}"
        if reading.document is None:
            return "no document"
        found, wanted = comparable(meaning(reading.document)), official_meaning(variant.number)
        return "" if found == wanted else f"other meaning: {difference(wanted, found)}"
    first, last = variant.lines
    for problem in reading.problems:
        if problem.code in variant.damage.codes and any(first <= n <= last for n in (problem.line, *problem.related)):
            return ""
    return f"lines {first}-{last} not reported as {sorted(variant.damage.codes)}: {problems[:4]}"


def difference(wanted: object, found: object, path: str = "") -> str:
    """The first place where two meanings differ."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        parts = [difference(wanted[key], found.get(key), f"{path}.{key}") for key in wanted]
        return next((part for part in parts if part), "")
    if isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            missing, extra = [x for x in wanted if x not in found], [x for x in found if x not in wanted]
            return f"{path}: missing {missing[:2]}, extra {extra[:2]}"
        parts = [difference(*pair, f"{path}[{n}]") for n, pair in enumerate(zip(wanted, found, strict=True))]
        return next((part for part in parts if part), "")
    return "" if wanted == found else f"{path}: {wanted!r} is {found!r}"


def variants(count: int, first_seed: int = 0) -> Iterator[Variant]:
    """So many variants, kept and damaged by turns."""
    for seed in range(first_seed, first_seed + (count + 1) // 2):
        yield kept(seed)
        yield damaged(seed)


def main() -> int:
    parser = argparse.ArgumentParser(description="Print how many variants of the official texts are read right.")
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    right: Counter[str] = Counter()
    slowest = 0.0
    for variant in variants(options.count, options.seed):
        kind = "damaged" if variant.damage else "kept"
        totals[kind] += 1
        started = time.perf_counter()
        why = failure(variant)
        slowest = max(slowest, time.perf_counter() - started)
        right[kind] += not why
        if why and options.verbose:
            print(f"{variant}\n    {why[:600]}")
    for kind, outcome in (("kept", "read the same"), ("damaged", "reported at the line")):
        print(f"{kind + ':':9} {right[kind]} of {totals[kind]} {outcome} ({right[kind] / totals[kind]:.1%})")
    print(f"slowest:  {slowest * 1000:.0f} ms")
    return 0 if right == totals else 1


if __name__ == "__main__":
    sys.exit(main())
