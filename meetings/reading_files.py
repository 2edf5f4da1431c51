"""From a file to text: the one place where a file's format and encoding are recognised."""

from __future__ import annotations

import codecs
from pathlib import Path

LARGEST_BYTES = 20 * 1024 * 1024
# Big5 comes last: nearly any bytes are some Big5 text, while UTF-8 and the marked encodings are recognised for certain.
ENCODINGS = ("utf-8-sig", "cp950", "big5hkscs")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableFile(Exception):
    """A file that gives no text; the message is a Chinese sentence that says why and what to do."""


def read_text(path: Path) -> str:
    """The text of a minutes file. Raises UnreadableFile."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableFile(f"檔案「{path.name}」超過{LARGEST_BYTES // 1024 // 1024} MB，請確認是否選對檔案。")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"無法開啟檔案「{path.name}」：請確認路徑與讀取權限。") from error
    return decode(content, path.name)


def decode(content: bytes, name: str) -> str:
    """The text of a plain text file: UTF-8 with or without a mark, UTF-16 with one, Big5. Raises UnreadableFile."""
    if not content.strip():
        raise UnreadableFile(f"檔案「{name}」是空的，請重新選擇會議紀錄檔。")
    encodings = ("utf-16",) if content.startswith(UTF16_MARKS) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile(f"檔案「{name}」不是純文字檔，或文字編碼無法辨識；請另存為 UTF-8 純文字檔後再試。")
