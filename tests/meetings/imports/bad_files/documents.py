"""Bad DOCX and ODT: bombs, entities, macros, passwords, other Office files, and packages that are damaged."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import partial

from tests.meetings.imports.bad_files.base import (
    ANOTHER_BODY,
    MIB,
    UNDERSTOOD,
    BadFile,
    bad,
    deflated_zeros,
    minutes,
    seeded,
)
from tests.meetings.imports.office_files import docx, odt

BODY, CONTENT = "word/document.xml", "content.xml"
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10 if level else "哈" * 10}">' for level in range(10))
BILLION_LAUGHS = f"<!DOCTYPE x [{LAUGHS}]>", "&l9;"
XXE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>', "&secret;"
EXTERNAL_DTD = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">', ""
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/p.dtd"> %p;]>', ""


BLANK_DOCX, BLANK_ODT = partial(docx, "會議紀錄"), partial(odt, "會議紀錄")


def any_words(length: int) -> str:
    """Chinese that does not pack as a bomb does."""
    pick = seeded("words")
    return "".join(chr(pick.randrange(0x4E00, 0x9FFF)) for _ in range(length))


def changed(package: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with these members put in or changed, or left out where None."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in changes:
                new.writestr(member, old.read(member))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def member(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def files() -> list[BadFile]:
    """The corpus's DOCX and ODT files."""
    return [*_bombs(), *_entities(), *_macros_and_passwords(), *_other_packages(), *_damaged(), *_loops(), *_content()]


def _bombs() -> list[BadFile]:
    return [
        bad("bomb.docx", lambda: with_bomb(BLANK_DOCX(), BODY, 2048), "bomb"),
        bad("bomb.odt", lambda: with_bomb(BLANK_ODT(), CONTENT, 2048), "bomb"),
        bad("bomb-in-a-picture.odt", lambda: with_bomb(BLANK_ODT(), "Pictures/1.png", 2048), "bomb"),
        bad("bomb-that-lies.docx", lambda: with_bomb(BLANK_DOCX(), BODY, 200, declared=5000), "damaged", "too-heavy"),
        bad("bomb-that-lies.odt", lambda: with_bomb(BLANK_ODT(), CONTENT, 200, declared=5000), "damaged", "too-heavy"),
        bad("many-members.docx", lambda: changed(BLANK_DOCX(), {f"x/{n}": b"" for n in range(20_000)}), "bomb"),
        bad("many-paragraphs.docx", lambda: filled(BLANK_DOCX(), BODY, b"<w:p/>", 2_000_000, b"</w:body>"), "bomb"),
        bad(
            "many-paragraphs.odt",
            lambda: filled(BLANK_ODT(), CONTENT, b"<text:p/>", 1_500_000, b"</office:text>"),
            "bomb",
        ),
        bad("deep.docx", lambda: nested(BLANK_DOCX(), BODY, "w:sdt", b"</w:body>"), "bomb"),
        bad("deep.odt", lambda: nested(BLANK_ODT(), CONTENT, "text:section", b"</office:text>"), "bomb"),
        bad(
            "spaces.odt",
            lambda: filled(
                BLANK_ODT(), CONTENT, b'<text:p><text:s text:c="999999999"/></text:p>', 10_000, b"</office:text>"
            ),
            "bomb",
        ),
        bad("long-text.docx", lambda: docx(any_words(120_000)), "too-long"),
        bad("long-text.odt", lambda: odt(any_words(120_000)), "too-long"),
    ]


def with_bomb(package: bytes, name: str, mib: int, declared: int | None = None) -> bytes:
    """The package whose member `name` unpacks to so many MiB, and declares as much or something less."""
    file = io.BytesIO(changed(package, {name: None}))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), deflated_zeros(mib))
    content = bytearray(file.getvalue())
    checksum = zlib.crc32(bytes(declared or 0))
    # Say of this last member, in both places that say so, that it is deflated and what comes out of it.
    for place, fields in ((content.rindex(b"PK\x03\x04"), (8, 14, 22)), (content.rindex(b"PK\x01\x02"), (10, 16, 24))):
        for at, kind, value in zip(fields, "HII", (zipfile.ZIP_DEFLATED, checksum, declared or mib * MIB), strict=True):
            struct.pack_into(f"<{kind}", content, place + at, value)
    return bytes(content)


