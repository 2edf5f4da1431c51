"""Characters that mean the same to a reader, folded into one, for reading minutes and comparing titles.

Only what both need is here: what looks alike. What one of them drops or keeps beyond that is its own rule.
"""

from __future__ import annotations

import re
import unicodedata

# Printed forms of a dash, beside - and what NFKC makes of full-width ones.
DASHES = "‐‑‒–—―─"
# Quotes that NFKC leaves alone, with the one of 「」 that each stands for.
QUOTES = {"“": "「", "”": "」", "„": "「"}
# Radicals that PDF fonts map ideographs to and NFKC leaves alone or takes to another form.
_RADICALS = dict(zip("⺠⻄⻆⻑⻓⻘⻝⻣⻤⻨⻩⻫⻭⻲靑", "民西角長長青食骨鬼麥黃齊齒龜青", strict=True))
# Characters that no minutes mean: text recognition and input methods give them for the common one of the same look.
LOOK_ALIKES = {"巿": "市", "囗": "口", "卄": "廿"}
# Common characters of the same look; which one is meant is known only where a name is expected.
_CONFUSED = ("己已巳", "末未", "土士", "日曰", "人入", "千干", "大太犬", "災灾", "産產", "衞衛", "敎教")

# The characters that `plain` takes for another one beyond NFKC.
TAKEN_FOR_OTHERS = frozenset(_RADICALS | LOOK_ALIKES)
_FORMS = str.maketrans(_RADICALS | LOOK_ALIKES)
_CLASSES = {char: f"[{group}]" for group in _CONFUSED for char in group}


def plain(text: str) -> str:
    """The text in NFKC, with radicals and look-alikes as the ideographs that they stand for."""
    return unicodedata.normalize("NFKC", text).translate(_FORMS)


def name_pattern(name: str) -> str:
    """A regular expression for a folded name, in which each character may be another one of the same look."""
    return "".join(_CLASSES.get(char) or re.escape(char) for char in name)
