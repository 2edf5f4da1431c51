"""Hostile inputs, seeded: `python -m tests.bench.fuzz [--inputs 10000] [--seed 1] [--postgres] [--only NUMBER]`.

text.py and packages.py make them; targets.py, sheets.py and pages.py put them where the site takes them;
running.py counts what became of each. An input is made from the seed and its number alone, so `--only NUMBER`
shows one again.
"""
