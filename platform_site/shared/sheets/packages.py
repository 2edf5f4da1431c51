"""What kind of workbook a file is, and whether a library may open it: sizes and XML are looked at first."""

from __future__ import annotations

import io
import zipfile
from xml.sax.handler import ContentHandler

from defusedxml.sax import parse as parse_safely

from platform_site.shared.sheets.cells import SheetError
from platform_site.shared.sheets.writing import CONTENT_TYPES, ODS, XLSX

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED, LARGEST_XML = 50 * MEGABYTE, 20 * MEGABYTE
MOST_MEMBERS = 2_000
# Ten thousand rows of the admin's seven columns have 220,000; the libraries take some seconds for a million.
MOST_ELEMENTS, DEEPEST = 300_000, 100
SPACES = "text:s"
# Spaces that one element may stand for; LibreOffice writes what somebody typed.
MOST_SPACES = 10_000

NOT_ONE = "檔案不是 ODS 或 XLSX 試算表。請上傳本系統匯出的試算表（副檔名 ods 或 xlsx）。"
TOO_LARGE = "檔案解壓縮後過大，請刪除不需要的工作表或圖片後再試。"
DAMAGED = "試算表的內容無法讀取，檔案可能已損毀。請重新匯出後再填。"


def unpacked(content: bytes) -> tuple[str, bytes]:
    """ODS or XLSX, and the package with its members stored as they are. Raises SheetError.

    The libraries get no compressed member: they unpack one to its end whatever size it claims, two gigabytes out of two
    megabytes. Here no more is unpacked than claimed, and the claims are summed up before.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            _refuse_large(members)
            parts = {member.filename: _part(package, member) for member in members if not member.is_dir()}
        kind = _kind(parts)
        if kind:
            _refuse_bad_xml(parts)
    except SheetError:
        raise
    # Any exception: a damaged archive raises BadZipFile, struct.error, zlib.error, what its XML does, and more.
    except Exception as error:
        raise SheetError(DAMAGED if zipfile.is_zipfile(io.BytesIO(content)) else NOT_ONE) from error
    if not kind:
        raise SheetError(NOT_ONE)
    return kind, _stored(parts)


def _refuse_large(members: list[zipfile.ZipInfo]) -> None:
    xml = sum(member.file_size for member in members if _is_xml(member.filename))
    size = sum(member.file_size for member in members)
    if size > LARGEST_UNPACKED or xml > LARGEST_XML or len(members) > MOST_MEMBERS:
        raise SheetError(TOO_LARGE)


def _part(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with package.open(member) as part:
        # With a number: without one everything is unpacked. One more than claimed, so that the checksum is compared.
        return part.read(member.file_size + 1)


def _kind(parts: dict[str, bytes]) -> str:
    if parts.get("mimetype", b"")[:100].strip() == CONTENT_TYPES[ODS].encode():
        return ODS
    return XLSX if "xl/workbook.xml" in parts else ""


def _stored(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _refuse_bad_xml(parts: dict[str, bytes]) -> None:
    """Read every XML part once by a parser that expands nothing and stops at the limits."""
    counter = _Counter()
    for name, part in parts.items():
        # Empty ones are placeholders of LibreOffice's.
        if _is_xml(name) and part:
            counter.depth = 0
            parse_safely(io.BytesIO(part), counter, forbid_dtd=name != "META-INF/manifest.xml")


class _Counter(ContentHandler):
    """Refuses XML that is deep, has more elements than any table of ours, or stands for endless spaces."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def startElement(self, name: str, attrs: object) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise SheetError(TOO_LARGE)
        if name == SPACES and _count(attrs.get("text:c", "1")) > MOST_SPACES:  # type: ignore[attr-defined]
            raise SheetError(TOO_LARGE)

    def endElement(self, name: str) -> None:
        self.depth -= 1


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else MOST_SPACES + 1
