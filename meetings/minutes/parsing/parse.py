"""From text to the document model: `parse` reads minutes of any of the platform's meetings.

Two stages: `source` turns the text into one stream without page breaks and white space that knows its lines;
the recognisers (`sections`, `groups`, `clauses`, `titles`, `remarks`, …) find heads in it by what they say and
read one kind of element each. What was printed and isn't a row's own value stays in the elements' wordings, so
that `render` gives the text back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from os.path import commonprefix

from meetings.minutes import wording
from meetings.minutes.checks import check
from meetings.minutes.clock import number_of
from meetings.minutes.document import ChairsSection, MinutesDocument, Section
from meetings.minutes.numerals import COUNT_PATTERN, number
from meetings.minutes.parsing.heads import SectionHead, find_sections, head_placeholders
from meetings.minutes.parsing.people import read_chairs
from meetings.minutes.parsing.remarks import read_motions, read_remarks
from meetings.minutes.parsing.resolutions import read_resolutions
from meetings.minutes.parsing.sections import read_adjournment, read_plain, read_time, read_venue
from meetings.minutes.reading import WARNING, Problem, Reading, Vocabulary, first_ones
from meetings.minutes.render import render
from meetings.minutes.text.furniture import like_form
from meetings.minutes.text.marks import Reader, read_brackets
from meetings.minutes.text.names import pattern_of
from meetings.minutes.text.source import Source, fold, key_of, read_source, source_lines
from meetings.minutes.wording import WordingError
from platform_site.shared.folding import LOOK_ALIKES

# A meeting's minutes have some 2,500 characters and 100 lines.
MAX_CHARACTERS = 100_000
MAX_LINES = 10_000
# What may stand before the heading, such as a file's cover lines; a heading further down is another text's.
MAX_COVER = 400

_APPENDIX = re.compile(r"附[件錄](?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})?")
_ANY_MINUTES = re.compile(r"(?P<body>[^第。:]{2,40}?)(?:第[^次。]{1,6}次)?[^。:]{0,20}會議[紀記]錄")


def parse(text: str, vocabulary: Vocabulary) -> Reading:
    """Read the minutes of one meeting.

    Takes any text; never raises for one. The document is None where the text is too long, no minutes, or those of
    another body; then exactly one problem says so. `problems` has what the text itself shows (see `checks`), in the
    order of lines; the import checks whether it fits the ledger.
    """
    lines = source_lines(text) if len(text) <= MAX_CHARACTERS else ()
    if not lines or len(lines) > MAX_LINES:
        message = f"文字超過 {MAX_CHARACTERS:,} 字，不像一次會議的紀錄；請確認檔案，或只留下紀錄本文。"
        return Reading(None, (Problem(1, "too_long", message),), lines)
    heading = heading_pattern(vocabulary)
    source = read_source(lines, heading, vocabulary.platforms)
    if not source.key:
        message = "檔案裡沒有文字；請確認選對檔案，掃描檔請先做文字辨識。"
        return Reading(None, (Problem(1, "empty", message),), lines)
    match = heading.search(source.key)
    if match is None or match.start() > MAX_COVER:
        return Reading(None, (_no_heading(source, vocabulary),), lines)
    return _read_minutes(Reader(source, vocabulary), match, lines)


@lru_cache(maxsize=64)
def heading_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Finds 基北北桃合作交流平臺第1次副市長層級會議紀錄 in folded text."""
    platforms = "|".join(pattern_of(name) for name in sorted(vocabulary.platforms, key=len, reverse=True))
    levels = "|".join(
        f"(?P<level{index}>{pattern_of(level.printed)})"
        for index, level in sorted(enumerate(vocabulary.levels), key=lambda item: -len(item[1].printed))
    )
    return re.compile(
        rf"(?P<platform>{platforms or '(?!)'})(?P<between>[^第。:]{{0,16}})"
        rf"第(?P<number>{COUNT_PATTERN})次(?:{levels or '(?!)'})"
        r"[紀記]錄(?:\([^()。]{0,6}[稿案本]\))?"
    )


