"""Page furniture: page numbers, running headers, table heads and form lines that extraction leaves in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import accumulate, groupby, pairwise

from meetings.minutes.numerals import ZH_PATTERN

_NARROW = 24
_LEAST_ON_PAGE = 150
_PAGE = re.compile(
    rf"第?(?:\d{{1,3}}|{ZH_PATTERN})頁(?:[,/、;(]?[共全](?:\d{{1,3}}|{ZH_PATTERN})頁\)?)?"
    r"|頁[次碼]?[:.]?\d{1,3}(?:/\d{1,3})?|共\d{1,3}頁[,/、]?第\d{1,3}頁"
    r"|(?:page|p\.?)\d{1,3}(?:(?:of|/)\d{1,3})?|[-~·.]+\d{1,3}[-~·.]+",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<page>\d{1,3})(?:/\d{1,3})?")
# A bare number belongs to its sentence where the text around it asks for one.
_ASKS_BEFORE = re.compile(r"[第約計共增列餘及中午年月日時分件於至每下有近達逾組的「『(:、,/.\-A-Za-z0-9]$")
_UNITS = "案年月日時分次樓項個子人名位成度都路款屆點週線巷弄街段號場所家元萬億%"
_ASKS_AFTER = re.compile(rf"市(?!政府)|[{_UNITS}.、,):/\-A-Za-z0-9]")
_MARKER = re.compile(r"\d{1,2}[.、](?!\d)|\(")
_COUNTED = re.compile(rf"[{_UNITS}]")
_POINT = re.compile(r"[.)]|[、,](?=同意|其餘|新增|解列|本組)")
_DATE_AROUND = re.compile(r"[/0-9]")
_ENDS_NUMBER = re.compile(rf"(?:^|[(組。])(?:\d{{1,2}}|{ZH_PATTERN})$")
# A line behind which a paragraph begins.
_HEAD_LINE = re.compile(r"(?:長|委員|[:)])$")
_SENTENCE_END = re.compile(r"[。.!?;:)」』]$")
_CONTENT = re.compile(
    r"^\(?\w{1,2}[.、)]|列管|其餘|同意|本組|新增|解列|[「」『』()]|[。!?;,、:]$|^[-*•●]|市長|局長|處長|主持|主委|主任|略$|洽悉$|^無"
)

# Words that head a table's columns, and those that label the boxes of a form, signed from clerk to director.
_COLUMN_WORDS = (
    "項次 項目 編號 序號 案號 案名 合作案名稱 合作案 合作方案 案件名稱 方案名稱 主辦機關 主責機關 主政機關 協辦機關"
    " 提案機關 主辦單位 協辦單位 承辦單位 提案單位 議題小組 組別 辦理情形 執行情形 辦理進度 執行進度 列管情形 列管建議"
    " 備註 預定期程"
)
_ROLE_WORDS = (
    "承辦人員 承辦人 承辦 科員 專員 股長 科長 專門委員 主任秘書 主任 副局長 局長 副處長 處長 秘書長 核稿 核閱 決行 批示"
    " 會辦單位 會辦 簽章 單位主管 機關首長 校對 監印 製表 覆核"
)
_WORDS = tuple(
    re.compile(f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})+")
    for words in (_COLUMN_WORDS, _ROLE_WORDS)
)
# Several such words are certainly a table's head or a form's line where one of these is among them.
_SURE_WORD = re.compile(r"項次|序號|編號|案號|備註|機關.*情形|承辦|核稿|核閱|決行|批示|會辦|簽章|主管|監印|製表|覆核")
_FORM = re.compile(
    r"(?:檔號|保存年限|機?密等級?|解密條件|密等及解密條件(?:或保密期限)?|列印(?:日期|時間)|製表(?:日期|時間)|[發收]文字號):.{0,30}"
    r"|\(?(?:續[上前下次]頁|[接轉][下次]頁|以下空白)\)?|[-.…]*裝[-.…]*訂[-.…]*線[-.…]*"
)
_LIKE_FORM = re.compile(
    r"(?:承辦人|聯絡人|聯絡電話|電話|傳真|地址|電子郵件|e-?mail|網址|主席簽名|簽名|校對|製表|製表單位|文件編號):.{0,40}"
    r"|https?:.{0,80}|項次|序號|備註|承辦人|核稿|決行",
    re.IGNORECASE,
)


def page_furniture(
    lines: tuple[str, ...], folded: list[str], heading: re.Pattern[str], names: frozenset[str]
) -> set[int]:
    """Indexes of the lines that are page furniture.

    `folded` are the lines in folded form without white space; `heading` finds the minutes' heading, which running
    headers repeat, `names` are the platform's names, which they print alone.
    """
    filled = [index for index, text in enumerate(folded) if text]
    found = {index for index in filled if len(folded[index]) <= 24 and _PAGE.fullmatch(folded[index])}
    found |= {index for index in filled if _FORM.fullmatch(folded[index])} | _table_heads(folded, filled)
    found |= _repeated_headings(folded, filled, heading)
    found |= _repeated_lines(lines, folded, filled, found)
    kept = [index for index in filled if index not in found]
    before = list(accumulate(map(len, folded)))
    found |= _numbered_feeds(lines, folded, kept)
    kept = [index for index in kept if index not in found]
    for position, index in enumerate(kept):
        bare = _BARE.fullmatch(folded[index])
        # So few characters fill no page: a higher number is none of a page.
        if (
            bare
            and int(bare["page"]) <= 3 + before[index] // _LEAST_ON_PAGE
            and _is_page_number(lines, folded, kept, position)
        ):
            found.add(index)
    found |= _names_alone(lines, folded, filled, found, names)
    found |= _repeated_lines(lines, folded, filled, found)
    return found


def like_form(text: str) -> bool:
    """Whether a folded line looks like a form's or a letterhead's, but may be the text's own."""
    return _LIKE_FORM.fullmatch(text) is not None


