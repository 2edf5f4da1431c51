"""No bad file gets in: each is refused by a Chinese sentence, in time, in memory, and without a row written."""

import logging
import re
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.imports.files import UnreadableFile, read_bytes, reading
from meetings.imports.files.limits import CHILD_BYTES, MIB
from meetings.imports.files.refusals import SENTENCES
from tests.meetings.imports.bad_files import UNDERSTOOD, corpus

SECONDS = 10
MEMORY = 500 * MIB
# Files that keep a reader busy until it is ended; the suite does not wait for the whole of the time each has.
PATIENCE = 3

CORPUS = corpus()


WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER)\b", re.IGNORECASE)


@pytest.fixture
def peaks(caplog):
    """What each child held at most, in KiB, in order; None for one that died without saying."""
    caplog.set_level(logging.INFO, logger="meetings.imports.files.reading")
    return lambda: [record.peak_kib for record in caplog.records if hasattr(record, "peak_kib")]


def test_the_corpus_is_large_and_no_two_files_are_called_the_same():
    assert len(CORPUS) >= 190
    assert len({file.name for file in CORPUS}) == len(CORPUS)
    assert {reason for file in CORPUS for reason in file.reasons} >= set(SENTENCES) - {"missing"}


@pytest.mark.slow
@pytest.mark.sqlite_suffices
@pytest.mark.django_db
@pytest.mark.parametrize("file", CORPUS, ids=str)
def test_a_bad_file_is_refused_by_a_sentence_and_writes_nothing(file, tmp_path, monkeypatch, peaks):
    monkeypatch.setattr(reading, "CHILD_SECONDS", PATIENCE)
    path = tmp_path / file.name
    path.write_bytes(file.make())
    began = time.monotonic()

    with pytest.raises(CommandError) as refused, CaptureQueriesContext(connection) as queries:
        call_command("import_minutes", str(path), "--commit", "--accept-suggested", "--format", "json", stdout=Sink())

    assert time.monotonic() - began < SECONDS
    assert all(peak is None or peak * 1024 < MEMORY for peak in peaks())
    assert is_advice(str(refused.value))
    cause = refused.value.__cause__
    code = cause.code if isinstance(cause, UnreadableFile) else UNDERSTOOD
    assert code in file.reasons
    assert [query["sql"] for query in queries if WRITES.match(query["sql"])] == []


class Sink:
    """Takes what the command prints, which for the hostile texts is long."""

    def write(self, text):
        pass


def is_advice(message):
    """Whether a message is Chinese, says what to do, and shows nothing of the program's inside."""
    return bool(re.search(r"[\u4e00-\u9fff]{4}", message)) and "請" in message and "Traceback" not in message


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a-million-rectangles.pdf", "bomb.pdf"])
def test_a_file_that_never_ends_or_fills_the_memory_keeps_within_the_limits(name, peaks):
    (content,) = [file.make() for file in CORPUS if file.name == name]
    began = time.monotonic()

    with pytest.raises(UnreadableFile) as refused:
        read_bytes(content, name)

    assert refused.value.code == "too-heavy"
    assert time.monotonic() - began < SECONDS
    (peak,) = peaks()
    assert 50 * MIB < peak * 1024 <= CHILD_BYTES < MEMORY


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_reason_is_a_sentence_that_names_the_file_and_says_what_to_do(code):
    message = str(UnreadableFile(code, "紀錄.pdf", limit=20, kind="圖檔", page=3))

    assert "「紀錄.pdf」" in message
    assert is_advice(message)
    assert message.endswith("。")