def _read_minutes(reader: Reader, match: re.Match[str], lines: tuple[str, ...]) -> Reading:
    source = reader.source
    heads = find_sections(source, match.end())
    heading, level = _read_heading(reader, match)
    appendix, heading = _read_appendix(reader, match, heads[0].start if heads else len(source.key), heading)
    sections: list[Section] = []
    recorder, recorder_wording, recorder_after = "", wording.RECORDER, 3
    running = 1
    stops = [*(head.start for head in heads), len(source.key)][1:]
    for head, stop in zip(heads, stops, strict=True):
        if head.kind == "recorder":
            colon = head.label + 1
            recorder = source.name(colon, stop)
            placeholders = [(colon, stop, "{recorder}"), *head_placeholders(reader, head, running)]
            recorder_wording = source.wording(head.start, stop, placeholders)
            recorder_after = len(sections) - 1
            running += "{n" in recorder_wording
            continue
        section = _read_section(reader, head, stop, running, sections)
        running += "{n" in section.wording
        sections.append(section)
    document = MinutesDocument(
        platform=source.name(*match.span("platform")),
        level=level,
        number=number(match["number"]) or 0,
        sections=tuple(sections),
        heading=heading,
        appendix=appendix,
        recorder=recorder,
        recorder_wording=recorder_wording,
        recorder_after=recorder_after,
    )
    # Loose quotes were reported with the line of the quote itself, which the document no longer knows.
    checked = [problem for problem in check(document, reader.vocabulary) if not problem.code.startswith("quote_")]
    problems = [
        *reader.problems,
        *_form_lines(lines, source),
        *_misread(source, reader.vocabulary),
        *checked,
        *_lost(source, document),
    ]
    return Reading(document, first_ones(sorted(problems, key=lambda problem: problem.line)), lines, source.furniture)


def _form_lines(lines: tuple[str, ...], source: Source) -> Iterator[Problem]:
    """Lines that look like a form's, which may have slipped into the sentence before."""
    for line, text in enumerate(lines, 1):
        if line not in source.furniture and like_form(fold(text)):
            message = f"「{text.strip()[:20]}」像是表格、表單或頁首頁尾的文字；請核對，不屬於紀錄本文的請移除。"
            yield Problem(line, "form_line", message)


