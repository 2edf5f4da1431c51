"""What minutes say, free of how they are printed: plain dictionaries and lists for JSON, commands and comparisons."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.minutes.parsing.people import same_person
from meetings.minutes.render import clause_values, motion_values, resolution_values
from meetings.minutes.text.marks import BULLETS
from meetings.minutes.text.marks import MARK as PRINTED_MARK
from meetings.minutes.text.source import fold
from meetings.minutes.wording import fill

# The mark that an element's folded wording begins with, where its number is a placeholder.
_MARK = re.compile(rf"{BULLETS}\(?\{{n(?::[a-z-]+)?\}}\)?[、.,:]?")
_BULLETS = re.compile(BULLETS)
_PARENT_KEYS = {ClauseKind.MERGED: "result", ClauseKind.RENAMED: "former"}
# Printed forms of one sign that two writers of the same minutes choose freely.
_SIGNS = str.maketrans({"、": ",", "。": ".", "・": "."}) | dict.fromkeys(map(ord, "「」『』‘’'\""))


def meaning(document: doc.MinutesDocument) -> dict[str, Any]:
    """The document as JSON-able data.

    `clauses` is what `import_minutes --format json` prints: sub-clauses are folded into their clause, a SUBCASE is
    "tracked" with the parent's and the sub-case's titles and no count. A "merged" clause has the `result` besides, a
    "renamed" one the `former` title, a "moved" one the `other_group` and whether its cases are `incoming`.
    Speakers and the representative are given with the full name of the seat that they hold.
    """
    seats = document.seats
    resolutions = document.section(doc.ResolutionsSection)
    remarks, motions = document.section(doc.RemarksSection), document.section(doc.MotionsSection)
    headline = document.headline
    return {
        "meeting": _meeting(document, seats),
        "headline": headline and {"delisted": headline.delisted, "added": headline.added, "ongoing": headline.ongoing},
        "clauses": clauses(document),
        "resolutions": [_resolution(item) for item in (resolutions.resolutions if resolutions else ())],
        "remarks": [_remark(item, seats) for item in (remarks.remarks if remarks else ())],
        "motions": [_motion(item) for item in (motions.motions if motions else ())],
        "topics": _topics(document),
    }


def clauses(document: doc.MinutesDocument) -> list[dict[str, Any]]:
    """Every clause as {"group", "kind", "stated_count", "titles"}, with what its kind has besides."""
    return [_clause(group, clause) for group in document.group_resolutions for clause in group.clauses]


def comparable(data: Any) -> Any:
    """A meaning in a form in which two printings of the same minutes are equal.

    Width, white space, quotes, a last full stop and the choice of signs are dropped, and the clauses are sorted: their
    order and that of the groups is a matter of print.
    """
    if isinstance(data, dict):
        result = {key: comparable(value) for key, value in data.items()}
        if "clauses" in result:
            result["clauses"] = sorted(result["clauses"], key=lambda clause: (clause["group"], str(clause)))
        if "topics" in result:
            result["topics"] = sorted(result["topics"], key=str)
        return result
    if isinstance(data, list):
        return [comparable(item) for item in data]
    if isinstance(data, str):
        return re.sub(r"-{2,}", "-", fold(data).translate(_SIGNS)).rstrip(".")
    return data


def _meeting(document: doc.MinutesDocument, seats: tuple[doc.Seat, ...]) -> dict[str, Any]:
    start, venue = document.section(doc.TimeSection), document.section(doc.VenueSection)
    end, resolutions = document.section(doc.AdjournmentSection), document.section(doc.ResolutionsSection)
    representative = resolutions.representative if resolutions else None
    return {
        "level": document.level,
        "number": document.number,
        "date": start.date.isoformat() if start else None,
        "time": _clock(start.time) if start else None,
        "venue": venue.venue if venue else "",
        "chairs": [
            {"city": seat.city, "name": seat.person.surname + seat.person.given_name, "title": seat.person.title}
            for seat in seats
        ],
        "recorder": document.recorder,
        "representative": _person(representative, seats) if representative else None,
        "adjourned": _clock(end.time) if end else None,
    }


def _clock(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None


def _person(person: doc.Person, seats: tuple[doc.Seat, ...]) -> dict[str, str]:
    """The person as the seat holder that the printed name means, where there is exactly one."""
    holders = [seat.person for seat in seats if same_person(seat.person, person)]
    full = holders[0] if len(holders) == 1 else person
    return {"name": full.surname + full.given_name, "title": full.title}


def _clause(group: doc.GroupResolution, clause: doc.Clause) -> dict[str, Any]:
    titles = [title.text for title in clause.all_titles]
    kind, stated = clause.kind.value, clause.stated
    if clause.kind is ClauseKind.SUBCASE:
        kind, stated = ClauseKind.TRACKED.value, None
        titles = ([clause.parent.text] if clause.parent else []) + titles
    data = {"group": group.group, "kind": kind, "stated_count": stated, "titles": titles}
    if clause.kind is ClauseKind.MOVED:
        return data | {"other_group": clause.other_group, "incoming": clause.incoming}
    if clause.kind in _PARENT_KEYS:
        return data | {_PARENT_KEYS[clause.kind]: clause.parent.text if clause.parent else None}
    return data


def _resolution(resolution: doc.Resolution) -> str:
    return _filled(resolution.wording, "resolution", resolution_values(resolution))


def _motion(motion: doc.Motion) -> dict[str, Any]:
    return {
        "proposer": motion.proposer,
        "stated_count": motion.stated,
        "titles": [title.text for title in motion.titles],
        "text": _filled(motion.wording, "motion", motion_values(motion) | {"titles": "…"}),
    }


def _remark(remark: doc.Remark, seats: tuple[doc.Seat, ...]) -> dict[str, Any]:
    """A remark with its paragraphs as one text: where one ends is a matter of print."""
    text = "".join(_filled(paragraph.wording, "paragraph", {}) for paragraph in remark.paragraphs)
    return {"speaker": _person(remark.speaker, seats), "text": text}


def _topics(document: doc.MinutesDocument) -> list[dict[str, Any]]:
    """The common topics that a section or a group's clause takes note of."""
    found = [
        {"topic": section.topic, "group": None, "text": _filled(section.wording, "plain", {"topic": section.topic})}
        for section in document.sections
        if isinstance(section, doc.PlainSection) and section.topic
    ]
    for group in document.group_resolutions:
        for clause in group.clauses:
            if clause.topic:
                text = _filled(clause.wording, "clause", clause_values(clause))
                found.append({"topic": clause.topic, "group": group.group, "text": text})
    return found


def _filled(wording: str, element: str, values: dict[str, Any]) -> str:
    """The element's text without its mark; other numbers in arabic, whatever their printed style."""
    plain = re.sub(r"\{([a-z_0-9]+):[a-z-]+\}", r"{\1}", wording[_mark_length(wording) :])
    return "".join(run.text for run in fill(plain, {"n": 1, **values}, element))


def _mark_length(wording: str) -> int:
    """Length of the mark of a wording: (三), 2., - 一、, its number as a placeholder or, out of order, as printed."""
    pattern = _MARK if "{n" in wording[:16] else PRINTED_MARK
    for length in range(min(len(wording), 24), 0, -1):
        folded = fold(wording[:length])
        if pattern.fullmatch(folded) or _BULLETS.fullmatch(folded):
            return length
    return 0
