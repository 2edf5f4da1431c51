"""The command; see the package."""

import argparse
import io
import logging
import os
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from tests.bench.matrix import database


def main():
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.fuzz", description="Hostile inputs, seeded.")
    arguments.add_argument("--inputs", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--first", type=int, default=0, help="the number of the first input")
    arguments.add_argument("--only", type=int, help="one input, with what it was")
    arguments.add_argument("--target", help="only the inputs of targets whose name has this in it")
    arguments.add_argument("--postgres", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        os.environ |= {"DJANGO_ENV": "local", "MEDIA_ROOT": str(Path(folder) / "media")}
        with database(chosen.postgres):
            sys.exit(run(chosen))


def run(chosen):
    """Run and print; the exit code is 1 where an input crashed or was answered too slowly."""
    # Imported here, since models can be imported only once Django is set up.
    from django.conf import settings
    from django.core.management import call_command

    from tests.bench.fuzz.running import ANSWERED, REFUSED, SECONDS, fuzz
    from tests.bench.fuzz.world import world
    from tests.bench.table import show

    logging.disable(logging.CRITICAL)
    # Not Django's test environment: it copies the context of each of a page's thousands of templates.
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("load_platform", stdout=io.StringIO())
    targets = [target for target in world() if not chosen.target or chosen.target in target.name]
    numbers = [chosen.only] if chosen.only is not None else range(chosen.first, chosen.first + chosen.inputs)

    def told(run):
        if run.error:
            print(f"\ncrash: input {run.number}, {run.target}: {run.label}\n{run.error[-1_800:]}", flush=True)
        elif run.seconds > SECONDS:
            print(
                f"slow: input {run.number}, {run.target}, {run.outcome}: {run.label}, {run.seconds:.1f} s", flush=True
            )
        if run.number % 1_000 == 999:
            print(f"… {run.number + 1}", flush=True)

    report = fuzz(targets, numbers, chosen.seed, told)
    counts = report.counts()
    rows = []
    for target in targets:
        answered, refused, crashed = (counts[target.name, what] for what in (ANSWERED, REFUSED, "crashed"))
        worst = max((run.seconds for run in report.runs if run.target == target.name), default=0)
        rows.append([target.name, answered + refused + crashed, answered, refused, crashed, f"{worst:.2f}"])
    show(
        f"hostile inputs, seed {chosen.seed}", ["target", "inputs", "answered", "refused", "crashes", "slowest s"], rows
    )
    for what in (ANSWERED, REFUSED):
        slowest = report.slowest(what)
        if slowest:
            which = f"input {slowest.number}, {slowest.target}: {slowest.label}"
            print(f"slowest {what}: {slowest.seconds:.2f} s of processor, {which}")
    outcomes = Counter(run.outcome for run in report.runs if not run.error)
    print(
        f"{len(report.runs)} inputs: {outcomes[REFUSED]} refused, {outcomes[ANSWERED]} answered, "
        f"{len(report.crashes)} crashes, {len(report.slow)} answers over {SECONDS:g} s"
    )
    return 1 if report.crashes or report.slow else 0


if __name__ == "__main__":
    try:
        main()
    except Exception:
        traceback.print_exc()
        sys.exit(2)
