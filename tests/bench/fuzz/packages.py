"""Hostile packages: DOCX, ODT, XLSX and ODS with damage to the archive, to its XML or to both; and damaged PDFs."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from platform_site.shared.sheets.files import write_tables
from tests.bench.fuzz.text import CONTROLS, length, originals, wild
from tests.meetings.imports.bad_files.base import deflated_zeros
from tests.meetings.imports.office_files import docx, odt, pdf

LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10 if level else "哈" * 10}">' for level in range(10))
DOCTYPES = [
    f"<!DOCTYPE x [{LAUGHS}]>",
    '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://example.invalid/x">]>',
    '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/p.dtd"> %p;]>',
    '<!DOCTYPE x [<!ENTITY l9 "' + "A" * 50_000 + '">]>',
]
VALUES = ["", "-1", "0", "1", "999999999", "2147483648", "9" * 400, "NaN", "1e308", "1E999999999", "true", "&#0;"]
VALUES += [
    "&l9;" * 50,
    "../../../etc/passwd",
    "²",
    "٣",
    "〇一二",
    "A1048577",
    "ZZZZZ99999999",
    "A0",
    "s",
    "d",
    "e",
    "b",
]
VALUES += [
    "date",
    "time",
    "9999-99-99",
    "-0001-01-01",
    "2025-08-07T99:99:99",
    "PT99999999H",
    "float",
    "string",
    "percentage",
]
NAMES = ["../../../../tmp/x", "/etc/passwd", "C:\\x", "x" * 5_000, "\0", "..", "", "x/", "案" * 300]
NAMES += ["word/../word/document.xml"]
Damage = Callable[[bytes, random.Random], bytes]


@cache
def base(extension: str) -> bytes:
    """A harmless package of that kind."""
    if extension in ("docx", "odt", "pdf"):
        return {"docx": docx, "odt": odt, "pdf": pdf}[extension](originals()[4])
    rows = [["案號", "案名", "狀態", "版次"], *([number, f"合作案{number}", "草稿", 1] for number in range(30))]
    return write_tables({"季進度": rows, "指標": rows}, extension)


# -- The archive ------------------------------------------------------------------------------------------------------


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Some bytes are others; often those of the directory at the end, where the sizes stand."""
    result = bytearray(content)
    start = max(0, len(result) - 1_500) if chance.random() < 0.5 else 0
    for _ in range(chance.choice([1, 3, 30])):
        result[chance.randrange(start, len(result))] = chance.choice([0, 255, chance.randrange(256)])
    return bytes(result)


def shortened(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] if chance.random() < 0.5 else content[:start] + content[start + length(chance, 2_000) :]


def sizes_that_lie(content: bytes, chance: random.Random) -> bytes:
    """The directory says other sizes than the members have."""
    result, at = bytearray(content), 0
    while (at := result.find(b"PK\x01\x02", at)) >= 0 and at + 28 < len(result):
        if chance.random() < 0.4:
            value = chance.choice([0, 1, 5_000, 2**31, 2**32 - 1, chance.randrange(2**20)])
            struct.pack_into("<L", result, at + chance.choice([20, 24, 24, 42]), value)
        at += 4
    return bytes(result)


