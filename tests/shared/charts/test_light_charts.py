"""How the wall of lights and the bars of what is stuck are laid out."""

import pytest

from platform_site.shared.charts.lights import LOOKS, Cell, Row, fitting, light_bars, light_wall


def row(name, *states, note=""):
    return Row(name, tuple(Cell(state) for state in states), note)


def test_a_wall_has_a_column_for_each_quarter_and_leaves_empty_places_blank():
    columns = [("114", "4季"), ("115", "1季"), ("115", "2季")]
    (block,) = light_wall("交通組", columns, [row("甲案", "", "red", "none")])

    assert [(text, x) for x, text in block.years] == [("114", 0), ("115年", 26)]
    assert [text for _, text in block.heads] == ["4季", "1季", "2季"]
    assert [(cell.letter, cell.x) for cell in block.rows[0].cells] == [("紅", 26), ("－", 52)]
    assert [cell.middle for cell in block.rows[0].cells] == [x for x, _ in block.heads[1:]]


@pytest.mark.parametrize(("number", "sizes"), [(0, []), (1, [1]), (14, [14]), (15, [8, 7]), (150, [14] * 10 + [10])])
def test_many_rows_are_cut_into_blocks_of_about_one_length(number, sizes):
    blocks = light_wall("交通組", [("114", "4季")] * 12, [row(f"案{n}", *["green"] * 12) for n in range(number)])

    assert [len(block.rows) for block in blocks] == sizes
    assert [block.title for block in blocks] == ["交通組", *["交通組（續）"] * (len(sizes) - 1)][: len(sizes)]
    for block in blocks:
        lowest = max(cell.y for row in block.rows for cell in row.cells)
        assert lowest + block.cell < block.height
        assert max(cell.x + cell.width for row in block.rows for cell in row.cells) <= block.width


@pytest.mark.parametrize(("longest", "has_letters"), [(1, True), (9, True), (16, True), (17, False), (40, False)])
def test_bars_get_narrower_with_the_longest_and_keep_room_for_the_number(longest, has_letters):
    (block,) = light_bars(
        "季數", [row("甲案", *["red"] * longest, note=f"{longest}季"), row("乙案", "yellow", note="1季")]
    )
    first, second = block.rows

    assert len(first.cells) == longest
    assert all(bool(cell.letter) == has_letters for cell in first.cells)
    assert first.note_x + 40 <= block.width
    assert first.cells[0].width == second.cells[0].width
    ends = [cell.x + cell.width for cell in first.cells[:-1]]
    assert ends == pytest.approx([cell.x for cell in first.cells[1:]], abs=0.11)


def test_a_name_is_cut_where_the_room_ends():
    assert fitting("捷運") == "捷運"
    assert fitting("案" * 26) == "案" * 26
    assert fitting("案" * 27) == "案" * 25 + "…"
    assert fitting("2025 LED" * 10).endswith("…")


@pytest.mark.parametrize("look", LOOKS.values())
def test_every_light_stands_out_from_the_paper_and_its_letter_from_its_cell(look):
    assert contrast(look.stroke, "#ffffff") >= 3
    assert contrast(look.ink, look.fill) >= 4.5


def contrast(one, other):
    """The contrast of two colours, as WCAG 2.1 reckons it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_cells_of_one_look_are_drawn_together_and_links_apart():
    cells = (Cell("green"), Cell("red", "/1/", "原因"), Cell("green"))
    (block,) = light_wall("交通組", [("114", "1季"), ("114", "2季"), ("114", "3季")], [Row("甲案", cells)])
    red, green = block.layers

    assert (green.plain, green.links) == ("M0 54h24v24h-24zM52 54h24v24h-24z", ())
    assert (red.plain, red.links) == ("", (("/1/", "原因", "M26 54h24v24h-24z"),))
    assert red.everything == "M26 54h24v24h-24z"
    assert [(y, x, letters) for y, x, letters in green.letters] == [(71, "5.5 57.5", "綠綠")]
