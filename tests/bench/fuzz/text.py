"""Hostile strings, and minutes with damage done to them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

MINUTES = Path(__file__).parents[3] / "fixtures" / "minutes"
MEGABYTE = 1024 * 1024
NUMERALS = "〇零一二三四五六七八九十百千萬億兆兩廿卅壹貳參肆伍陸柒捌玖拾０１２３٣४²①⑩㈠㊀ⅣⅫ半"
BRACKETS = "()（）「」『』[]【】〔〕《》〈〉{}“”‘’\"'"
CONTROLS = [
    "\0",
    "\x00\x01\x02",
    "\ud800",
    "\udfff\ud800",
    "\u202e反轉\u202c",
    "\u2066\u2067\u2069",
    "\u200b\u200d\ufeff",
    "\ufffe\uffff",
    "\x1b[31m",
    "\x7f\x85",
    "\r",
    "\v\f\x1c\x1d\x1e",
    "\u2028\u2029",
    "\U000e0041\U000e007f",
    "\U0010ffff",
    "\x08" * 30,
]
WORDS = [
    "基北北桃合作交流平臺第5次副市長層級會議紀錄",
    "壹、會議時間：",
    "柒、決議事項",
    "一、議題小組合作案件",
    "(一)交通組",
    "（九）量子組",
    "同意新增",
    "同意解列",
    "其餘",
    "持續列管",
    "整併為",
    "移列",
    "更名為",
    "及",
    "、",
    "共同主持",
    "紀錄：",
    "散會",
    "臨時動議：",
    "詳附件1",
    "114年13月45日",
    "民國0年0月0日",
    "9999年2月30日",
    "113年2月29日(星期日)下午99時99分",
    "下午2時",
    "-1案",
    "0案",
    "99999999999999999999案",
    "〇一二案",
    "一千萬億兆案",
    "第" + "九" * 400 + "次",
    "9" * 5_000,
    "1e999",
    "NaN",
    "٣٤案",
    "²案",
    "①案",
    "½案",
    "%s%n%x",
    "{0.__class__}",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "' OR 1=1 --",
    "\\",
    "../../../../etc/passwd",
    "<script>",
    "&lt;&#0;",
    "=1+1",
    "(共同議題—「氣候變遷因應及調適」)",
    "👩‍👩‍👧‍👦🇹🇼",
    "ﷺ",
    "ﬀ㍿",
    "İıſK",
    "堃喆",
]
OPENERS = ["(", "（", "「", "『", "「『", "[", "【", "(一)", "（共同議題—", "壹、", "一、", "1. ", "(1)", "同意新增「"]
CLOSERS = [")", "）", "」", "』", "』」", "]", "】", "", "）", "", "", "", "", "」"]


@cache
def originals() -> tuple[str, ...]:
    """The five real texts."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(MINUTES.glob("*.txt")))


@cache
def titles() -> tuple[str, ...]:
    """What stands in brackets in the real texts: their titles and a few other names."""
    return tuple(dict.fromkeys(re.findall("「([^「」]{4,60})」", "".join(originals()))))


def length(chance: random.Random, most: int = 20_000) -> int:
    """Mostly short, sometimes very long."""
    return int(10 ** chance.uniform(0, len(str(most)) - 1 + 0.3)) % most + 1


def zalgo(chance: random.Random) -> str:
    marks = [chr(code) for code in range(0x300, 0x370)]
    return "".join(char + "".join(chance.choices(marks, k=length(chance, 300))) for char in "案名合作")


def nested(chance: random.Random) -> str:
    depth, which = length(chance), chance.randrange(len(OPENERS))
    return OPENERS[which] * depth + "案名" + CLOSERS[which] * (depth + chance.choice([0, 0, 1, -1]))


def run(chance: random.Random) -> str:
    """One character or word, again and again."""
    return chance.choice([*" \n\t　、。「」（(案一1一-—：及", *WORDS[:24]]) * length(chance)


def soup(chance: random.Random) -> str:
    """Words of minutes, brackets and controls in no order."""
    pieces = [*WORDS, *BRACKETS, *NUMERALS, *CONTROLS, "\n", "\n", "、", *titles()[:40]]
    return "".join(chance.choices(pieces, k=length(chance, 600)))


def noise(chance: random.Random) -> str:
    """Any code points at all, surrogates among them."""
    top = chance.choice([0x80, 0x800, 0x10000, 0x110000])
    return "".join(chr(chance.randrange(top)) for _ in range(length(chance, 3_000)))


def numeral(chance: random.Random) -> str:
    return "".join(chance.choices(NUMERALS, k=length(chance, 5_000)))


