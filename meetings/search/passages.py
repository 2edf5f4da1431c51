"""A found text as a result shows it: the sentence around what was found, with the words apart from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cases.normalising import places_of

# Characters shown before the first word found and in all; a shorter text is shown whole.
BEFORE, LONGEST = 30, 120
ENDS_OF_SENTENCES = "。；！？\n"


@dataclass(frozen=True)
class Piece:
    """A run of text, marked where it is what was searched for."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Passage:
    """A part of what was found: what it is called, its anchor on its page, and its text in pieces."""

    label: str
    anchor: str
    pieces: tuple[Piece, ...]


def pieces_of(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """A whole text with its words marked."""
    return _pieces(text, places_of(text, words), 0, len(text))


def passage(label: str, anchor: str, text: str, words: Sequence[str]) -> Passage | None:
    """The part with its words marked, cut to what stands around the first; None where it holds none of them."""
    places = places_of(text, words)
    if not places:
        return None
    return Passage(label, anchor, _pieces(text, places, *_window(text, places[0][0])))


def _pieces(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    pieces = [Piece("…")] if start else []
    for one, following in pairwise([(start, start), *((a, min(b, end)) for a, b in places if a < end), (end, end)]):
        pieces += [Piece(text[slice(*one)], True), Piece(text[one[1] : following[0]])]
    if end < len(text):
        pieces.append(Piece("…"))
    return tuple(piece for piece in pieces if piece.text)


def _window(text: str, at: int) -> tuple[int, int]:
    """Where the shown piece of a text begins and ends: at the beginning of its sentence, where that is near."""
    if len(text) <= LONGEST:
        return 0, len(text)
    begun = max(text.rfind(mark, 0, at) for mark in ENDS_OF_SENTENCES) + 1
    start = begun if at - begun <= BEFORE else at - BEFORE
    return start, min(len(text), start + LONGEST)
