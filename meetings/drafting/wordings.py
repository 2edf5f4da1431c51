"""From a typed sentence to a wording: what the system fills is found again and becomes a placeholder, and nothing else.

A sentence that leaves out or changes a title or a number is refused: decisions are changed at the sitting. Filled
again, each wording gives back what was typed, white space aside. Pure functions without rows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TypeVar

from meetings.drafting.texts import changes_of_joiners, head_of, one_line, shown, squashed, without_number
from meetings.minutes.document import (
    KIND_NAMES,
    Clause,
    ClauseKind,
    Motion,
    Resolution,
    Title,
)
from meetings.minutes.numerals import COUNT_PATTERN, number, style_of
from meetings.minutes.parsing.clauses import read_clause
from meetings.minutes.parsing.resolutions import read_headline
from meetings.minutes.reading import ERROR, Vocabulary
from meetings.minutes.render import clause_values, motion_values, resolution_values
from meetings.minutes.text.marks import Reader
from meetings.minutes.text.source import read_source
from meetings.minutes.wording import WordingError, escape
from platform_site.shared.refusals import Refusal

Printed = TypeVar("Printed", Clause, Motion, Resolution)
AT_THE_SITTING = "案名與案數由會中決定帶入，要更改決定請到「會中登錄」。"
_NO_HEADING = re.compile(r"(?!)")
_SEPARATOR = r"\s*[、，,；;]?\s*(?:以及|及|與|和|暨)?\s*"
_NUMBER = COUNT_PATTERN.replace("[0-9]", "[0-9０-９]")
# The number of a list's titles: behind it, 等4案, or before it, 提出4案臨時動議：.
_COUNT_BEHIND = re.compile(rf"\{{titles\}}\s*[，,]?\s*(?:等|共計|共|計)*\s*(?P<count>{_NUMBER})\s*(?:個|件)?案")
_COUNT_BEFORE = re.compile(
    rf"(?<![0-9０-９第])(?P<count>{_NUMBER})\s*(?:個|件)?案[^。；「」]{{0,8}}[：:]\s*\{{titles\}}"
)
_FIGURES = {"delisted": "解列", "added": "新增", "ongoing": "確認執行中"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A typed sentence in which each known name is a stand-in, so that no sign within a name can be misread."""

    text: str
    names: dict[str, str]

    def back(self, text: str) -> str:
        """The text with the names that the stand-ins stand for."""
        for token, name in self.names.items():
            text = text.replace(token, name)
        return text

    def wording(self, text: str) -> str:
        """The same for a wording, in which braces are doubled."""
        for token, name in self.names.items():
            text = text.replace(token, escape(name))
        return text

    def title(self, title: Title) -> Title:
        return replace(title, text=self.back(title.text), before=self.back(title.before), after=self.back(title.after))


def sentence_of(text: str, names: list[str]) -> Sentence:
    """The sentence as one line without a number before it, the names in it as stand-ins."""
    text = without_number(one_line(text))
    # The stand-ins must not be typed by anybody: two rare characters and a counter between them.
    tokens = {f"龘{chr(0x9ED0 + at)}龘": name for at, name in enumerate(dict.fromkeys(names))}
    for token, name in sorted(tokens.items(), key=lambda item: -len(item[1])):
        if pattern := r"\s*".join(map(re.escape, squashed(name))):
            text = re.sub(pattern, token, text)
    return Sentence(text, tokens)


def clause_text(clause: Clause) -> str:
    """What a clause prints behind its number, without the sub-clauses below it."""
    return shown(clause.wording, "clause", clause_values(clause))


def motion_text(motion: Motion) -> str:
    """What a motion prints behind its number."""
    return shown(motion.wording, "motion", motion_values(motion))


def resolution_text(resolution: Resolution) -> str:
    """What a resolution prints behind its number, without the groups below it."""
    return shown(resolution.wording, "resolution", resolution_values(resolution))


