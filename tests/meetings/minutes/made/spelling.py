"""Deformations of phases 0 to 2: what another writer of the same minutes does otherwise."""

from __future__ import annotations

import re
from random import Random

from tests.meetings.minutes.made.deformations import (
    CLAUSE,
    COUNT,
    GROUP_HEAD,
    MARKERS,
    ZH,
    blocks_of,
    chinese,
    each_group,
    joined,
    registry,
    renumbered,
    section_lines,
)

DEFORMATIONS, deformation = registry()


@deformation(1)
def clauses_shuffled(text: str, random: Random) -> str:
    def shuffled(clauses: list[list[str]]) -> list[list[str]]:
        random.shuffle(clauses)
        return renumbered(clauses)

    return each_group(text, shuffled)


@deformation(1)
def clauses_shuffled_with_numbers(text: str, random: Random) -> str:
    return each_group(text, lambda clauses: random.sample(clauses, len(clauses)))


@deformation(1)
def groups_shuffled(text: str, random: Random) -> str:
    before, groups, after = blocks_of(text)
    random.shuffle(groups)
    for n, group in enumerate(groups, 1):
        group[0] = re.sub(r"(?<=[(（])[一二三四五六七八](?=[)）])", ZH[n], group[0])
    return joined(before, groups, after)


@deformation(1)
def groups_shuffled_with_numbers(text: str, random: Random) -> str:
    before, groups, after = blocks_of(text)
    return joined(before, random.sample(groups, len(groups)), after)


@deformation(2)
def clauses_unnumbered(text: str, random: Random) -> str:
    return each_group(text, lambda clauses: [[re.sub(r"\d\. ?", "", c[0], count=1), *c[1:]] for c in clauses])


@deformation(2)
def clause_marks(text: str, random: Random) -> str:
    form = random.choice(
        ["{}、", "{}．", "({})", "（{}）", "{})", "{}）", "{}.", "{},", "{} .", "{zh}、", "({zh})", "①"]
    )

    def marked(clauses: list[list[str]]) -> list[list[str]]:
        result = []
        for clause in clauses:
            match = CLAUSE.match(clause[0])
            if match:
                n = int(match["n"])
                mark = chr(0x245F + n) if form == "①" else form.format(n, zh=ZH[n])
                lead = "".join(char for char in match["mark"] if char in MARKERS)
                clause = [lead + mark + match["text"], *clause[1:]]
            result.append(clause)
        return result

    return each_group(text, marked)


@deformation(2)
def group_heads(text: str, random: Random) -> str:
    form = random.choice(
        ["（{n}）{g}", "({n}){g}：", "{n}、{g}", "({n})　{g}", "{c}{g}", "{g}", "{g}：", "( {n} ) {g}"]
    )
    before, groups, after = blocks_of(text)
    for group in groups:
        match = GROUP_HEAD.match(group[0])
        assert match
        n = ZH.index(match[1])
        lead = "".join(char for char in group[0] if char in MARKERS)
        group[0] = lead + form.format(n=match[1], g=match[2], c=chr(0x321F + n))
    return joined(before, groups, after)


@deformation(2)
def group_name_spaced(text: str, random: Random) -> str:
    space = random.choice([" ", "　", "  "])
    return re.sub(
        r"^([\ue000\ue001]*[(（][一二三四五六七八][)）]) ?(\S+組)$",
        lambda match: match[1] + space.join(match[2]),
        text,
        flags=re.MULTILINE,
    )


@deformation(2)
def verbs(text: str, random: Random) -> str:
    swaps = [
        (r"同意新增(?= ?\d+ ?案：)", ["新增", "新增提案", "同意增列", "同意新增提案"]),
        (r"同意解列(?= ?\d+ ?案：)", ["解列", "同意解除列管", "本組同意解列"]),
        (r"其餘(?= ?\d+ ?案持續)", ["本組", "其餘本組合作方案", "餘"]),
        (r"案持續列管", ["案均持續列管", "案仍持續列管", "案維持列管", "案繼續列管"]),
    ]
    for pattern, others in random.sample(swaps, random.randint(1, len(swaps))):
        text = re.sub(pattern, random.choice(others), text)
    return text


