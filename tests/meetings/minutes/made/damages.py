"""Damages: what makes minutes wrong, each with the problems of which one must be reported at its line.

A damage works on a clean text (see `deformations.clean`) and puts `START` where the damaged element begins and `SPOT`
where it was changed, so that later deformations can move both; `located` takes them out again and gives the lines.
It returns None where the text has nothing to damage in that way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.meetings.minutes.made.deformations import CLAUSE, GROUP_HEAD, blocks_of, joined

START, SPOT = "\ue000", "\ue001"
WEEKDAYS = "一二三四五六日"
DECIDED = re.compile(r"(?P<verb>新增|解列|新增提案) ?(?P<count>\d+) ?案：(?P<titles>.+)。$")

Change = Callable[[str, Random], str | None]


@dataclass(frozen=True)
class Damage:
    name: str
    change: Change
    codes: frozenset[str]
    # Damages to what layout deformations may not touch as well, such as the only line that tells a section.
    fragile: bool = False


DAMAGES: list[Damage] = []


def damage(*codes: str, fragile: bool = False) -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        DAMAGES.append(Damage(change.__name__, change, frozenset(codes), fragile))
        return change

    return register


def located(text: str) -> tuple[str, int, int]:
    """The text without its markers, and the lines on which the damaged element begins and was changed."""
    lines = re.split(r"\r\n|\n|\r", text)
    first = next((n for n, line in enumerate(lines, 1) if START in line), 1)
    spot = max((n for n, line in enumerate(lines, 1) if SPOT in line), default=first)
    return text.replace(START, "").replace(SPOT, ""), first, max(first, spot)


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _decided(lines: list[str], *, least: int = 1) -> list[int]:
    """The lines with a count and that many quoted titles."""
    found = []
    for index, line in enumerate(lines):
        match = DECIDED.search(line)
        if match and match["titles"].startswith("「") and int(match["count"]) >= least:
            found.append(index)
    return found


def _change(text: str, random: Random, pattern: str, replace: Callable[[re.Match[str]], str]) -> str | None:
    """Replace one match, chosen at random; marks its line's start and the change."""
    matches = list(re.finditer(pattern, text, flags=re.MULTILINE))
    if not matches:
        return None
    match = random.choice(matches)
    start = text.rfind("\n", 0, match.start()) + 1
    new = replace(match)
    return text[:start] + START + text[start : match.start()] + new + SPOT + text[match.end() :]


def _other(value: str, random: Random) -> str:
    return str(max(1, int(value) + random.choice([-1, 1, 2])) if value != "1" else random.choice([2, 3, 11]))


@damage("count_wrong", "titles_unquoted")
def count_changed(text: str, random: Random) -> str | None:
    pattern = r"(?:(?<=新增)|(?<=解列)|(?<=提案)) ?(\d+)(?= ?案：)"
    return _change(text, random, pattern, lambda match: _other(match[1], random))


@damage("count_wrong")
def listed_count_changed(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=等) ?(\d+)(?= ?案)", lambda match: _other(match[1], random))


@damage("count_wrong")
def subcase_count_changed(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=新增) ?(\d+)(?= ?子案)", lambda match: "2")


@damage("count_unread", "headline_unread", "correction_unread")
def count_misread(text: str, random: Random) -> str | None:
    """A number that text recognition made into something that is none."""
    pattern = r"(?:(?<=新增)|(?<=解列)|(?<=提案)|(?<=其餘)|(?<=本組)|(?<=等)) ?(\d+)(?= ?案)"
    return _change(text, random, pattern, lambda match: random.choice(["O", "○", "S", "?", "Z", "◯", "士"]))


@damage("moved_unknown", "moved_nowhere", "moved_elsewhere")
def moved_to_no_group(text: str, random: Random) -> str | None:
    pattern = r"(?:(?<=移列至)|(?<=移由)|(?<=\. 由))(教育文化組|災防組|環境資源組)"
    return _change(text, random, pattern, lambda match: "數位治理組")


@damage("result_missing", "clause_unread")
def result_lost(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=併為)「[^「」]+」", lambda match: random.choice(["", match[0][1:-1]]))