def reworded_clause(
    clause: Clause, text: str, group: str, vocabulary: Vocabulary, *, of: ClauseKind | None = None
) -> Clause:
    """The clause with the wording of a typed sentence, which says the same of the same cases.

    `of` is the kind of the clause above a sub-clause. Raises Refusal where the sentence changes or leaves out a title,
    a number, a group or the decision itself, or adds one.
    """
    if squashed(text) == squashed(clause_text(clause)):
        return clause
    sentence = sentence_of(text, [title.text for title in _titles(clause)])
    read = _read(sentence, group, vocabulary, of, f"請以如「{clause_text(clause)}」的寫法開頭，其他文字放在其後。")
    _refuse_titles(clause, read, sentence)
    if read.kind is not clause.kind:
        raise Refusal(
            f"這一句讀起來是「{KIND_NAMES[read.kind]}」，這一款的決定是「{KIND_NAMES[clause.kind]}」。"
            f"請保留能看出決定的用語，例如「{clause_text(clause)}」。"
        )
    _refuse_number(clause, read)
    if (read.other_group, read.incoming) != (clause.other_group, clause.incoming):
        raise Refusal(f"移列的小組應為「{clause.other_group}」，這一句看不出或寫成了別的小組。{AT_THE_SITTING}")
    refs = {squashed(title.text): title.ref for title in _titles(clause)}
    return _checked(
        replace(
            clause,
            wording=head_of(clause.wording) + read.wording,
            joiners=read.joiners,
            titles=tuple(replace(title, ref=refs.get(squashed(title.text), "")) for title in read.titles),
            parent=read.parent and replace(read.parent, ref=clause.parent.ref if clause.parent else ""),
        ),
        sentence.back(sentence.text),
    )


def note_clause(text: str, group: str, vocabulary: Vocabulary, *, kept: Clause | None = None) -> Clause:
    """A sentence that decides nothing, as a clause. `kept` is the one it replaces.

    Titles that `kept` prints of ledger rows (a corrected decision) have to stay. Raises Refusal where the sentence
    decides on cases, which is done at the sitting.
    """
    decided = [title for title in kept.titles if title.ref] if kept else []
    sentence = sentence_of(text, [title.text for title in decided])
    if not sentence.text:
        raise Refusal("請輸入這一款的內容。")
    read = _read(sentence, group, vocabulary, None, AT_THE_SITTING)
    if read.kind is not ClauseKind.NOTE:
        raise Refusal(
            f"這一句讀起來是「{KIND_NAMES[read.kind]}」的決定；案件的異動請到「會中登錄」登錄，這裡只寫其他決議。"
        )
    missing = [title for title in decided if squashed(title.text) not in squashed(sentence.back(sentence.text))]
    if missing:
        raise Refusal(f"這一句少了「{missing[0].text}」。{AT_THE_SITTING}")
    if decided and not read.titles:
        read = _with_titles(read, decided, sentence)
    head = head_of(kept.wording) if kept else "{n}. "
    return _checked(replace(read, wording=head + read.wording), sentence.back(sentence.text))


def reworded_headline(resolution: Resolution, text: str, vocabulary: Vocabulary) -> str:
    """The wording of the resolution that opens the groups' part, from a typed sentence; the sums stay the system's.

    Raises Refusal where a sum is another number, or is left out by a sentence that had it.
    """
    if squashed(text) == squashed(resolution_text(resolution)):
        return resolution.wording
    sentence = sentence_of(text, [])
    reader = _reader(sentence, vocabulary)
    headline, found = read_headline(reader, 0, len(reader.source.key))
    stated = resolution.headline
    if headline is None and ("{delisted" in resolution.wording or reader.problems):
        raise Refusal(f"這一句要有解列、新增及確認執行中三個案數，例如「{resolution_text(resolution)}」。")
    if headline and stated:
        for name, label in _FIGURES.items():
            right, typed = getattr(stated, name), getattr(headline, name)
            if right != typed:
                raise Refusal(f"{label}應為{right}案，您寫的是{typed}案；案數由系統統計，{AT_THE_SITTING}")
    wording = head_of(resolution.wording) + reader.source.wording(0, len(reader.source.key), found)
    return _checked(replace(resolution, wording=wording, headline=stated or headline), sentence.text).wording


