"""The anchors of the minutes page and of a meeting's dashboard; every link to a part of either is made of these.

All numbers are positions, counted from 1: of the section in the document, of the group among all its groups, of the
clause in its group.
"""

from __future__ import annotations

from collections.abc import Iterator

from meetings.minutes.document import Clause, GroupResolution, MinutesDocument


def section(number: int) -> str:
    """A section of the minutes."""
    return f"section-{number}"


def resolution(section_number: int, number: int) -> str:
    """A resolution within a section."""
    return f"resolution-{section_number}-{number}"


def group(number: int) -> str:
    """An issue group's part of the minutes."""
    return f"group-{number}"


def clause(group_number: int, number: int, below: int | None = None) -> str:
    """A clause of a group, or the sub-clause at `below` under it."""
    return f"clause-{group_number}-{number}" if below is None else f"subclause-{group_number}-{number}-{below}"


def clauses(group_number: int, printed: GroupResolution) -> Iterator[tuple[str, Clause]]:
    """Every clause of a group and every sub-clause below it with its anchor, in printed order."""
    for number, item in enumerate(printed.clauses, 1):
        yield clause(group_number, number), item
        for below, child in enumerate(item.children, 1):
            yield clause(group_number, number, below), child


def of_cases(document: MinutesDocument) -> dict[str, str]:
    """The anchor of the clause that prints each title that stands for a row, by the title's `ref`."""
    return {
        title.ref: anchor
        for number, group_resolution in enumerate(document.group_resolutions, 1)
        for anchor, item in clauses(number, group_resolution)
        for title in item.titles
        if title.ref
    }


def seat(number: int) -> str:
    """A chair's line."""
    return f"seat-{number}"


def motion(number: int) -> str:
    """A motion."""
    return f"motion-{number}"


def remark(number: int) -> str:
    """What one speaker said."""
    return f"remark-{number}"


def paragraph(above: str, number: int) -> str:
    """A paragraph below the section or remark with the anchor `above`."""
    return f"{above}-{number}"


def sheet(number: int) -> str:
    """A group's sheet on the dashboard; the names behind one of its numbers are at `g3-added` and the like."""
    return f"g{number}"
