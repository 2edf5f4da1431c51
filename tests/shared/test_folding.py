"""Characters of the same look."""

from __future__ import annotations

import re

import pytest

from platform_site.shared.folding import name_pattern, plain


@pytest.mark.parametrize(
    ("text", "folded"), [("臺北巿", "臺北市"), ("⼤⼝囗", "大口口"), ("１２（", "12("), ("己已", "己已")]
)
def test_plain(text, folded):
    assert plain(text) == folded


def test_a_name_is_found_with_characters_of_the_same_look():
    pattern = re.compile(name_pattern("自己(A)人大組"))
    assert pattern.fullmatch("自已(A)入太組")
    assert not pattern.fullmatch("自己(B)人大組")
