"""Bad PDFs: scans, passwords, far too many pages, bombs, circles, fonts without names, and damaged files."""

from __future__ import annotations

import io
import zlib
from functools import cache

import pikepdf
from PIL import Image

from tests.meetings.imports.bad_files.base import ANOTHER_BODY, MIB, UNDERSTOOD, BadFile, bad, deflated_zeros, minutes
from tests.meetings.imports.office_files import pdf

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
# Objects 1 to 4 of every PDF made by hand: catalogue, pages, one page, its content in object 4, its font in 5.
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>"
)
HELLO = b"BT /F 12 Tf 50 700 Td (minutes) Tj ET"


def files() -> list[BadFile]:
    """The corpus's PDFs."""
    return [*_without_text(), *_passwords(), *_large(), *_circles(), *_damaged(), *_content()]


def by_hand(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a right cross-reference table."""
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    file.write(b"trailer << /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return file.getvalue()


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def one_page(content: bytes, *others: bytes, extra: bytes = b"") -> bytes:
    return by_hand([CATALOGUE, PAGES, PAGE, stream(content, extra), FONT, *others])


@cache
def scan(pages: int = 1) -> bytes:
    """A PDF of pictures, as a copying machine makes it."""
    pictures = [Image.new("L", (620, 877), 255 - page) for page in range(pages)]
    file = io.BytesIO()
    pictures[0].save(file, "PDF", save_all=True, append_images=pictures[1:])
    return file.getvalue()


def joined(*contents: bytes) -> bytes:
    with pikepdf.new() as together:
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as part:
                together.pages.extend(part.pages)
        return _saved(together)


def _saved(opened: pikepdf.Pdf, **options: object) -> bytes:
    file = io.BytesIO()
    opened.save(file, **options)
    return file.getvalue()


def _without_text() -> list[BadFile]:
    return [
        bad("scan.pdf", scan, "scanned"),
        bad("scan-of-many-pages.pdf", lambda: scan(12), "scanned"),
        bad("scanned-page-within.pdf", lambda: joined(pdf(minutes(1)), scan(), pdf(minutes(2))), "scanned-page"),
        bad("scanned-first-page.pdf", lambda: joined(scan(), pdf(minutes(1))), "scanned-page"),
        bad("blank-page.pdf", lambda: one_page(b""), "no-text"),
        bad(
            "no-pages.pdf", lambda: by_hand([CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>"]), "no-text", "damaged"
        ),
        bad("font-without-names.pdf", _nameless, "nameless"),
    ]


def _nameless() -> bytes:
    """Glyphs by their numbers in a font that does not say which characters those are, as some printer drivers write."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Unknown /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
        b" /Subtype /CIDFontType2 /BaseFont /Unknown /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /Unknown /Flags 4 >> >>] >>"
    )
    glyphs = b"".join(b"%04x" % number for number in range(100, 400))
    return by_hand([CATALOGUE, PAGES, PAGE, stream(b"BT /F 12 Tf 50 700 Td <%s> Tj ET" % glyphs), font])


def _passwords() -> list[BadFile]:
    def locked(revision: int) -> bytes:
        with pikepdf.open(io.BytesIO(pdf(ANOTHER_BODY))) as opened:
            lock = pikepdf.Encryption(owner="owner", user="user", R=revision, allow=pikepdf.Permissions())
            return _saved(opened, encryption=lock)

    return [
        bad("password-aes256.pdf", lambda: locked(6), "encrypted"),
        bad("password-aes128.pdf", lambda: locked(4), "encrypted"),
        bad(
            "unknown-lock.pdf",
            lambda: by_hand(
                [CATALOGUE, PAGES, PAGE, stream(HELLO), FONT], b"/Encrypt << /Filter /Foo /V 9 >> /ID [(a) (b)]"
            ),
            "encrypted",
            "damaged",
        ),
    ]


