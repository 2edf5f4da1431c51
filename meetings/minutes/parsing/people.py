"""Officials as minutes print them: 劉副市長和然, 劉和然副市長, 劉副市長; and the chairs, each with the city."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from meetings.minutes.document import ChairsSection, NameForm, Person, Seat
from meetings.minutes.parsing.heads import SectionHead, head_placeholders
from meetings.minutes.parsing.sections import after_colon
from meetings.minutes.text.marks import Reader, match_brackets
from meetings.minutes.text.names import city_pattern, known_name
from meetings.minutes.text.source import Source, fold

# Titles of those who chair, speak or announce; a longer one is tried before the one it contains.
_TITLE_WORDS = (
    "市長 副市長 代理市長 代市長 縣長 副縣長 秘書長 副秘書長 主任秘書 執行秘書 局長 副局長 處長 副處長"
    " 主任委員 副主任委員 主委 副主委 主任 副主任 執行長 副執行長 召集人 副召集人 參事 參議 技監 顧問 專門委員"
    " 簡任技正 科長 股長 專員 組長 副組長 委員 總工程司 總經理 副總經理 董事長 館長 所長 署長 部長 次長 院長 校長"
    " 大隊長 總隊長 隊長 研究員 助理員 主席"
)
# 委員會 and the like are offices, not titles.
TITLE_PATTERN = f"(?:{'|'.join(sorted(_TITLE_WORDS.split(), key=len, reverse=True))})(?![會室辦])"
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
# What may stand behind a name: (代理), （視訊）, 代表; a number in brackets is a list's mark.
BEHIND_NAME = (
    r"(?:\((?![0-9一二三四五六七八九十]{1,3}\))[^()]{1,24}\)|[,、]?(?:代表|代理|視訊|線上(?:與會|出席|參加)?))*"
)
_NAME_END = re.compile(rf"{BEHIND_NAME}$")
_OTHER_CITY = re.compile(r"(?P<city>[\u4e00-\u9fff]{2}[市縣])政府")
_LABEL_BETWEEN = re.compile(r"(?:共同主持人?|(?:共同|副)主席)[:、,]?")


def name_end(source: Source, start: int, end: int) -> int:
    """Where the name in a span ends: before a bracket, 代表 and the like, which stay in the wording."""
    match = _NAME_END.search(source.key[start:end])
    return start + match.start() if match else end


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
    surname, given_name = source.squashed(first, last), source.squashed(title_end, end)
    return Person(surname, given_name, source.squashed(last, title_end), NameForm.TITLE_INSIDE), first


def _name_start(source: Source, start: int, before: str) -> int:
    """Where the name begins in the text before a title: after the office, which a space or its last character ends."""
    gap = max((at for at in range(1, len(before)) if source.gaps[start + at]), default=0)
    if len(before) <= 4:
        # 王 小明 keeps its surname; 科 王小明 is too short to be an office.
        return gap if gap >= 3 else 0
    office = _OFFICE.match(before)
    return office.end() if office else gap


def _surname_length(name: str) -> int:
    if len(name) >= 3 and name[:2] in COMPOUND_SURNAMES:
        return 2
    return 2 if len(name) == 4 and name[:2] in _DOUBLE_SURNAMES else 1


def same_person(one: Person, other: Person) -> bool:
    """Whether two printed names can be the same official: 劉副市長 is 劉副市長和然, whatever the order."""
    if fold(one.surname + one.title) != fold(other.surname + other.title):
        return False
    return not one.given_name or not other.given_name or fold(one.given_name) == fold(other.given_name)


def seat_of(person: Person, seats: Sequence[Person]) -> int | None:
    """The index of the first seat whose printed name holds everything that the person's does, None without one."""
    for index, seat in enumerate(seats):
        if same_person(seat, person) and (seat.given_name or not person.given_name):
            return index
    return None


def person_forms(person: Person) -> tuple[Person, ...]:
    """A person in every form in which minutes print the name, the fuller ones first."""
    return tuple(
        replace(person, form=form)
        for form in (NameForm.TITLE_INSIDE, NameForm.TITLE_AFTER, NameForm.SURNAME_TITLE)
        if person.given_name or form is NameForm.SURNAME_TITLE
    )


def read_chairs(reader: Reader, head: SectionHead, end: int, running: int) -> ChairsSection:
    """主席 and the co-chairs, each with the city; 共同主持 is a bracket's label that lands between them."""
    source = reader.source
    first = after_colon(source, head.label, end)
    label = _LABEL_BETWEEN.search(source.key, first, end)
    spans = _seat_spans(reader, first, end, label)
    seats: list[Seat] = []
    label_after = 0
    for start, stop in spans:
        if label and start >= label.end() and not label_after:
            label_after = len(seats)
        seat = _read_seat(reader, start, stop)
        if seat:
            seats.append(seat)
    if label and not label_after:
        label_after = len(seats)
    placeholders = head_placeholders(reader, head, running)
    if spans:
        placeholders.append((*spans[0], "{seat}"))
    wording = source.wording(head.start, spans[0][1] if spans else end, placeholders)
    printed = source.printed(*label.span()) if label else ""
    return ChairsSection(wording, tuple(seats), printed, label_after, line=source.line(head.start))


def _seat_spans(reader: Reader, start: int, end: int, label: re.Match[str] | None) -> list[tuple[int, int]]:
    """The spans of the seats: each begins with a city and ends where the next one or the label begins."""
    source = reader.source
    inside: set[int] = set()
    reached = start
    for first, last in sorted(match_brackets(source.key, start, end)[0].items()):
        # A bracket within another one adds nothing: thousands of nested ones would be gone through again and again.
        inside.update(range(max(first, reached), last))
        reached = max(reached, last)
    known = [match.span() for match in city_pattern(reader.vocabulary.cities).finditer(source.key, start, end)]
    covered = {at for span in known for at in range(*span)}
    others = [match.span() for match in _OTHER_CITY.finditer(source.key, start, end)]
    edges = {start, *(first for first, _ in known)}
    edges |= {first for first, last in others if covered.isdisjoint(range(first, last))}
    edges -= inside
    if label:
        edges.discard(label.start())
        edges |= {label.start(), label.end()}
    ordered = sorted(edges) + [end]
    spans = [(a, b) for a, b in zip(ordered, ordered[1:], strict=False) if a < b]
    return [span for span in spans if label is None or span[0] != label.start()]


def _read_seat(reader: Reader, start: int, end: int) -> Seat | None:
    """The seat of a span, or None for an empty one; a city printed otherwise (台北市) stays in the wording as it is."""
    source = reader.source
    stop = start + len(source.key[start:end].rstrip("、,;。."))
    match = city_pattern(reader.vocabulary.cities).match(source.key, start, stop) or _OTHER_CITY.match(
        source.key, start, stop
    )
    at = match.end() if match else start
    while at < stop and source.key[at] in ":、,":
        at += 1
    last = name_end(source, at, stop)
    read = read_person(source, at, last)
    if read is None:
        if stop <= start:
            return None
        text = source.printed(start, stop)[:20]
        message = f"「{text}」看不出是哪一位主席，應如「新北市政府 劉副市長和然」；請核對姓名與職稱。"
        reader.report(start, "chair_unread", message)
        read, last = (Person("", source.name(at, stop), ""), at), stop
    person, first = read
    city, placeholders = "", [(first, last, "{person}")]
    if match:
        printed = source.name(*match.span("city"))
        city = known_name(printed, reader.vocabulary.cities) or printed
        if city == printed:
            placeholders.append((*match.span("city"), "{city}"))
    return Seat(city, person, source.wording(start, end, placeholders), line=source.line(start))
