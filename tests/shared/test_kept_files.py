"""Files that are kept as they are: under their hash, whole or not at all, never overwritten."""

import threading

import pytest

from platform_site.shared.kept_files import DamagedFile, keep, sha256_of, why_not_kept

CONTENT = b"content"
NAME = f"minutes/ed/{sha256_of(CONTENT)}.pdf"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_content_lies_under_its_hash(folder):
    assert keep(CONTENT, "minutes", "pdf") == NAME
    assert (folder / NAME).read_bytes() == CONTENT
    assert files(folder) == [NAME]
    assert why_not_kept(NAME, sha256_of(CONTENT)) == ""


def test_the_same_content_is_written_once(folder):
    keep(CONTENT, "minutes", "pdf")
    before = (folder / NAME).stat()

    assert keep(CONTENT, "minutes", "pdf") == NAME
    assert ((folder / NAME).stat().st_ino, (folder / NAME).stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_that_says_something_else_is_not_overwritten(folder):
    keep(CONTENT, "minutes", "pdf")
    (folder / NAME).write_bytes(b"other")

    with pytest.raises(DamagedFile):
        keep(CONTENT, "minutes", "pdf")
    assert (folder / NAME).read_bytes() == b"other"
    assert why_not_kept(NAME, sha256_of(CONTENT)) == "的內容與留存時的驗證碼不符"


def test_a_missing_or_unreadable_file_says_so(folder):
    assert why_not_kept(NAME, sha256_of(CONTENT)) == "不在儲存空間"
    (folder / NAME).mkdir(parents=True)
    assert why_not_kept(NAME, sha256_of(CONTENT)).startswith("無法讀取（")


def test_a_write_that_fails_leaves_nothing_under_the_name(folder, monkeypatch):
    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("platform_site.shared.uploads.os.fsync", fail)

    with pytest.raises(OSError, match="No space"):
        keep(CONTENT, "minutes", "pdf")
    assert files(folder) == []


def test_many_at_once_keep_one_file(folder):
    names, barrier = [], threading.Barrier(8)

    def run():
        barrier.wait()
        names.append(keep(CONTENT, "minutes", "pdf"))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == [NAME] * 8
    assert files(folder) == [NAME]
