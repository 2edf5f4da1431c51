"""What the parser is given and what it gives back: the vocabulary, problems and the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.minutes.document import MinutesDocument

ERROR = "error"
WARNING = "warning"
# No person works through more; a file made to do harm has ten thousands.
MAX_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Level:
    """A level of meetings. `name` is 副市長層級; `printed` is what stands between 第N次 and 紀錄: 副市長層級會議.

    For 工作會議 both are 工作會議. `all_groups`: every group reports at each meeting; a missing one is a problem.
    `per_group`: each group meets and numbers its meetings by itself.
    """

    name: str
    printed: str
    all_groups: bool = True
    per_group: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a platform's minutes are read with; all of them are data of the platform.

    `cities` are full names without 政府, in hosting order; `groups` are in the order in which minutes list them.
    """

    platforms: tuple[str, ...]
    levels: tuple[Level, ...]
    cities: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def levels_per_group(self) -> list[str]:
        """The names of the levels whose meetings each group numbers for itself."""
        return [level.name for level in self.levels if level.per_group]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should look at.

    `line` is the line of the text as read (1-based; 0 where a document was composed from rows), `related` are other
    lines that belong to it. `code` is stable for scripts, `message` says what is wrong, what was expected and what
    to do. `severity` is "error", or "warning" where the text may well be right.
    """

    line: int
    code: str
    message: str
    severity: str = ERROR
    related: tuple[int, ...] = ()


def first_ones(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems as far as a person can be asked to look at them, and one that says where there are more."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    message = f"問題太多，這裡只列前{MAX_PROBLEMS}項；請先更正以上各項，或確認是否選對檔案。"
    return (*problems[:MAX_PROBLEMS], Problem(problems[MAX_PROBLEMS].line, "more_problems", message))


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of `parse`.

    `document` is None where the text can't be read as minutes. `problems` are in the order of their lines, `lines` are
    the text's own, and `furniture` are the numbers of those that were passed over as page numbers or running headers.
    """

    document: MinutesDocument | None
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    furniture: tuple[int, ...] = ()
