"""What is in a ZIP package, and whether a library may open it: sizes, entities and macros are looked at first."""

from __future__ import annotations

import io
import zipfile
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from zlib import error as ZlibError

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse as parse_safely

from meetings.imports.files.limits import DEEPEST_XML, LARGEST_UNPACKED, LARGEST_XML, MOST_MEMBERS, MOST_XML_ELEMENTS
from meetings.imports.files.refusals import Refusal

ODT_TYPE = b"application/vnd.oasis.opendocument.text"
OTHER_ODF = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS 試算表",
    b"application/vnd.oasis.opendocument.presentation": "ODP 簡報",
    b"application/epub+zip": "電子書（EPUB）",
}
OTHER_OFFICE = {"xl/": "Excel 試算表", "ppt/": "PowerPoint 簡報", "visio/": "Visio 圖檔"}
WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_ENABLED = b"macroEnabled"
STRICT_OOXML = b"http://purl.oclc.org/ooxml/"
ENCRYPTED_FLAG = 0x1
# LibreOffice lists empty libraries in these; every other file under them is a program.
LIBRARY_INDEXES = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")
BROKEN = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, UnicodeDecodeError)


def package_kind(content: bytes) -> str:
    """ "docx" or "odt" once nothing in the package can hurt the library that reads it. Raises Refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_bomb(package)
            kind = _kind(package)
            _refuse_bad_xml(package)
            return kind
    except BROKEN as error:
        raise Refusal("damaged") from error


def _refuse_bomb(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise Refusal("bomb")
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise Refusal("encrypted")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise Refusal("damaged")
    if sum(member.file_size for member in members if _is_xml(member.filename)) > LARGEST_XML:
        raise Refusal("bomb")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _kind(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if "mimetype" in names:
        return _odf_kind(package, names)
    if "[Content_Types].xml" in names:
        return _office_kind(package, names)
    if "Index/Document.iwa" in names or "index.xml" in names:
        raise Refusal("convertible", kind="Pages 文件")
    raise Refusal("other-type", kind="ZIP 壓縮檔")


def _odf_kind(package: zipfile.ZipFile, names: set[str]) -> str:
    mimetype = package.read("mimetype").strip()
    if mimetype != ODT_TYPE:
        if mimetype.startswith(ODT_TYPE):
            raise Refusal("convertible", kind="ODF 範本或主控文件")
        raise Refusal("other-type", kind=OTHER_ODF.get(mimetype, "其他 ODF 檔案"))
    if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Refusal("encrypted")
    programs = [name for name in names if name.startswith(("Basic/", "Scripts/")) and not name.endswith("/")]
    if any(not name.endswith(LIBRARY_INDEXES) for name in programs):
        raise Refusal("macros")
    return "odt"


def _office_kind(package: zipfile.ZipFile, names: set[str]) -> str:
    types = package.read("[Content_Types].xml")
    if MACRO_ENABLED in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refusal("macros")
    for folder, kind in OTHER_OFFICE.items():
        if any(name.startswith(folder) for name in names):
            raise Refusal("other-type", kind=kind)
    if "_rels/.rels" in names and STRICT_OOXML in package.read("_rels/.rels"):
        raise Refusal("convertible", kind="嚴格的 Open XML 文件")
    if WORD_MAIN not in types:
        raise Refusal("convertible", kind="Word 範本或其他 Office 檔案")
    return "docx"


def _refuse_bad_xml(package: zipfile.ZipFile) -> None:
    """Read every XML part once by a parser that expands nothing, so that what follows cannot be made to."""
    counter = _Counter()
    for member in package.infolist():
        name = member.filename
        # Empty ones are placeholders of LibreOffice's.
        if not _is_xml(name) or not member.file_size:
            continue
        counter.depth = 0
        try:
            with package.open(name) as part:
                # Old OpenOffice.org names the DTD of its manifest; that is not fetched, and it declares no entity.
                parse_safely(part, counter, forbid_dtd=name != "META-INF/manifest.xml")
        except DefusedXmlException as error:
            raise Refusal("entities") from error
        except SAXException as error:
            raise Refusal("damaged") from error


class _Counter(ContentHandler):
    """Refuses XML that is deep or has more elements than any minutes; libraries walk it recursively."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.elements = 0

    def startElement(self, name: str, attrs: object) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST_XML or self.elements > MOST_XML_ELEMENTS:
            raise Refusal("bomb")

    def endElement(self, name: str) -> None:
        self.depth -= 1
