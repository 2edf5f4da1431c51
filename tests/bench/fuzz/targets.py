"""Where hostile minutes and titles go: the recogniser, the readers of files, matching, and pasting into a sitting."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from cases.matching import Candidate, candidates, difference_in_words, match_title, mentioned, topic_mark
from cases.models import Case, Kind
from cases.normalising import normalise_search, normalise_title, places_of
from meetings.imports.files import UnreadableFile, read_bytes
from meetings.imports.plan import plan_import
from meetings.minutes.render import render
from meetings.models import Meeting
from meetings.sitting import pasting
from meetings.sitting.register import Register
from platform_site.shared.refusals import Refusal
from tests.bench.fuzz import packages, text
from tests.bench.fuzz.running import ANSWERED, Call, Target

ENCODINGS = [
    "utf-8",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp950",
    "big5hkscs",
    "gb18030",
    "latin-1",
    "utf-7",
]


def recognised(printed: str) -> str:
    """Plan the import of a text and print what it plans, as the command does; the problems where it is no minutes."""
    plan = plan_import(printed)
    json.dumps(plan.as_json(), ensure_ascii=False)
    if plan.document is None:
        return plan.problems[0].message
    render(plan.document)
    return ANSWERED


def a_text(chance: random.Random) -> tuple[str, Call]:
    printed = text.minutes(chance)
    return f"{len(printed)} characters", lambda: recognised(printed)


def read(content: bytes) -> str:
    try:
        return recognised(read_bytes(content, "紀錄"))
    except UnreadableFile as refused:
        return str(refused)


def a_text_file(chance: random.Random) -> tuple[str, Call]:
    """Minutes or noise in any encoding, up to 10 MB of one character."""
    if chance.random() < 0.05:
        content = chance.choice(["案", "「", "(", " ", "\n", "一、", "\0"]).encode() * (10 * text.MEGABYTE // 3)
    elif chance.random() < 0.2:
        content = chance.randbytes(text.length(chance))
    else:
        content = text.minutes(chance).encode(chance.choice(ENCODINGS), "replace")
    return f"{len(content)} bytes", lambda: read(content)


def a_package(chance: random.Random) -> tuple[str, Call]:
    extension = chance.choice(["docx", "odt"])
    damages, content = packages.package(packages.base(extension), chance)
    return f"{extension} {damages}, {len(content)} bytes", lambda: read(content)


def a_pdf(chance: random.Random) -> tuple[str, Call]:
    content = packages.damaged_pdf(chance)
    return f"{len(content)} bytes", lambda: read(content)


def titles_target(known: list[Candidate]) -> Callable[[random.Random], tuple[str, Call]]:
    """Matching one hostile title with the platform's cases and with other hostile ones."""

    def a_title(chance: random.Random) -> tuple[str, Call]:
        wanted = text.wild(chance)
        others = [text.title(chance) for _ in range(20)] + [text.wild(chance), wanted + "案", "案" + wanted]

        def match() -> str:
            rivals = [Candidate(-number, other, normalise_title(other)) for number, other in enumerate(others)]
            match_title(wanted, [*known, *rivals])
            mentioned(wanted, rivals)
            topic_mark(wanted)
            difference_in_words(wanted[:200], others[0])
            places_of(wanted, [normalise_search(others[0])[:4], normalise_search(wanted)[:2]])
            return ANSWERED

        return f"{len(wanted)} characters", match

    return a_title


def paste_target(meeting: Meeting) -> Callable[[random.Random], tuple[str, Call]]:
    """Lines pasted into the sitting of a draft meeting."""

    def a_paste(chance: random.Random) -> tuple[str, Call]:
        lines = [chance.choice([text.wild, text.title])(chance) for _ in range(chance.choice([1, 5, 60, 600]))]
        pasted = chance.choice(["\n", "\n", "、", "」「"]).join(lines)[:200_000]

        def paste() -> str:
            try:
                pasting.examine(pasted, Kind.ADDED, Register(meeting, meeting.level.platform.groups.first()))
            except Refusal as refused:
                return str(refused)
            return ANSWERED

        return f"{len(lines)} lines, {len(pasted)} characters", paste

    return a_paste


def targets(meeting: Meeting) -> list[Target]:
    """The targets of this module, with their share of 100 inputs."""
    known = candidates(Case.objects.all())
    return [
        Target("minutes as text", 32, a_text),
        Target("text files", 8, a_text_file),
        Target("DOCX and ODT", 7, a_package),
        Target("PDF", 2, a_pdf),
        Target("titles", 14, titles_target(known)),
        Target("pasted titles", 4, paste_target(meeting)),
    ]
