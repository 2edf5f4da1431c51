"""Which words show that a sentence asks for something, and how reliable they were so far. Plain data, no Django.

`FAMILIES` holds words of one use together, so that one that no minutes had yet (惠請, 冀望) is taken for what its
family is. The families are those of official Chinese: the words of request, proposal and expectation of 行政院文書處理
手冊 and the modal verbs; common words that only contain such a character (申請, 因應, 許可) are left out of them.

How much a family counts is not written here but learnt: of the sentences that have it, how many were directives.
`learn` counts it over sentences whose answer is known; `COUNTS` is what it gives for fixtures/directives.csv, and
tests/meetings/directives/test_recognising.py holds it to that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

FAMILIES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "request": re.compile(r"(?:[惠敬懇籲務煩轉函責督])?(?<![申邀聘陳])請(?![求假願示柬])|責成|交由"),
        "proposal": re.compile(r"建議|提議|倡議|不妨|(?<![事適合便不相])宜(?![居人蘭])"),
        "hope": re.compile(r"希望|期盼|期望|期許|期勉|期待|期能|企盼|冀望|冀能|盼望|切盼|盼能"),
        "duty": re.compile(
            r"(?<![因反效供對響適呼])應(?![變用對邀徵可])|(?<![無])須|務必|(?<![所急必供無])需(?![求要])"
        ),
        "option": re.compile(r"(?<![許認不寧])可以?(?![行能靠惜見])"),
        "study": re.compile(r"研議|研擬|研商|研處|研辦|檢討|評估|盤點"),
        "again": re.compile(r"再行|再提|另行|提報|賡續|續辦|續行"),
        "invitation": re.compile(r"邀請|邀集|邀約|敬邀|敦請|歡迎"),
    }
)
# (sentences that have the family, those of them that are directives), over fixtures/directives.csv.
Counts = Mapping[str, tuple[int, int]]
COUNTS: Counts = MappingProxyType(
    {
        "request": (7, 7),
        "proposal": (11, 11),
        "hope": (9, 7),
        "duty": (5, 5),
        "option": (15, 12),
        "study": (5, 5),
        "again": (3, 3),
        "invitation": (7, 6),
    }
)
# More directives than not among the sentences that had the family.
ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a family in a sentence; `reliability` is between 0 and 1."""

    family: str
    phrase: str
    reliability: float


def masked(text: str) -> str:
    """The text with what stands inside 「」 and 『』 blanked, at the same length: a title asks for nothing."""
    depth, characters = 0, []
    for char in text:
        if char in "」』":
            depth = max(0, depth - 1)
        characters.append("〇" if depth and char not in "「『" else char)
        if char in "「『":
            depth += 1
    return "".join(characters)


def families_in(text: str) -> dict[str, str]:
    """The families whose words stand in the sentence outside of quotes, each with the first such words."""
    plain = masked(text)
    found = ((name, pattern.search(plain)) for name, pattern in FAMILIES.items())
    return {name: match[0] for name, match in found if match}


def learn(answers: Iterable[tuple[str, bool]]) -> Counts:
    """Count each family over sentences with their answers (is it a directive?)."""
    seen: Counter[str] = Counter()
    directives: Counter[str] = Counter()
    for text, is_directive in answers:
        names = list(families_in(text))
        seen.update(names)
        directives.update(names if is_directive else [])
    return {name: (seen[name], directives[name]) for name in FAMILIES if seen[name]}


def reliability(counts: Counts, family: str) -> float:
    """How likely a sentence with the family is a directive; 0 for a family that was never met.

    One sentence of each answer is added, so that a single one does not make a rule.
    """
    seen, directives = counts.get(family, (0, 0))
    return (directives + 1) / (seen + 2) if seen else 0.0


def best_cue(text: str, counts: Counts = COUNTS) -> Cue | None:
    """The most reliable words of the sentence, None where none is reliable enough to propose it."""
    cues = [Cue(name, phrase, reliability(counts, name)) for name, phrase in families_in(text).items()]
    best = max(cues, key=lambda cue: cue.reliability, default=None)
    return best if best and best.reliability > ENOUGH else None
