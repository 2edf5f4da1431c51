"""From the document model to print: `blocks` for pages, PDF and ODT, `render` for plain text.

Everything printed is filled into the wordings from fields: change a title, a number or a name and the text follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time

from meetings.minutes import anchors
from meetings.minutes import wording as words
from meetings.minutes.document import (
    AdjournmentSection,
    ChairsSection,
    Clause,
    GroupResolution,
    MinutesDocument,
    Motion,
    MotionsSection,
    NameForm,
    Paragraph,
    Person,
    PlainSection,
    RemarksSection,
    Resolution,
    ResolutionsSection,
    Section,
    TimeSection,
    Title,
    VenueSection,
)
from meetings.minutes.wording import Run, Value
from platform_site.shared.roc import ROC_OFFSET, WEEKDAYS, half_day

_HOUR_WITHOUT_MINUTE = re.compile(r"(\{hour(?:12|24)?(?::[a-z-]+)?\}\s*[時點])(?!\s*[半\d{])")


@dataclass(frozen=True, slots=True)
class Block:
    """One printed line.

    `kind`: heading, appendix, section, seat, label, recorder, resolution, group, clause, subclause, motion, speaker
    or paragraph. `key` is its anchor (`anchors.py`); that of heading, appendix, recorder and label is their kind.
    `runs` is the text in pieces, so that a title with a `ref` can be a link. `line` is that of the element it prints.
    """

    kind: str
    key: str
    runs: tuple[Run, ...]
    line: int = 0

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(run.text for run in self.runs)


def render(document: MinutesDocument) -> str:
    """The minutes as plain text, one block a line, with a line end at the end. Raises WordingError."""
    return "".join(f"{block.text}\n" for block in blocks(document))


def blocks(document: MinutesDocument) -> tuple[Block, ...]:
    """The minutes line by line in printed order; lines without text are left out. Raises WordingError."""
    return tuple(block for block in _blocks(document) if block.text)


def person_text(person: Person) -> str:
    """The name in the form in which it is printed: 劉副市長和然, 劉和然副市長 or 劉副市長."""
    if person.form is NameForm.TITLE_INSIDE:
        return f"{person.surname}{person.title}{person.given_name}"
    if person.form is NameForm.SURNAME_TITLE:
        return f"{person.surname}{person.title}"
    return f"{person.surname}{person.given_name}{person.title}"


def title_runs(titles: tuple[Title, ...], joiners: tuple[str, str]) -> tuple[Run, ...]:
    """The titles as a list: quotes and what stands outside of them as text, each title a run of its own."""
    runs: list[Run] = []
    for position, title in enumerate(titles):
        if position:
            runs.append(Run(joiners[1] if position == len(titles) - 1 else joiners[0]))
        opening, closing = ("「", "」") if title.quoted else ("", "")
        runs += [Run(title.before + opening), Run(title.text, title.ref), Run(closing + title.after)]
    return words.joined(runs)


class _Numbers:
    """The running number of a list, which only elements with {n} in their wording take part in."""

    def __init__(self) -> None:
        self.last = 0

    def after(self, wording: str) -> int:
        if "n" in words.placeholders(wording):
            self.last += 1
        return self.last


def _block(kind: str, key: str, wording: str, element: str, values: Mapping[str, Value], line: int = 0) -> Block:
    return Block(kind, key, words.fill(wording, values, element), line)


def _blocks(document: MinutesDocument) -> Iterator[Block]:
    heading: dict[str, Value] = {
        "platform": document.platform,
        "number": document.number,
        "level": document.level,
        "appendix": document.appendix,
    }
    yield _block("heading", "heading", document.heading, "heading", heading)
    if document.appendix and "appendix" not in words.placeholders(document.heading):
        yield Block("appendix", "appendix", (Run(document.appendix),))
    numbers = _Numbers()
    groups = _Numbers()
    last = min(document.recorder_after, len(document.sections) - 1)
    if last < 0:
        yield from _recorder(document, numbers)
    for position, section in enumerate(document.sections):
        yield from _section(section, position + 1, numbers.after(section.wording), groups)
        if position == last:
            yield from _recorder(document, numbers)


def _recorder(document: MinutesDocument, numbers: _Numbers) -> Iterator[Block]:
    if document.recorder:
        wording = document.recorder_wording
        values: dict[str, Value] = {"n": numbers.after(wording), "recorder": document.recorder}
        yield _block("recorder", "recorder", wording, "recorder", values)


def _section(section: Section, position: int, n: int, groups: _Numbers) -> Iterator[Block]:
    key = anchors.section(position)
    match section:
        case TimeSection():
            yield _clock_block(key, section, "time", {"n": n} | _date_values(section.date))
        case AdjournmentSection():
            yield _clock_block(key, section, "adjournment", {"n": n})
        case VenueSection():
            yield _block("section", key, section.wording, "venue", {"n": n, "venue": section.venue}, section.line)
        case ChairsSection():
            yield from _chairs(section, key, n)
        case PlainSection():
            yield _block("section", key, section.wording, "plain", {"n": n, "topic": section.topic}, section.line)
            yield from _paragraphs(section.paragraphs, key)
        case ResolutionsSection():
            name = person_text(section.representative) if section.representative else ""
            yield _block("section", key, section.wording, "resolutions", {"n": n, "representative": name}, section.line)
            numbers = _Numbers()
            for index, resolution in enumerate(section.resolutions, 1):
                number = numbers.after(resolution.wording)
                yield from _resolution(resolution, anchors.resolution(position, index), number, groups)
        case MotionsSection():
            yield _block("section", key, section.wording, "motions", {"n": n}, section.line)
            yield from _motions(section.motions)
        case RemarksSection():
            yield _block("section", key, section.wording, "remarks", {"n": n}, section.line)
            for index, remark in enumerate(section.remarks, 1):
                values = {"speaker": person_text(remark.speaker)}
                anchor = anchors.remark(index)
                yield _block("speaker", anchor, remark.wording, "remark", values, remark.line)
                yield from _paragraphs(remark.paragraphs, anchor)


def _chairs(section: ChairsSection, key: str, n: int) -> Iterator[Block]:
    lines = [
        words.fill(seat.wording, {"city": seat.city, "person": person_text(seat.person)}, "seat")
        for seat in section.seats
    ]
    shared = "seat" in words.placeholders(section.wording)
    first = lines[0] if shared and lines else ()
    yield _block("section", key, section.wording, "chairs", {"n": n, "seat": first}, section.line)
    for index, runs in enumerate(lines, 1):
        if index == 1 and section.label_after == 0:
            yield Block("label", "label", (Run(section.label),))
        if index > 1 or not shared:
            yield Block("seat", anchors.seat(index), runs, section.seats[index - 1].line)
        if index == section.label_after:
            yield Block("label", "label", (Run(section.label),))


def _resolution(resolution: Resolution, key: str, n: int, running: _Numbers) -> Iterator[Block]:
    values = {"n": n} | resolution_values(resolution)
    yield _block("resolution", key, resolution.wording, "resolution", values, resolution.line)
    numbers = _Numbers()
    for group in resolution.groups:
        running.last += 1
        yield from _group(group, running.last, numbers.after(group.wording))


def resolution_values(resolution: Resolution) -> dict[str, Value]:
    """What a resolution's placeholders are filled with, its number aside."""
    sums = resolution.headline
    return {} if sums is None else {"delisted": sums.delisted, "added": sums.added, "ongoing": sums.ongoing}


