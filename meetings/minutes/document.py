"""The document model of one meeting's minutes: plain frozen dataclasses, no Django.

Every printed element carries its `wording`: the line as that meeting printed it, with the parts that come
from rows left open as named placeholders in braces. `render` fills the placeholders, `parse` finds them. So numbers,
names, titles and counts are never stored inside a text, and the wording of each meeting is kept as data.

Placeholders: `{n}` the element's running number (see `wording.py` for its numeral style), `{count}` a stated number
of cases, `{listed}` the number of titles the clause lists, `{titles}` the joined titles, and those each class
names. A literal brace in a text is doubled. White space carries no meaning anywhere.

Neither `line` nor `ref` takes part in equality: `ref` is the key of the row that the composer made an element of (of a
title the case's, which a reader of the page wants to reach).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import TypeVar


class NameForm(StrEnum):
    """How a person is printed: 劉副市長和然 (meetings 1, 5), 劉和然副市長 (2 to 4), 劉副市長 (speakers)."""

    TITLE_INSIDE = "title_inside"
    TITLE_AFTER = "title_after"
    SURNAME_TITLE = "surname_title"


class ClauseKind(StrEnum):
    """What a clause of a group's resolution decides."""

    ADDED = "added"
    DELISTED = "delisted"
    TRACKED = "tracked"
    SUBCASE = "subcase"
    MERGED = "merged"
    MOVED = "moved"
    RENAMED = "renamed"
    NOTE = "note"


KIND_NAMES = {
    ClauseKind.ADDED: "新增",
    ClauseKind.DELISTED: "解列",
    ClauseKind.TRACKED: "持續列管",
    ClauseKind.SUBCASE: "新增子案",
    ClauseKind.MERGED: "整併",
    ClauseKind.MOVED: "移列",
    ClauseKind.RENAMED: "更名",
    ClauseKind.NOTE: "說明",
}


@dataclass(frozen=True, slots=True)
class Element:
    """What is printed; `line` is where it began in the text it was read from, 1-based, 0 when composed from rows."""

    line: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Person:
    """A named official; `given_name` is empty where only the surname and title are printed."""

    surname: str
    given_name: str
    title: str
    form: NameForm = NameForm.TITLE_AFTER


@dataclass(frozen=True, slots=True)
class Seat(Element):
    """One of the chairs, in printed order; `city` is the city's name without 政府. Placeholders: {city}, {person}."""

    city: str
    person: Person
    wording: str = "{city}政府 {person}"


@dataclass(frozen=True, slots=True)
class Title(Element):
    """One case title as printed. `text` is inside 「」 when `quoted`; `before` and `after` stand outside of them.

    Meeting 1 prints 共推「深情望海輕騎旅遊」 (before), meeting 3 「地熱發電廠經驗交流」(共同議題—「…」) (after).
    """

    text: str
    quoted: bool = True
    before: str = ""
    after: str = ""
    ref: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class CountCorrection:
    """What a meeting says an earlier one should have stated: 更正第4次會議紀錄，災防組其餘案數應為7案.

    `figure` is "added", "delisted" or "remaining"; `number` the earlier meeting of the same level, `count` the cases.
    """

    number: int
    figure: str
    count: int


@dataclass(frozen=True, slots=True)
class Clause(Element):
    """One numbered decision of a group.

    `stated` is the printed number behind `{count}`: of titles for ADDED, DELISTED, MERGED and MOVED, of cases going on
    for TRACKED; None where none is printed. `parent` fills `{parent}`: the case a sub-case belongs to (SUBCASE), the
    one that `titles` replace (原「…」改以…), the one they are merged into (MERGED), or the former title (RENAMED).
    `children` are the (1)(2) below it; their titles belong to this clause. `joiners` are what stands between titles:
    usually, and before the last. `topic` is the common topic a NOTE names. `other_group` fills `{other_group}`: the
    group that cases are moved to, or come from where `incoming` (MOVED). `correction` is what a NOTE corrects.
    """

    kind: ClauseKind
    wording: str
    stated: int | None = None
    titles: tuple[Title, ...] = ()
    parent: Title | None = None
    joiners: tuple[str, str] = ("、", "及")
    children: tuple[Clause, ...] = ()
    topic: str = ""
    other_group: str = ""
    incoming: bool = False
    correction: CountCorrection | None = None
    ref: str = field(default="", compare=False)

    @property
    def all_titles(self) -> tuple[Title, ...]:
        """The titles of this clause and of the sub-clauses below it, in printed order."""
        return self.titles + tuple(title for child in self.children for title in child.all_titles)


@dataclass(frozen=True, slots=True)
class GroupResolution(Element):
    """The clauses of one issue group; wording has `{n}` and `{group}`."""

    group: str
    wording: str = "({n}){group}"
    clauses: tuple[Clause, ...] = ()

    @property
    def parts(self) -> tuple[Clause, ...]:
        """The clauses, each with the sub-clauses below it, in printed order."""
        return tuple(part for clause in self.clauses for part in (clause, *clause.children))


@dataclass(frozen=True, slots=True)
class Headline:
    """The stated sums over all groups: `{delisted}`, `{added}`, `{ongoing}` (確認執行中, the remaining ones)."""

    delisted: int
    added: int
    ongoing: int