@deformation(2)
def joiners(text: str, random: Random) -> str:
    before, after = random.choice(
        [
            ("」及「", "」、「"),
            ("」、「", "」及「"),
            ("」及「", "」以及「"),
            ("」及「", "」、及「"),
            ("」、「", "」，「"),
        ]
    )
    lines = text.split("\n")
    return "\n".join(
        line.replace(before, after) if re.search(r"(新增|解列) ?\d+ ?案：|等 ?\d", line) else line for line in lines
    )


@deformation(2)
def single_title_quotes(text: str, random: Random) -> str:
    """A single title with its quotes off or on."""

    def turned(match: re.Match[str]) -> str:
        title = match[2]
        if title.startswith("「") and title.endswith("」") and "「" not in title[1:]:
            return match[1] + title[1:-1] + match[3]
        if "「" not in title and "『" not in title:
            return f"{match[1]}「{title}」{match[3]}"
        return match[0]

    return re.sub(r"((?:新增|解列|提案) ?1 ?案：)(.*?)(。)$", turned, text, flags=re.MULTILINE)


@deformation(2)
def names(text: str, random: Random) -> str:
    if re.search(r"政府 .副市長..", text):
        return re.sub(r"(?<=政府 )(.)副市長(..)", r"\1\2副市長", text)
    return re.sub(r"(?<=政府 )(.)(..)副市長", r"\1副市長\2", text)


@deformation(2)
def seats_run_on(text: str, random: Random) -> str:
    form = random.choice(["、", "　", " "])
    return re.sub(r"(?<=[^、：])\n(?=..市政府 .{3,6}\n)", form, text, count=random.randint(1, 3))


@deformation(2)
def label_moved(text: str, random: Random) -> str:
    form = random.choice(["", "共同主持人：\n", "共同主持：\n"])
    text = text.replace("共同主持\n", "")
    return re.sub(r"(參、主席：.*\n)", lambda match: match[1] + form, text, count=1)


@deformation(2)
def speaker_heads(text: str, random: Random) -> str:
    form = random.choice(["{}：", "{}:", "{}　：", "- {}", "{a}\n{b}", "{c}{}", "{c} {}："])

    def changed(match: re.Match[str]) -> str:
        speaker = match[0]
        cut = random.randint(1, len(speaker) - 1)
        return form.format(speaker, a=speaker[:cut], b=speaker[cut:], c=random.choice(["新北市", "臺北市政府"]))

    return re.sub(r"^[林王邱劉蘇]副市長$", changed, text, flags=re.MULTILINE)


@deformation(2)
def paragraph_marks(text: str, random: Random) -> str:
    form = random.choice(["{}、", "- {}、", "({})", "（{}）", "• {}、", "{n}.", "{n}、"])
    head, mark, tail = text.partition("主席結論")
    tail = re.sub(
        r"^(?:- )?([一二三四])、 ?",
        lambda match: form.format(match[1], n=ZH.index(match[1])),
        tail,
        flags=re.MULTILINE,
    )
    return head + mark + tail


@deformation(2)
def resolution_marks(text: str, random: Random) -> str:
    form = random.choice(["{}.", "{} 、", "{}．", "（{}）"])
    before, groups, after = blocks_of(text)
    start = next(index for index, line in enumerate(before) if "決議" in line[:12])
    before[start:] = [
        re.sub(r"^([\ue000\ue001]*)([一二三])、", lambda m: m[1] + form.format(m[2]), line) for line in before[start:]
    ]
    return joined(before, groups, after)


