"""The type of a file, by its content: people may type any extension."""

from __future__ import annotations

import re

from meetings.imports.files.refusals import Refusal

PDF, PACKAGE, TEXT = "pdf", "package", "text"

OTHER = "other-type"
CONVERTIBLE = "convertible"

# (offset, bytes there, code of the refusal, what the sentence calls the type).
SIGNATURES = [
    (0, b"\x89PNG\r\n\x1a\n", OTHER, "PNG 圖檔"),
    (0, b"\xff\xd8\xff", OTHER, "JPEG 圖檔"),
    (0, b"GIF8", OTHER, "GIF 圖檔"),
    (0, b"II*\x00", OTHER, "TIFF 圖檔"),
    (0, b"MM\x00*", OTHER, "TIFF 圖檔"),
    (0, b"BM", OTHER, "BMP 圖檔"),
    (8, b"WEBP", OTHER, "WebP 圖檔"),
    (4, b"ftypheic", OTHER, "HEIC 圖檔"),
    (4, b"ftypmif1", OTHER, "HEIC 圖檔"),
    (4, b"ftyp", OTHER, "影音檔"),
    (0, b"ID3", OTHER, "錄音檔"),
    (0, b"RIFF", OTHER, "影音檔"),
    (0, b"OggS", OTHER, "影音檔"),
    (0, b"7z\xbc\xaf\x27\x1c", OTHER, "7z 壓縮檔"),
    (0, b"Rar!\x1a\x07", OTHER, "RAR 壓縮檔"),
    (0, b"\x1f\x8b", OTHER, "gzip 壓縮檔"),
    (0, b"BZh", OTHER, "bzip2 壓縮檔"),
    (0, b"\xfd7zXZ\x00", OTHER, "xz 壓縮檔"),
    (257, b"ustar", OTHER, "tar 封存檔"),
    (0, b"MZ", OTHER, "Windows 執行檔"),
    (0, b"\x7fELF", OTHER, "執行檔"),
    (0, b"SQLite format 3\x00", OTHER, "資料庫檔"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", OTHER, "Windows 捷徑"),
    (0, b"\x00\x01\x00\x00\x00", OTHER, "字型檔"),
    (0, b"OTTO", OTHER, "字型檔"),
    (0, b"%!PS", CONVERTIBLE, "PostScript 檔"),
    (0, rb"{\rtf", CONVERTIBLE, "RTF 文件"),
    (0, b"\xffWPC", CONVERTIBLE, "WordPerfect 文件"),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams inside an OLE file, written in UTF-16.
OLE_STREAMS = [
    ("EncryptedPackage", "encrypted", ""),
    ("WordDocument", "doc", ""),
    ("Workbook", OTHER, "Excel 試算表"),
    ("PowerPoint Document", OTHER, "PowerPoint 簡報"),
    ("__substg1.0_", OTHER, "Outlook 郵件"),
]
MAIL_HEADER = re.compile(
    rb"^(received|from|to|subject|date|message-id|return-path|mime-version|delivered-to):", re.I | re.M
)
HTML = re.compile(
    rb"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*(<!doctype\s+html|<html|<head|<body|<meta|<table|<div|<p>)", re.I | re.S
)
XML = re.compile(rb"\s*<(\?xml|!DOCTYPE|svg|office:document)", re.I)
BYTE_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HEAD = 4096


def recognise(content: bytes) -> str:
    """PDF, PACKAGE (ODT, DOCX and other ZIPs) or TEXT; raises Refusal for what is surely another type."""
    head = content[:HEAD]
    # PDF readers accept some bytes before the mark, and mail gateways put some there.
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return PACKAGE
    if head.startswith(OLE):
        raise _ole(content)
    for offset, mark, code, kind in SIGNATURES:
        if head[offset:].startswith(mark) and (len(mark) > 3 or not _is_plain(head)):
            raise Refusal(code, kind=kind)
    _refuse_marked_text(head)
    return TEXT


def _is_plain(head: bytes) -> bool:
    """Whether no byte speaks against plain text: a text may begin with BM or MZ too."""
    return not any(byte < 9 for byte in head)


def _ole(content: bytes) -> Refusal:
    for name, code, kind in OLE_STREAMS:
        if name.encode("utf-16-le") in content:
            return Refusal(code, kind=kind)
    return Refusal(CONVERTIBLE, kind="舊版 Office 文件")


def _refuse_marked_text(head: bytes) -> None:
    """Raise Refusal for text that is written for a program: HTML, mail, XML."""
    for mark in BYTE_MARKS:
        head = head.removeprefix(mark)
    plain = head.replace(b"\x00", b"")
    if len({header.lower() for header in MAIL_HEADER.findall(plain)}) >= 3 and MAIL_HEADER.match(plain.lstrip()):
        raise Refusal(OTHER, kind="電子郵件")
    if HTML.match(plain):
        raise Refusal(CONVERTIBLE, kind="網頁（HTML）")
    if XML.match(plain):
        raise Refusal(CONVERTIBLE, kind="XML 檔")
