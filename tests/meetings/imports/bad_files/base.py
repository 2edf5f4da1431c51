"""What the corpus's modules share: the type of a bad file, a seeded generator, the platform's own texts."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MINUTES = Path(__file__).parents[4] / "fixtures" / "minutes"
MIB = 1024 * 1024
# Read as text, and then no minutes of this platform, or damaged ones.
UNDERSTOOD = "understood"


@dataclass(frozen=True)
class BadFile:
    """`make` gives the content; `reasons` are the codes it may be refused for."""

    name: str
    make: Callable[[], bytes]
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def bad(name: str, content: bytes | Callable[[], bytes], *reasons: str) -> BadFile:
    return BadFile(name, content if callable(content) else lambda: content, reasons)


def minutes(number: int) -> str:
    return (MINUTES / f"deputy-mayor-{number}.txt").read_text(encoding="utf-8")


def seeded(name: str) -> random.Random:
    """The same numbers in every run, and others for every file."""
    return random.Random(f"bad files {name}")


def deflated_zeros(mib: int) -> bytes:
    """A raw deflate stream that unpacks to so many MiB of zeros: a thousandth of its size, and made at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * mib + b"\x03\x00"


ANOTHER_BODY = """中臺灣區域治理平台第9次首長會議紀錄

壹、會議時間：112年7月27日(星期四)下午2時
貳、會議地點：臺中市政府
參、主席：臺中市政府 盧市長秀燕
肆、決議事項
一、農業合作組
1. 同意新增2案：「石虎保育」及「水資源調度」。
2. 其餘3案持續列管。
伍、散會(下午4時)
"""
