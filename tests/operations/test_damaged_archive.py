"""A file that is no backup, or not as it was written, is refused by a sentence, and nothing of it gets in."""

import json
import random
import shutil
import struct
import zlib
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError

from platform_site.operations.archive import opened
from platform_site.operations.rows import Digest
from platform_site.operations.tables import every_table
from platform_site.shared.refusals import Refusal
from tests.operations.test_backup import rewritten, run, stored

ROW_OF_A_USER = "tables/auth_user.jsonl"
AFTER = "。沒有還原任何資料，請改用另一份備份。"


def refused(path, place, enter):
    """What a restore and a check of the file say; they say the same, and the place stays empty."""
    said = set()
    for options in ([], ["--check"]):
        with enter(place):
            with pytest.raises(CommandError) as error:
                run("restore", path, *options)
            said.add(str(error.value))
            assert User.objects.count() == 0
    assert stored(place) == {}
    assert len(said) == 1
    return said.pop()


@pytest.fixture
def changed(backup_made, tmp_path):
    """A copy of the backup with some entries of another content (None: without it) and others added."""

    def make(entries, added=()):
        path = tmp_path / "changed.zip"
        with ZipFile(backup_made.path) as old, ZipFile(path, "w") as new:
            for name in old.namelist():
                content = entries.get(name, old.read(name))
                if content is not None:
                    new.writestr(name, content)
            for name, content in added:
                new.writestr(name, content)
        return path

    return make


def content_of(made, name):
    with ZipFile(made.path) as archive:
        return archive.read(name)


def test_a_flipped_bit_anywhere_is_found_or_changes_nothing(backup_made, enter, full_place, tmp_path):
    """Dates and flags in a ZIP's own heads mean nothing to a backup."""
    whole = backup_made.path.read_bytes()
    # The same bits each time; the heads of entries lie close together at the end.
    chosen = random.Random(8)
    places = [chosen.randrange(len(whole)) for _ in range(30)] + [
        len(whole) - chosen.randrange(12_000) for _ in range(30)
    ]
    tables, found, harmless = every_table().values(), 0, 0
    path = tmp_path / "flipped.zip"
    for place in places:
        flipped = bytearray(whole)
        flipped[place - 1] ^= 1 << chosen.randrange(8)
        path.write_bytes(flipped)
        try:
            with opened(path) as archive:
                archive.check(tables)
                assert archive.manifest == backup_made.manifest
            harmless += 1
        except Refusal as refusal:
            assert str(refusal).startswith("備份檔無法使用：")
            found += 1
    assert found + harmless == 60
    assert found > 40


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(backup_made, empty_place, enter, tmp_path, share):
    whole = backup_made.path.read_bytes()
    path = tmp_path / "truncated.zip"
    path.write_bytes(whole[: int(len(whole) * share)])

    # A stored ODT is a ZIP too, and what is left may end with one.
    assert refused(path, empty_place, enter) in (
        f"備份檔無法使用：檔案不完整或已損毀{AFTER}",
        f"備份檔無法使用：沒有可用的 manifest.json{AFTER}",
    )


def test_a_file_that_is_not_there_is_named(empty_place, enter, tmp_path):
    path = tmp_path / "none.zip"
    assert refused(path, empty_place, enter) == f"無法開啟備份檔 {path}：No such file or directory。"


@pytest.mark.parametrize("content", [b"not a zip", b"PK\x03\x04" + bytes(100), b"%PDF-1.7\n"])
def test_another_kind_of_file_is_refused(empty_place, enter, tmp_path, content):
    path = tmp_path / "other.zip"
    path.write_bytes(content)

    assert refused(path, empty_place, enter) == f"備份檔無法使用：檔案不完整或已損毀{AFTER}"


def test_a_missing_table_or_file_is_named(backup_made, empty_place, enter, changed):
    name = f"files/{sorted(backup_made.manifest.files)[0]}"

    assert refused(changed({name: None}), empty_place, enter) == f"備份檔無法使用：缺少1個項目，例如 {name}{AFTER}"
    assert refused(changed({ROW_OF_A_USER: None}), empty_place, enter) == (
        f"備份檔無法使用：缺少1個項目，例如 {ROW_OF_A_USER}{AFTER}"
    )


def test_an_entry_that_the_manifest_does_not_name_is_refused(empty_place, enter, changed):
    path = changed({}, added=[("files/../../etc/cron.d/x", b"* * * * * root sh")])

    assert refused(path, empty_place, enter) == f"備份檔無法使用：有不屬於備份的項目{AFTER}"


@pytest.mark.parametrize("added", [b"[1, 2]\n", b"[]\n", b"{}\n", b"null\n", b"\xff\n", b"[" * 100_000 + b"\n", b"\n"])
def test_a_changed_row_is_refused(backup_made, empty_place, enter, changed, added):
    path = changed({ROW_OF_A_USER: content_of(backup_made, ROW_OF_A_USER) + added})

    assert refused(path, empty_place, enter) == f"備份檔無法使用：資料表 auth_user 的內容與備份時不符{AFTER}"