def _group(group: GroupResolution, position: int, n: int) -> Iterator[Block]:
    yield _block("group", anchors.group(position), group.wording, "group", {"n": n, "group": group.group}, group.line)
    numbers = _Numbers()
    for index, clause in enumerate(group.clauses, 1):
        key = anchors.clause(position, index)
        yield _block("clause", key, clause.wording, "clause", clause_values(clause, numbers), clause.line)
        children = _Numbers()
        for below, child in enumerate(clause.children, 1):
            key = anchors.clause(position, index, below)
            yield _block("subclause", key, child.wording, "clause", clause_values(child, children), child.line)


def clause_values(clause: Clause, numbers: _Numbers | None = None) -> dict[str, Value]:
    """What a clause's placeholders are filled with."""
    values: dict[str, Value] = {
        "n": (numbers or _Numbers()).after(clause.wording),
        "listed": len(clause.titles),
        "titles": title_runs(clause.titles, clause.joiners),
        "topic": clause.topic,
        "other_group": clause.other_group,
    }
    if clause.stated is not None:
        values["count"] = clause.stated
    if clause.parent is not None:
        values["parent"] = title_runs((clause.parent,), clause.joiners)
    return values


def _motions(motions: tuple[Motion, ...]) -> Iterator[Block]:
    numbers = _Numbers()
    for index, motion in enumerate(motions, 1):
        values = {"n": numbers.after(motion.wording)} | motion_values(motion)
        yield _block("motion", anchors.motion(index), motion.wording, "motion", values, motion.line)


def motion_values(motion: Motion) -> dict[str, Value]:
    """What a motion's placeholders are filled with, its number aside."""
    values: dict[str, Value] = {
        "proposer": motion.proposer,
        "titles": title_runs(motion.titles, motion.joiners),
        "listed": len(motion.titles),
    }
    if motion.stated is not None:
        values["count"] = motion.stated
    return values


def _paragraphs(paragraphs: tuple[Paragraph, ...], key: str) -> Iterator[Block]:
    numbers = _Numbers()
    for index, item in enumerate(paragraphs, 1):
        anchor, values = anchors.paragraph(key, index), {"n": numbers.after(item.wording)}
        yield _block("paragraph", anchor, item.wording, "paragraph", values, item.line)


def _date_values(day: date) -> dict[str, Value]:
    char = WEEKDAYS[day.weekday()]
    return {
        "roc_year": day.year - ROC_OFFSET,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "weekday": f"星期{char}",
        "weekday_char": char,
    }


def _clock_block(key: str, section: TimeSection | AdjournmentSection, element: str, values: dict[str, Value]) -> Block:
    wording = section.wording
    if section.time is not None:
        values |= _clock_values(section.time, "half" in words.placeholders(wording))
        if section.time.minute and "{minute" not in wording:
            # A wording made for a full hour still prints the whole time once the row has minutes.
            wording = _HOUR_WITHOUT_MINUTE.sub(r"\1{minute}分", wording, count=1)
    return _block("section", key, wording, element, values, section.line)


def _clock_values(clock: time, has_half: bool) -> dict[str, Value]:
    half, twelve = half_day(clock)
    return {
        "half": half,
        "hour": twelve if has_half else clock.hour,
        "hour12": twelve,
        "hour24": clock.hour,
        "minute": clock.minute,
    }
