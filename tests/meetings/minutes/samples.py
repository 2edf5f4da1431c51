"""What several tests share: the vocabulary and the five official texts."""

from __future__ import annotations

from pathlib import Path

from meetings.minutes.reading import Level, Vocabulary

TEXTS = Path(__file__).resolve().parents[3] / "fixtures" / "minutes"
NUMBERS = (1, 2, 3, 4, 5)

VOCABULARY = Vocabulary(
    platforms=("基北北桃合作交流平臺",),
    levels=(
        Level("市長層級", "市長層級會議", all_groups=False),
        Level("副市長層級", "副市長層級會議"),
        Level("工作會議", "工作會議", all_groups=False),
    ),
    cities=("基隆市", "臺北市", "新北市", "桃園市"),
    groups=("交通組", "災防組", "教育文化組", "產業民生組", "都會發展組", "衛生社福組", "環境資源組", "觀光文創組"),
)


def official(number: int) -> str:
    """The text of the deputy mayors' meeting with that number."""
    return (TEXTS / f"deputy-mayor-{number}.txt").read_text(encoding="utf-8")


def squashed(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def minutes(*groups: str, level: str = "副市長層級會議", resolutions: str = "", remarks: str = "", **lines: str) -> str:
    """Short minutes: each of `groups` is a group's head with its clauses; `lines` replace sections by their names."""
    sections = {
        "time": "壹、會議時間：114年8月7日(星期四)下午2時30分",
        "venue": "貳、會議地點：新北市政府",
        "chairs": "參、主席：新北市政府 劉副市長和然\n臺北市政府 林副市長奕華",
        "decided": "肆、決議事項",
    } | lines
    parts = [
        f"基北北桃合作交流平臺第7次{level}紀錄",
        *(sections[name] for name in ("time", "venue", "chairs", "decided")),
    ]
    parts += [resolutions or "一、請各小組持續辦理。"]
    if groups:
        parts += ["二、議題小組合作案件，請依決議持續辦理：", *groups]
    parts += [f"伍、主席結論暨指示\n{remarks}"] if remarks else []
    last = lines.get("adjourned", ("陸" if remarks else "伍") + "、散會(下午4時)")
    return "\n".join([*parts, last]) + "\n"


MAYORS = """基北北桃合作交流平臺第4次市長層級會議紀錄
壹、會議時間：115年3月19日（星期四）上午10時
貳、會議地點：桃園市政府16樓簡報室
參、主席：桃園市政府 張善政市長
臺北市政府 蔣萬安市長
共同主持
新北市政府 侯友宜市長
基隆市政府 謝國樑市長
肆、出席單位及人員：詳簽到表
紀錄：歐陽明
伍、主席致詞：略
陸、報告事項
一、上次會議決議事項辦理情形：洽悉。
二、議題小組合作成果：洽悉。
柒、共同議題—「淨零排放及綠色運輸」合作方案報告：洽悉
捌、決議事項（張善政市長代表）
一、四市合作案件應訂定共同之成果指標，並對外公布。
二、關稅衝擊因應措施，請產業民生組於下次副市長層級會議提出報告。
玖、臨時動議：無
拾、主席結論暨指示（依發言順序）
蔣市長
一、感謝各市首長與會。
二、請各小組把握時程。
侯市長
市民有感是合作的目的。
拾壹、散會（中午12時）
"""

WORKING = """基北北桃合作交流平臺第12次工作會議紀錄

壹、時間：115年4月2日(星期四)14:00
貳、地點：臺北市政府市政大樓5樓會議室
參、主席：臺北市政府研究發展考核委員會 殷瑋主任委員
肆、出席單位及人員：詳簽到表
伍、工作報告：洽悉
陸、決議事項
一、請各議題小組於4月底前填報第1季進度。
二、議題小組提案如下：
(一)交通組
1. 同意新增1案：「跨市公車轉乘優惠整合」。
2. 其餘9案持續列管。
(二)衛生社福組
8案持續列管。
柒、散會(15:30)
"""
