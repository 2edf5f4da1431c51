"""How well directives are recognised: `python -m tests.meetings.directives.measure` prints the table.

Leave one meeting out: what the words count for is learnt from the fixture's rows of the other four meetings, and then
the meeting's own sentences are asked. A second table keeps to the very phrases that the other four meetings have.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from meetings.directives.cues import best_cue, learn, masked
from meetings.directives.recognising import Subjects, groups_of, kind_of
from meetings.directives.sentences import Sentence, sentence_key, sentences
from meetings.minutes.parsing.parse import parse
from meetings.minutes.reading import Level, Vocabulary

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
GROUPS = ["交通組", "災防組", "教育文化組", "產業民生組", "都會發展組", "衛生社福組", "環境資源組", "觀光文創組"]
VOCABULARY = Vocabulary(
    platforms=("基北北桃合作交流平臺",),
    levels=(Level("副市長層級", "副市長層級會議", True, False),),
    cities=("基隆市", "臺北市", "新北市", "桃園市"),
    groups=tuple(GROUPS),
)
Rule = Callable[[str], bool]


@dataclass
class Score:
    """What was proposed of one meeting, or of all."""

    found: int = 0
    proposed: int = 0
    directives: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.directives if self.directives else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.found + other.found,
            self.proposed + other.proposed,
            self.directives + other.directives,
            self.missed + other.missed,
            self.wrong + other.wrong,
        )


def fixture_rows() -> list[dict[str, str]]:
    """The rows of fixtures/directives.csv."""
    with (FIXTURES / "directives.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def minutes(number: int) -> str:
    """The official text of a meeting."""
    return (FIXTURES / "minutes" / f"deputy-mayor-{number}.txt").read_text(encoding="utf-8")


def sentences_of(number: int) -> tuple[Sentence, ...]:
    """The sentences of a meeting's text."""
    document = parse(minutes(number), VOCABULARY).document
    assert document is not None
    return sentences(document)


def answers() -> dict[int, list[tuple[Sentence, dict[str, str] | None]]]:
    """Of each meeting its sentences, each with its row of the fixture or None."""
    rows = {(row["meeting"], sentence_key(row["sentence"])): row for row in fixture_rows()}
    return {
        number: [(one, rows.get((f"副市長層級-{number}", one.key))) for one in sentences_of(number)]
        for number in range(1, 6)
    }


def leave_one_out(make_rule: Callable[[list[tuple[str, dict[str, str] | None]]], Rule]) -> dict[int, Score]:
    """Of each meeting the score of the rule that the other four meetings give."""
    known = answers()
    scores = {}
    for number, asked in known.items():
        others = [(one.text, row) for other, pairs in known.items() if other != number for one, row in pairs]
        rule = make_rule(others)
        score = Score()
        for one, row in asked:
            proposed = rule(one.text)
            score.proposed += proposed
            score.directives += row is not None
            score.found += proposed and row is not None
            if proposed and row is None:
                score.wrong.append(one.text)
            if row is not None and not proposed:
                score.missed.append(one.text)
        scores[number] = score
    return scores


def learnt_families(others: list[tuple[str, dict[str, str] | None]]) -> Rule:
    """The product's own rule: a family of words counts as its sentences in the other meetings say."""
    counts = learn((text, row is not None) for text, row in others)
    return lambda text: best_cue(text, counts) is not None


def very_phrases(others: list[tuple[str, dict[str, str] | None]]) -> Rule:
    """For comparison: only the phrases that the fixture notes for the other meetings, with no word beyond them."""
    phrases = {row["phrase"] for _, row in others if row}
    return lambda text: any(phrase in masked(text) for phrase in phrases)


def details() -> dict[str, int]:
    """Of how many of the fixture's directives the kind, and the groups, are proposed as the fixture has them."""
    documents = [parse(minutes(number), VOCABULARY).document for number in range(1, 6)]
    resolutions = [group for document in documents if document for group in document.group_resolutions]
    titles = {title.text: one.group for one in resolutions for clause in one.clauses for title in clause.all_titles}
    subjects = Subjects(GROUPS, titles)
    rows = [(one, row) for asked in answers().values() for one, row in asked if row]
    return {
        "directives": len(rows),
        "kind": sum(kind_of(one.text) == row["kind"] for one, row in rows),
        "groups": sum(";".join(groups_of(one, subjects)) == row["groups"] for one, row in rows),
    }


def table(scores: dict[int, Score]) -> str:
    """A line per left-out meeting and one for all."""
    rows = [(f"deputy-mayor-{number}", score) for number, score in scores.items()]
    rows.append(("all", sum(scores.values(), Score())))
    return "\n".join(
        f"{name:<16} directives {score.directives:>3}  proposed {score.proposed:>3}  found {score.found:>3}"
        f"  precision {score.precision:.3f}  recall {score.recall:.3f}"
        for name, score in rows
    )


def main() -> None:
    for title, rule in (("families, learnt from the other four", learnt_families), ("very phrases", very_phrases)):
        scores = leave_one_out(rule)
        print(f"{title}\n{table(scores)}")
        everything = sum(scores.values(), Score())
        for text in everything.missed:
            print(f"  missed: {text[:70]}")
        for text in everything.wrong:
            print(f"  not one: {text[:70]}")
    print("filled in as the fixture has it:", details())
    pairs = [(one.text, row is not None) for asked in answers().values() for one, row in asked]
    print("COUNTS", dict(learn(pairs)))


if __name__ == "__main__":
    main()