@deformation(2)
def date_forms(text: str, random: Random) -> str:
    def changed(match: re.Match[str]) -> str:
        year, month, day = (int(match[name]) for name in ("y", "m", "d"))
        zh_year = "".join(ZH[int(char)] for char in str(year))
        return random.choice(
            [
                f"{year + 1911}年{month}月{day}日",
                f"西元 {year + 1911} 年 {month} 月 {day} 日",
                f"民國{year}年{month}月{day}日",
                f"中華民國 {year} 年 {month} 月 {day} 日",
                f"{year}年{month:02}月{day:02}日",
                f"{zh_year}年{chinese(month)}月{chinese(day)}日",
                f"民國{zh_year}年{chinese(month)}月{chinese(day)}日",
                f"{year}/{month}/{day}",
                f"{year}.{month:02}.{day:02}",
                f"{year + 1911}-{month:02}-{day:02}",
            ]
        )

    return re.sub(r"(?P<y>\d{3}) ?年 ?(?P<m>\d+) ?月 ?(?P<d>\d+) ?日(?=[(（])", changed, text, count=1)


@deformation(2)
def weekday_forms(text: str, random: Random) -> str:
    form = random.choice(
        ["（星期{}）", "(週{})", "（{}）", "（周{}）", "星期{}", " 星期{} ", "(禮拜{})", "[星期{}]", "【星期{}】"]
    )
    return re.sub(r"[(（]星期(.)[)）]", lambda match: form.format(match[1]), text, count=1)


@deformation(2)
def clock_forms(text: str, random: Random) -> str:
    style = random.randrange(6)

    def changed(match: re.Match[str]) -> str:
        hour, minute = int(match["h"]), int(match["m"] or 0)
        if style == 0:
            return f"{hour + 12}:{minute:02}"
        if style == 1:
            return f"{hour + 12}：{minute:02}"
        if style == 2:
            return f"{hour + 12}時{minute:02}分"
        if style == 3:
            return f"下午{chinese(hour)}時" + (f"{chinese(minute)}分" if minute else "整")
        if style == 4:
            return f"下午{hour}點" + ("半" if minute == 30 else f"{minute}分" if minute else "")
        return f"下午 {hour:02} 時 {minute:02} 分"

    return re.sub(r"下午 ?(?P<h>\d+) ?時(?: ?(?P<m>\d+) ?分)?", changed, text)


@deformation(2)
def counts_in_chinese(text: str, random: Random) -> str:
    def changed(match: re.Match[str]) -> str:
        return (match[2] or "") + chinese(int(match[1] or match[3]))

    return re.sub(r"(?<=等) ?(\d) ?(?=案)", lambda match: chinese(int(match[1])), COUNT.sub(changed, text))


@deformation(2)
def some_counts_in_chinese(text: str, random: Random) -> str:
    def changed(match: re.Match[str]) -> str:
        if random.random() < 0.5:
            return match[0]
        return (match[2] or "") + chinese(int(match[1] or match[3]))

    return COUNT.sub(changed, text)


@deformation(2)
def counter_words(text: str, random: Random) -> str:
    return re.sub(r"(?<=[增列餘])( ?\d+ ?)案(?=：|持續)", r"\1" + random.choice(["件", "項", "件案", "個案"]), text)


@deformation(2)
def heading_number(text: str, random: Random) -> str:
    form = random.choice(["第{}次", "第 {} 次", "第 0{n} 次"])
    return re.sub(r"第 ?(\d) ?次(?=副市長層級會議紀錄)", lambda m: form.format(ZH[int(m[1])], n=m[1]), text, count=1)


@deformation(2)
def heading_words(text: str, random: Random) -> str:
    first, line, rest = text.partition("\n")
    first = random.choice(
        [first.replace("紀錄", "記錄"), first.replace("平臺", "平台"), first + "（稿）", first.replace("平臺", "平臺 ")]
    )
    return first + line + rest


