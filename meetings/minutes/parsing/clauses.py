"""One clause of a group's resolution: which cases are added, delisted, changed or go on, and how that is worded."""

from __future__ import annotations

import re

from meetings.minutes.document import KIND_NAMES, Clause, ClauseKind, CountCorrection
from meetings.minutes.numerals import number
from meetings.minutes.parsing.changes import LEAD, Span, read_change
from meetings.minutes.parsing.titles import Draft, leading_list, quoted_spans, read_titles, report_no_count
from meetings.minutes.reading import WARNING
from meetings.minutes.text.fragments import (
    ADDS,
    CASES,
    CHANGES,
    COUNT,
    COUNTED,
    DECIDES,
    DELISTS,
    GOES_ON,
    JOINER,
    LISTED_COUNT,
    NUMBER,
    PLANS,
    QUOTE,
    TOTAL,
)
from meetings.minutes.text.marks import (
    BULLETS,
    Mark,
    Reader,
    numbered_placeholder,
    read_brackets,
    skip,
    text_end,
)
from meetings.minutes.text.names import group_named, group_pattern

_LISTED = re.compile(rf"{DECIDES}(?:{COUNT}{CASES})?(?P<colon>[:,]?)")
_ADDS = re.compile(ADDS)
_TRACKED = re.compile(
    rf"[^「『。:]{{0,30}}?(?<![0-9]){COUNT}{CASES}(?:數)?[,、]?{GOES_ON}"
    rf"|[^「『。:]{{0,30}}?{GOES_ON}(?:中)?(?:{TOTAL}(?P<later>{NUMBER}){CASES})?"
)
# What tells that 其餘…持續列管 had a number, where none was read.
_COUNT_LOST = re.compile(
    r"[^\u3400-\u9fff「」『』(),、:0-9]|[0-9](?![0-9年月日期階季次度])|[餘組](?!一律)[一二三四五六七八九十]"
)
_TRACKED_LIST = re.compile(rf"(?:其餘|本組|現有|原有)(?:合作)?(?:案件|案)?(?={QUOTE})")
_GOES_ON = re.compile(GOES_ON)
_TOPIC_BEHIND = re.compile(r"(?:共同議題)?合作方案-+|共同議題-*")
_TOPIC_BEFORE = re.compile(rf"共同議題-*(?={QUOTE})")
# What a clause without a count may say and still be understood: it takes note, puts off or hands on.
_NOTE_KNOWN = re.compile(rf"洽悉|提案|辦理|研商|備查|續辦|整合|撤案|併入|併案|保留|^無|無異動|無新增|無解列|{PLANS}")
_DECIDES = re.compile(
    rf"(?:{ADDS}|{DELISTS}|持續列管).{{0,6}}?{COUNTED}|{COUNTED}.{{0,6}}?列管|^(?!.*(?:{PLANS})).*{CHANGES}"
)
_LISTS = re.compile(rf"{DECIDES}[^。「『]{{1,6}}:?{QUOTE}")
_QUOTED = re.compile(r"「[^「」]*(?:「[^「」]*」[^「」]*)*」|『[^『』]*』")
# A circle before 案 is a blank for a number, no bullet.
_BULLETS = re.compile(rf"{BULLETS}(?!(?:個|件)?[案件項])")
# What may follow the titles: a further sentence; `checks` reports a joiner with nothing behind it.
_TAIL = re.compile(rf"[,;並惟另請]|\(|$|(?:{JOINER}|、)+(?:等|$)")
_CITES = re.compile(rf"(?:第(?P<number>{NUMBER})次|上次|前次)[^。「『]{{0,16}}(?:會議|紀錄)")
_CORRECTS = re.compile(r"更正|勘誤|修正|訂正|誤植|誤載|應為")
_SHOULD_BE = re.compile(
    rf"(?:應為|應?(?:更正|修正|訂正|改)為|實為|(?<=[」』])為){QUOTE}?(?:其餘|新增|解列|執行中|本組|同意)*(?P<count>{NUMBER}){CASES}"
)
_FIGURE = re.compile(rf"案數|其餘|(?:{ADDS}|{DELISTS}).{{0,4}}案|{COUNTED}")
_FIGURES = (
    ("remaining", re.compile(r"餘|執行中|列管")),
    ("added", re.compile(ADDS)),
    ("delisted", re.compile(r"解列|解除列管")),
)


