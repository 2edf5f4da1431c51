"""Matches a printed title to the case it means.

Exact means equal once normalised (`normalising.py`) and may be taken automatically; anything else that comes near
is suggested, best first, with a score and a reason that a person can read, and awaits that person's decision (rule 7).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from rapidfuzz import fuzz, process

from cases.models import GOING_ON, Case, CaseTitle, Kind, StatusChange
from cases.normalising import normalise_title
from groups.models import IssueGroup

# Suggestions below this score (0 to 100) are not shown. Measured by `./run bench matching` on the 145 titles of the
# five meetings, 3,332 ordered pairs within a group: 22 are exact, none of them wrongly; 8 more are one case, and
#   threshold   50    60    65 to 80    85    90
#   precision  0.18  0.67     0.80     1.00  1.00
#   recall     1.00  1.00     1.00     0.50  0.25
# The two wrong ones between 65 and 80 are 食品業者衛生管理線上課程建置 and 基礎…經驗交流, either way. 70 keeps a margin
# below the weakest true pair (80, by the lift that follows) for titles that change more than these did.
SUGGESTION_THRESHOLD = 70.0
# A title that is the other one with one passage put in scores at least this: 社安網個案… / 社安網心理衛生…個案….
ONE_INSERTION_SCORE = 80.0
SHORTEST_FOR_INSERTION = 6
# Twice the longest title that a case can have. A longer one is no title, and comparing it letter by letter takes long.
LONGEST = 400
TOPIC_MARK = re.compile(r"[(（]共同議題[—–─―－-]*[「『]?(?P<topic>[^」』()（）]+)[」』]?[)）]")
EXACT, SUGGESTED, NEW = "exact", "suggested", "new"


@dataclass(frozen=True)
class Candidate:
    """A title under which an eligible case is known."""

    case_id: int
    title: str
    normalised: str


@dataclass(frozen=True)
class Match:
    """A case that a printed title may mean. `score` is 0 to 100; `how` is "exact" or "suggested"."""

    case_id: int
    title: str
    how: str
    score: float
    reason: str


def match_title(title: str, candidates: Sequence[Candidate], limit: int = 5) -> list[Match]:
    """The cases among `candidates` that `title` may mean, best first, one entry a case; empty where none is near.

    A title exactly like two cases' is only suggested: the choice between them is a person's. A text too long for any
    title is nobody's.
    """
    wanted = normalise_title(title)
    if len(wanted) > LONGEST:
        return []
    candidates = [candidate for candidate in candidates if len(candidate.normalised) <= LONGEST]
    exact = {candidate.case_id: candidate for candidate in candidates if candidate.normalised == wanted}
    if len(exact) == 1:
        (only,) = exact.values()
        return [Match(only.case_id, only.title, EXACT, 100.0, _exact_reason(title, only.title))]
    best: dict[int, tuple[float, Candidate]] = {case_id: (100.0, candidate) for case_id, candidate in exact.items()}
    for score, candidate in _near(wanted, candidates):
        known = best.get(candidate.case_id)
        if known is None or known[0] < score:
            best[candidate.case_id] = (round(score, 1), candidate)
    nearest = sorted(best.values(), key=lambda scored: (-scored[0], scored[1].case_id))[:limit]
    return [
        Match(candidate.case_id, candidate.title, SUGGESTED, score, _suggestion_reason(wanted, candidate))
        for score, candidate in nearest
    ]


def _near(wanted: str, candidates: Sequence[Candidate]) -> Iterable[tuple[float, Candidate]]:
    choices = [candidate.normalised for candidate in candidates]
    # Half the threshold still lets through every title that one insertion can lift over it.
    for choice, score, index in process.extract(
        wanted, choices, scorer=fuzz.ratio, score_cutoff=SUGGESTION_THRESHOLD / 2, limit=None
    ):
        if _is_one_insertion(wanted, choice):
            score = max(score, ONE_INSERTION_SCORE)
        if score >= SUGGESTION_THRESHOLD:
            yield score, candidates[index]


def _is_one_insertion(one: str, other: str) -> bool:
    """Whether the longer title is the shorter one with a single passage put in somewhere."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_FOR_INSERTION or len(shorter) == len(longer):
        return False
    head = 0
    while head < len(shorter) and shorter[head] == longer[head]:
        head += 1
    rest = len(shorter) - head
    return rest == 0 or longer.endswith(shorter[head:])


def _exact_reason(printed: str, known: str) -> str:
    return "案名相同" if printed == known else "字形、標點或括號寫法不同，案名相同"


def _suggestion_reason(wanted: str, candidate: Candidate) -> str:
    return difference_in_words(wanted, candidate.normalised) or "案名相同的合作案不只一件"


def difference_in_words(printed: str, known: str) -> str:
    """What differs, for a person: 差1字：期程／騎乘 (printed first), 多出「諮」, 少了「基礎」."""
    parts = []
    matcher = difflib.SequenceMatcher(None, known, printed, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace":
            parts.append(f"差{max(i2 - i1, j2 - j1)}字：{printed[j1:j2]}／{known[i1:i2]}")
        elif tag == "insert":
            parts.append(f"多出「{printed[j1:j2]}」")
        elif tag == "delete":
            parts.append(f"少了「{known[i1:i2]}」")
    return "；".join(parts)


def topic_mark(title: str) -> str:
    """The common topic that a title is marked with, or "": 新興能源…(共同議題—「氣候變遷因應及調適」)."""
    found = TOPIC_MARK.search(title)
    return found["topic"] if found else ""


def eligible(kind: str, group: IssueGroup, timeline_key: tuple) -> QuerySet[Case]:
    """The cases of `group` that a decision of `kind` at a meeting at `timeline_key` (held_on, sequence) can be about.

    A delisting, a merger, a move, a new title or a naming as going on is about a case on the list before that
    meeting, in the group that it is moved from. An addition is about a new
    case, unless a later meeting that is on record already named it without saying when it was added: old minutes
    come in last as well. Or a common topic named it before any group proposed it.
    """
    rows = StatusChange.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.filter(group=group).annotate(
        kind_before=Subquery(rows.before(timeline_key).latest_first().values("kind")[:1]),
        kind_after=Subquery(rows.after(timeline_key).in_order().values("kind")[:1]),
    )
    first_named_later = cases.filter(kind_before__isnull=True, kind_after__in=set(Kind) - {Kind.ADDED})
    if kind == Kind.ADDED:
        return first_named_later | cases.known_from_topics()  # type: ignore[operator]  # Annotated alike.
    return cases.filter(kind_before__in=GOING_ON) | (first_named_later if kind in GOING_ON else cases.none())


def resembling(group: IssueGroup, timeline_key: tuple) -> QuerySet[Case]:
    """The cases of `group` already named before `timeline_key`; an addition like one of them earns a warning."""
    return Case.objects.filter(group=group, changes__in=StatusChange.objects.before(timeline_key)).distinct()


def candidates(cases: QuerySet[Case]) -> list[Candidate]:
    """Every title under which these cases are known, in one query."""
    titles = CaseTitle.objects.filter(case__in=cases.values("pk")).annotate(case_title=F("case__title"))
    rows = titles.order_by("case_id", "pk").values_list("case_id", "case_title", "normalised_title")
    return [Candidate(*row) for row in rows]


def mentioned(text: str, cases: Sequence[Candidate]) -> list[int]:
    """The ids of the cases whose normalised title stands within `text`, in the candidates' order."""
    haystack = normalise_title(text)
    found = {c.case_id: None for c in cases if len(c.normalised) >= SHORTEST_FOR_INSERTION and c.normalised in haystack}
    return list(found)
