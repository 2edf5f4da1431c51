"""Bad files of other kinds, under the names that people give them: pictures, archives, mail, web pages, old formats."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import zipfile
from email.message import EmailMessage

from PIL import Image

from tests.meetings.imports.bad_files.base import BadFile, bad, minutes, seeded

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = "<!DOCTYPE html>\n<html lang='zh-TW'><body><p>基北北桃合作交流平臺會議紀錄</p></body></html>"


def files() -> list[BadFile]:
    """The corpus's files of other kinds."""
    return [*_web_and_mail(), *_old_office(), *_pictures_and_sound(), *_archives(), *_programs()]


def _web_and_mail() -> list[BadFile]:
    page = HTML.encode()
    return [
        bad("web-page.docx", page, "convertible"),
        bad("web-page-with-a-mark.txt", b"\xef\xbb\xbf\n" + page, "convertible"),
        bad("web-page-utf16.txt", HTML.encode("utf-16"), "convertible"),
        bad(
            "word-web-page.doc",
            b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head></head></html>",
            "convertible",
        ),
        bad("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><text>1</text></svg>", "convertible"),
        bad("flat-document.fodt", b"<?xml version='1.0'?><office:document/>", "convertible"),
        bad("word-2003.xml", b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:d/>", "convertible"),
        bad("a-letter.eml", _mail, "other-type"),
        bad("a-letter.txt", _mail, "other-type"),
        bad(
            "web-archive.mht",
            b"MIME-Version: 1.0\nSubject: x\nDate: x\nFrom: x\nContent-Type: multipart/related\n",
            "other-type",
        ),
    ]


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.invalid", "b@example.invalid", "會議紀錄"
    mail["Date"], mail["Message-ID"] = "Thu, 07 Aug 2025 14:30:00 +0800", "<1@example.invalid>"
    mail.set_content("附上會議紀錄。")
    mail.add_attachment(minutes(1).encode(), maintype="text", subtype="plain", filename="紀錄.txt")
    return mail.as_bytes()


def _old_office() -> list[BadFile]:
    def ole(stream: str) -> bytes:
        return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(512)

    return [
        bad("old-word.doc", ole("WordDocument"), "doc"),
        bad("old-word.docx", ole("WordDocument"), "doc"),
        bad("password.docx", ole("EncryptedPackage"), "encrypted"),
        bad("old-excel.xls", ole("Workbook"), "other-type"),
        bad("old-slides.ppt", ole("PowerPoint Document"), "other-type"),
        bad("outlook.msg", ole("__substg1.0_0037001F"), "other-type"),
        bad("unknown-ole.doc", OLE + bytes(512), "convertible"),
        bad("rich-text.doc", rb"{\rtf1\ansi\ansicpg950 \'b7\'7c\'c4\'b3}", "convertible"),
        bad("wordperfect.wpd", b"\xffWPC" + bytes(100), "convertible"),
        bad("printout.ps", b"%!PS-Adobe-3.0\n/Times findfont\n", "convertible"),
    ]


def _pictures_and_sound() -> list[BadFile]:
    def picture(kind: str) -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (40, 40), "white").save(file, kind)
        return file.getvalue()

    return [
        bad("photograph.pdf", picture("JPEG"), "other-type"),
        bad("screenshot.png", picture("PNG"), "other-type"),
        bad("animation.gif", picture("GIF"), "other-type"),
        bad("fax.tiff", picture("TIFF"), "other-type"),
        bad("paint.bmp", picture("BMP"), "other-type"),
        bad("picture.webp", picture("WEBP"), "other-type"),
        bad("telephone.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100), "other-type"),
        bad("recording.mp3", b"ID3\x03" + bytes(100), "other-type"),
        bad("recording.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(100), "other-type"),
        bad("recording.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100), "other-type"),
    ]


def _archives() -> list[BadFile]:
    text = minutes(1).encode()

    def tar() -> bytes:
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w") as archive:
            member = tarfile.TarInfo("minutes.txt")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
        return file.getvalue()

    def zipped() -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("minutes.txt", text)
        return file.getvalue()

    return [
        bad("minutes.zip", zipped, "other-type"),
        bad("minutes-renamed.docx", zipped, "other-type"),
        bad("minutes.txt.gz", lambda: gzip.compress(text), "other-type"),
        bad("minutes.txt.bz2", lambda: bz2.compress(text), "other-type"),
        bad("minutes.txt.xz", lambda: lzma.compress(text), "other-type"),
        bad("minutes.tar", tar, "other-type"),
        bad("minutes.7z", b"7z\xbc\xaf\x27\x1c" + seeded("7z").randbytes(200), "other-type"),
        bad("minutes.rar", b"Rar!\x1a\x07\x01\x00" + seeded("rar").randbytes(200), "other-type"),
    ]


def _programs() -> list[BadFile]:
    return [
        bad("setup.exe", b"MZ\x90\x00" + bytes(200), "other-type"),
        bad("program", b"\x7fELF\x02\x01\x01" + bytes(200), "other-type"),
        bad("database.sqlite3", _database, "other-type"),
        bad("minutes.docx.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(200), "other-type"),
        bad("font.ttf", b"\x00\x01\x00\x00\x00\x12" + bytes(200), "other-type"),
    ]


def _database() -> bytes:
    database = sqlite3.connect(":memory:")
    with database:
        database.execute("CREATE TABLE minutes (line)")
    content = database.serialize()
    database.close()
    return content
