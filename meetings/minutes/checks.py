"""What a document shows by itself to be wrong: counts, sums, dates, numbering, names. No database is asked.

Whatever needs the ledger (is a delisted case tracked, does the meeting's number follow) is checked elsewhere.
Every problem carries the line of its element, which is 0 where the document was composed from rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from meetings.minutes import clock, wording
from meetings.minutes import document as doc
from meetings.minutes.document import KIND_NAMES, ClauseKind
from meetings.minutes.numerals import number
from meetings.minutes.parsing.people import same_person, seat_of
from meetings.minutes.reading import Problem, Vocabulary
from meetings.minutes.render import blocks, person_text
from meetings.minutes.text.fragments import JOINER, LISTED
from meetings.minutes.text.marks import END_MARKS, MARK, match_brackets, quote_problem
from meetings.minutes.text.source import fold
from platform_site.shared.roc import WEEKDAYS, roc_date

REQUIRED = (
    (doc.TimeSection, "會議時間"),
    (doc.VenueSection, "會議地點"),
    (doc.ChairsSection, "主席"),
    (doc.ResolutionsSection, "決議事項"),
    (doc.AdjournmentSection, "散會"),
)
_LISTED_AS = re.compile(rf"\{{titles\}}{LISTED}")
_LIST_OPEN = re.compile(rf"\{{titles\}}(?:{JOINER}|[、,])+(?:等|[{END_MARKS}]|$)")
# What no title says, but the clause behind an unquoted one may.
_OVERRUN = re.compile(r"。|洽悉|持續列管|同意新增|同意解列|[0-9][.、]「")
# 同意新增1案：「乙」(原「甲」): what is added is an old case by another name.
_FORMERLY = re.compile(r"\(原(?:列管)?(?:案名?)?(?:為|:)?[「『]")
_TITLE_CUT = re.compile(r"[(「『、,及與和之的-]$|^[)」』、,及]|「」|『』|[(、,及與和][」』]")
_QUOTE_CUT = re.compile(r"「」|『』|[(、,及與和][」』]")


def check(document: doc.MinutesDocument, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """The problems of a document, in the order of their lines. Never raises: an unfit wording is a problem too."""
    problems = [
        *_wordings(document),
        *_sections(document),
        *_times(document),
        *_people(document, vocabulary),
        *_numbering(document),
        *_groups(document, vocabulary),
        *_headline(document),
        *_motions(document, vocabulary),
    ]
    for group in document.group_resolutions:
        problems += [*_group_clauses(group), *_changes(group, vocabulary), *_twice_decided(group)]
        problems += _corrections(group, document.number)
    problems += _end_marks(document)
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _wordings(document: doc.MinutesDocument) -> Iterator[Problem]:
    """Wordings that can't be filled, and quotes that open or close alone."""
    try:
        printed = blocks(document)
    except wording.WordingError as error:
        yield Problem(0, "wording", str(error))
        return
    for block in printed:
        key = fold(block.text)
        for at in match_brackets(key, 0, len(key))[1]:
            if problem := quote_problem(key[at], block.line, f"「{_short(block.text)}」"):
                yield problem


def _sections(document: doc.MinutesDocument) -> Iterator[Problem]:
    """The sections that every meeting has, once each, and nothing behind the adjournment."""
    if document.number < 1:
        yield Problem(1, "number", "會議名稱的次數無法辨識，應如「第5次」；請核對會議名稱。")
    line = 1
    kept = "".join(section.wording for section in document.sections if isinstance(section, doc.PlainSection))
    for cls, label in REQUIRED:
        found = [section for section in document.sections if isinstance(section, cls)]
        if not found and not (cls is doc.TimeSection and "時間" in kept):
            yield Problem(line, "section_missing", f"缺少「{label}」，每次會議都應有這一項；請核對是否漏行或標題有誤。")
        for section in found[1:]:
            message = f"「{label}」出現兩次，前一次在第{found[0].line}行；請核對是否誤植或混入另一份紀錄。"
            yield Problem(section.line, "section_repeated", message, related=(found[0].line,))
        line = found[0].line if found else line
    last = document.sections[-1] if document.sections else None
    if last and document.section(doc.AdjournmentSection) and not isinstance(last, doc.AdjournmentSection):
        yield Problem(last.line, "text_after_end", "散會之後還有其他項目；請核對順序，或移除不屬於這次會議的文字。")
    resolutions = document.section(doc.ResolutionsSection)
    if resolutions and not resolutions.resolutions:
        yield Problem(resolutions.line, "resolutions_empty", "決議事項下沒有任何決議；請核對內容是否遺漏。")


