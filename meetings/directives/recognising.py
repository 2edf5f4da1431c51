"""Directives proposed out of a meeting's minutes, each with the words that show it. Plain data, no Django.

Nothing here is tuned to a sentence: which words count is learnt (`cues.py`), and a person confirms every proposal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from meetings.directives.cues import COUNTS, Counts, best_cue, families_in, masked
from meetings.directives.sentences import Sentence

INSTRUCTION, SUGGESTION, INVITATION, CENTRAL = "instruction", "suggestion", "invitation", "central_request"
# The kind of a sentence is that of the first of these families it has: what is asked outright comes before what is
# wished, and that before what is only possible.
KIND_OF_FAMILY = {
    "request": INSTRUCTION,
    "again": INSTRUCTION,
    "proposal": SUGGESTION,
    "hope": SUGGESTION,
    "study": INSTRUCTION,
    "duty": INSTRUCTION,
    "option": SUGGESTION,
    "invitation": INVITATION,
}
_GOVERNMENT = r"(?:中央|行政院|立法院|[^，。；、]{0,4}部會)"
_CENTRAL = re.compile(
    rf"(?:[向請由與促籲]|爭取|提請|建請|函請){_GOVERNMENT}|{_GOVERNMENT}[^，。；]{{0,6}}(?:支持|配合|修法|補助)"
)
_NEXT_MEETING = re.compile(r"下(?:一)?(?:次|場|屆)(?P<level>[^，。；、]{0,6}層級)?會議")
_NUMBERED = re.compile(r"第(?P<number>\d{1,3})次(?P<level>[^，。；、]{0,6}層級)?會議")
_BRACKETS = re.compile(r"[(（].*[)）]")
_QUOTED = re.compile(r"「([^「」]{4,})」")
# Shorter titles are ordinary words.
SHORTEST_TITLE = 5


@dataclass(frozen=True)
class Subjects:
    """What a sentence may name: the groups in order, and of each title of a case its group."""

    groups: Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be a directive. `due_number` is the meeting of the same level at which a reply is due."""

    sentence: Sentence
    kind: str
    phrase: str
    reliability: float
    groups: tuple[str, ...] = ()
    due_number: int | None = None


def candidates(
    sentences: Sequence[Sentence],
    number: int,
    subjects: Subjects | None = None,
    level: str = "",
    counts: Counts = COUNTS,
) -> tuple[Candidate, ...]:
    """The sentences of meeting `number` of `level` (副市長層級) that ask for something, in their order."""
    found = []
    for sentence in sentences:
        cue = best_cue(sentence.text, counts)
        if cue is not None:
            found.append(_candidate(sentence, cue.reliability, number, subjects or Subjects(), level))
    return tuple(found)


def by_hand(sentence: Sentence, number: int, subjects: Subjects, level: str = "") -> Candidate:
    """What to fill in beforehand for a sentence that somebody picked and the words do not show."""
    return _candidate(sentence, 0.0, number, subjects, level)


def kind_of(text: str) -> str:
    """What kind of request the sentence's words make it; an instruction where they say nothing."""
    return _kind_and_phrase(text)[0]


def _kind_and_phrase(text: str) -> tuple[str, str]:
    """The kind of a sentence and the words that make it so."""
    if match := _CENTRAL.search(masked(text)):
        return CENTRAL, match[0]
    families = families_in(text)
    decisive = ((kind, families[family]) for family, kind in KIND_OF_FAMILY.items() if family in families)
    return next(decisive, (INSTRUCTION, ""))


def groups_of(sentence: Sentence, subjects: Subjects) -> tuple[str, ...]:
    """The groups that the sentence is for: those it names, whose field or case it names, or in whose part it stands.

    Empty for all of them, and for a motion, whose items may be for different groups.
    """
    if sentence.group or sentence.place == "motion":
        return (sentence.group,) if sentence.group else ()
    text = sentence.key
    found = {group for group in subjects.groups if group in text or _names_field(text, group)}
    for title, group in subjects.titles.items():
        key = _BRACKETS.sub("", "".join(title.split()))
        if len(key) >= SHORTEST_TITLE and (key in text or any(part in key for part in _QUOTED.findall(text))):
            found.add(group)
    return tuple(group for group in subjects.groups if group in found)


def due_number(text: str, number: int, level: str = "") -> int | None:
    """The meeting of the same level at which the sentence wants a reply; None where it names none."""
    if (match := _NEXT_MEETING.search(text)) and match["level"] in (None, level):
        return number + 1
    later = (match for match in _NUMBERED.finditer(text) if match["level"] in (None, level))
    return next((int(match["number"]) for match in later if int(match["number"]) > number), None)


def _candidate(sentence: Sentence, reliability: float, number: int, subjects: Subjects, level: str) -> Candidate:
    kind, phrase = _kind_and_phrase(sentence.text)
    groups = groups_of(sentence, subjects)
    return Candidate(sentence, kind, phrase, reliability, groups, due_number(sentence.key, number, level))


def _names_field(text: str, group: str) -> bool:
    """Whether a field that the group's name is made of stands as one: 交通方面, 衛生、警察及教育等相關局處."""
    name = group.removesuffix("組")
    fields = {name, *(name[at : at + 2] for at in range(0, len(name), 2))}
    return any(
        re.search(rf"{re.escape(field)}(?:[、及和與][^，。；]{{1,8}})*(?:等相關局處|等局處|局處|局|方面|單位)", text)
        for field in fields
    )
