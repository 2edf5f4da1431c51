"""Precision and recall of matching on the five meetings' own titles, by threshold; one title among 10,000 cases."""

import random
import time
from itertools import permutations

from cases import matching
from cases.matching import EXACT, Candidate, match_title
from cases.models import CaseTitle
from cases.normalising import normalise_title
from tests.bench.table import milliseconds, show


def run():
    thresholds()
    speed()


def thresholds():
    """Every ordered pair of different titles within a group: printed, and known. Right where they are one case."""
    titles = list(CaseTitle.objects.values_list("case__group", "case", "title"))
    pairs = [
        (printed, known, case == other)
        for (group, case, printed), (its_group, other, known) in permutations(titles, 2)
        if group == its_group
    ]
    scored = [(score(printed, known), same) for printed, known, same in pairs]
    exact = [same for (how, _), same in scored if how == EXACT]
    rest = [(points, same) for (how, points), same in scored if how != EXACT]
    right = sum(same for _, same in rest)
    print(f"\n{len(titles)} printed titles, {len(pairs)} ordered pairs within a group;")
    print(f"{len(exact)} are exact, {exact.count(False)} of them wrongly; of the others {right} are one case")
    rows = []
    for threshold in range(50, 100, 5):
        suggested = [same for points, same in rest if points >= threshold]
        hits = sum(suggested)
        precision = f"{hits / len(suggested):.2f}" if suggested else "-"
        rows.append([threshold, len(suggested), hits, len(suggested) - hits, precision, f"{hits / right:.2f}"])
    show("suggestions by threshold", ["threshold", "suggested", "right", "wrong", "precision", "recall"], rows)


def score(printed, known):
    """How one title matches another, with the threshold out of the way: (how, points)."""
    standing, matching.SUGGESTION_THRESHOLD = matching.SUGGESTION_THRESHOLD, 0.0
    try:
        found = match_title(printed, [Candidate(1, known, normalise_title(known))])
    finally:
        matching.SUGGESTION_THRESHOLD = standing
    return (found[0].how, found[0].score) if found else ("", 0.0)


def speed():
    """10,000 titles made of the real ones' pieces, so that many come near."""
    titles = list(CaseTitle.objects.values_list("title", flat=True))
    chance = random.Random(20261123)
    made = [cut(chance.choice(titles), chance) + cut(chance.choice(titles), chance) for _ in range(10_000)]
    known = [Candidate(number, title, normalise_title(title)) for number, title in enumerate(made)]
    wanted = [*titles[::4], *(title + "及其他" for title in titles[::8])]
    start = time.process_time()
    taken = [milliseconds(lambda title=title: match_title(title, known), 3)[0] for title in wanted]
    # The processor's own time says what a busy machine hides.
    busy = (time.process_time() - start) * 1000 / len(wanted) / 3
    rows = [[len(known), len(wanted), f"{sorted(taken)[len(taken) // 2]:.1f}", f"{max(taken):.1f}", f"{busy:.1f}"]]
    show("one title among 10,000 cases", ["known", "tried", "median ms", "worst ms", "processor ms"], rows)


def cut(title, chance):
    start = chance.randrange(max(len(title) - 4, 1))
    return title[start : start + chance.randint(4, 14)]