def reworded_motion(motion: Motion, text: str) -> Motion:
    """The motion with the wording of a typed sentence; its titles are in the order in which they were typed.

    `motion` has the proposer and the titles that the sentence must name. Raises Refusal where it names others, names
    them apart from each other, or counts them wrongly.
    """
    if squashed(text) == squashed(motion_text(motion)):
        return motion
    sentence = sentence_of(text, [title.text for title in motion.titles] + [motion.proposer])
    tokens = {squashed(name): token for token, name in sentence.names.items()}
    body = escape(sentence.text)
    titles, joiners = motion.titles, motion.joiners
    if motion.titles:
        missing = [title.text for title in titles if tokens[squashed(title.text)] not in body]
        if missing:
            raise Refusal(f"這一句少了「{'」、「'.join(missing)}」；要移除案名，請同時改「提議案名」。")
        titles, joiners, (start, end) = _listed(body, titles, tokens)
        body = body[:start] + "{titles}" + body[end:]
    proposer = tokens.get(squashed(motion.proposer), "")
    if proposer and proposer not in body:
        raise Refusal(f"這一句少了提案市「{motion.proposer}」；要更改提案市，請改「提案市」欄位。")
    body = body.replace(proposer, "{proposer}", 1) if proposer else body
    body, stated = _counted(body, len(titles))
    wording = head_of(motion.wording) + sentence.wording(body)
    read = replace(motion, wording=wording, titles=titles, joiners=joiners, stated=stated)
    return _checked(read, sentence.back(sentence.text))


def _reader(sentence: Sentence, vocabulary: Vocabulary) -> Reader:
    return Reader(read_source((sentence.text,), _NO_HEADING, ()), vocabulary)


def _read(sentence: Sentence, group: str, vocabulary: Vocabulary, of: ClauseKind | None, advice: str) -> Clause:
    """The sentence as the import would read it. Raises Refusal, with `advice`, where it says what can't be read."""
    reader = _reader(sentence, vocabulary)
    end = len(reader.source.key)
    if not end:
        raise Refusal("請輸入這一款的內容；要用原來的文字，請按「恢復預設文字」。")
    read = read_clause(reader, 0, None, end, 1, group=group, of=of)
    for problem in reader.problems:
        if problem.severity == ERROR and problem.code.startswith("quote_"):
            raise Refusal("這一句的引號「」沒有成對，請補上或刪去。")
        if problem.code in ("clause_unread", "correction_unread", "correction_group") and read.kind is ClauseKind.NOTE:
            raise Refusal(f"這一句提到案件的異動或案數，但寫法無法辨識。{advice}")
        if problem.code == "clause_unread":
            raise Refusal(f"這一句除了{KIND_NAMES[read.kind]}還寫了另一個異動；一款只寫一個決定。{AT_THE_SITTING}")
    return replace(
        read,
        wording=sentence.wording(read.wording),
        titles=tuple(sentence.title(title) for title in read.titles),
        parent=sentence.title(read.parent) if read.parent else None,
        topic=sentence.back(read.topic),
    )


def _titles(clause: Clause) -> list[Title]:
    return [*clause.titles, *([clause.parent] if clause.parent else [])]


def _refuse_titles(clause: Clause, read: Clause, sentence: Sentence) -> None:
    """Raise Refusal unless the sentence names exactly the clause's titles, and the same one as parent."""
    right = Counter(squashed(title.text) for title in _titles(clause))
    typed = Counter(squashed(title.text) for title in _titles(read))
    names = {squashed(title.text): title.text for title in [*_titles(read), *_titles(clause)]}
    gone = [names[key] for key in (right - typed).elements()]
    new = [names[key] for key in (typed - right).elements()]
    whole = squashed(sentence.back(sentence.text))
    if gone and new:
        raise Refusal(f"「{gone[0]}」寫成了「{new[0]}」。{AT_THE_SITTING}")
    if gone and all(squashed(name) in whole for name in gone):
        raise Refusal(f"看不出「{gone[0]}」是這一款的案名；寫法請如「{clause_text(clause)}」，其他文字放在其後。")
    if gone:
        raise Refusal(f"這一句少了「{'」、「'.join(gone)}」。{AT_THE_SITTING}")
    if new:
        raise Refusal(f"這一句多了「{'」、「'.join(new)}」。{AT_THE_SITTING}")
    parents = [squashed(one.parent.text) if one.parent else "" for one in (clause, read)]
    if parents[0] != parents[1]:
        raise Refusal(f"這一句改變了案名之間的關係，例如應為「{clause_text(clause)}」。{AT_THE_SITTING}")
    if read.titles and read.joiners == ("", ""):
        raise Refusal("案名之間的「、」或「及」不一致；除了最後一個案名之前，請用同一個符號。")


