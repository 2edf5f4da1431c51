"""The rows of the tables of figures: `{% load figures %}`.

Written in one pass, like the rows of a list (groups/templatetags/lists.py): the tally's page has a thousand cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cases.ledger.tallies import GroupTally
from groups.templatetags.formatting import difference
from meetings.record.figures import MeetingFigures
from platform_site.shared.numbers import magnitude, signed

register = template.Library()
UNKNOWN, NONE = '<span class="note">不詳</span>', "—"
DIFFERS = " has-difference"


@register.simple_tag
def tally_rows(figures: MeetingFigures, at: str, linked: bool) -> SafeString:
    """A `<tr>` for each group of a meeting; with `linked` the numbers lead to their names on the page `at`."""
    at, others = escape(at), figures.tally.has_other_changes
    rows = []
    for anchor, row, no_opening, no_closing in figures.rows:
        url = f"{at}#{anchor}" if linked else ""
        name = _linked(escape(row.group), url, "")
        unnamed = f' <span class="difference-words">多{magnitude(row.unnamed)}案</span>' if row.unnamed < 0 else ""
        cells = [
            _number(UNKNOWN if no_opening else row.opening),
            _number(_linked(row.added, url, "-added")),
            _number(_linked(row.delisted, url, "-delisted")),
            _others(row) if others else "",
            _number(_linked(row.stated_remaining, url, "-tracked")),
            *_computed(row, no_opening, DIFFERS if row.difference else ""),
            _number(UNKNOWN if no_closing else _linked(row.closing, url, "")),
            _number(f"{row.named}{unnamed}", DIFFERS if unnamed else ""),
        ]
        rows.append(_row(name, cells))
    return _html(rows)


@register.simple_tag
def tally_sums(figures: MeetingFigures) -> SafeString:
    """The `<tr>` of what the groups of a meeting come to."""
    row = figures.totals
    cells = [
        _number(UNKNOWN if figures.no_opening else row.opening),
        _number(row.added),
        _number(row.delisted),
        _others(row) if figures.tally.has_other_changes else "",
        _number(_linked(row.stated_remaining, "", "")),
        *_computed(row, figures.no_opening, ""),
        _number(UNKNOWN if figures.no_closing else row.closing),
        _number(row.named),
    ]
    return _html([_row(escape(row.group), cells)])


@register.simple_tag
def trend_cells(figures: MeetingFigures) -> SafeString:
    """The cells of a meeting's sums in the table of a level's meetings."""
    row = figures.totals
    return _html(
        [
            _number(UNKNOWN if figures.no_opening else row.opening),
            _number(row.added),
            _number(row.delisted),
            _number(UNKNOWN if figures.no_closing else row.remaining),
            _number(UNKNOWN if figures.no_closing else row.closing),
            _number(NONE if figures.no_opening else difference(row.difference)),
            _number(row.named),
        ]
    )


@register.simple_tag
def closing_rows(series: Sequence[MeetingFigures]) -> SafeString:
    """A `<tr>` for each group with what was on its list after each of these meetings, and how that differs."""
    rows = []
    for of_group in zip(*(figures.rows for figures in series), strict=True):
        cells = [_closing(*of_meeting[1:]) for of_meeting in of_group]
        rows.append(_row(escape(of_group[0][1].group), cells))
    return _html(rows)


@register.simple_tag
def number_cells(numbers: Iterable[int | None]) -> SafeString:
    """A cell for each number; None where no record says."""
    return _html(_number("不詳" if number is None else number) for number in numbers)


def _closing(row: GroupTally, no_opening: bool, no_closing: bool) -> str:
    differs = bool(row.difference) and not no_opening
    mark = f"({signed(row.difference)})" if differs else ""
    closing = UNKNOWN if no_closing else row.closing
    return _number(f'{closing}<span class="matrix-mark">{mark}</span>', DIFFERS if differs else "")


def _computed(row: GroupTally, no_opening: bool, mark: str) -> Iterator[str]:
    if no_opening:
        yield _number(UNKNOWN)
        yield _number(NONE)
    else:
        yield _number(NONE if row.computed_remaining is None else row.computed_remaining)
        yield _number(difference(row.difference), mark)


def _others(row: GroupTally) -> str:
    words = "、".join(f"{label}{signed(number)}" for label, number in row.other_changes)
    return f"<td>{words}</td>"


def _linked(value: int | str | None, url: str, part: str) -> str:
    if value is None:
        return NONE
    return f'<a href="{url}{part}">{value}</a>' if url else str(value)


def _number(html: int | str, mark: str = "") -> str:
    return f'<td class="number{mark}">{html}</td>'


def _row(name: str, cells: Iterable[str]) -> str:
    return f'<tr>\n<th scope="row">{name}</th>\n{"".join(cells)}\n</tr>'


def _html(pieces: Iterable[str]) -> SafeString:
    # Numbers, this module's own words, and names and addresses that were escaped where they came in.
    return mark_safe("\n".join(pieces))  # noqa: S308  # nosec B308 B703
