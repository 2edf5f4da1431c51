"""Bad plain text: no text, too much of it, wrong encodings, other people's minutes, and minutes that are damaged."""

from __future__ import annotations

import codecs
import json

from tests.meetings.imports.bad_files.base import ANOTHER_BODY, MIB, UNDERSTOOD, BadFile, bad, minutes, seeded

LONG = 95_000
# The simplified form of a few words is enough for an office across the strait.
SIMPLIFIED = "会议纪要\n时间：二〇二三年七月二十七日\n地点：市政府会议室\n出席人员：张三、李四、王五\n".encode(
    "gb18030"
)


def files() -> list[BadFile]:
    """The corpus's plain texts."""
    return [*_no_text(), *_encodings(), *_other_texts(), *_hostile(), *_damaged_minutes()]


def _no_text() -> list[BadFile]:
    return [
        bad("empty.txt", b"", "empty"),
        bad("blank.txt", b" \r\n\t\n" * 50, "empty"),
        bad("ideographic-blanks.txt", "　\n　\n".encode(), "no-text"),
        bad("only-a-mark.txt", codecs.BOM_UTF8, "no-text"),
        bad("only-a-utf16-mark.txt", codecs.BOM_UTF16_LE, "no-text"),
        bad("50-megabytes.txt", lambda: "會議".encode() * (50 * MIB // 6), "too-large"),
        bad("2-megabytes.txt", lambda: minutes(1).encode() * 500, "too-long"),
        bad("125000-characters.txt", lambda: "會議紀錄\n".encode() * 25_000, "too-long"),
    ]


def _encodings() -> list[BadFile]:
    text = minutes(3)
    return [
        bad("nul-bytes.txt", text.replace("、", "\x00").encode(), "nul"),
        bad("a-nul-in-the-middle.txt", (text[:300] + "\x00" + text[300:]).encode(), "nul"),
        bad("only-nuls.txt", bytes(4000), "nul"),
        bad("utf32.txt", text.encode("utf-32"), "nul"),
        bad("utf16-odd-length.txt", text.encode("utf-16")[:-1], "encoding"),
        bad(
            "utf16-lone-surrogate.txt",
            codecs.BOM_UTF16_LE + "會議".encode("utf-16-le") + b"\x00\xd8\x41\x00",
            "encoding",
        ),
        bad("utf8-cut-in-a-character.txt", text.encode()[:1000], "encoding", UNDERSTOOD),
        bad("utf8-twice.txt", text.encode().decode("latin-1").encode(), UNDERSTOOD),
        bad("big5-read-as-utf8.txt", text.encode("cp950", "ignore").decode("utf-8", "replace").encode(), UNDERSTOOD),
        bad("gb18030.txt", SIMPLIFIED, "encoding", UNDERSTOOD),
        bad(
            "shift-jis.txt",
            "議事録　日時：令和五年七月　出席者：田中、鈴木".encode("shift-jis"),
            "encoding",
            UNDERSTOOD,
        ),
        bad("euc-kr.txt", "회의록 일시 장소 참석자".encode("euc-kr"), "encoding", UNDERSTOOD),
        bad("control-characters.txt", text.replace("案", "案\x07\x1b[31m").encode(), "encoding"),
        bad("random-bytes.txt", lambda: seeded("bytes").randbytes(5000), "nul", "encoding"),
        bad("random-high-bytes.txt", lambda: bytes(seeded("high").choices(range(128, 256), k=5000)), "encoding"),
    ]


def _other_texts() -> list[BadFile]:
    listed = {"meeting": 1, "clauses": [{"group": "交通組", "titles": ["捷運"]}]}
    return [
        bad("another-bodys-minutes.txt", ANOTHER_BODY.encode(), UNDERSTOOD),
        bad("another-bodys-minutes-big5.txt", ANOTHER_BODY.encode("cp950"), UNDERSTOOD),
        bad("a-shopping-list.txt", "牛奶\n雞蛋\n醬油\n".encode(), UNDERSTOOD),
        bad("one-character.txt", b"1", UNDERSTOOD),
        bad("json.txt", json.dumps(listed, ensure_ascii=False).encode(), UNDERSTOOD),
        bad("table.csv", "組別,案名,狀態\n交通組,捷運民汐線,新增\n災防組,,\n".encode(), UNDERSTOOD),
        bad("source-code.py", b"import os\n\nprint(os.getcwd())\n" * 30, UNDERSTOOD),
        bad("an-agenda.txt", minutes(5).replace("會議紀錄", "會議議程").encode(), UNDERSTOOD),
        bad("only-the-heading.txt", "基北北桃合作交流平臺第6次副市長層級會議紀錄\n".encode(), UNDERSTOOD),
        bad("a-level-unknown.txt", minutes(5).replace("副市長層級", "里長層級").encode(), UNDERSTOOD),
    ]


def _hostile() -> list[BadFile]:
    """Texts that make careless expressions or loops take for ever."""
    heading = "基北北桃合作交流平臺第6次副市長層級會議紀錄\n壹、會議時間：114年12月25日(星期四)下午2時\n柒、決議事項\n"
    clause = "1. 同意新增3案："
    return [
        bad("open-quotes.txt", (heading + "(一)交通組\n" + clause + "「" * LONG).encode(), UNDERSTOOD),
        bad("open-brackets.txt", (heading + "(一)交通組\n" + clause + "(" * LONG).encode(), UNDERSTOOD),
        bad("nested-quotes.txt", (heading + clause + "「" * (LONG // 2) + "」" * (LONG // 2)).encode(), UNDERSTOOD),
        bad("straight-quotes.txt", (heading + clause + '"' * LONG).encode(), UNDERSTOOD),
        bad("one-long-line.txt", (heading + clause + "案" * LONG).encode(), UNDERSTOOD),
        bad("digits.txt", (heading + "1" * LONG).encode(), UNDERSTOOD),
        bad("chinese-numerals.txt", (heading + "一" * LONG).encode(), UNDERSTOOD),
        bad("list-marks.txt", (heading + "、及" * (LONG // 2)).encode(), UNDERSTOOD),
        bad("thousands-of-groups.txt", (heading + "(一)交通組\n8案持續列管。\n" * 6_000).encode(), UNDERSTOOD),
        bad("thousands-of-titles.txt", (heading + "(一)交通組\n" + clause + "「甲」、" * 23_000).encode(), UNDERSTOOD),
        bad("thousands-of-headings.txt", (heading * 1_500).encode(), UNDERSTOOD),
        bad("thousands-of-lines.txt", ("頁\n" * (LONG // 2)).encode(), UNDERSTOOD),
        bad("blanks-between.txt", ("會 " * (LONG // 2)).encode(), UNDERSTOOD),
        bad("remarks.txt", (heading + "捌、主席結論\n林副市長\n" + "一、謝謝。\n" * 15_000).encode(), UNDERSTOOD),
        bad("every-plane.txt", lambda: _any_characters().encode(), UNDERSTOOD),
    ]


def _any_characters() -> str:
    pick = seeded("planes")
    return "".join(
        chr(pick.choice([pick.randrange(0xA1, 0xD7FF), pick.randrange(0xE000, 0x10FFFF)])) for _ in range(LONG)
    )


def _damaged_minutes() -> list[BadFile]:
    """Minutes of this platform with something wrong that nobody may overlook."""
    second, fifth = minutes(2), minutes(5)
    return [
        bad("cut-in-half.txt", second[: len(second) // 2].encode(), UNDERSTOOD),
        bad("a-wrong-count.txt", second.replace("同意新增 3 案", "同意新增 4 案", 1).encode(), UNDERSTOOD),
        bad("a-group-missing.txt", _without(fifth, "(三)教育文化組", "(四)產業民生組").encode(), UNDERSTOOD),
        bad("a-quote-left-open.txt", fifth.replace("共享交換平台」。", "共享交換平台。", 1).encode(), UNDERSTOOD),
        bad("a-wrong-weekday.txt", fifth.replace("(星期四)", "(星期五)").encode(), UNDERSTOOD),
        bad("a-date-that-is-none.txt", fifth.replace("8月7日", "2月30日").encode(), UNDERSTOOD),
        bad("two-meetings.txt", (minutes(1) + "\n" + second).encode(), UNDERSTOOD),
        bad("a-title-of-400-characters.txt", fifth.replace("風險水域", "風險水域" * 100).encode(), UNDERSTOOD),
    ]


def _without(text: str, first: str, last: str) -> str:
    return text[: text.index(first)] + text[text.index(last) :]
