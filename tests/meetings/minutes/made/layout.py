"""Deformations of phases 3 to 7: width, signs, spaces, lines and pages."""

from __future__ import annotations

import re
from random import Random

from tests.meetings.minutes.made.deformations import MARKERS, blocks_of, joined, registry

DEFORMATIONS, deformation = registry()


@deformation(3)
def wide_digits(text: str, random: Random) -> str:
    return text.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


@deformation(3)
def wide_ascii(text: str, random: Random) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@deformation(3)
def narrow_signs(text: str, random: Random) -> str:
    signs = "：:，,（(）)；;！!？?．."
    chosen = [pair for pair in zip(signs[::2], signs[1::2], strict=True) if random.random() < 0.8]
    return text.translate({ord(wide): narrow for wide, narrow in chosen})


@deformation(3)
def wide_signs(text: str, random: Random) -> str:
    return text.translate(str.maketrans("()：:/.-", random.choice(["（）：：／．－", "（）:：/.-", "（）：:／.-"])))


@deformation(3)
def latin_signs(text: str, random: Random) -> str:
    table = {"、": ", ", "。": ".", "，": ",", "：": ":", "；": ";", "（": "(", "）": ")"}
    if random.random() < 0.5:
        table = {"。": ". ", "，": ", ", "：": ": "}
    return text.translate(str.maketrans(table))


@deformation(3)
def halfwidth_cjk_signs(text: str, random: Random) -> str:
    return text.translate(str.maketrans("、。「」", "､｡｢｣"))


@deformation(3)
def other_quotes(text: str, random: Random) -> str:
    tables = [
        ("「」『』", "﹁﹂﹃﹄"),
        ("「」『』", "“”‘’"),
        ("「」", "｢｣"),
        ("「」", '""'),
        ("「」『』", "『』「」"),
        ("「」", "〝〞"),
    ]
    return text.translate(str.maketrans(*random.choice(tables)))


@deformation(3)
def without_full_stops(text: str, random: Random) -> str:
    """Clauses and resolutions that end without a full stop, all of them."""
    head, mark, tail = text.partition("決議事項")
    end = re.search(r"\n[^\n]{1,6}(?:臨時動議|共同議題|主席結論)", tail)
    at = end.start() if end else len(tail)
    return head + mark + re.sub(r"。$", "", tail[:at], flags=re.MULTILINE) + tail[at:]


@deformation(3)
def radicals(text: str, random: Random) -> str:
    """Ideographs as the radicals of the same look, which some PDF fonts are extracted as."""
    table = str.maketrans(
        "一二人力十工大女子小山用目立行見言車里金長青面食高黃".replace("一二十", ""),
        "⼀⼆⼈⼒⼗⼯⼤⼥⼦⼩⼭⽤⽬⽴⾏⾒⾔⾞⾥⾦⾧⾭⾯⾷⾼⿈",
    )
    chosen = {key: value for key, value in table.items() if random.random() < 0.6}
    return text.translate(chosen)


@deformation(3)
def dashes(text: str, random: Random) -> str:
    return text.replace("—", random.choice(["－", "─", "–", "-", "——", "―"]))


# Phase 4: spaces.


@deformation(4)
def digits_unspaced(text: str, random: Random) -> str:
    return re.sub(r"(?<=[0-9\u4e00-\u9fff()]) +(?=[0-9\u4e00-\u9fff])", "", text)


@deformation(4)
def digits_spaced(text: str, random: Random) -> str:
    space = random.choice([" ", "  ", "\u00a0", "\u3000", "\u2009"])
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9])(?=[\u4e00-\u9fff])", space, text)


@deformation(4)
def letterspaced(text: str, random: Random) -> str:
    space = random.choice([" ", "\u3000", "\u00a0", "\u2009"])
    return re.sub(r"(?<=[^\s])(?=[^\s])", space, text)


@deformation(4)
def random_spaces(text: str, random: Random) -> str:
    rate = random.choice([0.02, 0.1])
    spaces = [" ", "\u3000", "\t", "\u00a0", "\u2003"]
    return "".join(char + (random.choice(spaces) if random.random() < rate else "") for char in text)


@deformation(4)
def invisible_characters(text: str, random: Random) -> str:
    invisible = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u200e", "\ufe0e"]
    return "".join(char + (random.choice(invisible) if random.random() < 0.05 else "") for char in text)


@deformation(4)
def indented(text: str, random: Random) -> str:
    indent = random.choice(["  ", "\u3000\u3000", "\t", "    "])
    return "".join(
        random.choice(["", indent, indent * 2]) + line + random.choice(["", " "]) + "\n" for line in text.splitlines()
    )


# Phase 5: lines.


def _wrapped(line: str, width: int) -> str:
    return "\n".join(line[at : at + width] for at in range(0, len(line), width))