def _refuse_number(clause: Clause, read: Clause) -> None:
    if clause.stated == read.stated:
        return
    if read.stated is None:
        raise Refusal(f"這一句少了案數「{clause.stated}案」。{AT_THE_SITTING}")
    if clause.stated is None:
        raise Refusal(f"這一句多了案數「{read.stated}案」，這一款沒有案數。{AT_THE_SITTING}")
    raise Refusal(f"案數應為{clause.stated}案，您寫的是{read.stated}案。{AT_THE_SITTING}")


def _with_titles(read: Clause, decided: list[Title], sentence: Sentence) -> Clause:
    """A note that prints the titles of ledger rows within a sentence of its own: they become its titles."""
    if len(decided) != 1:
        return read
    name = re.escape(escape(decided[0].text))
    wording, found = re.subn(rf"「{name}」", "{titles}", read.wording, count=1)
    if not found:
        raise Refusal(f"「{decided[0].text}」請加「」。")
    return replace(read, wording=wording, titles=(replace(decided[0], quoted=True, before="", after=""),))


def _listed(
    body: str, titles: tuple[Title, ...], tokens: dict[str, str]
) -> tuple[tuple[Title, ...], tuple[str, str], tuple[int, int]]:
    """The titles as the sentence lists them, what stands between them, and where the list is."""
    by_token = {tokens[squashed(title.text)]: title for title in titles}
    one = rf"(?P<open>「?)(?P<token>{'|'.join(map(re.escape, by_token))})(?P<close>」?)"
    found: list[Title] = []
    separators: list[str] = []
    start = at = -1
    for match in re.finditer(one, body):
        separator = body[at : match.start()] if found else ""
        if found and not re.fullmatch(_SEPARATOR, separator):
            break
        title = by_token.pop(match["token"], None)
        if title is None:
            break
        start, at = match.start() if start < 0 else start, match.end()
        separators += ["".join(separator.split())] if found else []
        quoted = bool(match["open"] and match["close"])
        found.append(title if quoted == title.quoted else replace(title, quoted=quoted))
    if len(found) != len(titles):
        raise Refusal("案名請連在一起寫，例如「甲案」、「乙案」及「丙案」，每個案名各加「」。")
    more = re.match(rf"{_SEPARATOR}「([^」]*)」", body[at:])
    if more and more[1] not in tokens.values():
        raise Refusal(f"這一句多了「{more[1]}」；要增加案名，請同時改「提議案名」。")
    joiners = changes_of_joiners(separators)
    if joiners is None:
        raise Refusal("案名之間的「、」或「及」不一致；除了最後一個案名之前，請用同一個符號。")
    return tuple(found), joiners, (start, at)


def _counted(body: str, count: int) -> tuple[str, int | None]:
    """The sentence with the number of titles as placeholder, and the number; None where it has none."""
    match = _COUNT_BEHIND.search(body) or _COUNT_BEFORE.search(body)
    if match is None or not count:
        return body, None
    start, end = match.span("count")
    value, style = number(match["count"]) or 0, style_of(match["count"])
    if value != count:
        raise Refusal(f"提議案名有{count}案，這一句寫的是{value}案；請核對。")
    if style is None:
        return body, None
    placeholder = "{count}" if style == "arabic" else f"{{count:{style}}}"
    return body[:start] + placeholder + body[end:], count


def _checked(read: Printed, typed: str) -> Printed:
    """`read`, once it is certain that it prints what was typed."""
    try:
        if isinstance(read, Clause):
            printed = clause_text(read)
        else:
            printed = motion_text(read) if isinstance(read, Motion) else resolution_text(read)
    except WordingError:
        printed = ""
    if squashed(printed) != squashed(typed):
        raise Refusal("這一句有系統無法照樣印出的字（例如罕用符號或寬窄不一的數字），請改寫後再儲存。")
    return read