def rewritten(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with these members put in, changed, or left out where None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in changes:
                new.writestr(member, old.read(member))
        for name, part in changes.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def strange_members(content: bytes, chance: random.Random) -> bytes:
    """Names that climb, names twice, thousands of parts, parts that are missing."""
    way = chance.randrange(5)
    if way == 0:
        return rewritten(content, {f"x/{number}.xml": b"<x/>" for number in range(chance.choice([500, 3_000]))})
    if way == 1:
        return rewritten(content, {chance.choice(NAMES) or "x": b"x" * length(chance)})
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        if way == 2:
            return rewritten(content, dict.fromkeys(chance.sample(names, 1)))
        if way == 3:
            out = io.BytesIO(content)
            with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as same:
                warnings.simplefilter("ignore")
                same.writestr(chance.choice(names), b"<x/>")
            return out.getvalue()
        one, other = chance.sample(names, 2)
        return rewritten(content, {one: package.read(other)})


def bomb(content: bytes, chance: random.Random) -> bytes:
    """A member of zeros that unpacks to some dozens or thousands of megabytes, whatever size it claims."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = chance.choice([*package.namelist(), "x.xml", "Pictures/1.png"])
    mib = chance.choice([20, 45, 200, 2_000])
    packed, out = deflated_zeros(mib), io.BytesIO(rewritten(content, {name: None}))
    start = out.seek(0, io.SEEK_END)
    # Behind the directory of the old archive stand the new member and a new directory.
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, packed)
        member = archive.infolist()[-1]
        member.compress_type = zipfile.ZIP_DEFLATED
        member.file_size = chance.choice([mib << 20, 5_000, 1 << 20])
        head = member.header_offset
    result = bytearray(out.getvalue())
    struct.pack_into("<H", result, head + 8, zipfile.ZIP_DEFLATED)
    assert start >= 0
    return bytes(result)


# -- The XML ----------------------------------------------------------------------------------------------------------


def in_xml(change: Callable[[str, random.Random], str | bytes]) -> Damage:
    """The damage that makes `change` to one of the package's XML parts, mostly the one with the content."""

    def damaged(content: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
            largest = max(names, key=lambda name: package.getinfo(name).file_size)
            sheets = [name for name in names if name == "content.xml" or "sheet1" in name or "document" in name]
            name = chance.choice([largest, *sheets, *sheets, chance.choice(names)])
            part = change(package.read(name).decode("utf-8", "replace"), chance)
        return rewritten(content, {name: part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")})

    damaged.__name__ = change.__name__
    return damaged


def _entities(part: str, chance: random.Random) -> str:
    part = re.sub(r"^<\?xml.*?\?>", "", part)
    return chance.choice(DOCTYPES) + _into_text(part, "&l9;", chance)


def _into_text(part: str, text: str, chance: random.Random) -> str:
    places = [found.end() for found in re.finditer(">", part)] or [0]
    at = chance.choice(places)
    return part[:at] + text + part[at:]


def _values(part: str, chance: random.Random) -> str:
    """Some attributes say something else."""
    share = chance.choice([0.01, 0.1, 0.5])
    return re.sub(
        '(?<!xmlns)(?<!:x)="[^"]*"',
        lambda found: found[0] if chance.random() > share else f'="{chance.choice(VALUES)}"',
        part,
    )


def _repeated(part: str, chance: random.Random) -> str:
    """Rows and cells that say they stand there a billion times."""
    count = chance.choice(["2", "61", "1000", "20000", "1048576", "999999999", "-5", "x"])
    kind = chance.choice(
        ["table:number-columns-repeated", "table:number-rows-repeated", "text:c", "r", "spans", "count"]
    )
    tag = chance.choice(["table:table-cell", "table:table-row", "table:table-column", "text:s", "c", "row", "sst"])
    return re.sub(
        f"<{tag}(?=[ />])", lambda found: f'{found[0]} {kind}="{count}"' if chance.random() < 0.3 else found[0], part
    )


def _spaces(part: str, chance: random.Random) -> str:
    """Elements that stand for a number of spaces."""
    count = chance.choice(["-1", "x", "100", "20000", "2000000", "2000000000", "9" * 30])
    return part.replace(
        "</text:p>", f'<text:s text:c="{count}"/></text:p>' * chance.choice([1, 1_000]), chance.choice([1, 20])
    )


def _deep(part: str, chance: random.Random) -> str:
    depth = chance.choice([100, 300, 5_000, 100_000])
    tag = chance.choice(["w:sdt", "text:span", "x", "table:table", "is", "si"])
    return _into_text(part, f"<{tag}>" * depth + f"</{tag}>" * depth, chance)


PIECES = ["<w:p/>", "<text:p/>", "<row/>", "<c/>", "<si><t>x</t></si>", "<xf/>", "<font/>", "<x/>"]
PIECES += [
    '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
    "<table:table-cell/>",
    "<table:table-row/>",
]
ENDS = ["</sheetData>", "</sst>", "</table:table>", "</table:table-row>", "</office:text>", "</w:body>", "</fonts>"]


def _many(part: str, chance: random.Random) -> str:
    """The same element some hundred thousand times."""
    many = chance.choice(PIECES) * chance.choice([1_000, 20_000, 300_000])
    end = chance.choice(ENDS)
    return part.replace(end, many + end, 1) if end in part else _into_text(part, many, chance)


def _elements(part: str, chance: random.Random) -> str:
    """Elements are dropped, doubled or swapped: often no longer well formed."""
    tags = re.findall("<[^>]*>", part)
    one, other = chance.choice(tags), chance.choice(tags)
    return part.replace(one, chance.choice(["", one * 2, other]), chance.choice([1, 1, -1]))


def _wild(part: str, chance: random.Random) -> str:
    text = wild(chance)[:200_000]
    if chance.random() < 0.7:
        text = ILLEGAL_CHARACTERS_RE.sub("", text).encode("utf-8", "replace").decode()
        text = text.replace("&", "&amp;").replace("<", "&lt;")
    return _into_text(part, text, chance)


def _encoding(part: str, chance: random.Random) -> bytes:
    way = chance.choice(["utf-16", "utf-7", "big5", "utf-32", "latin-1", "nonsense"])
    part = re.sub(r'encoding="[^"]*"', f'encoding="{way}"', part)
    return part.encode(chance.choice(["utf-16", "utf-8", "utf-32", "cp950"]), "replace")


def _text_run(part: str, chance: random.Random) -> str:
    return _into_text(
        part, chance.choice([" ", "案", "A", "&#32;"]) * chance.choice([10_000, 1_000_000, 3_000_000]), chance
    )


_CHANGES = [_entities, _values, _values, _values, _repeated, _repeated, _spaces, _deep, _many, _elements, _elements]
XML_DAMAGES = [in_xml(change) for change in [*_CHANGES, _wild, _wild, _encoding, _text_run]]
ARCHIVE_DAMAGES: list[Damage] = [flipped, flipped, shortened, sizes_that_lie, strange_members, bomb]


def package(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """A package with one or two kinds of damage; what they are."""
    names = []
    for damage in chance.sample([*XML_DAMAGES, *XML_DAMAGES, *ARCHIVE_DAMAGES], chance.choice([1, 1, 2])):
        try:
            content = damage(content, chance)
        # The second damage may not find its way into what the first one left.
        except (
            zipfile.BadZipFile,
            ValueError,
            NotImplementedError,
            EOFError,
            KeyError,
            IndexError,
            struct.error,
            RuntimeError,
            OSError,
            zlib.error,
        ):
            continue
        names.append(damage.__name__.strip("_"))
    return "+".join(names), content


def damaged_pdf(chance: random.Random) -> bytes:
    """A PDF with bytes changed, numbers blown up, or objects that point at each other."""
    content = base("pdf")
    way = chance.randrange(5)
    if way == 0:
        return flipped(content, chance)
    if way == 1:
        return shortened(content, chance)
    if way == 2:
        return re.sub(
            rb"\b\d+\b", lambda found: found[0] if chance.random() > 0.02 else b"9" * chance.choice([1, 9, 40]), content
        )
    if way == 3:
        return re.sub(
            rb"(\d+) 0 R",
            lambda found: found[0] if chance.random() > 0.1 else b"%d 0 R" % chance.randrange(60),
            content,
        )
    return b"%PDF-1.7\n" + "".join(
        chance.choices([*CONTROLS, "1 0 obj", "<<", ">>", "[", "(", "/Type", "stream"], k=500)
    ).encode("utf-8", "replace")