@dataclass(frozen=True, slots=True)
class Resolution(Element):
    """A general resolution. The one that opens the groups' part has `groups`, and from meeting 2 on a `headline`."""

    wording: str
    headline: Headline | None = None
    groups: tuple[GroupResolution, ...] = ()


@dataclass(frozen=True, slots=True)
class Motion(Element):
    """A motion raised at the meeting; wording has `{proposer}` (桃園市政府), `{titles}` and `{count}`."""

    wording: str
    proposer: str = ""
    stated: int | None = None
    titles: tuple[Title, ...] = ()
    joiners: tuple[str, str] = ("、", "及")


@dataclass(frozen=True, slots=True)
class Paragraph(Element):
    """A paragraph of a remark or of a section this model has no own class for; wording may have `{n}`."""

    wording: str


@dataclass(frozen=True, slots=True)
class Remark(Element):
    """What one chair said, in speaking order; `wording` has `{speaker}`."""

    speaker: Person
    paragraphs: tuple[Paragraph, ...]
    wording: str = "{speaker}"


@dataclass(frozen=True, slots=True)
class TimeSection(Element):
    """會議時間. Placeholders: {roc_year} or {year}, {month}, {day}, {weekday}, {half} (下午), {hour}, {minute}.

    {hour} runs to 12 beside {half} and to 24 without; {hour12}, {hour24} and {weekday_char} (四) say it outright.
    """

    wording: str
    date: date
    time: time | None


@dataclass(frozen=True, slots=True)
class VenueSection(Element):
    """會議地點. Placeholder: {venue}."""

    wording: str
    venue: str


@dataclass(frozen=True, slots=True)
class ChairsSection(Element):
    """主席 and the co-chairs. `label` (共同主持) is a bracket's label printed after the seat number `label_after`.

    `{seat}` in the wording is the first seat, which shares the section's line.
    """

    wording: str
    seats: tuple[Seat, ...]
    label: str = "共同主持"
    label_after: int = 2


@dataclass(frozen=True, slots=True)
class PlainSection(Element):
    """A section of one line (出席, 致詞, 工作報告, 共同議題) or one of a kind not met before, with its paragraphs.

    `kind` is "attendance", "opening", "work_report", "common_topic" or "other"; `topic` fills `{topic}`.
    """

    kind: str
    wording: str
    topic: str = ""
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolutionsSection(Element):
    """決議事項; wording has `{representative}` where the one who announced the resolutions is named."""

    wording: str
    resolutions: tuple[Resolution, ...]
    representative: Person | None = None


@dataclass(frozen=True, slots=True)
class MotionsSection(Element):
    """臨時動議."""

    wording: str
    motions: tuple[Motion, ...]


@dataclass(frozen=True, slots=True)
class RemarksSection(Element):
    """主席結論暨指示(依發言順序)."""

    wording: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class AdjournmentSection(Element):
    """散會. Placeholders: {half}, {hour}, {minute}, as in TimeSection."""

    wording: str
    time: time | None


Section = (
    TimeSection
    | VenueSection
    | ChairsSection
    | PlainSection
    | ResolutionsSection
    | MotionsSection
    | RemarksSection
    | AdjournmentSection
)
SectionType = TypeVar("SectionType", bound=Section)


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """The minutes of one meeting, section by section in printed order; section wordings have `{n}` (壹、貳…).

    `heading` has {platform}, {number}, {level}. `appendix` is the mark under the heading (meeting 3: 附件1).
    `recorder` is printed with `recorder_wording` after the section at index `recorder_after`, -1 for before all.
    """

    platform: str
    level: str
    number: int
    sections: tuple[Section, ...]
    heading: str = "{platform}第{number}次{level}會議紀錄"
    appendix: str = ""
    recorder: str = ""
    recorder_wording: str = "紀錄：{recorder}"
    recorder_after: int = 3

    def section(self, cls: type[SectionType]) -> SectionType | None:
        """The first section of that class, or None."""
        return next((section for section in self.sections if isinstance(section, cls)), None)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The chairs in printed order."""
        chairs = self.section(ChairsSection)
        return chairs.seats if chairs else ()

    @property
    def group_resolutions(self) -> tuple[GroupResolution, ...]:
        """All groups' resolutions in printed order."""
        resolutions = self.section(ResolutionsSection)
        if resolutions is None:
            return ()
        return tuple(group for resolution in resolutions.resolutions for group in resolution.groups)

    def own_group(self, groups: Iterable[str]) -> str:
        """Which of `groups` meets by itself here: the one that the heading names, or the only one that decides.

        "" where neither says. It matters at a level whose meetings are numbered per group (第5次交通組工作會議).
        """
        named = [group for group in groups if group in self.heading]
        deciding = {resolution.group for resolution in self.group_resolutions}.intersection(groups)
        found = named or deciding
        return next(iter(found)) if len(found) == 1 else ""

    @property
    def headline(self) -> Headline | None:
        """The stated sums, or None where the meeting prints none (meeting 1)."""
        resolutions = self.section(ResolutionsSection)
        if resolutions is None:
            return None
        return next((r.headline for r in resolutions.resolutions if r.headline is not None), None)