def _table_heads(folded: list[str], filled: list[int]) -> set[int]:
    """Lines of nothing but column heads or form labels, on one line or each on its own."""
    found: set[int] = set()
    for words in _WORDS:
        heads = {index for index in filled if words.fullmatch(folded[index])}
        for matching, group in groupby(filled, heads.__contains__):
            run = list(group)
            text = "".join(folded[index] for index in run)
            if matching and _SURE_WORD.search(text) and text not in (*_COLUMN_WORDS.split(), *_ROLE_WORDS.split()):
                found.update(run)
    return found


def _repeated_headings(folded: list[str], filled: list[int], heading: re.Pattern[str]) -> set[int]:
    """Lines that print the minutes' heading again, alone or with a page number."""
    whole = []
    for index in filled:
        match = heading.match(folded[index]) if len(folded[index]) <= 80 else None
        if match:
            rest = folded[index][match.end() :]
            if not rest or _PAGE.fullmatch(rest) or _BARE.fullmatch(rest):
                whole.append((index, bool(rest)))
    if not whole:
        return set()
    # A heading that was wrapped over the first lines is the real one; then every whole line repeats it.
    opening = "".join(folded[index] for index in filled[:3])
    first_is_real = whole[0][0] in filled[:1] or not heading.match(opening)
    if first_is_real and len(whole) > 1 and whole[0][1]:
        first_is_real = False
    return {index for index, _ in (whole[1:] if first_is_real else whole)}


def _numbered_feeds(lines: tuple[str, ...], folded: list[str], filled: list[int]) -> set[int]:
    """Numbers alone beside a form feed that count up from page to page, whatever stands around them."""
    numbers: list[tuple[int, int]] = []
    for position, index in enumerate(filled):
        following = filled[position + 1] if position + 1 < len(filled) else len(lines) - 1
        if (
            folded[index].isdecimal()
            and len(folded[index]) <= 3
            and any("\f" in line for line in lines[index : following + 1])
        ):
            numbers.append((int(folded[index]), index))
    found: set[int] = set()
    for (value, index), (following_value, following_index) in pairwise(numbers):
        if following_value == value + 1:
            found |= {index, following_index}
    return found


