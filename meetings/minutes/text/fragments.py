"""Fragments of regular expressions for the sentences of resolutions, over folded text: every word is written once here.

Fragments are plain strings without groups of their own, but for `count` where the name says LISTED.
"""

from __future__ import annotations

import re

from meetings.minutes.numerals import COUNT_PATTERN as NUMBER

COUNT = rf"(?P<count>{NUMBER})"
TOTAL = r"(?:共計|共|計)?"
CASES = r"(?:個|件)?(?:合作案|合作方案|方案|提案|新案|案件|案|件|項)"
COUNTED = rf"{NUMBER}{CASES}"
# The counter behind a number that follows titles: 等3案, 2子案.
UNIT = r"(?:個|件)?(?:合作案|子案|案|件|項)"

ADDS = r"(?:新增|增列|增加)"
DELISTS = r"(?:解除列管|解列|解除)"
# 同意新增提案, 本組同意解列: what stands before the count or the titles.
DECIDES = rf"(?:本組)?(?:提案)?(?:同意)?(?:{ADDS}|{DELISTS})(?:之)?(?:提案|合作案|案件|案|議題)?[,:]?{TOTAL}"
ALL = r"(?:均|皆|仍|全數|續|都|予以|併同)*"
GOES_ON = rf"{ALL}(?:持續|繼續|維持|賡續)(?:追蹤)?列管"

# 等3案 behind the titles.
LISTED = rf"等{TOTAL}{COUNT}{UNIT}"
LISTED_COUNT = re.compile(LISTED)

QUOTE = r"[「『]"
JOINER = r"(?:以及|及|與|和)"

SUBCASE = rf"(?:項下|底下|下|案)?(?:{ADDS}|增設)(?:{COUNT})?(?:個|件)?子(?:案|計畫)[:]?"
REPLACED = r"(?:案)?(?:改以|改為|改列為?|分為|拆分為)[:]?"
MERGES = r"(?:(?:整併|合併|併案|整合)(?:為|成|入|至|於)|併入|併至)"
MOVES_TO = r"(?:移[列出](?:至|到|由|為|於|予)?|(?:移|改|轉)(?:至|到|由|請|交|隸)|移撥至?|[改轉]列(?:至|為)?|劃歸)"
MOVES_IN = r"(?:移列|移入|移來|移撥|移交|轉入|轉來|改列)"
_ALTERS = r"(?:修正|變更|調整|更改|更正)"
RENAMES = (
    rf"(?:(?:案名)?(?:更名|改名)[為成]?|(?:案名|名稱)(?:{_ALTERS}|改)[為成]"
    rf"|{_ALTERS}(?:案名|名稱)[為成]|(?:修正|更正)為)"
)
# Any of the words by which cases change.
CHANGES = rf"(?:{MERGES}|移[列出入]|移由|移請|更名|改名|{_ALTERS}案名|案名{_ALTERS})"
# What a clause that changes cases begins with, beside a quote.
OPENS_CHANGE = (
    rf"(?:(?:同意)?(?:[將原]{QUOTE}|[由自][^。「『:]{{2,12}}組{MOVES_IN})|同意(?:將|整併|合併|移列|移入)"
    rf"|(?:更正)?第{NUMBER}次[^。]{{0,8}}會議紀錄)"
)
# Words of a plan that decides nothing yet.
PLANS = r"研擬|研議|評估|建議|討論|可行性|再議|暫緩|朝"