def wild(chance: random.Random) -> str:
    """A hostile string of any kind."""
    kinds: list[Callable[[random.Random], str]] = [zalgo, nested, run, soup, noise, numeral]
    kinds += [lambda c: c.choice(CONTROLS)] * 3 + [lambda c: c.choice(WORDS)] * 4 + [title] * 2
    return chance.choice(kinds)(chance)


def title(chance: random.Random) -> str:
    """A real title with damage: letters swapped, dropped, doubled, brackets and controls put in."""
    name = list(chance.choice(titles()))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(name) + 1)
        name[at : at + chance.randrange(3)] = chance.choice(
            [*BRACKETS, *CONTROLS[:6], *NUMERALS, "", "案", "台", "汙", name[0]]
        )
        name = name or ["案"]
    return "".join(name)


# -- Damage to minutes ------------------------------------------------------------------------------------------------


def _span(text: str, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + length(chance, 4_000))


def _cut(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:start] + text[end:]


def _double(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:end] + text[start:end] * chance.choice([1, 1, 2, 10]) + text[end:]


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + wild(chance) + text[at:]


def _swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    if chance.random() < 0.2:
        chance.shuffle(lines)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines)


def _splice(text: str, chance: random.Random) -> str:
    other = chance.choice(originals())
    start, end = _span(other, chance)
    return text[: chance.randrange(len(text) + 1)] + other[start:end]


def _numbers(text: str, chance: random.Random) -> str:
    """Some numbers become others: huge, Chinese, of other scripts, negative."""
    share = chance.choice([0.02, 0.2, 1.0])

    def other(found: re.Match[str]) -> str:
        if chance.random() > share:
            return found[0]
        return chance.choice(
            ["0", "99999999999999999999", "-1", "〇一二", "一二〇", "²", "٣", "9" * 300, "", numeral(chance)[:9]]
        )

    return re.sub(r"\d+|[一二三四五六七八九十]{1,3}(?=案|次|年)", other, text)


def _brackets(text: str, chance: random.Random) -> str:
    """Some brackets are dropped, turned round or multiplied."""
    share = chance.choice([0.05, 0.5])

    def other(found: re.Match[str]) -> str:
        return found[0] if chance.random() > share else chance.choice(["", found[0] * 2, chance.choice(BRACKETS), "「"])

    return re.sub(f"[{re.escape(BRACKETS)}]", other, text)


def _white_space(text: str, chance: random.Random) -> str:
    way = chance.randrange(5)
    if way == 0:
        return text.replace("\n", "")
    if way == 1:
        return "\n".join(text[:4_000])
    if way == 2:
        return text.replace("\n", chance.choice(["\r", "\r\n", "\u2028", "\f", "\x85", "\v"]))
    if way == 3:
        return text.replace("\n", "\n" * chance.randint(2, 40))
    return re.sub("[，。]", lambda found: found[0] + " " * chance.randint(0, 40), text)


def _many_titles(text: str, chance: random.Random) -> str:
    """A clause that lists hundreds or thousands of titles."""
    count = chance.choice([100, 900, 1_001, 5_000, 10_000])
    sep = chance.choice(["、", "及", "", "\n", "」「"])
    names = sep.join(f"「{chance.choice(titles())[:4]}{number}」" for number in range(count))
    return _after(text, f"同意{chance.choice(['新增', '解列'])}{chance.choice([count, 3])}案：{names}。", chance)


def _many_clauses(text: str, chance: random.Random) -> str:
    count = chance.choice([50, 500, 2_000])
    line = chance.choice(
        ["(一)交通組：同意新增1案：「{}」。", "{}. 同意解列2案", "一、{}", "（{}）災防組", "柒、{}決議事項"]
    )
    return _after(text, "\n".join(line.replace("{}", str(number)) for number in range(count)), chance)


def _after(text: str, what: str, chance: random.Random) -> str:
    """`what` behind a line of the resolutions, or anywhere."""
    places = [found.end() for found in re.finditer(r"組：?|決議事項.*\n", text)] or [0]
    at = chance.choice(places)
    return text[:at] + "\n" + what + "\n" + text[at:]


DAMAGES: list[Callable[[str, random.Random], str]] = [
    _cut,
    _double,
    _insert,
    _insert,
    _insert,
    _swap_lines,
    _splice,
    _numbers,
    _numbers,
    _brackets,
    _white_space,
    _many_clauses,
]
LONGEST = 100_000


def minutes(chance: random.Random, longest: int | None = LONGEST) -> str:
    """One of the five texts, damaged once to six times; no longer than what an import reads unless asked for."""
    text = chance.choice(originals())
    for _ in range(chance.choice([1, 1, 2, 3, 6])):
        text = chance.choice(DAMAGES)(text, chance) or "案"
    if chance.random() < 0.02:
        text = _many_titles(text, chance)
    if chance.random() < 0.1:
        text = chance.choice([soup, noise, run, nested])(chance)
    return text[:longest]