@deformation(5)
def wrapped(text: str, random: Random) -> str:
    """Every line hard-wrapped, inside numbers and heads too."""
    width = random.choice([8, 12, 15, 20, 25, 30, 35, 40, 45, 60])
    return "\n".join(_wrapped(line, width) for line in text.split("\n"))


@deformation(5)
def run_on_wrapped(text: str, random: Random) -> str:
    """No line ends but those of the wrapping: the text as one stream."""
    width = random.choice([20, 30, 38, 40, 60])
    return _wrapped(text.replace("\n", ""), width) + "\n"


@deformation(5)
def groups_run_on(text: str, random: Random) -> str:
    """The lines of each group as one line."""
    before, groups, after = blocks_of(text)
    return joined(before, [["".join(group)] for group in groups], after)


@deformation(5)
def clauses_run_on(text: str, random: Random) -> str:
    before, groups, after = blocks_of(text)
    return joined(before, [[group[0], " ".join(group[1:])] for group in groups], after)


@deformation(5)
def some_lines_joined(text: str, random: Random) -> str:
    return re.sub(r"\n(?=.)", lambda match: "" if random.random() < 0.2 else "\n", text)


@deformation(5)
def one_line(text: str, random: Random) -> str:
    return text.replace("\n", random.choice(["", " "])) + "\n"


@deformation(5)
def broken_anywhere(text: str, random: Random) -> str:
    rate = random.choice([0.01, 0.03, 0.08])
    return "".join(char + (random.choice(["\n", "\n\n"]) if random.random() < rate else "") for char in text)


# Phase 6: pages.


def _page_break(random: Random, page: int, heading: str) -> str:
    return random.choice(
        [
            "\n\n",
            "\n\n\n",
            "\f",
            "\n\f\n",
            f"\n\n第 {page} 頁，共 9 頁\n\n",
            f"\n- {page} -\n",
            f"\n\n— {page} —\n\n",
            f"\n第{page}頁\n\f",
            f"\nPage {page} of 9\n",
            f"\n{page} / 9\n\f",
            f"\n\n{page}\n\f",
            f"\n{heading}\n\n",
            f"\n第 {page} 頁\n{heading}\n",
            f"\n{heading} 第 {page} 頁\n",
        ]
    )


@deformation(6)
def pages(text: str, random: Random) -> str:
    """Page breaks with their furniture, in the middle of sentences and titles too."""
    match = re.match(r"[^\n]*會議[紀記]錄", text)
    if not match or len(text) < 200:
        return text
    heading = "".join(char for char in match[0] if char not in MARKERS)
    start = len(match[0]) + 2
    cuts = sorted(random.sample(range(start, len(text) - 3), random.randint(1, 6)))
    kind = random.randrange(10_000)
    pieces, at = [], 0
    for page, cut in enumerate(cuts, 1):
        pieces += [text[at:cut], _page_break(Random(kind), page, heading)]
        at = cut
    return "".join([*pieces, text[at:]])


@deformation(6)
def running_header(text: str, random: Random) -> str:
    """A header and a footer on each page of N lines."""
    header = random.choice(
        ["新北市政府研究發展考核委員會", "機密等級：普通", "基北北桃合作交流平臺", "公務使用 請勿外流"]
    )
    lines = text.split("\n")
    size = random.choice([10, 12, 15, 20])
    if len(lines) < 20:
        return text
    # A header that comes only once can't be told from the text.
    size = min(size, len(lines) // 3)
    result: list[str] = []
    for at in range(0, len(lines), size):
        page = at // size + 1
        result += (
            ([header] if at else [])
            + lines[at : at + size]
            + ["", f"第 {page} 頁", "\f" if random.random() < 0.5 else ""]
        )
    return "\n".join(result)


@deformation(6)
def table_heads(text: str, random: Random) -> str:
    """The head of a table or the foot of a form between the lines of two pages."""
    line = random.choice(
        [
            "項次 案名 主辦機關",
            "序號　合作案名稱　主辦機關　備註",
            "承辦人 科長 局長",
            "（續下頁）",
            "檔號：0113/A1",
            "第 3 頁，共 8 頁\n項次 案名 主辦機關 辦理情形",
        ]
    )
    lines = text.split("\n")
    at = random.randrange(1, len(lines)) if len(lines) > 2 else 1
    return "\n".join([*lines[:at], line, *lines[at:]])


@deformation(7)
def line_ends(text: str, random: Random) -> str:
    return text.replace("\n", random.choice(["\r\n", "\r"]))


@deformation(6)
def blank_lines(text: str, random: Random) -> str:
    every = random.choice([0.2, 0.5, 1.0])
    return re.sub(r"\n", lambda match: "\n" * random.randint(2, 3) if random.random() < every else "\n", text)


@deformation(6)
def byte_order_mark(text: str, random: Random) -> str:
    return "\ufeff" + text