@damage("correction_group")
def correction_of_another_group(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=會議紀錄)都會發展組(?=「)", lambda match: "交通組")


@damage("form_line", "leftover", "clause_cut", "title_overrun")
def form_line(text: str, random: Random) -> str | None:
    line = random.choice(["承辦人：王小明", "電話：(02)2960-3456", "備註"])
    return _change(text, random, r"(?<=。)\n(?=\d\. )", lambda match: "\n" + line + "\n")


@damage("count_wrong")
def title_removed(text: str, random: Random) -> str | None:
    lines = _lines(text)
    indexes = _decided(lines, least=3)
    if not indexes:
        return None
    index = random.choice(indexes)
    lines[index] = START + re.sub(r"「[^「」『』、]+」、", SPOT, lines[index], count=1)
    return _text(lines) if SPOT in lines[index] else None


@damage("headline_wrong")
def headline_changed(text: str, random: Random) -> str | None:
    pattern = r"(?<=解列) ?(\d+)(?= ?案、)|(?<=、新增) ?(\d+)(?= ?案及確認)"
    if "16 案持續列管" not in text:
        # The second meeting's ongoing cases can't be summed: one group prints none.
        pattern += r"|(?<=執行中) ?(\d+)(?= ?案)"
    return _change(
        text, random, pattern, lambda match: str(int(match[1] or match[2] or match[3]) + random.choice([-1, 1, 10]))
    )


@damage("headline_wrong")
def remaining_changed(text: str, random: Random) -> str | None:
    if "執行中" not in text or "16 案持續列管" in text:
        return None
    pattern = r"(?:(?<=其餘)|(?<=本組)) ?(\d+)(?= ?案持續)"
    changed = _change(text, random, pattern, lambda match: _other(match[1], random))
    if changed is None:
        return None
    # The sum is told at the headline's line; which group is wrong can't be known.
    changed = changed.replace(START, "").replace(SPOT, "")
    return re.sub(r"^(.*議題小組合作案件，請依決議持續辦理：)", START + r"\1" + SPOT, changed, flags=re.MULTILINE)


@damage("group_missing")
def group_removed(text: str, random: Random) -> str | None:
    before, groups, after = blocks_of(text)
    index = random.randrange(len(groups))
    del groups[index]
    if index < len(groups):
        groups[index][0] = START + groups[index][0] + SPOT
    else:
        groups[-1][0] = START + groups[-1][0] + SPOT
    if random.random() < 0.5:
        for number, group in enumerate(groups):
            group[0] = re.sub(r"(?<=[(（])[一二三四五六七八](?=[)）])", "一二三四五六七八"[number], group[0])
    return joined(before, groups, after)


@damage("group_missing", "numbering", "group_unknown")
def group_head_removed(text: str, random: Random) -> str | None:
    before, groups, after = blocks_of(text)
    index = random.randrange(1, len(groups) - 1)
    del groups[index][0]
    groups[index + 1][0] = START + groups[index + 1][0] + SPOT
    return joined(before, groups, after)


@damage("group_unknown")
def group_renamed(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=[)）]) ?(交通|災防|教育文化|都會發展)組$", lambda match: "數位治理組")


@damage("group_repeated")
def group_doubled(text: str, random: Random) -> str | None:
    before, groups, after = blocks_of(text)
    index = random.randrange(len(groups))
    again = list(groups[index])
    again[0] = START + again[0] + SPOT
    groups.insert(index + 1, again)
    return joined(before, groups, after)


@damage("quote_open")
def quote_left_open(text: str, random: Random) -> str | None:
    lines = _lines(text)
    index = random.choice(_decided(lines))
    closings = [match.start() for match in re.finditer("」", lines[index])]
    at = random.choice(closings)
    lines[index] = START + lines[index][:at] + SPOT + lines[index][at + 1 :]
    return _text(lines)


