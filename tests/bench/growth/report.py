"""The table as text for the terminal and as the file docs/performance.md."""

import os
import platform
from datetime import date

from tests.bench.table import show
from tests.support.databases import ROOT

FILE = ROOT / "docs" / "performance.md"
HEADER = [
    "page", "cases", "engine", "shown ms", "p95", "anew ms", "p95", "floor ms", "ratio shown", "ratio anew", "limit",
    "holds", "1 client/s", "8 clients/s", "KB", "gzip KB", "MiB",
]  # fmt: skip
GROWTH_LIMIT = 1.2
# From this heading on the file is written by hand.
BY_HAND = "## What grew with the record"
BEGIN = """# How fast the platform is, and how it grows

Written by `python -m tests.bench.growth --write` down to the heading "What grew with the record", from there by hand;
`./run bench` prints the same table. The histories are made up by
`manage.py make_history` (200 meetings, ten ledger rows a case) and kept below `var/bench/`.

How it is measured: over HTTP on loopback, one gunicorn sync worker in production's settings, signed in as an official,
every middleware at work, a connection for each request. Page and floor are asked in turn in the same run, so a busy
machine weighs on both: **read the ratios, not the milliseconds**. Figures are medians, p95 beside them.

- *shown*: as the product hands the page out; pages that nothing has changed come out of its cache.
- *anew*: on a second worker with that cache switched off, as for the first reader after a change.
- *floor*: the least that the same content costs. The list: fifty rows by bare ORM in a bare template. The tally: the
  rolled-up figures of twenty meetings by raw SQL in a bare template; its limit adds an empty page of the site. The
  export: `csv.writer` over a raw cursor. Everything else: a page of the site with nothing in it (`base.html`).
- *limit*: how many times the floor the page may take.
- *KB*: the page's bytes, raw and compressed. *MiB*: what the worker holds after this page and those before it.

Measured apart: drawn PDFs (`python -m tests.bench.documents`), imports and exports of sheets (`tests.bench.bulk`),
readers and writers at once (`tests.bench.load`).
"""


def cells(row):
    """A measured page as the cells of a line of the table."""
    limit = "" if row.page.limit is None else f"{row.page.limit}×" + (" + empty" if row.page.plus_empty else "")
    shown, anew = row.holds(row.shown.median), row.holds(row.anew.median)
    holds = "" if anew is None else "yes" if anew else "shown only" if shown else "**no**"
    return [
        row.page.name,
        f"{row.cases:,}",
        row.engine,
        f"{row.shown.median:.1f}",
        f"{row.shown.p95:.1f}",
        f"{row.anew.median:.1f}",
        f"{row.anew.p95:.1f}",
        f"{row.floor.median:.1f}",
        f"{row.ratio_shown:.1f}",
        f"{row.ratio:.1f}",
        limit,
        holds,
        f"{row.rate_of_one:.0f}" if row.rate_of_one else "",
        f"{row.rate_of_eight:.0f}" if row.rate_of_eight else "",
        f"{row.size / 1000:.0f}",
        f"{row.compressed / 1000:.0f}",
        f"{row.mebibytes:.0f}",
    ]


def growth(rows):
    """A line for each page and engine: how much longer it takes with the largest history than with the smallest.

    Both as ratios to their own floors' empty pages, since the histories are measured one after the other.
    """
    found = []
    for engine, name in dict.fromkeys((row.engine, row.page.name) for row in rows):
        of_page = sorted(
            (row for row in rows if (row.engine, row.page.name) == (engine, name)), key=lambda row: row.cases
        )
        small, large = of_page[0], of_page[-1]
        if small is large or name == "empty":
            continue
        grown = (large.anew.median / large.empty.median) / (small.anew.median / small.empty.median)
        found.append([name, engine, f"{small.cases:,} → {large.cases:,}", f"{grown:.2f}", _yes(grown <= GROWTH_LIMIT)])
    return found


def _yes(holds):
    return "yes" if holds else "**no**"


GROWTH_HEADER = ["page", "engine", "cases", "times as long", f"≤ {GROWTH_LIMIT}"]


def print_table(rows, made):
    """Show everything on the terminal."""
    for said in made:
        print(said)
    show("pages", HEADER, [cells(row) for row in rows])
    if grown := growth(rows):
        show("growth", GROWTH_HEADER, grown)


def write(rows, made):
    """Write docs/performance.md; what stands there by hand stays."""
    cores, python = os.cpu_count(), platform.python_version()
    parts = [BEGIN, f"Measured on {date.today():%Y-%m-%d}, {cores} cores, Python {python}.\n"]
    parts += ["## Pages\n", _markdown(HEADER, [cells(row) for row in rows])]
    if grown := growth(rows):
        parts += ["## Ten times the data\n", _markdown(GROWTH_HEADER, grown)]
    failed = [
        f"- {row.page.name}, {row.cases:,} cases, {row.engine}: anew {row.anew.median:.1f} ms, may take "
        f"{row.page.most(row.floor.median, row.empty.median):.1f} ms"
        for row in rows
        if row.holds(row.anew.median) is False
    ]
    parts += ["## Limits that a page made anew does not keep\n", "\n".join(failed) or "None."]
    parts += ["\n## Making the histories\n", *(f"```\n{said.strip()}\n```\n" for said in made)]
    by_hand = "".join(FILE.read_text().partition(BY_HAND)[1:])
    FILE.write_text("\n".join([*parts, by_hand]).rstrip() + "\n")


def _markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
