"""Checks of a document that need the database: is the meeting on record, does it follow, do its values fit the rows.

Checks of the text alone are in `meetings/minutes/checks.py`, those of titles against the ledger in `titles.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.minutes.reading import Problem, Vocabulary
from meetings.models import Meeting, MeetingQuerySet

# A reason cannot cover these: no row could hold such values. The text or the facts must be corrected first.
BLOCKING_CODES = frozenset(
    {
        "exists",
        "level",
        "level_group",
        "level_unknown",
        "number",
        "no_date",
        "group_unknown",
        "group_repeated",
        "city_unknown",
        "moved_nowhere",
        "moved_unknown",
        "representative_unknown",
        "section_repeated",
        "title_empty",
        "wording",
        "unwritable",
        "more_problems",
        "too_many_titles",
    }
)
LONGEST_TITLE, LONGEST_VENUE, LONGEST_NAME, LONGEST_HEADING = 200, 120, 30, 100
HIGHEST_NUMBER = 9_999
# The largest meeting so far names 45; each title is compared with every case of its group.
MOST_TITLES = 1_000


def too_many_titles(document: doc.MinutesDocument) -> list[Problem]:
    """The document names more cases than any meeting decides on: it is no minutes."""
    clauses = [clause for group in document.group_resolutions for clause in group.clauses]
    count = sum(len(clause.all_titles) for clause in clauses)
    if count <= MOST_TITLES:
        return []
    message = f"紀錄列出{count}個案名，超過一次會議的上限{MOST_TITLES}個；請確認是否選對檔案。"
    return [Problem(clauses[0].line, "too_many_titles", message)]


def series_of(document: doc.MinutesDocument, vocabulary: Vocabulary) -> MeetingQuerySet:
    """The meetings on record that are numbered together with the document's: of its level, or its level and group."""
    meetings = Meeting.objects.filter(level__name=document.level)
    if document.level not in vocabulary.levels_per_group:
        return meetings
    return meetings.filter(group__name=document.own_group(vocabulary.groups))


def meeting_problems(document: doc.MinutesDocument, vocabulary: Vocabulary) -> list[Problem]:
    """The level is none of the platform's, the group is missing, or the meeting is on record already."""
    if document.level not in [level.name for level in vocabulary.levels]:
        return [Problem(1, "level", f"「{document.level}」不是已登錄的會議層級，請先於管理頁新增層級。")]
    if document.level in vocabulary.levels_per_group and not document.own_group(vocabulary.groups):
        example = f"{document.platform}{vocabulary.groups[0]}第{document.number}次{document.level}紀錄"
        message = f"{document.level}由各議題小組分別編號，看不出這是哪一組的會議；請於標題寫明，例如「{example}」。"
        return [Problem(1, "level_group", message)]
    meeting = series_of(document, vocabulary).filter(number=document.number).first()
    if meeting is None:
        return []
    return [Problem(1, "exists", f"{meeting}已有紀錄（{meeting.get_state_display()}），不可重複匯入。")]


def skipped_number(document: doc.MinutesDocument, vocabulary: Vocabulary) -> list[Problem]:
    """The meeting before this one is missing."""
    numbers = set(series_of(document, vocabulary).values_list("number", flat=True))
    if not numbers or document.number - 1 in numbers or document.number < min(numbers) or document.number == 1:
        return []
    message = f"尚無第{document.number - 1}次{document.level}會議的紀錄，次別不連續；可先匯入前次紀錄。"
    return [Problem(1, "skips", message)]


def unwritable(document: doc.MinutesDocument) -> list[Problem]:
    """What no row can hold: no date, a seat without a city, two of one city, a text longer than its field."""
    problems = [] if document.section(doc.TimeSection) else [_no_date()]
    problems += [*_seats(document), *_twice(document)]
    for label, line, text, longest in _lengths(document):
        if not text.strip() or len(text) > longest:
            fault = f"有{len(text)}字，最多{longest}字" if text.strip() else "是空白的"
            problems.append(Problem(line, "unwritable", f"{label}「{text[:20]}」{fault}，無法寫入；請更正後再匯入。"))
    if document.number > HIGHEST_NUMBER:
        problems.append(Problem(1, "unwritable", f"會議次別{document.number}過大，無法寫入；請更正次別。"))
    return problems


def _no_date() -> Problem:
    example = "會議時間：114年8月7日（星期四）下午2時"
    return Problem(1, "no_date", f"沒有會議日期，無法匯入；請在原文補上「{example}」這樣的一行。")


def _seats(document: doc.MinutesDocument) -> Iterator[Problem]:
    chairs = document.section(doc.ChairsSection)
    if chairs is None:
        return
    for city, times in Counter(seat.city for seat in chairs.seats).items():
        if not city:
            yield Problem(chairs.line, "city_unknown", "主席名單裡有人沒有寫機關（市），無法寫入；請更正原文。")
        elif times > 1:
            message = f"主席名單裡的「{city}」出現{times}次，每市只能有一位；請更正原文。"
            yield Problem(chairs.line, "unwritable", message)


def _twice(document: doc.MinutesDocument) -> Iterator[Problem]:
    """A title printed twice with one meaning: a case has one row a meeting."""
    for group in document.group_resolutions:
        seen: Counter[tuple[str, str]] = Counter()
        for clause in group.clauses:
            for part in (clause, *clause.children):
                for title in part.titles if part.kind != ClauseKind.NOTE else ():
                    seen[part.kind, title.text] += 1
                    if seen[part.kind, title.text] == 2:
                        message = f"{group.group}的「{title.text}」列了兩次，一案在一次會議只能登錄一筆；請更正原文。"
                        yield Problem(title.line or part.line, "unwritable", message)


def _lengths(document: doc.MinutesDocument) -> Iterator[tuple[str, int, str, int]]:
    for group in document.group_resolutions:
        for clause in group.clauses:
            for title in (*((clause.parent,) if clause.parent else ()), *clause.all_titles):
                yield f"{group.group}的案名", title.line or clause.line, title.text, LONGEST_TITLE
    motions = document.section(doc.MotionsSection)
    for motion in motions.motions if motions else ():
        for title in motion.titles:
            yield "臨時動議的案名", title.line or motion.line, title.text, LONGEST_TITLE
    venue = document.section(doc.VenueSection)
    if venue and venue.venue:
        yield "會議地點", venue.line, venue.venue, LONGEST_VENUE
    if document.recorder:
        yield "紀錄人", 1, document.recorder, LONGEST_NAME
    if document.appendix:
        yield "附件標記", 1, document.appendix, LONGEST_NAME
    yield "會議名稱", 1, document.heading, LONGEST_HEADING