@damage("quote_closed")
def quote_not_opened(text: str, random: Random) -> str | None:
    lines = _lines(text)
    index = random.choice(_decided(lines))
    openings = [match.start() for match in re.finditer("「", lines[index])]
    at = random.choice(openings)
    # The closing quote is the one that is left alone.
    closing = lines[index].index("」", at) + 1
    lines[index] = START + lines[index][:at] + lines[index][at + 1 : closing] + SPOT + lines[index][closing:]
    return _text(lines)


@damage("title_cut", "title_empty")
def title_cut(text: str, random: Random) -> str | None:
    lines = _lines(text)
    index = random.choice(_decided(lines))
    titles = list(re.finditer(r"(?<=[：、及])「([^「」『』]{4,})」(?=[、及。])", lines[index]))
    if not titles:
        return None
    match = random.choice(titles)
    inner = match[1]
    bracket = re.search(r"[(（]", inner)
    kept = random.choice(
        ["", inner[0], inner[: bracket.end()] if bracket else inner[:3] + "（", inner[:4] + "及", inner[:3] + "、"]
    )
    lines[index] = START + lines[index][: match.start()] + f"「{kept}{SPOT}」" + lines[index][match.end() :]
    return _text(lines)


@damage("quote_open", "clause_cut", "count_wrong")
def line_cut(text: str, random: Random) -> str | None:
    """The rest of a clause lost, from the middle of a title on."""
    lines = _lines(text)
    index = random.choice(_decided(lines))
    openings = [match.start() for match in re.finditer("「", lines[index])]
    at = random.choice(openings) + 3
    lines[index] = START + lines[index][:at] + SPOT
    return _text(lines)


@damage("title_repeated")
def title_repeated(text: str, random: Random) -> str | None:
    lines = _lines(text)
    index = random.choice(_decided(lines))
    match = re.search(r"：「([^「」『』]{4,})」", lines[index])
    if not match:
        return None
    match = re.search(re.escape(match[0][1:]), lines[index])
    assert match
    count = re.sub(r"(\d+)(?= ?案：)", lambda found: str(int(found[1]) + 1), lines[index], count=1)
    lines[index] = START + count.replace(match[0], match[0] + "、" + match[0] + SPOT, 1)
    return _text(lines)


@damage("list_open")
def last_title_lost(text: str, random: Random) -> str | None:
    lines = _lines(text)
    indexes = [index for index in _decided(lines, least=2) if re.search(r"」及「[^「」]+」。$", lines[index])]
    if not indexes:
        return None
    index = random.choice(indexes)
    lines[index] = START + re.sub(r"」及「[^「」]+」。$", f"」及{SPOT}。", lines[index])
    return _text(lines)


@damage("weekday_wrong")
def weekday_changed(text: str, random: Random) -> str | None:
    return _change(
        text, random, r"(?<=星期)(.)", lambda match: random.choice([char for char in WEEKDAYS if char != match[1]])
    )


@damage("weekday_wrong", "date_impossible")
def day_changed(text: str, random: Random) -> str | None:
    return _change(
        text,
        random,
        r"(?<=月) ?(\d+)(?= ?日)",
        lambda match: str(random.choice([(int(match[1]) + shift) for shift in (1, 2, 3, 31, 60)])),
    )


@damage("date_impossible")
def month_changed(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=[0-9 ]年) ?(\d+)(?= ?月 ?\d)", lambda match: random.choice(["13", "0", "22"]))


@damage("time_impossible")
def hour_changed(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=下午) ?(\d+)(?= ?時)", lambda match: random.choice(["25", "31"]))