def read_clause(
    reader: Reader,
    start: int,
    mark: Mark | None,
    end: int,
    running: int,
    *,
    group: str,
    head_end: int | None = None,
    of: ClauseKind | None = None,
) -> Clause:
    """The clause at [start, end) of that group with that mark; `running` is the number it should have.

    `head_end` is where its sub-clauses begin (they are read apart); `of` is the kind of the clause above a sub-clause.
    Reports quotes without a partner, text that fits no rule and a decision or a number that can't be read.
    """
    source = reader.source
    stop = end if head_end is None else head_end
    body = mark.end if mark else skip(_BULLETS, source.key, start, end)
    pairs = read_brackets(reader, body, stop, "這一款")
    limit = text_end(source, body, stop)
    span = Span(body, limit, pairs, group)
    draft = (
        _correction(reader, span)
        or read_change(reader, span, of)
        or _listed(reader, span)
        or _tracked(reader, span)
        or _note(reader, span)
    )
    if draft.stray >= 0:
        reader.report(draft.stray, "leftover", "案名之間有無法辨識的文字，應為「、」或「及」；請核對案名與引號。")
    elif draft.kind is not ClauseKind.NOTE and draft.end < limit and not _TAIL.match(source.key, draft.end, limit):
        text = source.printed(draft.end, limit)[:20]
        reader.report(draft.end, "leftover", f"「{text}」無法辨識，案名後應為句號；請核對案名與引號。")
    titles = [item[:2] for item in draft.placeholders if item[2] == "{titles}"]
    report_no_count(reader, body, limit, [] if draft.correction else [*pairs.items(), *titles])
    _report_second(reader, span, draft)
    if of and draft.kind is not of:
        reader.report(start, "subclause_kind", "這一子項與上一層的決議種類不同，案數無法合計；請改列為各自一款。")
    draft.placeholders += numbered_placeholder(source, mark, running, "arabic")
    return Clause(
        kind=draft.kind,
        wording=source.wording(start, stop, draft.placeholders),
        stated=draft.stated,
        titles=draft.titles,
        parent=draft.parent,
        joiners=draft.joiners,
        topic=draft.topic,
        other_group=draft.other_group,
        incoming=draft.incoming,
        correction=draft.correction,
        line=source.line(start),
    )


def _report_second(reader: Reader, span: Span, draft: Draft) -> None:
    """A further decision in the same clause, which its kind doesn't hold: 「甲」更名為「乙」，並解列."""
    tracked = draft.kind is ClauseKind.TRACKED
    if draft.kind is ClauseKind.NOTE or (tracked and draft.stated and not draft.titles):
        return
    changed = draft.kind in (ClauseKind.MERGED, ClauseKind.MOVED, ClauseKind.RENAMED)
    text = _QUOTED.sub("", reader.source.key[draft.end if changed else span.start : span.end])
    quoted = changed or tracked or any(title.quoted for title in draft.titles)
    second = re.search(rf"{CHANGES}|{ADDS}|{DELISTS}" if changed else CHANGES, text)
    if quoted and second and not re.search(PLANS, text):
        message = f"這一款除了{KIND_NAMES[draft.kind]}還寫了「{second[0]}」；請核對，並分成兩款後再匯入。"
        reader.report(span.start, "clause_unread", message)


def _correction(reader: Reader, span: Span) -> Draft | None:
    """更正第4次會議紀錄，災防組其餘案數應為7案: what an earlier meeting should have stated; kept word by word."""
    key = reader.source.key
    cites = _CITES.search(key, span.start, span.end)
    if not cites or not _CORRECTS.search(key, span.start, span.end) or re.match(LEAD, key[span.start : span.end]):
        return None
    should_be = next(reversed([*_SHOULD_BE.finditer(key, cites.end(), span.end)]), None)
    if not should_be and not _FIGURE.search(key, cites.end(), span.end):
        return None
    draft = Draft(ClauseKind.NOTE, end=span.end)
    named = group_pattern(reader.vocabulary.groups).search(key, cites.end(), span.end)
    name = group_named(named, reader.vocabulary.groups) if named else None
    figures = [
        figure
        for figure, pattern in _FIGURES
        if should_be and pattern.search(key, named.end() if named and name else cites.end(), should_be.start("count"))
    ]
    if name and name != span.group:
        message = f"這一款更正的是{name}的案數，卻列在{span.group}之下；請移到{name}之下。"
        reader.report(span.start, "correction_group", message)
    elif should_be and len(figures) == 1 and cites["number"]:
        draft.correction = CountCorrection(number(cites["number"]) or 0, figures[0], number(should_be["count"]) or 0)
    else:
        message = "這一款更正先前會議的案數，但寫法無法辨識；應如「更正第4次會議紀錄，其餘案數應為7案」。"
        reader.report(span.start, "correction_unread", message)
    return draft


