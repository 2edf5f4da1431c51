"""What several tests share: the vocabulary and the five official texts."""

from __future__ import annotations

from pathlib import Path

from meetings.minutes.reading import Level, Vocabulary

TEXTS = Path(__file__).resolve().parents[4] / "fixtures" / "minutes"
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


def sample(number: int) -> str:
    """The official text with that number, or as the sixth the made one with every change of cases."""
    return CHANGES if number == CHANGES_NUMBER else official(number)


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


CHANGES_NUMBER = 6
CHANGES = """基北北桃合作交流平臺第6次副市長層級會議紀錄
壹、會議時間：115年1月22日（星期四）下午2時30分
貳、會議地點：臺北市政府市政大樓12樓
參、主席：臺北市政府 林奕華副市長
桃園市政府 蘇俊賓副市長（代理）
共同主持
新北市政府 劉和然副市長（視訊）
基隆市政府 邱佩琳副市長
肆、出席單位及人員：詳簽到表
紀錄：歐陽明
伍、主席致詞：略
陸、幕僚單位及議題小組工作報告：洽悉
柒、決議事項（林奕華副市長代表）
一、更正第4次會議紀錄，都會發展組其餘案數應為4案。
二、議題小組合作案件，請依決議持續辦理：同意解列2案、新增3案及確認執行中40案。
（一）交通組
1. 同意新增1案：「跨市公車轉乘優惠整合」。
2. 「捷運民汐線共構工程」、「汐東捷運線」及「捷運萬大線」等3案整併為「雙北捷運路網合作」1案，並持續列管。
3. 其餘9案持續列管。
（二）災防組
1. 將「防災士交流」併入「防災教育合作」。
2. 由環境資源組移列「內溝溪防洪工程」1案，並持續列管。
3. 其餘5案持續列管。
（三）教育文化組
1. 原「跨縣市學校交流」更名為「四市學校交流計畫」，並持續列管。
2. 其餘4案持續列管。
（四）產業民生組
1. 同意解列1案：「公有市場聯合行銷活動」。
2. 「食農教育合作交流」1案移列至教育文化組持續列管。
3. 其餘5案持續列管。
（五）都會發展組
1. 第3次會議紀錄都會發展組「其餘5案」更正為「其餘6案」。
2. 其餘3案持續列管。
（六）衛生社福組
1. 同意新增2案：「長照人力資源共享」及「心理健康促進交流」。
2. 「毒品危害防制跨域整合方案」案名修正為「毒品危害防制合作方案」。
3. 其餘8案持續列管。
（七）環境資源組
1. 同意解列1案：「基隆新北海洋保育推動計畫」。
2. 「內溝溪防洪工程」移由災防組列管。
3. 其餘2案持續列管。
（八）觀光文創組
1. 「四市鐵道路徑計畫」及「四市眷村文化節交流」等2案整併為「四市眷村文化節交流」1案。
2. 其餘4案持續列管。
捌、主席結論暨指示（依發言順序）
林副市長
感謝各位與會。
劉副市長（視訊）
一、請各小組把握時程。
二、請幕僚單位彙整。
玖、散會（下午4時10分）
"""

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
