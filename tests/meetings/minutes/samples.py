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