def _large() -> list[BadFile]:
    names = b"".join(b"/X%d 6 0 R " % n for n in range(2))
    bomb = b"/Filter /FlateDecode"

    def zlib_zeros(mib: int) -> bytes:
        return b"\x78\xda" + deflated_zeros(mib)

    def pages(count: int) -> bytes:
        kids = b" ".join(b"%d 0 R" % (number + 6) for number in range(count))
        tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
        return by_hand([CATALOGUE, tree, PAGE, stream(HELLO), FONT, *[PAGE] * count])

    def laughs() -> bytes:
        forms = [
            stream(
                b"/X Do " * 10,
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (n + 7),
            )
            for n in range(12)
        ]
        return one_page(b"/X Do", *forms, stream(HELLO, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))

    return [
        bad("10000-pages.pdf", lambda: pages(10_000), "too-many-pages", "too-heavy"),
        bad("101-pages.pdf", lambda: pages(101), "too-many-pages"),
        bad(
            "one-page-said-to-be-a-million.pdf",
            lambda: by_hand([CATALOGUE, PAGES.replace(b"/Count 1", b"/Count 1000000"), PAGE, stream(HELLO), FONT]),
            UNDERSTOOD,
        ),
        bad("bomb.pdf", lambda: one_page(zlib_zeros(2048), extra=bomb), "too-heavy", "no-text"),
        bad(
            "bomb-twice-packed.pdf",
            lambda: one_page(zlib.compress(zlib_zeros(8192)), extra=b"/Filter [/FlateDecode /FlateDecode]"),
            "too-heavy",
            "no-text",
        ),
        bad(
            "bomb-in-the-cross-references.pdf",
            lambda: _packed_references(zlib_zeros(1024)),
            "too-heavy",
            "damaged",
            "no-text",
        ),
        bad("forms-within-forms.pdf", laughs, "too-heavy"),
        bad(
            "a-million-strings.pdf",
            lambda: one_page(zlib.compress(b"BT /F 1 Tf " + b"(ab) Tj " * MIB + b"ET"), extra=bomb),
            "too-heavy",
        ),
        bad(
            "a-million-rectangles.pdf",
            lambda: one_page(zlib.compress(b"1 1 9 9 re f " * MIB), extra=bomb),
            "too-heavy",
            "no-text",
        ),
        bad(
            "deep-arrays.pdf",
            lambda: one_page(b"[" * 500_000 + b"]" * 500_000 + b" TJ"),
            "too-heavy",
            "damaged",
            "no-text",
        ),
        bad("25-megabytes.pdf", lambda: b"%PDF-1.7\n" + bytes(25 * MIB), "too-large"),
        bad("many-resources.pdf", lambda: one_page(b"", b"<< %s >>" % (names * 100_000)), "no-text"),
    ]


def _packed_references(packed: bytes) -> bytes:
    table = stream(packed, b"/Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode")
    head = b"%PDF-1.7\n1 0 obj\n" + CATALOGUE + b"\nendobj\n"
    return head + b"9 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)


def _circles() -> list[BadFile]:
    itself = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    form = stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")
    good = one_page(HELLO)
    start = good[good.rindex(b"startxref") + 10 :].split()[0]
    return [
        bad(
            "pages-within-themselves.pdf",
            lambda: by_hand([CATALOGUE, itself]),
            "damaged",
            "no-text",
            "too-heavy",
            "too-many-pages",
        ),
        bad("a-form-that-draws-itself.pdf", lambda: one_page(b"/X Do", form), "no-text", "too-heavy", "damaged"),
        bad(
            "cross-references-in-a-circle.pdf",
            lambda: by_hand([CATALOGUE, PAGES, PAGE, stream(HELLO), FONT], b"/Prev %s" % start),
            UNDERSTOOD,
            "damaged",
            "too-heavy",
        ),
        bad("object-that-is-itself.pdf", lambda: by_hand([b"1 0 R"]), "damaged", "no-text", "too-heavy"),
        bad(
            "length-that-is-itself.pdf",
            lambda: by_hand([CATALOGUE, PAGES, PAGE, b"<< /Length 4 0 R >>\nstream\n\nendstream"]),
            "damaged",
            "no-text",
            "too-heavy",
        ),
    ]


def _damaged() -> list[BadFile]:
    good = pdf(minutes(1))
    return [
        bad("half.pdf", lambda: good[: len(good) // 2], "damaged", "no-text"),
        bad("only-a-signature.pdf", b"%PDF-1.7\n", "damaged", "no-text"),
        bad("signature-then-text.pdf", b"%PDF-1.7\n" + minutes(1).encode(), "damaged", "no-text"),
        bad("zeros-after-the-signature.pdf", b"%PDF-1.7\n" + bytes(100_000), "damaged", "no-text"),
        bad("a-download-that-failed.pdf", b"<html><body>403 Forbidden</body></html>", "convertible"),
        bad("no-catalogue.pdf", lambda: by_hand([b"null"]), "damaged", "no-text"),
    ]


def _content() -> list[BadFile]:
    script = CATALOGUE.replace(b">>", b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>")
    return [
        bad("another-bodys-minutes.pdf", lambda: pdf(ANOTHER_BODY), UNDERSTOOD),
        bad("cut-minutes.pdf", lambda: pdf(minutes(2)[:1200]), UNDERSTOOD),
        bad("a-script-inside.pdf", lambda: by_hand([script, PAGES, PAGE, stream(HELLO), FONT]), UNDERSTOOD),
        bad("minutes-renamed.txt", lambda: pdf(minutes(4)[:900]), UNDERSTOOD),
    ]
