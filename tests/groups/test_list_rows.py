"""The rows of a list's table, written in one pass."""

from dataclasses import dataclass, field

import pytest
from django.template import Context, Template

from platform_site.shared.lists.columns import ListColumn
from platform_site.shared.lists.listing import Line


@dataclass
class Definition:
    columns: tuple


@dataclass
class Listing:
    definition: Definition
    rows: list = field(default_factory=list)

    @property
    def lines(self):
        columns = self.definition.columns
        return [Line(row, tuple((column, column.words(column.value(row))) for column in columns)) for row in self.rows]


def rows_of(columns, *rows):
    listing = Listing(Definition(columns), list(rows))
    html = Template("{% load lists %}{% list_rows list %}").render(Context({"list": listing}))
    return html.replace("\n", "")


def test_the_first_cell_is_the_rows_head_and_each_says_its_column_and_size():
    columns = (ListColumn("甲", value=str), ListColumn("乙", "short", value=str), ListColumn("丙", "", True, value=str))
    assert rows_of(columns, 7) == (
        '<tr><th scope="row" class="wrap" data-label="甲">7</th><td class="list-short" data-label="乙">7</td>'
        '<td class="number" data-label="丙">7</td></tr>'
    )


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("<b>&", "&lt;b&gt;&amp;"),
        ("一\r\n二\n<三>", "一<br>二<br>&lt;三&gt;"),
        ("", '<span aria-hidden="true">—</span><span class="visually-hidden">無</span>'),
    ],
)
def test_words_are_escaped_and_keep_their_lines(words, html):
    assert html in rows_of((ListColumn("甲", value=lambda row: words),), 1)


def test_a_fragment_is_given_the_row_and_its_words():
    column = ListColumn("甲", value=lambda row: row["sentence"], fragment="meetings/directives/_sentence_cell.html")
    html = rows_of((column,), {"sentence": "甲<", "pk": 1}, {"sentence": "甲<", "pk": 2})
    assert [f'<a href="/directives/{pk}/">甲&lt;</a>' in html for pk in (1, 2)] == [True, True]


def test_a_fragment_that_says_only_the_words_is_drawn_once_for_equal_words():
    fragment = "cases/pages/_status_cell.html"
    column = ListColumn("甲", value=lambda row: row["words"], fragment=fragment, is_only_words=True)
    rows = [{"words": "解列", "case": {"status": "delisted"}}, {"words": "解列", "case": {"status": "added"}}]
    assert rows_of((column,), *rows).count("status-delisted") == 2
