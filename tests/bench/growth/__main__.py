"""What each page costs on histories of 10,000 and 100,000 cases, beside the least that it could cost.

    python -m tests.bench.growth [--only list,home] [--size 10000,100000] [--engine sqlite] [--quick] [--write]

`--quick` measures 1,000 and 10,000 cases; `--write` puts the table into docs/performance.md. The histories are made
once and kept below var/bench/ (see databases.py); remove that folder to make them anew.
"""

import argparse
import signal
import sys

from tests.bench.growth import report
from tests.bench.growth.databases import history
from tests.bench.growth.measuring import measure
from tests.bench.growth.pages import PAGES
from tests.bench.growth.serving import served

ENGINES = ["sqlite", "postgresql"]
SIZES, QUICK_SIZES = [10_000, 100_000], [1_000, 10_000]


def main():
    # Told to end, it takes its servers along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    names = [page.name for page in PAGES]
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.growth")
    arguments.add_argument("--only", default=",".join(names), help=f"of {', '.join(names)}")
    arguments.add_argument("--size", help="numbers of cases")
    arguments.add_argument("--engine", default=",".join(ENGINES))
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--write", action="store_true")
    chosen = arguments.parse_args()
    only, engines = chosen.only.split(","), chosen.engine.split(",")
    if unknown := {*only} - {*names} | {*engines} - {*ENGINES}:
        arguments.error(f"unknown: {', '.join(sorted(unknown))}")
    sizes = [int(size) for size in chosen.size.split(",")] if chosen.size else QUICK_SIZES if chosen.quick else SIZES
    rows, made = [], []
    for engine in engines:
        for size in sizes:
            with history(size, engine) as (settings, said), served(settings) as server, served(settings, True) as anew:
                made.append(f"{engine}, {size:,} cases\n{said}")
                for page in (page for page in PAGES if page.name in only):
                    rows.append(measure(page, server, anew, size, engine))
                    print(" ".join(report.cells(rows[-1])), flush=True)
    report.print_table(rows, made)
    if chosen.write:
        report.write(rows, made)


if __name__ == "__main__":
    main()
