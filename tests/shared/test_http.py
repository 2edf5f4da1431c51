"""Values out of requests: whole numbers are read, everything else is missing."""

import pytest
from django.http import QueryDict

from platform_site.shared.http import posted_int, posted_text, posted_versions

HOSTILE = ["x", "", "9" * 25, "１２", "-1", "\0", "1\0", " 1", "1 ", "+1", "1.0", "1e3", "1_000", "²", "٣", "1\n"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_whole_number_is_missing(text):
    data = QueryDict(mutable=True)
    data.setlist("n", [text])
    data.setlist("pairs", [text, f"{text}-1", f"1-{text}", f"1-1-{text}"])

    assert posted_int(data, "n") is None
    assert posted_versions(data, "pairs") == {}


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_up_to_18_digits_are_a_number(text, number):
    assert posted_int({"n": text}, "n") == number


def test_a_missing_value_is_missing():
    assert (posted_int({}, "n"), posted_text({}, "n")) == (None, "")


def test_boxes_are_read_one_by_one():
    assert posted_versions(QueryDict("ticked=3-1&ticked=x-1&ticked=4-22&ticked=5"), "ticked") == {3: 1, 4: 22}


def test_a_text_comes_without_nul():
    assert posted_text({"note": "甲\0乙"}, "note") == "甲乙"