def test_a_changed_password_is_refused(backup_made, empty_place, enter, changed):
    rows = content_of(backup_made, ROW_OF_A_USER)
    path = changed({ROW_OF_A_USER: rows.replace(b"secretary@", b"attacker@")})

    assert refused(path, empty_place, enter) == f"備份檔無法使用：資料表 auth_user 的內容與備份時不符{AFTER}"


def test_a_changed_file_is_refused(backup_made, empty_place, enter, changed):
    name = sorted(backup_made.manifest.files)[0]

    assert refused(changed({f"files/{name}": b"other"}), empty_place, enter) == (
        f"備份檔無法使用：檔案 {name} 的內容與備份時不符{AFTER}"
    )


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/passwd", "a/../../x", "a\\..\\x", "a//b", ".", "", "a\0b"])
def test_a_name_that_leads_out_of_the_folder_is_refused(backup_made, empty_place, enter, tmp_path, name):
    content = b"anything"
    entry = {"size": len(content), "sha256": sha256(content).hexdigest()}
    path = rewritten(backup_made.path, tmp_path / "names.zip", lambda manifest: manifest["files"].update({name: entry}))
    with ZipFile(path, "a") as archive:
        archive.writestr(f"files/{name}", content)

    assert refused(path, empty_place, enter) == f"備份檔無法使用：檔名 {name!r} 不可使用{AFTER}"


MANIFESTS = {
    "no JSON": b"{",
    "a list": b"[]",
    "of another version": b'{"format": 2}',
    "nothing but its version": b'{"format": 1}',
    "deeply nested": b"[" * 100_000,
}


@pytest.mark.parametrize("content", MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_manifest_that_is_none_is_refused(empty_place, enter, changed, content):
    path = changed({"manifest.json": content})

    assert refused(path, empty_place, enter) == f"備份檔無法使用：manifest.json 的內容不符格式{AFTER}"


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["tables"]["auth_user"].update(rows="many"),
        lambda manifest: manifest["tables"]["auth_user"].update(rows=-1),
        lambda manifest: manifest["tables"]["auth_user"].update(columns=None),
        lambda manifest: manifest.update(migrations={}),
        lambda manifest: manifest.update(files=[]),
        lambda manifest: manifest.update(more=1),
    ],
    ids=range(6),
)
def test_a_manifest_with_values_of_another_kind_is_refused(backup_made, empty_place, enter, tmp_path, change):
    path = rewritten(backup_made.path, tmp_path / "kinds.zip", change)

    assert refused(path, empty_place, enter) == f"備份檔無法使用：manifest.json 的內容不符格式{AFTER}"


def test_a_bomb_is_refused_before_it_is_unpacked(backup_made, empty_place, enter, tmp_path):
    path = tmp_path / "bomb.zip"
    shutil.copy(backup_made.path, path)
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("files/bomb", "w", force_zip64=True) as entry:
        for _ in range(1024):
            entry.write(bytes(1024 * 1024))

    assert refused(path, empty_place, enter) == f"備份檔無法使用：解壓縮後大得不合理{AFTER}"


def test_a_bomb_that_lies_about_its_size_is_refused(backup_made, empty_place, enter, changed, tmp_path):
    """Its head says 10 bytes; zipfile unpacks no more than a head says, and finds another checksum."""
    name = sorted(backup_made.manifest.files)[0]
    path = changed({f"files/{name}": None})
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(50 * 1024 * 1024)) + packer.flush()
    info = ZipInfo(f"files/{name}")
    with ZipFile(path, "a") as archive:
        archive.writestr(info, packed)
    content = path.read_bytes()
    # The method, compressed and real size in the entry's two heads.
    for signature, method, sizes in ((b"PK\x03\x04", 8, 18), (b"PK\x01\x02", 10, 20)):
        at = content.rindex(signature)
        content = content[: at + method] + struct.pack("<H", 8) + content[at + method + 2 :]
        content = content[: at + sizes] + struct.pack("<II", len(packed), 10) + content[at + sizes + 8 :]
    path.write_bytes(content)

    assert refused(path, empty_place, enter) == f"備份檔無法使用：項目 files/{name} 不完整或已損毀{AFTER}"


def test_a_value_that_the_database_cannot_hold_is_refused_with_its_table(
    backup_made, empty_place, enter, changed, tmp_path
):
    """Rows, digest and manifest agree, so this is no damage, but nothing that a database takes."""
    table = backup_made.manifest.tables["auth_user"]
    digest, written = Digest(every_table()["auth_user"]), []
    for line in content_of(backup_made, ROW_OF_A_USER).decode().splitlines():
        row = json.loads(line)
        row[[name for name, _ in table.columns].index("date_joined")] = "yesterday"
        digest.add(row)
        written.append(json.dumps(row) + "\n")
    path = rewritten(
        changed({ROW_OF_A_USER: "".join(written)}),
        tmp_path / "values.zip",
        lambda manifest: manifest["tables"]["auth_user"].update(sha256=digest.hex),
    )
    with enter(empty_place):
        assert run("restore", path, "--check").startswith("備份檔完好：")
        with pytest.raises(CommandError) as error:
            run("restore", path)
        assert User.objects.count() == 0

    assert str(error.value) == "資料表 auth_user 的資料無法寫入這個資料庫（ValueError）。沒有還原任何資料。"
