"""One clause of a group's resolution: which cases are added, delisted or go on, and how that is worded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from meetings.minutes.document import Clause, ClauseKind, Title
from meetings.minutes.numerals import COUNT_PATTERN
from meetings.minutes.parsing.titles import USUAL_JOINERS, TitleList, quoted_spans, read_titles, title_of
from meetings.minutes.reading import WARNING
from meetings.minutes.text.marks import (
    BULLETS,
    Mark,
    Reader,
    match_brackets,
    number_placeholder,
    numbered_placeholder,
    report_loose_quotes,
    text_end,
)

COUNT = rf"(?P<count>{COUNT_PATTERN})"
CASES = r"(?:個|件)?(?:合作案|合作方案|方案|提案|新案|案件|案|件|項)"
_LISTED = re.compile(
    rf"(?:本組)?(?:提案)?(?:同意)?(?P<verb>新增|增列|增加|解列|解除列管|解除)(?:之)?(?:提案|合作案|案件|案|議題)?"
    rf"[,:]?(?:共計|共|計)?(?:{COUNT}{CASES})?(?P<colon>[:,]?)"
)
_TRACKED = re.compile(
    rf"[^「『。:]{{0,30}}?(?:{COUNT}{CASES})(?:數)?[,、]?(?:均|皆|仍|全數|續|都|予以|併同)*(?:持續|繼續|維持|賡續)(?:追蹤)?列管"
    rf"|[^「『。:]{{0,30}}?(?:均|皆|仍|全數|都|予以)*(?:持續|繼續|維持|賡續)列管(?:中)?(?:(?:共計|共|計)?(?P<later>{COUNT_PATTERN}){CASES})?"
)
_TRACKED_LIST = re.compile(r"(?:其餘|本組|現有|原有)(?:合作)?(?:案件|案)?(?=[「『])")
_GOES_ON = re.compile(r"(?:均|皆|仍|全數|都|予以)*(?:持續|繼續|維持|賡續)列管")
_SUBCASE = re.compile(rf"(?:項下|底下|下|案)?(?:新增|增列|增設)(?:{COUNT})?(?:個|件)?子(?:案|計畫)[:]?")
_REPLACED = re.compile(r"(?:案)?(?:改以|改為|改列為?|分為|拆分為|更名為|整併為)[:]?")
_LIST_COUNT = re.compile(rf"等(?:共計|共|計)?(?P<count>{COUNT_PATTERN})(?:個|件)?(?:合作案|子案|案|件|項)")
_TOPIC_BEHIND = re.compile(r"(?:共同議題)?合作方案-+|共同議題-*")
_TOPIC_BEFORE = re.compile(r"共同議題-*(?=[「『])")
_NOTE_LEAD = re.compile(r"(?:同意|有關|關於|針對|至於|另|本組|提案)*[:]?(?=[「『])")
# What a clause without a count may say and still be understood: it takes note, puts off or hands on.
_NOTE_KNOWN = re.compile(
    r"洽悉|提案|辦理|研議|研商|研擬|討論|備查|續辦|整合|評估|可行性|再議|撤案|併入|併案|暫緩|保留|^無|無異動|無新增|無解列"
)
_DECIDES = re.compile(
    rf"(?:新增|增列|解列|解除列管|持續列管).{{0,6}}?{COUNT_PATTERN}[案件項]|{COUNT_PATTERN}[案件項].{{0,6}}?列管"
)
# What may follow the titles: a further sentence; a joiner with nothing behind it is for `checks` to tell.
_BULLETS = re.compile(BULLETS)
_TAIL = re.compile(r"[,;並惟另請]|\(|$|(?:以及|[、及與和])+(?:等|$)")


@dataclass(slots=True)
class _Draft:
    """A clause while its parts are found; `placeholders` are what its wording leaves open."""

    kind: ClauseKind
    stated: int | None = None
    titles: tuple[Title, ...] = ()
    parent: Title | None = None
    joiners: tuple[str, str] = USUAL_JOINERS
    topic: str = ""
    placeholders: list[tuple[int, int, str]] = field(default_factory=list)
    end: int = 0
    stray: int = -1

    def count(self, reader: Reader, start: int, end: int) -> None:
        """Take the printed number at the span as the stated count."""
        self.stated, found = number_placeholder(reader.source, start, end, "count")
        self.placeholders.append(found)

    def list_titles(self, found: TitleList) -> None:
        """Take a list of titles; an empty one leaves no placeholder."""
        self.titles, self.joiners, self.end = found.titles, found.joiners, found.end
        self.stray = found.stray
        if found.titles:
            self.placeholders.append((found.start, found.end, "{titles}"))

    def list_count(self, reader: Reader, end: int, *, states: bool = True) -> None:
        """Read 等N案 behind the titles: the stated count, or where there is one already the number listed."""
        match = _LIST_COUNT.match(reader.source.key, self.end, end)
        if not match:
            return
        value, found = number_placeholder(reader.source, *match.span("count"), "listed")
        if states and self.stated is None:
            self.count(reader, *match.span("count"))
        elif value == len(self.titles):
            self.placeholders.append(found)
        self.end = match.end()


def read_clause(
    reader: Reader,
    start: int,
    mark: Mark | None,
    end: int,
    running: int,
    *,
    head_end: int | None = None,
    of: ClauseKind | None = None,
) -> Clause:
    """The clause at [start, end) with that mark; `running` is the number it should have.

    `head_end` is where its sub-clauses begin (they are read apart); `of` is the kind of the clause above a sub-clause.
    Reports quotes without a partner, text that fits no rule and a decision that can't be read.
    """
    source = reader.source
    stop = end if head_end is None else head_end
    body = mark.end if mark else _BULLETS.match(source.key, start, end).end()
    pairs, loose = match_brackets(source.key, body, stop)
    report_loose_quotes(reader, loose, "這一款")
    limit = text_end(source, body, stop)
    draft = (
        _subcase(reader, body, limit, pairs)
        or _replaced(reader, body, limit, pairs, of)
        or _listed(reader, body, limit, pairs)
        or _tracked(reader, body, limit, pairs)
        or _note(reader, body, limit, pairs)
    )
    if draft.stray >= 0:
        reader.report(draft.stray, "leftover", "案名之間有無法辨識的文字，應為「、」或「及」；請核對案名與引號。")
    elif draft.kind is not ClauseKind.NOTE and draft.end < limit and not _TAIL.match(source.key, draft.end, limit):
        reader.report(
            draft.end,
            "leftover",
            f"「{source.printed(draft.end, limit)[:20]}」無法辨識，案名後應為句號；請核對案名與引號。",
        )
    if mark:
        draft.placeholders += numbered_placeholder(source, mark, running, "arabic")
    return Clause(
        kind=draft.kind,
        wording=source.wording(start, stop, draft.placeholders),
        stated=draft.stated,
        titles=draft.titles,
        parent=draft.parent,
        joiners=draft.joiners,
        topic=draft.topic,
        line=source.line(start),
    )


def _subcase(reader: Reader, start: int, end: int, pairs: dict[int, int]) -> _Draft | None:
    """同意「都會空間治理」新增 1 子案「…」，並持續列管。 (meeting 1, 都會發展組 2.)"""
    quote = _leading_quote(reader, start, end, pairs)
    match = _SUBCASE.match(reader.source.key, quote[1], end) if quote else None
    if not quote or not match:
        return None
    draft = _Draft(ClauseKind.SUBCASE, parent=title_of(reader.source, *quote), placeholders=[(*quote, "{parent}")])
    if match["count"]:
        draft.count(reader, *match.span("count"))
    _take_titles(reader, draft, match.end(), end, pairs)
    return draft


def _replaced(reader: Reader, start: int, end: int, pairs: dict[int, int], of: ClauseKind | None) -> _Draft | None:
    """原「捷運路網擴建」改以「…」、「…」等4案。 (meeting 1, 交通組 1.(1))"""
    lead = re.compile(r"(?:同意)?(?:將)?原?(?=[「『])").match(reader.source.key, start, end)
    at = lead.end() if lead else end
    if at not in pairs:
        return None
    quote = (at, pairs[at] + 1)
    match = _REPLACED.match(reader.source.key, quote[1], end)
    if not match:
        return None
    kind = of or ClauseKind.ADDED
    draft = _Draft(kind, parent=title_of(reader.source, *quote), placeholders=[(*quote, "{parent}")])
    _take_titles(reader, draft, match.end(), end, pairs)
    return draft


def _listed(reader: Reader, start: int, end: int, pairs: dict[int, int]) -> _Draft | None:
    """同意新增N案：titles, 新增提案N案：…, 解列「…」等N案."""
    source = reader.source
    match = _LISTED.match(source.key, start, end)
    if not match:
        return None
    at = match.end()
    if not match["count"] and not match["colon"] and at < end and source.key[at] not in "「『":
        return None
    draft = _Draft(ClauseKind.ADDED if match["verb"] in ("新增", "增列", "增加") else ClauseKind.DELISTED, end=at)
    if match["count"]:
        draft.count(reader, *match.span("count"))
    _take_titles(reader, draft, at, end, pairs)
    return draft


def _tracked(reader: Reader, start: int, end: int, pairs: dict[int, int]) -> _Draft | None:
    """其餘N案持續列管, 本組N案持續列管, 均持續列管, 其餘「…」等N案持續列管."""
    key = reader.source.key
    draft = _Draft(ClauseKind.TRACKED)
    listed = _TRACKED_LIST.match(key, start, end)
    if listed:
        _take_titles(reader, draft, listed.end(), end, pairs)
        goes_on = _GOES_ON.match(key, draft.end, end)
        if goes_on:
            draft.end = goes_on.end()
            return draft
        draft = _Draft(ClauseKind.TRACKED)
    match = _TRACKED.match(key, start, end)
    if not match:
        return None
    group = "count" if match["count"] else "later"
    if match[group]:
        draft.count(reader, *match.span(group))
    draft.end = match.end()
    quoted = quoted_spans(key, draft.end, end, pairs)
    if quoted:
        # 另「…」、「…」等 2 案研擬整合為 1 案續辦之可行性 (meeting 4, 衛生社福組 3.)
        draft.list_titles(read_titles(reader.source, quoted[0][0], end, None, pairs))
        draft.list_count(reader, end, states=False)
        draft.end = end
    return draft


def _note(reader: Reader, start: int, end: int, pairs: dict[int, int]) -> _Draft:
    """Everything else: a topic that was taken note of, a case that waits, a sentence."""
    source = reader.source
    draft = _Draft(ClauseKind.NOTE, end=end)
    before = _TOPIC_BEFORE.match(source.key, start, end)
    quote = _leading_quote(reader, before.end() if before else start, end, pairs)
    if quote and (before or _TOPIC_BEHIND.match(source.key, quote[1], end)):
        # 「氣候變遷因應及調適」合作方案—…：洽悉 (meeting 3, 交通組 4.)
        draft.topic = source.name(quote[0] + 1, quote[1] - 1)
        draft.placeholders.append((quote[0] + 1, quote[1] - 1, "{topic}"))
    elif quote:
        found = read_titles(source, quote[0], _list_stop(source.key, quote, end, pairs), None, pairs)
        draft.list_titles(found)
        draft.end = end
    text = source.key[start:end]
    if _DECIDES.search(text) and not draft.titles and not draft.topic:
        reader.report(
            start,
            "clause_unread",
            "這一款提到新增、解列或列管的案數，但寫法無法辨識；應如「同意新增2案：「…」及「…」。」，請改正後再匯入。",
        )
    elif not _NOTE_KNOWN.search(text):
        reader.report(
            start,
            "clause_unknown",
            f"「{source.printed(start, end)[:20]}」看不出是新增、解列、持續列管或洽悉；請核對這一款。",
            WARNING,
        )
    return draft


def _list_stop(key: str, quote: tuple[int, int], end: int, pairs: dict[int, int]) -> int:
    """Where a list that begins a sentence ends: behind the last quote that follows another one."""
    stop = quote[1]
    while True:
        match = re.compile(r"(?:[、,]?(?:以及|及|與|和)|、)(?=[「『])").match(key, stop, end)
        if not match or match.end() not in pairs:
            return stop
        stop = pairs[match.end()] + 1


def _leading_quote(reader: Reader, start: int, end: int, pairs: dict[int, int]) -> tuple[int, int] | None:
    """The quote that opens a clause, maybe after 同意 or the like."""
    match = _NOTE_LEAD.match(reader.source.key, start, end)
    if not match or match.end() not in pairs:
        return None
    return match.end(), pairs[match.end()] + 1


def _take_titles(reader: Reader, draft: _Draft, start: int, end: int, pairs: dict[int, int]) -> None:
    draft.end = start
    if start < end:
        found = read_titles(reader.source, start, end, draft.stated, pairs)
        draft.list_titles(found)
        draft.list_count(reader, end)
        if found.guessed:
            message = f"這{draft.stated}個案名沒有引號，是依「、」和「及」分開的；請核對，並加上引號。"
            reader.report(start, "titles_unquoted", message, WARNING)
