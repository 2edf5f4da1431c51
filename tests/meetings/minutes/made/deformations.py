"""Deformations that leave the meaning of minutes as it is: what files, writers and extraction do to a text.

Each takes the text and a random generator. They work on "clean" texts, where every element stands on one line
(`clean`), and are applied in the order of their phase: first what a writer does otherwise, then width and signs, then
what layout and extraction do. A text may carry marker characters (`MARKERS`), which every deformation leaves in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

MARKERS = "\ue000\ue001"
ZH = "〇一二三四五六七八九"
GROUP_HEAD = re.compile(r"^[\ue000\ue001]*[(（]([一二三四五六七八])[)）] ?(\S+?組)$")
CLAUSE = re.compile(r"^(?P<mark>[\ue000\ue001]*(?P<n>\d)\. ?)(?P<text>.*)$")
COUNT = re.compile(r"(?<=[增列案餘組中]) ?(\d{1,2}) ?(?=案)|^([\ue000\ue001]*)(\d{1,2}) ?(?=案持續)", re.MULTILINE)

Change = Callable[[str, Random], str]


@dataclass(frozen=True)
class Deformation:
    name: str
    phase: int
    change: Change


def registry() -> tuple[list[Deformation], Callable[[int], Callable[[Change], Change]]]:
    """A list of deformations and the decorator, given a phase, that puts functions on it."""
    registered: list[Deformation] = []

    def deformation(phase: int) -> Callable[[Change], Change]:
        def register(change: Change) -> Change:
            registered.append(Deformation(change.__name__, phase, change))
            return change

        return register

    return registered, deformation


def chinese(value: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(value, 10)
    if not tens:
        return ZH[ones]
    return ("" if tens == 1 else ZH[tens]) + "十" + (ZH[ones] if ones else "")


def clean(text: str) -> str:
    """The text with one element a line: page breaks inside sentences joined, blank lines dropped."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        if not line:
            continue
        cut = lines and len(lines[-1]) > 25 and not re.search(r"[。：）)！]$|紀錄$", lines[-1])
        goes_on = cut and not re.match(r"[壹貳參肆伍陸柒捌玖拾]、|[(（]|\d\.|- |紀錄", line)
        if goes_on:
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def blocks_of(text: str) -> tuple[list[str], list[list[str]], list[str]]:
    """The lines before the groups, the groups' lines, the lines after."""
    before: list[str] = []
    groups: list[list[str]] = []
    after: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        if GROUP_HEAD.match(line):
            groups.append([line])
        elif not groups:
            before.append(line)
        elif after or re.match(r"[\ue000\ue001]*[(（]?[捌玖拾八九十][、､,．.：) ）]", line):
            after.append(line)
        else:
            groups[-1].append(line)
    return before, groups, after


def joined(before: list[str], groups: list[list[str]], after: list[str]) -> str:
    return "\n".join([*before, *(line for group in groups for line in group), *after]) + "\n"


def clauses_of(group: list[str]) -> list[list[str]]:
    """A group's clauses, each with its sub-clauses, without the head."""
    clauses: list[list[str]] = []
    for line in group[1:]:
        if re.match(r"[\ue000\ue001]*\(\d\)", line) and clauses:
            clauses[-1].append(line)
        else:
            clauses.append([line])
    return clauses


def each_group(text: str, change: Callable[[list[list[str]]], list[list[str]]]) -> str:
    before, groups, after = blocks_of(text)
    changed = [[group[0], *(line for clause in change(clauses_of(group)) for line in clause)] for group in groups]
    return joined(before, changed, after)


def renumbered(clauses: list[list[str]]) -> list[list[str]]:
    return [
        [re.sub(r"^([\ue000\ue001]*)\d(?=\.)", rf"\g<1>{n}", clause[0]), *clause[1:]]
        for n, clause in enumerate(clauses, 1)
    ]


def section_lines(text: str, change: Callable[[list[str]], list[str]]) -> str:
    return "\n".join(change(text.rstrip("\n").split("\n"))) + "\n"