def _misread(source: Source, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A warning for what was read as something other than what stands there: digits, characters of the same look."""
    for item in source.misread:
        text = item.printed + source.printed(item.end, min(item.end + 1, len(source.key)))
        message = f"「{text}」讀作「{item.digits}」；請核對原文的數字。"
        yield Problem(source.line(item.start), "digit_misread", message, WARNING)
    for at, char in enumerate(source.raw):
        if char in LOOK_ALIKES:
            text, meant = source.printed(max(at - 3, 0), at + 1), LOOK_ALIKES[char]
            message = f"「{text}」的「{char}」不是「{meant}」，但字形相近，讀作「{meant}」；請核對。"
            yield Problem(source.line(at), "look_alike", message, WARNING)
    levels = (level.name for level in vocabulary.levels)
    for name in (*vocabulary.platforms, *levels, *vocabulary.cities, *vocabulary.groups):
        for match in re.finditer(pattern_of(name), source.key):
            if match[0] != fold(name):
                message = f"「{source.printed(*match.span())}」讀作「{name}」，有一字字形相近；請核對。"
                yield Problem(source.line(match.start()), "look_alike", message, WARNING)


def _lost(source: Source, document: MinutesDocument) -> Iterator[Problem]:
    """The reading's proof: the document prints every character that was read, in its order."""
    try:
        printed = key_of(render(document))
    except WordingError:
        # Reported by `check`.
        return
    if printed != source.key:
        at = len(commonprefix([printed, source.key]))
        text = source.printed(at, min(at + 20, len(source.key)))
        message = f"從「{text}」起，讀到的內容無法照原文重現；請核對這一行之後的項目是否完整、順序是否正確。"
        yield Problem(source.line(at), "not_exact", message)


def _read_heading(reader: Reader, match: re.Match[str]) -> tuple[str, str]:
    """The heading's wording and the level's name."""
    source = reader.source
    index = next(int(name[5:]) for name, text in match.groupdict().items() if name.startswith("level") and text)
    level = reader.vocabulary.levels[index]
    placeholders = [(*match.span("platform"), "{platform}"), number_of(source, *match.span("number"), "number")]
    first = match.start(f"level{index}")
    inside = fold(level.printed).find(fold(level.name))
    if inside >= 0:
        span = first + inside, first + inside + len(fold(level.name))
        if source.squashed(*span) == level.name:
            placeholders.append((*span, "{level}"))
    return source.wording(*match.span(), placeholders), level.name


def _read_appendix(reader: Reader, match: re.Match[str], end: int, heading: str) -> tuple[str, str]:
    """附件 1 under the heading (meeting 3) or over it; any other text there is reported and kept with the heading."""
    source = reader.source
    above = _APPENDIX.fullmatch(source.key, 0, match.start())
    if above:
        return source.printed(0, match.start()), "{appendix} " + heading
    below = _APPENDIX.fullmatch(source.key, match.end(), end)
    if below:
        return source.printed(match.end(), end), heading
    for start, stop in ((0, match.start()), (match.end(), end)):
        if start < stop:
            text = source.printed(start, stop)[:20]
            message = f"「{text}」無法辨識，會議名稱前後應只有附件編號；請核對是否為頁首或缺了項目編號。"
            reader.report(start, "leftover", message)
    parts = (source.wording(0, match.start(), []), heading, source.wording(match.end(), end, []))
    return "", " ".join(filter(None, parts))


def _read_section(reader: Reader, head: SectionHead, end: int, running: int, before: list[Section]) -> Section:
    readers = {
        "time": read_time,
        "venue": read_venue,
        "chairs": read_chairs,
        "resolutions": read_resolutions,
        "motions": read_motions,
        "adjournment": read_adjournment,
    }
    if head.kind in readers:
        return readers[head.kind](reader, head, end, running)
    if head.kind == "remarks":
        seats = next((section.seats for section in before if isinstance(section, ChairsSection)), ())
        return read_remarks(reader, head, end, running, seats)
    section = read_plain(reader, head, end, running)
    read_brackets(reader, head.start, end, "這一項")
    return section


def _no_heading(source: Source, vocabulary: Vocabulary) -> Problem:
    """The one problem that says why a text without the platform's heading isn't read."""
    names = "、".join(vocabulary.platforms)
    levels = "、".join(f"第N次{level.printed}紀錄" for level in vocabulary.levels)
    platforms = "|".join(re.escape(fold(name)) for name in vocabulary.platforms) or "(?!)"
    named = re.compile(rf"(?:{platforms})[^。:]{{0,16}}?第[^次。]{{1,6}}次[^。:]{{0,20}}?[紀記]錄").search(source.key)
    if named:
        text = source.printed(*named.span())
        message = f"「{text}」的會議層級無法辨識，應為{levels}之一；請核對會議名稱。"
        return Problem(source.line(named.start()), "level_unknown", message)
    other = _ANY_MINUTES.match(source.key[:400])
    if other and not re.search(platforms, other[0]):
        body = source.printed(*other.span("body"))
        message = f"這份紀錄的會議是「{body}」，不是{names}的會議；請確認檔案，其他會議的紀錄不能匯入。"
        return Problem(source.line(other.start()), "other_body", message)
    message = f"找不到會議名稱，開頭應如「{names}第5次副市長層級會議紀錄」（{levels}）；請確認這是會議紀錄的全文。"
    return Problem(1, "not_minutes", message)
