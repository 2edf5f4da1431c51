"""Titles of made-up cases, put together out of the words of the real ones; the same seed gives the same titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

MOST = 60
QUOTED = re.compile(r"「([^「」]{6,40})」")
# What a title begins or ends with beside its subject.
HEADS = re.compile(
    r"^(?:\d{3,4}年度?|基北北桃|北北基桃|雙北|四市|4市|跨縣市|跨市|跨域|大臺北地區|新北桃園"
    r"|辦理|推動|促進|建立|研議)+"
)
TAILS = re.compile(
    r"(?:推廣|合作|交流|經驗|聯合|共享|推動|計畫|方案|機制|專案|案|行銷|宣傳|活動|平[台臺]"
    r"|事宜|及|與|之)+$"
)
PREFIXES = ["", "", "基北北桃", "雙北", "四市", "跨縣市", "北北基桃", "跨域", "四市聯合"]
ENDINGS = [
    "合作計畫", "推廣合作", "經驗交流", "資源共享", "聯合稽查", "資訊交流及合作", "推動計畫", "合作案", "聯合行銷",
    "整合方案", "共享平臺", "交流活動", "協調機制", "示範計畫", "人員訓練", "聯合宣導",
]  # fmt: skip


def vocabulary(folder: Path) -> list[str]:
    """The subjects of the real titles, in a fixed order; `folder` holds the minutes' texts."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("*.txt")):
        for title in QUOTED.findall(re.sub(r"\s", "", path.read_text())):
            subject = TAILS.sub("", HEADS.sub("", title))
            if 3 <= len(subject) <= 18:
                found[subject] = None
    return list(found)


def titles(subjects: list[str], chance: Random) -> Iterator[str]:
    """Titles without end, no two alike; the year and the phase make them different where words do not suffice."""
    seen: set[str] = set()
    while True:
        one, other = chance.choice(subjects), chance.choice(subjects)
        joined = f"{one}及{other}" if chance.random() < 0.3 and one != other else one
        year = f"{chance.randrange(95, 116)}年" if chance.random() < 0.5 else ""
        title = f"{year}{chance.choice(PREFIXES)}{joined}{chance.choice(ENDINGS)}"
        if title in seen:
            title = f"{title}(第{chance.randrange(2, 10)}期)"
        if len(title) <= MOST and title not in seen:
            seen.add(title)
            yield title
