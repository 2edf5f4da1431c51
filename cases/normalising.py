"""The normalised form of a title, written in one place: by the field below, whenever a row is saved.

Two titles with the same normalised form are printed forms of one title. What may make a different case (a slip
of a character, a parenthesis more or less) is left in: that is for `cases/matching.py` to suggest.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import models

from platform_site.shared.folding import DASHES, QUOTES, TAKEN_FOR_OTHERS, plain

# Seen in Taiwanese official texts side by side: meetings 1 and 5 print 煙 and 菸, meeting 2 汙 and 污.
VARIANTS = str.maketrans("臺汙菸裏羣峯着牀啓双", "台污煙裡群峰著床啟雙")
_DASHES = re.compile(rf"[-~〜{DASHES}]+")
# Quotes differ by nesting (meetings 2 and 5 print one title with 『』 and with 「」); white space is extraction noise.
_DROPPED = re.compile(rf"[\s「」『』{''.join(QUOTES)}\"'‘’\u00ad\u200b-\u200f\ufeff]+")
# Folding leaves these alone, whatever stands beside them: but for variants, which have a form of their own.
_ORDINARY = re.compile(r"[0-9A-Za-z()、\u4e00-\u9fff]*")
_CHANGED = TAKEN_FOR_OTHERS.union(map(chr, VARIANTS))
# Meeting 3 prints the mark inside the quotes of one title and outside of another's.
TOPIC_MARK = re.compile(r"\(共同議題[^()]*\)")
# A closing 案 comes and goes (meetings 4 and 5), but 方案 or 個案 is a word of its own.
CLOSING_CASE = re.compile(r"(?<![方個專提議檔法草])案$")


def normalise_title(title: str) -> str:
    """The form in which titles are compared: width, variants, quotes, dashes, white space and a last 案 aside."""
    text = TOPIC_MARK.sub("", _folded(title)).casefold()
    return CLOSING_CASE.sub("", text) or text


def normalise_search(text: str) -> str:
    """A search text, normalised for matching within normalised titles."""
    return _folded(text).casefold()


def places_of(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where words that `normalise_search` gave stand in a text: (start, end) of each run of their characters, in order.

    A word is found across what is dropped, such as the quotes in 「辦理」情形, and what touches is one run.
    """
    folded, starts, ends = _folded_with_places(text)
    marked: set[int] = set()
    for word in words:
        at = folded.find(word) if word else -1
        while at >= 0:
            marked.update(range(starts[at], ends[at + len(word) - 1]))
            at = folded.find(word, at + 1)
    runs: list[tuple[int, int]] = []
    for place in sorted(marked):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _folded_with_places(text: str) -> tuple[str, list[int], list[int]]:
    """`normalise_search` of a text with the place in the text at which each of its characters begins and ends."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        # NFKC joins a letter and the marks behind it.
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in _folded_character(text[start:end]):
            if char == "-" and folded and folded[-1] == "-":
                ends[-1] = end
                continue
            folded.append(char)
            starts.append(start)
            ends.append(end)
        start = end
    return "".join(folded), starts, ends


@lru_cache(maxsize=65_536)
def _folded_character(character: str) -> str:
    """`normalise_search` of a character with the marks on it; texts are long and have few different ones."""
    return normalise_search(character)


def _folded(text: str) -> str:
    # Nearly every title; looking at it takes a fraction of the time of folding it.
    if _ORDINARY.fullmatch(text) and _CHANGED.isdisjoint(text):
        return text
    return _folded_anew(text)


# A title is folded to be compared and then to be found.
@lru_cache(maxsize=4)
def _folded_anew(text: str) -> str:
    return _DASHES.sub("-", _DROPPED.sub("", plain(text).translate(VARIANTS)))


class NormalisedField(models.CharField):
    """Holds `normalise_title` of the field named by `source`, written by save() and bulk_create().

    Django asks no field in update(), bulk_update() or save(update_fields=["title"]): change a title by save().
    """

    def __init__(self, *args: Any, source: str = "title", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 200)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        # A ligature such as ﷺ is eighteen letters, and PostgreSQL refuses what is longer than the field.
        value = normalise_title(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