@damage("adjourned_early")
def adjourned_in_the_morning(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=散會)([(（])下午", lambda match: match[1] + "上午")


@damage("section_missing", "numbering", fragile=True)
def section_removed(text: str, random: Random) -> str | None:
    lines = _lines(text)
    index = random.choice([i for i, line in enumerate(lines) if re.match("壹、會|貳、會", line)])
    del lines[index]
    lines[max(index - 1, 0)] = START + lines[max(index - 1, 0)]
    lines[index] += SPOT
    return _text(lines)


@damage("numbering")
def section_number_skipped(text: str, random: Random) -> str | None:
    formal = "壹貳參肆伍陸柒捌玖拾"
    lines = _lines(text)
    indexes = [i for i, line in enumerate(lines) if re.match(r"[貳參肆伍陸柒捌玖]、", line)]
    index = random.choice(indexes)
    number = formal.index(lines[index][0])
    other = random.choice([n for n in range(10) if abs(n - number) in (1, 2)])
    lines[index] = START + formal[other] + SPOT + lines[index][1:]
    return _text(lines)


@damage("numbering")
def group_number_changed(text: str, random: Random) -> str | None:
    before, groups, after = blocks_of(text)
    group = random.choice(groups)
    match = GROUP_HEAD.match(group[0])
    assert match
    other = random.choice([char for char in "一二三四五六七八" if char != match[1]])
    group[0] = START + group[0].replace(match[1], other + SPOT, 1)
    return joined(before, groups, after)


@damage("numbering")
def clause_number_changed(text: str, random: Random) -> str | None:
    lines = _lines(text)
    indexes = [i for i, line in enumerate(lines) if CLAUSE.match(line)]
    index = random.choice(indexes)
    match = CLAUSE.match(lines[index])
    assert match
    lines[index] = START + str(int(match["n"]) + random.choice([1, 2, 5])) + SPOT + lines[index][1:]
    return _text(lines)


@damage("numbering", "headline_wrong")
def clause_removed(text: str, random: Random) -> str | None:
    """A clause that isn't its group's last."""
    lines = _lines(text)
    indexes = [i for i, line in enumerate(lines[:-1]) if CLAUSE.match(line) and CLAUSE.match(lines[i + 1])]
    indexes = [i for i in indexes if int(lines[i + 1][0]) == int(lines[i][0]) + 1]
    index = random.choice(indexes)
    del lines[index]
    lines[index] = START + lines[index][:2] + SPOT + lines[index][2:]
    return _text(lines)


@damage("speaker_unknown")
def speaker_renamed(text: str, random: Random) -> str | None:
    return _change(text, random, r"^[林王邱劉蘇](?=副市長$)", lambda match: "陳")


@damage("representative_unknown")
def representative_renamed(text: str, random: Random) -> str | None:
    return _change(text, random, r"(?<=決議事項[(（]).(?=\S{3,5}代表)", lambda match: "侯")


@damage("proposer_unknown")
def proposer_changed(text: str, random: Random) -> str | None:
    return _change(text, random, r"^桃園市政府(?=提出)", lambda match: "高雄市政府")


@damage("text_after_end", "time_impossible", "section_repeated")
def text_after_end(text: str, random: Random) -> str | None:
    extra = random.choice(["主席簽名：", "承辦人：王小明 分機1234", "附件：簽到表一份"])
    return text.rstrip("\n") + "\n" + START + extra + SPOT + "\n"


@damage("leftover", "chair_unread")
def stray_line(text: str, random: Random) -> str | None:
    return _change(
        text,
        random,
        r"(?<=會議紀錄)\n",
        lambda match: "\n" + random.choice(["應出席人數十二人", "文件編號甲乙丙"]) + "\n",
    )


@damage("clause_cut")
def full_stop_lost(text: str, random: Random) -> str | None:
    lines = _lines(text)
    index = random.choice([i for i, line in enumerate(lines) if re.search("案持續列管。$", line)])
    lines[index] = START + lines[index][:-1] + SPOT
    return _text(lines)


@damage("section_missing", fragile=True)
def text_truncated(text: str, random: Random) -> str | None:
    """The end of the file lost, from a line's start on."""
    lines = _lines(text)
    keep = random.randrange(len(lines) // 2, len(lines) - 1)
    return START + _text(lines[:keep]) + SPOT


@damage("level_unknown", "not_minutes")
def level_changed(text: str, random: Random) -> str | None:
    return _change(
        text, random, r"(?<=次)副市長層級(?=會議紀錄)", lambda match: random.choice(["局處長層級", "顧問團"])
    )


@damage("other_body")
def other_body(text: str, random: Random) -> str | None:
    return _change(text, random, r"^基北北桃合作交流平臺(?=第)", lambda match: "北臺區域發展推動委員會")