def _listed(reader: Reader, span: Span) -> Draft | None:
    """同意新增N案：titles, 新增提案N案：…, 解列「…」等N案."""
    key = reader.source.key
    match = _LISTED.match(key, span.start, span.end)
    if not match:
        return None
    at = match.end()
    if not match["count"] and not match["colon"] and at < span.end and key[at] not in "「『":
        return None
    adds = _ADDS.search(key, span.start, at)
    draft = Draft(ClauseKind.ADDED if adds else ClauseKind.DELISTED, end=at)
    draft.take_count(reader, match)
    draft.take_titles(reader, at, span.end, span.pairs)
    return draft


def _tracked(reader: Reader, span: Span) -> Draft | None:
    """其餘N案持續列管, 本組N案持續列管, 均持續列管, 其餘「…」等N案持續列管."""
    key = reader.source.key
    draft = Draft(ClauseKind.TRACKED)
    listed = _TRACKED_LIST.match(key, span.start, span.end)
    if listed:
        draft.take_titles(reader, listed.end(), span.end, span.pairs)
        goes_on = _GOES_ON.match(key, draft.end, span.end)
        if goes_on:
            draft.end = goes_on.end()
            return draft
        draft = Draft(ClauseKind.TRACKED)
    match = _TRACKED.match(key, span.start, span.end)
    if not match:
        return None
    draft.take_number(reader, *match.span("count" if match["count"] else "later"))
    if draft.stated is None and _COUNT_LOST.search(match[0]):
        text = reader.source.printed(*match.span())[:20]
        reader.report(span.start, "count_unread", f"「{text}」的案數無法辨識；請核對原文並改為正確的案數。")
    draft.end = match.end()
    quoted = quoted_spans(key, draft.end, span.end, span.pairs)
    if quoted:
        # 另「…」、「…」等 2 案研擬整合為 1 案續辦之可行性 (meeting 4, 衛生社福組 3.)
        draft.take_list(read_titles(reader.source, quoted[0][0], span.end, None, span.pairs))
        draft.take_listed(reader, LISTED_COUNT.match(key, draft.end, span.end), states=False)
        draft.end = span.end
    return draft


def _note(reader: Reader, span: Span) -> Draft:
    """Everything else: a topic that was taken note of, a case that waits, a sentence."""
    source, start, end, pairs = reader.source, span.start, span.end, span.pairs
    draft = Draft(ClauseKind.NOTE, end=end)
    before = _TOPIC_BEFORE.match(source.key, start, end)
    lead = LEAD.match(source.key, before.end() if before else start, end)
    if lead and lead.end() in pairs:
        quote, behind = lead.end(), pairs[lead.end()] + 1
        if before or _TOPIC_BEHIND.match(source.key, behind, end):
            # 「氣候變遷因應及調適」合作方案—…：洽悉 (meeting 3, 交通組 4.)
            draft.topic = source.name(quote + 1, behind - 1)
            draft.placeholders.append((quote + 1, behind - 1, "{topic}"))
        else:
            draft.take_list(leading_list(source, quote, end, pairs))
            draft.end = end
    text = source.key[start:end]
    decides = _DECIDES.search(_QUOTED.sub("", text))
    lists = _LISTS.match(text) or (re.match(DECIDES, text) and not _NOTE_KNOWN.search(text))
    if lists or (decides and not draft.topic and (not draft.titles or re.search(CHANGES, decides[0]))):
        message = "這一款提到案件的異動或案數，但寫法無法辨識；應如「同意新增2案：「…」及「…」。」，請改正後再匯入。"
        reader.report(start, "clause_unread", message)
    elif not _NOTE_KNOWN.search(text):
        message = f"「{source.printed(start, end)[:20]}」看不出是新增、解列、持續列管或洽悉；請核對這一款。"
        reader.report(start, "clause_unknown", message, WARNING)
    return draft
