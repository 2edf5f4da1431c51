"""Runs hostile inputs and counts what became of them."""

from __future__ import annotations

import os
import random
import re
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

ANSWERED, REFUSED = "answered", "refused"
# What an answer may take, of the processor: other work on the machine is no fault of the input's.
SECONDS = 2.0
# A run that takes this long is ended and counts as a crash.
PATIENCE = 60
CHINESE = re.compile(r"[\u4e00-\u9fff]{3}")

# What an input does once it is made: ANSWERED, or the sentence of the refusal.
Call = Callable[[], str]


@dataclass(frozen=True)
class Target:
    """A place where the site takes what others send; `make` draws an input and says (what it is, the call)."""

    name: str
    share: int
    make: Callable[[random.Random], tuple[str, Call]]


@dataclass(frozen=True)
class Run:
    """One input and what became of it; `seconds` are the processor's, `waited` those of the clock."""

    number: int
    target: str
    label: str
    outcome: str
    seconds: float
    waited: float
    error: str = ""


@dataclass
class Report:
    """All runs of a fuzz."""

    runs: list[Run] = field(default_factory=list)

    @property
    def crashes(self) -> list[Run]:
        return [run for run in self.runs if run.error]

    @property
    def slow(self) -> list[Run]:
        """Answers that took too long; a refusal may take as long as the limits of its reader allow."""
        return [run for run in self.runs if run.outcome == ANSWERED and run.seconds > SECONDS]

    def slowest(self, outcome: str) -> Run | None:
        return max((run for run in self.runs if run.outcome == outcome), key=lambda run: run.seconds, default=None)

    def counts(self) -> Counter[tuple[str, str]]:
        return Counter((run.target, "crashed" if run.error else run.outcome) for run in self.runs)


class NotASentence(Exception):
    """A refusal that says nothing a civil servant could read."""


class TookTooLong(BaseException):
    """Raised by the alarm: BaseException, so that nobody who catches every Exception hides it."""


def fuzz(
    targets: Sequence[Target], numbers: Sequence[int], seed: int, told: Callable[[Run], None] = lambda _: None
) -> Report:
    """Make and run the inputs of these numbers. Writes are taken back; nothing is raised."""
    report = Report()
    signal.signal(signal.SIGALRM, _out_of_time)
    shares = [target.share for target in targets]
    for number in numbers:
        chance = random.Random(f"{seed} {number}")
        (target,) = chance.choices(targets, shares)
        run = _run(number, target, chance)
        report.runs.append(run)
        told(run)
    return report


def _run(number: int, target: Target, chance: random.Random) -> Run:
    label, call = target.make(chance)
    outcome, error = "", ""
    signal.alarm(PATIENCE)
    began, clock = _processor(), time.monotonic()
    try:
        with transaction.atomic():
            outcome = call()
            transaction.set_rollback(True)
        if outcome != ANSWERED:
            if not CHINESE.search(outcome) or "Traceback" in outcome:
                raise NotASentence(outcome[:300])
            outcome = REFUSED
    # What a target does not answer or refuse is what this is looking for.
    except (Exception, TookTooLong):
        error = traceback.format_exc()
    finally:
        signal.alarm(0)
    seconds, waited = _processor() - began, time.monotonic() - clock
    return Run(number, target.name, label, outcome, seconds, waited, error)


def _processor() -> float:
    """Seconds of processor of this process and of the children that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _out_of_time(*_: object) -> None:
    raise TookTooLong(f"still running after {PATIENCE} s")
