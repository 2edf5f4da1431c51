"""Patterns that find the platform's names in folded text, in spite of characters of the same look."""

from __future__ import annotations

import re
from functools import lru_cache

from meetings.minutes.text.source import fold
from platform_site.shared.folding import name_pattern


def pattern_of(name: str) -> str:
    """A regular expression for a name of the vocabulary."""
    return name_pattern(fold(name))


@lru_cache(maxsize=64)
def city_pattern(cities: tuple[str, ...]) -> re.Pattern[str]:
    """Finds a member city, with 政府 or without."""
    names = "|".join(pattern_of(city) for city in sorted(cities, key=len, reverse=True))
    return re.compile(rf"(?P<city>{names or '(?!)'})(?:政府)?")


def known_name(text: str, names: tuple[str, ...]) -> str | None:
    """The name that a printed text means, or None."""
    return next((name for name in names if re.fullmatch(pattern_of(name), fold(text))), None)


@lru_cache(maxsize=64)
def group_pattern(groups: tuple[str, ...]) -> re.Pattern[str]:
    """Finds a group's name, 小組 or 議題小組 for 組 too, or as `other` any name that ends so."""
    known = "|".join(
        f"(?P<g{groups.index(name)}>{pattern_of(name)}"
        + (f"|{pattern_of(name[:-1])}(?:議題)?小組" if name.endswith("組") else "")
        + ")"
        for name in sorted(groups, key=len, reverse=True)
    )
    return re.compile(rf"(?:{known or '(?!)'})(?:議題小組)?|(?P<other>[\u4e00-\u9fff]{{2,10}}?組)")


def group_named(match: re.Match[str], groups: tuple[str, ...]) -> str | None:
    """The group of the vocabulary that a `group_pattern` match found, or None for another name."""
    found = match.lastgroup
    return groups[int(found[1:])] if found and found != "other" else None