def _times(document: doc.MinutesDocument) -> Iterator[Problem]:
    """A weekday that isn't the date's, an adjournment before the start."""
    start, end = document.section(doc.TimeSection), document.section(doc.AdjournmentSection)
    if start is None:
        return
    printed = clock.weekday_of(fold(start.wording))
    right = WEEKDAYS[start.date.weekday()]
    if printed and printed != right:
        message = f"{roc_date(start.date)}是星期{right}，紀錄寫成星期{printed}；請核對日期或星期。"
        yield Problem(start.line, "weekday_wrong", message)
    if end and start.time and end.time and end.time < start.time:
        message = f"散會時間{end.time:%H:%M}早於開會時間{start.time:%H:%M}；請核對兩處時間。"
        yield Problem(end.line, "adjourned_early", message, related=(start.line,))


def _people(document: doc.MinutesDocument, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Chairs of member cities; whoever speaks or announces holds a seat."""
    chairs = document.section(doc.ChairsSection)
    if chairs is None:
        return
    if not chairs.seats:
        yield Problem(chairs.line, "chairs_missing", "主席沒有列出任何人，應如「新北市政府 劉副市長和然」；請補上。")
        return
    cities = {fold(city) for city in vocabulary.cities}
    for seat in chairs.seats:
        if seat.city and fold(seat.city) not in cities:
            message = f"主席名單裡的「{seat.city}」不是成員市（{'、'.join(vocabulary.cities)}）；請核對。"
            yield Problem(seat.line, "city_unknown", message)
    seats = [seat.person for seat in chairs.seats]
    names = "、".join(map(person_text, seats))
    resolutions, remarks = document.section(doc.ResolutionsSection), document.section(doc.RemarksSection)
    if resolutions and (person := resolutions.representative) and seat_of(person, seats) is None:
        # The record keeps a representative as one of the seats.
        message = (
            f"代表宣讀決議的「{person_text(person)}」不在主席名單（{names}）裡；請核對姓名與職稱，改為一致的寫法。"
        )
        yield Problem(resolutions.line, "representative_unknown", message, related=(chairs.line,))
    for remark in remarks.remarks if remarks else ():
        person = remark.speaker
        if person.title != "主席" and not any(same_person(person, seat) for seat in seats):
            message = f"發言的「{person_text(person)}」不在主席名單（{names}）裡；請核對姓名與職稱。"
            yield Problem(remark.line, "speaker_unknown", message, related=(chairs.line,))
        if not remark.paragraphs:
            message = f"「{person_text(person)}」之下沒有發言內容；請核對是否遺漏。"
            yield Problem(remark.line, "remark_empty", message)


def _numbering(document: doc.MinutesDocument) -> Iterator[Problem]:
    """Numbers that skip or repeat; a list that is only in another order is accepted."""
    yield from _sequence("項目編號", _numbered_sections(document))
    for section in document.sections:
        if isinstance(section, doc.ResolutionsSection):
            yield from _sequence("決議編號", section.resolutions)
    groups = document.group_resolutions
    yield from _sequence("議題小組編號", groups)
    for group in groups:
        yield from _sequence(f"{group.group}的決議編號", group.clauses)
        for clause in group.clauses:
            yield from _sequence(f"{group.group}的子項編號", clause.children)


def _numbered_sections(document: doc.MinutesDocument) -> list[doc.Section]:
    """The sections with, where it stands, the recorder's line where that has a number of its own."""
    lines = list(document.sections)
    if document.recorder and "{n" in document.recorder_wording:
        at = min(document.recorder_after + 1, len(lines))
        before = lines[at - 1].line if at else 1
        lines.insert(at, doc.PlainSection("other", document.recorder_wording, line=before))
    return lines


def _sequence(
    name: str, items: Iterable[doc.Section | doc.Resolution | doc.GroupResolution | doc.Clause]
) -> Iterator[Problem]:
    running = 0
    numbers: list[tuple[int, int]] = []
    for item in items:
        if "{n" in item.wording:
            running += 1
            numbers.append((running, item.line))
        elif match := MARK.match(fold(item.wording)):
            numbers.append((number(match["inner"] or match["outer"]) or 0, item.line))
    if sorted(value for value, _ in numbers) == list(range(1, len(numbers) + 1)):
        return
    expected = 1
    for value, line in numbers:
        if value != expected:
            fault = "重複或倒退" if value < expected else "跳號"
            message = f"{name}{fault}：這裡應為第{expected}，寫成第{value}；請核對是否漏了一項或編號有誤。"
            yield Problem(line, "numbering", message)
        expected = value + 1


def _groups(document: doc.MinutesDocument, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every group once where the level asks for all, and none that isn't known."""
    groups = document.group_resolutions
    counts = Counter(group.group for group in groups)
    seen: dict[str, int] = {}
    for group in groups:
        if group.group not in vocabulary.groups:
            message = f"「{group.group}」不是已知的議題小組（{'、'.join(vocabulary.groups)}）；請核對組名。"
            yield Problem(group.line, "group_unknown", message)
        if group.group in seen:
            message = f"「{group.group}」出現兩次，前一次在第{seen[group.group]}行；請合併或改正組名。"
            yield Problem(group.line, "group_repeated", message, related=(seen[group.group],))
        seen.setdefault(group.group, group.line)
        if not group.clauses:
            message = f"「{group.group}」之下沒有決議，沒有異動時應寫「N案持續列管。」；請核對是否遺漏。"
            yield Problem(group.line, "group_empty", message)
    level = next((level for level in vocabulary.levels if level.name == document.level), None)
    if level is None or not level.all_groups or document.section(doc.ResolutionsSection) is None:
        return
    for name in vocabulary.groups:
        if not counts[name]:
            message = f"缺少「{name}」的決議，每個議題小組都應列出，沒有異動也要寫「N案持續列管。」；請補上這一組。"
            yield Problem(_place_of(name, document, vocabulary), "group_missing", message)


def _place_of(name: str, document: doc.MinutesDocument, vocabulary: Vocabulary) -> int:
    """The line where a missing group should stand: that of the next group there is, or of the last one."""
    order = list(vocabulary.groups)
    groups = [group for group in document.group_resolutions if group.group in order]
    following = [group for group in groups if order.index(group.group) > order.index(name)]
    if following:
        return min(following, key=lambda group: order.index(group.group)).line
    resolutions = document.section(doc.ResolutionsSection)
    return groups[-1].line if groups else resolutions.line if resolutions else 1


def _headline(document: doc.MinutesDocument) -> Iterator[Problem]:
    """The stated sums against what the groups state; a sum fits if the stated or the listed numbers add up to it."""
    sums = document.headline
    if sums is None:
        return
    resolutions = document.section(doc.ResolutionsSection)
    line = next(item.line for item in resolutions.resolutions if item.headline is not None) if resolutions else 0
    groups = document.group_resolutions
    for kind, stated in ((ClauseKind.DELISTED, sums.delisted), (ClauseKind.ADDED, sums.added)):
        clauses = [clause for group in groups for clause in group.clauses if clause.kind is kind]
        printed = sum(len(c.all_titles) if c.stated is None else c.stated for c in clauses)
        listed = sum(len(clause.all_titles) for clause in clauses)
        below = sum(len(c.titles) for g in groups for c in g.clauses if c.kind is ClauseKind.SUBCASE)
        fitting = {printed, listed} | ({printed + below, listed + below} if kind is ClauseKind.ADDED else set())
        if stated not in fitting:
            message = f"合計寫{KIND_NAMES[kind]}{stated}案，各組相加是{printed}案；請核對合計或各組案數。"
            yield Problem(line, "headline_wrong", message, related=tuple(clause.line for clause in clauses))
    remaining = [[c for c in g.clauses if c.kind is ClauseKind.TRACKED and c.stated is not None] for g in groups]
    if groups and all(remaining):
        total = sum(clause.stated or 0 for clauses in remaining for clause in clauses)
        if total != sums.ongoing:
            message = f"合計寫確認執行中{sums.ongoing}案，各組持續列管相加是{total}案；請核對合計或各組案數。"
            related = tuple(clause.line for clauses in remaining for clause in clauses)
            yield Problem(line, "headline_wrong", message, related=related)


def _group_clauses(group: doc.GroupResolution) -> Iterator[Problem]:
    """A group's counts and titles."""
    seen: dict[str, int] = {}
    for item in group.parts:
        yield from _counts(group.group, item)
        yield from _titles(f"{group.group}「{KIND_NAMES[item.kind]}」", filter(None, (item.parent, *item.titles)))
        for title in item.titles:
            if item.kind is ClauseKind.ADDED and _FORMERLY.match(fold(title.after)):
                message = (
                    f"{group.group}新增的「{title.text}」以括號註明原案名，似為更名；"
                    "更名請寫成「原「甲案」更名為「乙案」」，或確認確為新案。"
                )
                yield Problem(title.line or item.line, "added_renamed", message)
            key = _same(title.text)
            if key and key in seen:
                message = f"{group.group}的「{title.text}」列了兩次，前一次在第{seen[key]}行；請刪去重複的一個。"
                yield Problem(title.line or item.line, "title_repeated", message, related=(seen[key],))
            seen.setdefault(key, title.line or item.line)


def _changes(group: doc.GroupResolution, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Cases that move to no other group that there is, and new titles that are the former ones."""
    for item in group.parts:
        if item.kind is ClauseKind.MOVED and item.other_group == group.group:
            message = f"{group.group}移列的對象就是{group.group}自己；請核對組名。"
            yield Problem(item.line, "moved_nowhere", message)
        elif item.kind is ClauseKind.MOVED and item.other_group not in vocabulary.groups:
            names = "、".join(vocabulary.groups)
            message = f"{group.group}移列的對象「{item.other_group}」不是已知的議題小組（{names}）；請核對組名。"
            yield Problem(item.line, "moved_unknown", message)
        former = item.parent.text if item.parent else ""
        if item.kind is ClauseKind.RENAMED and _same(former) in [_same(title.text) for title in item.titles]:
            message = f"{group.group}的「{former}」更名前後相同；請核對新舊案名。"
            yield Problem(item.line, "rename_same", message)


def _counts(group: str, clause: doc.Clause) -> Iterator[Problem]:
    """The stated number of a clause against its titles, or the sum of its sub-clauses."""
    name = KIND_NAMES[clause.kind]
    if clause.stated is not None and clause.kind is not ClauseKind.TRACKED:
        listed = len(clause.titles)
        if clause.children:
            listed += sum(len(c.titles) if c.stated is None else c.stated for c in clause.children)
        if clause.stated != listed:
            message = (
                f"{group}{name}寫{clause.stated}案，列出的是{listed}案；請核對案數，或案名是否漏列、引號是否完整。"
            )
            yield Problem(clause.line, "count_wrong", message)
    yield from _listed_count(group, clause.wording, len(clause.titles), clause.line)


def _listed_count(where: str, text: str, listed: int, line: int) -> Iterator[Problem]:
    """等N案 behind titles, and a list that ends with its joiner."""
    folded = fold(text)
    match = _LISTED_AS.search(folded)
    if match and number(match["count"]) != listed:
        message = f"{where}寫等{match['count']}案，列出的案名是{listed}個；請核對案數或案名。"
        yield Problem(line, "count_wrong", message)
    if _LIST_OPEN.search(folded):
        message = f"{where}的最後一個「及」或「、」之後沒有案名；請補上案名，或刪去連接詞。"
        yield Problem(line, "list_open", message)


def _titles(where: str, titles: Iterable[doc.Title]) -> Iterator[Problem]:
    """Titles that look as if something had been cut off."""
    for title in titles:
        text = fold(title.text)
        if not text:
            yield Problem(title.line, "title_empty", f"{where}有一個空白的案名；請補上案名，或刪去引號。")
        elif len(text) == 1:
            yield Problem(title.line, "title_cut", f"{where}的案名「{title.text}」只有一個字，可能不完整；請核對。")
        elif not title.quoted and _OVERRUN.search(text):
            message = f"{where}的案名「{_short(title.text)}」混入了其他文字；請核對這一款在哪裡結束。"
            yield Problem(title.line, "title_overrun", message)
        elif _TITLE_CUT.search(text) or _QUOTE_CUT.search(fold(title.after)) or match_brackets(text, 0, len(text))[1]:
            message = f"{where}的案名「{_short(title.text)}」不完整（括號或引號不成對，或停在連接處）；請核對原文。"
            yield Problem(title.line, "title_cut", message)


def _motions(document: doc.MinutesDocument, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Motions: their counts and titles, and that a member city raised them."""
    cities = tuple(fold(city) for city in vocabulary.cities)
    section = document.section(doc.MotionsSection)
    for motion in section.motions if section else ():
        if motion.proposer and not fold(motion.proposer).startswith(cities):
            message = f"臨時動議的提案機關「{motion.proposer}」不是成員市（{'、'.join(vocabulary.cities)}）；請核對。"
            yield Problem(motion.line, "proposer_unknown", message)
        if motion.stated is not None and motion.stated != len(motion.titles):
            message = f"臨時動議寫{motion.stated}案，列出的案名是{len(motion.titles)}個；請核對案數或案名。"
            yield Problem(motion.line, "count_wrong", message)
        yield from _listed_count("臨時動議", motion.wording, len(motion.titles), motion.line)
        yield from _titles("臨時動議", motion.titles)


def _twice_decided(group: doc.GroupResolution) -> Iterator[Problem]:
    """A case that one clause goes on with, as a result, a former title or a sub-case's parent, and another decides."""
    kinds = {ClauseKind.MERGED: "整併的結果", ClauseKind.RENAMED: "更名的原案名", ClauseKind.SUBCASE: "子案的母案"}
    items = group.parts
    parents = [(item, item.parent) for item in items if item.parent and item.kind in kinds]
    for item, parent in parents:
        for other in items:
            if other is item or other.kind is ClauseKind.NOTE:
                continue
            for title in other.titles:
                if _same(title.text) == _same(parent.text):
                    message = (
                        f"{group.group}的「{title.text}」是第{item.line}行{kinds[item.kind]}，"
                        f"又列於{KIND_NAMES[other.kind]}，一案在一次會議只能有一項決議；請核對。"
                    )
                    yield Problem(title.line or other.line, "title_repeated", message, related=(item.line,))


def _corrections(group: doc.GroupResolution, number: int) -> Iterator[Problem]:
    """A corrected count of this meeting or of one that is yet to come."""
    for clause in group.clauses:
        if clause.correction and clause.correction.number >= number > 0:
            message = f"{group.group}更正第{clause.correction.number}次會議的案數，但這是第{number}次會議；請核對次別。"
            yield Problem(clause.line, "correction_early", message)


def _end_marks(document: doc.MinutesDocument) -> Iterator[Problem]:
    """Clauses that end without a full stop where nearly all others have one: their end may be cut off."""
    clauses = [part for group in document.group_resolutions for part in group.parts if not part.children]
    bare = [clause for clause in clauses if not fold(clause.wording).endswith(tuple(END_MARKS))]
    if len(clauses) >= 3 and len(bare) * 5 <= len(clauses):
        for clause in bare:
            message = f"這一款「{_short(clause.wording)}」沒有句號，其他各款都有，可能不完整；請核對原文是否被截斷。"
            yield Problem(clause.line, "clause_cut", message)


def _same(text: str) -> str:
    """The form in which two titles of one group are compared."""
    return re.sub(r"[「」『』\"、,。.]", "", fold(text))


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:24] + "…"