def _is_page_number(lines: tuple[str, ...], folded: list[str], filled: list[int], position: int) -> bool:
    index = filled[position]
    before = folded[filled[position - 1]] if position else ""
    after = folded[filled[position + 1]] if position + 1 < len(filled) else ""
    if "/" in folded[index] and (not before or not after or not _DATE_AROUND.search(before[-1:] + after[:1])):
        return True
    apart = _blank(lines, index - 1) or _blank(lines, index + 1)
    if _POINT.match(after):
        # The mark of a list item, which a page break parted from its point; a page number may lie between them.
        return apart and _ENDS_NUMBER.search(before) is not None
    following = filled[position + 1] if position + 1 < len(filled) else len(lines)
    if any("\f" in line for line in lines[index : following + 1]):
        return not _COUNTED.match(after) or before[-1:].isdigit()
    if not before or not after:
        return apart or not before
    if _SENTENCE_END.search(before) and not before.endswith((":", ".")):
        return bool(_MARKER.match(after)) or not _ASKS_AFTER.match(after)
    return apart and not _ASKS_BEFORE.search(before) and not _ASKS_AFTER.match(after)


def _blank(lines: tuple[str, ...], index: int) -> bool:
    return not 0 <= index < len(lines) or not lines[index].strip()


def _repeated_lines(lines: tuple[str, ...], folded: list[str], filled: list[int], found: set[int]) -> set[int]:
    """Lines that come back on page after page: beside a page mark each time, or thrice in varying surroundings.

    A phrase of the text that wrapping isolates thrice has the same neighbours each time, a header doesn't.
    """
    positions_of: dict[str, list[int]] = defaultdict(list)
    for position, index in enumerate(filled):
        text = folded[index]
        if index not in found and 6 <= len(text) <= 40 and not _CONTENT.search(text):
            positions_of[re.sub(r"\d+", "#", text)].append(position)
    repeated: set[int] = set()
    # Where all lines are this short, words of the text stand alone by wrapping.
    narrow = max((len(text) for text in folded), default=0) < _NARROW
    for positions in positions_of.values():
        if len(positions) < 2:
            continue
        beside = sum(1 for position in positions if _beside_mark(lines, filled, position, found))
        neighbours = {
            (folded[filled[position - 1]][-1:] if position else "", _first(folded, filled, position + 1))
            for position in positions
        }
        if beside == len(positions) or (len(positions) >= 3 and not narrow and len(neighbours) == len(positions)):
            repeated.update(filled[position] for position in positions)
    return repeated


def _names_alone(
    lines: tuple[str, ...], folded: list[str], filled: list[int], found: set[int], names: frozenset[str]
) -> set[int]:
    """Lines beside a page mark that print only the platform's name.

    A single one behind a speaker's or a section's head may be the beginning of what follows, and is left.
    """
    alone = [
        position
        for position, index in enumerate(filled)
        if position > 2 and folded[index] in names and _beside_mark(lines, filled, position, found)
    ]
    if len(alone) == 1:
        before = next((folded[index] for index in reversed(filled[: alone[0]]) if index not in found), "")
        if len(before) <= _NARROW and _HEAD_LINE.search(before):
            return set()
    return {filled[position] for position in alone}


def _first(folded: list[str], filled: list[int], position: int) -> str:
    return folded[filled[position]][:1] if position < len(filled) else ""


def _beside_mark(lines: tuple[str, ...], filled: list[int], position: int, found: set[int]) -> bool:
    index = filled[position]
    near = {filled[other] for other in (position - 1, position + 1) if 0 <= other < len(filled)}
    if near & found or "\f" in lines[index]:
        return True
    return any("\f" in lines[other] for other in range(max(index - 1, 0), min(index + 2, len(lines))))
