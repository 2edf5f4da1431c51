"""Officials as minutes print them: 劉副市長和然, 劉和然副市長, 劉副市長."""

from __future__ import annotations

import re

from meetings.minutes.document import NameForm, Person
from meetings.minutes.text.source import Source

# Titles of those who chair, speak or announce; a longer one is tried before the one it contains.
_TITLE_WORDS = (
    "市長 副市長 代理市長 代市長 縣長 副縣長 秘書長 副秘書長 主任秘書 執行秘書 局長 副局長 處長 副處長"
    " 主任委員 副主任委員 主委 副主委 主任 副主任 執行長 副執行長 召集人 副召集人 參事 參議 技監 顧問 專門委員"
    " 簡任技正 科長 股長 專員 組長 副組長 委員 總工程司 總經理 副總經理 董事長 館長 所長 署長 部長 次長 院長 校長"
    " 大隊長 總隊長 隊長 研究員 助理員 主席"
)
TITLES = sorted(_TITLE_WORDS.split(), key=len, reverse=True)
# 委員會 and the like are offices, not titles.
TITLE_PATTERN = "(?:" + "|".join(TITLES) + ")(?![會室辦])"
_COMPOUND_WORDS = (
    "歐陽 司馬 諸葛 上官 司徒 東方 獨孤 南宮 夏侯 皇甫 尉遲 公孫 慕容 令狐 長孫 宇文 端木 申屠 公冶 淳于 太史 范姜"
    " 聞人 澹臺 鍾離 百里 呼延 東郭 南門 羊舌 微生 梁丘 左丘 第五"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_WORDS.split())
# Surnames of two characters that are also a surname and a given name's first character: only with two more behind.
_DOUBLE_WORDS = "張簡 張廖 江謝 翁林 陳黃 劉張 吳鄭 李蔡 徐辜"
_DOUBLE_SURNAMES = frozenset(_DOUBLE_WORDS.split())
_TITLE = re.compile(TITLE_PATTERN)
_NAME_CHAR = r"[\u3400-\u9fff\U00020000-\U0003ffff○〇OX*·.]"
_GIVEN = re.compile(rf"{_NAME_CHAR}{{1,3}}")
_FULL_NAME = re.compile(rf"{_NAME_CHAR}{{2,5}}")
_OFFICE = re.compile(rf".*?[會局處室府院署所部組隊館科](?={_NAME_CHAR}{{2,4}}$)")


def read_person(source: Source, start: int, end: int) -> tuple[Person, int] | None:
    """The person of a span and the position where the name begins (an office may stand before), or None."""
    key = source.key[start:end]
    if not 2 <= len(key) <= 40:
        return None
    titles = list(_TITLE.finditer(key))
    if not titles:
        return None
    found = titles[-1]
    before, after = key[: found.start()], key[found.end() :]
    if after:
        return _title_inside(source, start, end, found, before, after)
    if not before:
        return (Person("", "", found[0], NameForm.SURNAME_TITLE), start) if found[0] == "主席" else None
    name = _name_start(source, start, before)
    length = len(before) - name
    first, last = start + name, start + found.start()
    title = source.squashed(last, end)
    if length == 1 or (length == 2 and before[name:] in COMPOUND_SURNAMES):
        return Person(source.squashed(first, last), "", title, NameForm.SURNAME_TITLE), first
    if not _FULL_NAME.fullmatch(before[name:]):
        return None
    split = first + _surname_length(before[name:])
    return Person(source.squashed(first, split), source.squashed(split, last), title, NameForm.TITLE_AFTER), first


def _title_inside(
    source: Source, start: int, end: int, found: re.Match[str], before: str, after: str
) -> tuple[Person, int] | None:
    """劉副市長和然, with or without an office before the surname."""
    if not _GIVEN.fullmatch(after) or not before or not re.fullmatch(_NAME_CHAR, before[-1]):
        return None
    size = 2 if before[-2:] in COMPOUND_SURNAMES else 1
    name = len(before) - size
    if name and not re.search(r"[會局處室府院署所部組隊館科]$", before[:name]):
        return None
    first, last = start + name, start + found.start()
    title_end = start + found.end()
    person = Person(
        source.squashed(first, last),
        source.squashed(title_end, end),
        source.squashed(last, title_end),
        NameForm.TITLE_INSIDE,
    )
    return person, first


def _name_start(source: Source, start: int, before: str) -> int:
    """Where the name begins in the text before a title: after the office, which a space or its last character ends."""
    if len(before) <= 4:
        gaps = [at for at in range(1, len(before)) if source.gaps[start + at]]
        # 王 小明 keeps its surname; 科 王小明 is too short to be an office.
        return gaps[-1] if gaps and gaps[-1] >= 3 else 0
    office = _OFFICE.match(before)
    if office:
        return office.end()
    gaps = [at for at in range(1, len(before)) if source.gaps[start + at]]
    return gaps[-1] if gaps else 0


def _surname_length(name: str) -> int:
    if len(name) >= 3 and name[:2] in COMPOUND_SURNAMES:
        return 2
    return 2 if len(name) == 4 and name[:2] in _DOUBLE_SURNAMES else 1


def same_person(one: Person, other: Person) -> bool:
    """Whether two printed names can be the same official: 劉副市長 is 劉副市長和然, whatever the order."""
    if one.surname != other.surname or one.title != other.title:
        return False
    return not one.given_name or not other.given_name or one.given_name == other.given_name


def person_forms(person: Person) -> tuple[Person, ...]:
    """A person in every form in which minutes print the name, the fuller ones first."""
    return tuple(
        Person(person.surname, person.given_name, person.title, form)
        for form in (NameForm.TITLE_INSIDE, NameForm.TITLE_AFTER, NameForm.SURNAME_TITLE)
        if person.given_name or form is NameForm.SURNAME_TITLE
    )