@deformation(2)
def variant_characters(text: str, random: Random) -> str:
    return text.replace("臺", "台") if random.random() < 0.5 else text.replace("台", "臺")


@deformation(2)
def section_labels(text: str, random: Random) -> str:
    swaps = [
        ("會議時間", "開會時間"),
        ("會議時間", "時間"),
        ("會議地點", "地點"),
        ("主席：", "主持人："),
        ("紀錄：", "記錄："),
    ]
    swaps += [("主席致詞", "主席致辭"), ("參、主席", "叁、主席"), ("臨時動議：", "臨時動議"), ("決議事項", "會議決議")]
    for before, after in random.sample(swaps, 3):
        text = text.replace(before, after, 1)
    return text


@deformation(2)
def sections_in_plain_numerals(text: str, random: Random) -> str:
    formal = "壹貳參肆伍陸柒捌玖拾"
    return re.sub(
        r"^([\ue000\ue001]*)([壹貳參肆伍陸柒捌玖拾])(?=、)",
        lambda match: match[1] + chinese(formal.index(match[2]) + 1),
        text,
        flags=re.MULTILINE,
    )


@deformation(2)
def section_points(text: str, random: Random) -> str:
    form = random.choice(["{}．", "{}.", "{}：", "{} 、", "({})", "（{}）", "{} "])
    return re.sub(
        r"^([\ue000\ue001]*)([壹貳參肆伍陸柒捌玖拾])、", lambda m: m[1] + form.format(m[2]), text, flags=re.MULTILINE
    )


def _renumbered_sections(lines: list[str]) -> list[str]:
    formal = ["壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖", "拾", "拾壹", "拾貳", "拾參"]
    n = 0
    result = []
    for line in lines:
        match = re.match(r"([\ue000\ue001]*)[壹貳參肆伍陸柒捌玖拾]{1,2}、", line)
        if match:
            line, n = match[1] + formal[n] + "、" + line[match.end() :], n + 1
        result.append(line)
    return result


@deformation(0)
def further_sections(text: str, random: Random) -> str:
    """Sections that other meetings have: an agenda's report, an empty motion, others after the remarks."""
    extra = random.choice(
        [
            ["捌、其他事項：無"],
            ["捌、報告事項：", "一、上次會議決議事項辦理情形：洽悉。", "二、會務報告：洽悉。"],
            ["捌、綜合討論", "略"],
        ]
    )

    def changed(lines: list[str]) -> list[str]:
        at = next(i for i, line in enumerate(lines) if "散會" in line[:6])
        return _renumbered_sections(lines[:at] + extra + lines[at:])

    return section_lines(text, changed)


@deformation(0)
def early_sections(text: str, random: Random) -> str:
    extra = random.choice(
        [["列席單位：詳簽到表"], ["陸、報告事項：略"], ["陸、確認上次會議紀錄：確認"], ["陸、介紹與會人員：略"]]
    )

    def changed(lines: list[str]) -> list[str]:
        at = next(i for i, line in enumerate(lines) if "工作報告" in line)
        return _renumbered_sections(lines[:at] + extra + lines[at:])

    return section_lines(text, changed)


@deformation(0)
def motions_none(text: str, random: Random) -> str:
    if "臨時動議：\n" in text:
        return text
    line = random.choice(["捌、臨時動議：無", "捌、臨時動議：無。", "捌、臨時動議", "捌、臨時動議：（無）"])

    def changed(lines: list[str]) -> list[str]:
        at = next(i for i, line in enumerate(lines) if "散會" in line[:6])
        return _renumbered_sections(lines[:at] + [line] + lines[at:])

    return section_lines(text, changed)


@deformation(0)
def appendix(text: str, random: Random) -> str:
    if "附件" in text:
        return text
    first, line, rest = text.partition("\n")
    return random.choice([f"附件 2\n{first}\n{rest}", f"{first}\n附件二\n{rest}", f"{first}\n附錄1\n{rest}"])