def filled(package: bytes, name: str, piece: bytes, times: int, before: bytes) -> bytes:
    xml = member(package, name)
    return changed(package, {name: xml.replace(before, piece * times + before)})


def nested(package: bytes, name: str, tag: str, before: bytes) -> bytes:
    inner = f"<{tag}>".encode() * 20_000 + f"</{tag}>".encode() * 20_000
    return filled(package, name, inner, 1, before)


def _entities() -> list[BadFile]:
    return [
        bad("billion-laughs.docx", lambda: with_entity(BLANK_DOCX(), BODY, *BILLION_LAUGHS), "entities"),
        bad("billion-laughs.odt", lambda: with_entity(BLANK_ODT(), CONTENT, *BILLION_LAUGHS), "entities"),
        bad("xxe.docx", lambda: with_entity(BLANK_DOCX(), BODY, *XXE), "entities"),
        bad("xxe.odt", lambda: with_entity(BLANK_ODT(), CONTENT, *XXE), "entities"),
        bad("xxe-in-utf16.odt", lambda: with_entity(BLANK_ODT(), CONTENT, *XXE, encoding="utf-16"), "entities"),
        bad("xxe-in-the-styles.odt", lambda: with_entity(BLANK_ODT(), "styles.xml", *XXE), "entities"),
        bad("xxe-in-the-manifest.odt", lambda: with_entity(BLANK_ODT(), "META-INF/manifest.xml", *XXE), "entities"),
        bad(
            "xxe-in-the-links.docx", lambda: with_entity(BLANK_DOCX(), "word/_rels/document.xml.rels", *XXE), "entities"
        ),
        bad("external-dtd.docx", lambda: with_entity(BLANK_DOCX(), BODY, *EXTERNAL_DTD), "entities"),
        bad("parameter-entity.odt", lambda: with_entity(BLANK_ODT(), CONTENT, *PARAMETER), "entities"),
    ]


def with_entity(package: bytes, name: str, declaration: str, use: str, encoding: str = "utf-8") -> bytes:
    """The package whose part `name` declares an entity and uses it in its first text."""
    xml = member(package, name).decode()
    root = xml.index("<", xml.index("?>") if xml.startswith("<?") else 0)
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{xml[root:].replace("會議紀錄", use, 1)}'
    return changed(package, {name: xml.encode(encoding)})


def _macros_and_passwords() -> list[BadFile]:
    types = member(BLANK_DOCX(), "[Content_Types].xml")
    main = b"openxmlformats-officedocument.wordprocessingml.document.main"
    enabled = types.replace(main, b"ms-word.document.macroEnabled.main")
    manifest = member(BLANK_ODT(), "META-INF/manifest.xml")
    locked = manifest.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
    program = b"<script:module xmlns:script='http://openoffice.org/2000/script'>Sub Main</script:module>"
    return [
        bad(
            "macros.docm",
            lambda: changed(BLANK_DOCX(), {"[Content_Types].xml": enabled, "word/vbaProject.bin": b"\0"}),
            "macros",
        ),
        bad("macros-renamed.docx", lambda: changed(BLANK_DOCX(), {"word/vbaProject.bin": b"\0"}), "macros"),
        bad("basic.odt", lambda: changed(BLANK_ODT(), {"Basic/Standard/Module1.xml": program}), "macros"),
        bad("python-script.odt", lambda: changed(BLANK_ODT(), {"Scripts/python/x.py": b"import os"}), "macros"),
        bad("password.odt", lambda: changed(BLANK_ODT(), {"META-INF/manifest.xml": locked}), "encrypted"),
        bad("zip-password.docx", lambda: _flagged(BLANK_DOCX()), "encrypted"),
    ]


