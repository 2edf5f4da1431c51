"""The rows of a list's table: `{% load lists %}{% list_rows list %}`.

Written in one pass: a page has hundreds of cells, and a template that asks of each what it is takes longer than the
rest of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.template import Context, Engine
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.listing import Listing

register = template.Library()
NOTHING = '<span aria-hidden="true">—</span><span class="visually-hidden">無</span>'


@register.simple_tag(takes_context=True)
def list_rows(context: Context, listing: Listing) -> SafeString:
    """A `<tr>` for each line of the list's page: the first cell is its head, and each is dressed as its column says."""
    columns = listing.definition.columns
    begun = [_begun(column, is_head=not number) for number, column in enumerate(columns)]
    ends = ["</th>", *["</td>"] * (len(columns) - 1)]
    dressed = _dresser(context)
    pieces: list[str] = []
    for line in listing.lines:
        pieces.append("<tr>\n")
        for begin, end, (column, words) in zip(begun, ends, line.cells, strict=True):
            pieces += (begin, dressed(column, line.row, words) if column.fragment else _plain(words), end, "\n")
        pieces.append("</tr>\n")
    # Every piece is this module's own, or was escaped where it was made.
    return mark_safe("".join(pieces))  # noqa: S308  # nosec B308 B703


def _begun(column: ListColumn, is_head: bool) -> str:
    kind = "number" if column.is_number else f"list-{column.size}" if column.size else "wrap"
    opened = format_html('<th scope="row" class="{}"', kind) if is_head else format_html('<td class="{}"', kind)
    return opened + format_html(' data-label="{}">', column.label)


def _plain(words: str) -> str:
    """The words of a cell with their line breaks; a dash where there are none."""
    if not words:
        return NOTHING
    return linebreaksbr(words) if "\n" in words or "\r" in words else escape(words)


def _dresser(context: Context) -> Callable[[ListColumn, Any, str], str]:
    """How the fragments of columns dress cells, given `row` and `words`."""
    engine = Engine.get_default()
    templates: dict[str, Any] = {}
    known: dict[tuple[str, str], str] = {}

    def dressed(column: ListColumn, row: Any, words: str) -> str:
        if column.is_only_words and (column.fragment, words) in known:
            return known[column.fragment, words]
        if column.fragment not in templates:
            templates[column.fragment] = engine.get_template(column.fragment)
        with context.push(row=row, words=words):
            html = templates[column.fragment].render(context)
        known[column.fragment, words] = html
        return html

    return dressed