def _flagged(content: bytes) -> bytes:
    """Every member marked as encrypted by a password of the ZIP's own."""
    content = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def _other_packages() -> list[BadFile]:
    def package(**members: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name.replace("__", "/"), content)
        return file.getvalue()

    def office(folder: str) -> bytes:
        return package(**{"[Content_Types].xml": b"<Types/>", f"{folder}/x.xml": b"<x/>"})

    def odf(kind: str) -> bytes:
        return package(mimetype=f"application/{kind}".encode(), **{"content.xml": b"<x/>"})

    template = member(BLANK_DOCX(), "[Content_Types].xml").replace(b"document.main", b"template.main")
    strict = member(BLANK_DOCX(), "_rels/.rels").replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
    )
    return [
        bad("table.xlsx", lambda: office("xl"), "other-type"),
        bad("slides.pptx", lambda: office("ppt"), "other-type"),
        bad("template.dotx", lambda: changed(BLANK_DOCX(), {"[Content_Types].xml": template}), "convertible"),
        bad("strict.docx", lambda: changed(BLANK_DOCX(), {"_rels/.rels": strict}), "convertible"),
        bad("table.ods", lambda: odf("vnd.oasis.opendocument.spreadsheet"), "other-type"),
        bad("drawing.odg", lambda: odf("vnd.oasis.opendocument.graphics"), "other-type"),
        bad("template.ott", lambda: odf("vnd.oasis.opendocument.text-template"), "convertible"),
        bad("book.epub", lambda: odf("epub+zip"), "other-type"),
        bad("apple.pages", lambda: package(**{"Index/Document.iwa": b""}), "convertible"),
        bad("program.jar", lambda: package(**{"META-INF/MANIFEST.MF": b"Main-Class: X"}), "other-type"),
        bad("no-members.zip", lambda: package(), "other-type"),
    ]


def _damaged() -> list[BadFile]:
    def crc_broken() -> bytes:
        content = bytearray(BLANK_DOCX())
        struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 16, 0x12345678)
        return bytes(content)

    return [
        bad("half.docx", lambda: BLANK_DOCX()[: len(BLANK_DOCX()) // 2], "damaged"),
        bad("half.odt", lambda: BLANK_ODT()[: len(BLANK_ODT()) // 2], "damaged"),
        bad("only-a-signature.docx", b"PK\x03\x04", "damaged"),
        bad("wrong-checksum.docx", crc_broken, "damaged"),
        bad("no-body.docx", lambda: changed(BLANK_DOCX(), {BODY: None}), "damaged"),
        bad("no-body.odt", lambda: changed(BLANK_ODT(), {CONTENT: None}), "damaged"),
        bad("body-is-no-xml.docx", lambda: changed(BLANK_DOCX(), {BODY: b"PK not xml"}), "damaged"),
        bad("body-is-cut.odt", lambda: changed(BLANK_ODT(), {CONTENT: member(BLANK_ODT(), CONTENT)[:-40]}), "damaged"),
        bad("body-is-something-else.docx", lambda: changed(BLANK_DOCX(), {BODY: b"<x/>"}), "damaged", "no-text"),
        bad("body-is-something-else.odt", lambda: changed(BLANK_ODT(), {CONTENT: b"<x/>"}), "damaged", "no-text"),
        bad("climbs-out.docx", lambda: changed(BLANK_DOCX(), {"../../../tmp/x": b"x"}), UNDERSTOOD),
    ]


def _loops() -> list[BadFile]:
    """Styles and lists that point at themselves."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = (
        f'<w:styles {w}><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    paragraph = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>會議</w:t></w:r></w:p>'
    body = f"<w:document {w}><w:body>{paragraph}</w:body></w:document>"
    return [
        bad(
            "styles-in-a-circle.docx",
            lambda: changed(BLANK_DOCX(), {"word/styles.xml": styles.encode(), BODY: body.encode()}),
            UNDERSTOOD,
        ),
    ]


def _content() -> list[BadFile]:
    chunk = b'<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId9"/>'
    return [
        bad("nothing-typed.docx", lambda: docx(""), "no-text"),
        bad("nothing-typed.odt", lambda: odt(""), "no-text"),
        bad("embedded-document.docx", lambda: filled(BLANK_DOCX(), BODY, chunk, 1, b"</w:body>"), "embedded"),
        bad("another-bodys-minutes.docx", lambda: docx(ANOTHER_BODY), UNDERSTOOD),
        bad("another-bodys-minutes.odt", lambda: odt(ANOTHER_BODY), UNDERSTOOD),
        bad("cut-minutes.docx", lambda: docx(minutes(4)[:900]), UNDERSTOOD),
        bad("minutes-named-pdf.pdf", lambda: odt(minutes(4)[:900]), UNDERSTOOD),
    ]
