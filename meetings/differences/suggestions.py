"""What the record itself suggests about a difference: candidates, which a person confirms or passes over.

A stated remainder is compared with what was carried forward from the meeting before, and there may have been meetings
in between that state none. So what may have gone unrecorded lies in the meetings after the last one that was compared,
up to the one that differs: its window.

More was stated than carried (+):
- a case of the window was first seen at its delisting: it was counted off a list it had never been counted onto;
- a case was delisted in the window under a title near that of one delisted before: it was counted off twice;
- a case is named as going on, or by a clause that decides nothing on it, and was never added;
- a case of the window is like one that another group had, or its row says this group now and the ledger another;
- a meeting of another level added or moved a case here in between: the count of this level does not follow it.
Less was stated than carried (-):
- two cases on the list have titles near each other: one case may have been counted twice;
- a case on the list is like one named in another group, or its row says another group now;
- a meeting of another level ended or moved away a case in between;
- a case on the list is named by no meeting of the window or later: it may have left outside of the meetings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cases.models import ENDED, Case, Kind
from meetings.differences.evidence import Evidence, Row, Titles
from meetings.differences.records import Difference
from meetings.models import Meeting

DELISTED_TWICE, FIRST_SEEN, NEVER_ADDED, ELSEWHERE, MOVED_GROUP, LISTED_TWICE, NOT_NAMED_AGAIN = (
    "delisted-twice", "first-seen", "never-added", "elsewhere", "moved-group", "listed-twice", "not-named-again",
)  # fmt: skip
# What a page names, the strongest reasons; more than anybody would look into for a difference of a few cases.
MOST = 30
# The strongest reason first.
LABELS = {
    DELISTED_TWICE: "相近案名兩度解列",
    ELSEWHERE: "其他層級會議的決定",
    MOVED_GROUP: "換了議題小組",
    FIRST_SEEN: "解列時首次出現",
    NEVER_ADDED: "紀錄提及而未新增",
    LISTED_TWICE: "相近案名並列",
    NOT_NAMED_AGAIN: "列管後未再提及",
}


@dataclass(frozen=True)
class Suggestion:
    """A case that may account for one case of a difference: where the record names it, and why it is suggested.

    `clause` is the anchor in the minutes of `meeting`, "" where the case is not printed there.
    """

    reason: str
    case: Case
    meeting: Meeting | None
    clause: str
    why: str

    @property
    def key(self) -> str:
        """The suggestion in a URL."""
        return f"{self.reason}-{self.case.pk}"

    @property
    def label(self) -> str:
        return LABELS[self.reason]

    @property
    def outside(self) -> str:
        """The decision outside of the meeting's own series that the suggestion rests on, or ""."""
        return str(self.meeting) if self.reason == ELSEWHERE else ""


def suggestions(difference: Difference) -> list[Suggestion]:
    """The candidates for a difference, one for each case, the strongest reason first; at most `MOST`.

    Those already named by a note are among them. A fixed number of queries, besides those that compose the minutes of
    each meeting that a suggestion points at.
    """
    evidence = Evidence(difference)
    rules = (
        (_delisted_twice, _entered_elsewhere, _came_from_another_group, _first_seen, _never_added)
        if difference.number > 0
        else (_listed_twice, _left_elsewhere, _went_to_another_group, _not_named_again)
    )
    found: dict[int, tuple[str, int, int | None, str]] = {}
    for rule in rules:
        for row in rule(evidence):
            found.setdefault(row[1], row)
    order = list(LABELS)
    shown = sorted(found.values(), key=lambda row: (order.index(row[0]), row[1]))[:MOST]
    cases = Case.objects.select_related("group").in_bulk([case for _, case, *_ in shown])
    meetings = evidence.meetings
    return [
        Suggestion(reason, cases[case], meetings[meeting] if meeting else None, evidence.clause(meeting, case), why)
        for reason, case, meeting, why in shown
    ]


# A reason, the keys of the case and of the meeting, and why.
Found = Iterator[tuple[str, int, int | None, str]]


def _first_seen(evidence: Evidence) -> Found:
    for rows in evidence.here.values():
        if rows[0].kind == Kind.DELISTED and evidence.in_window(rows[0]):
            meeting = evidence.meetings[rows[0].meeting]
            why = f"{meeting}解列之前，紀錄未曾出現這一案；可能列入時未經會議紀錄，因此未計入承接的案數。"
            yield FIRST_SEEN, rows[0].case, rows[0].meeting, why


def _delisted_twice(evidence: Evidence) -> Found:
    delisted = [row for rows in evidence.here.values() for row in rows if row.kind == Kind.DELISTED]
    earlier = [row for row in delisted if evidence.is_before(row)]
    known: dict[int, Titles] = {}
    for row in delisted:
        if not evidence.in_window(row):
            continue
        if row.meeting not in known:
            known[row.meeting] = Titles(former for former in earlier if evidence.is_before(former, row))
        for former in known[row.meeting].near(row):
            held = evidence.meetings[former.meeting]
            why = f"{held}已解列「{former.shown_title}」，案名相近；同一案可能解列了兩次。"
            yield DELISTED_TWICE, row.case, row.meeting, why


def _entered_elsewhere(evidence: Evidence) -> Found:
    for row in evidence.elsewhere():
        if row.group == evidence.group.pk and row.kind in (Kind.ADDED, Kind.MOVED):
            yield ELSEWHERE, row.case, row.meeting, _decided_elsewhere(evidence, row)


def _left_elsewhere(evidence: Evidence) -> Found:
    for row in evidence.elsewhere():
        left_here = row.from_group if row.kind == Kind.MOVED else row.group if row.kind in ENDED else None
        if left_here == evidence.group.pk:
            yield ELSEWHERE, row.case, row.meeting, _decided_elsewhere(evidence, row)


def _decided_elsewhere(evidence: Evidence, row: Row) -> str:
    decided = f"{evidence.meetings[row.meeting]}已{Kind(row.kind).label}這一案"
    return f"{decided}；不同層級的會議各自承接案數，這個決定未計入。"


def _never_added(evidence: Evidence) -> Found:
    for rows in evidence.here.values():
        first = rows[0]
        if first.kind == Kind.TRACKED and first.printed_title and not first.effect and evidence.in_window(first):
            why = f"{evidence.meetings[first.meeting]}載為持續列管，先前的紀錄並無新增這一案。"
            yield NEVER_ADDED, first.case, first.meeting, why
    unheard = evidence.unheard(MOST)
    named = evidence.named_by_clauses(unheard)
    for case in unheard:
        meeting = named.get(case)
        where = f"{meeting}的紀錄提及" if meeting else "登錄於合作案清單"
        why = f"{where}這一案，但沒有任何會議新增、列管或解列。"
        yield NEVER_ADDED, case, meeting.pk if meeting else None, why


def _came_from_another_group(evidence: Evidence) -> Found:
    ours = evidence.group
    for row in evidence.came():
        held = evidence.meetings[row.meeting]
        why = f"{held}列於{evidence.groups[row.group]}，現登錄為{ours}的合作案，紀錄並無移列的決定。"
        yield MOVED_GROUP, row.case, row.meeting, why
    for rows in evidence.here.values():
        first = next(row for row in rows if row.group == ours.pk)
        if not evidence.in_window(first) or first.kind in (Kind.ADDED, Kind.MOVED):
            continue
        for former in evidence.abroad.near(first):
            known = f"{evidence.meetings[former.meeting]}{evidence.groups[former.group]}的「{former.shown_title}」"
            why = f"{known}案名相近；可能移列至{ours}而未載明。"
            yield MOVED_GROUP, first.case, first.meeting, why


def _listed_twice(evidence: Evidence) -> Found:
    listed = [rows[0] for rows in evidence.on_list]
    titles = Titles(listed)
    for number, row in enumerate(listed):
        for other in titles.near(row, first=number):
            held = evidence.meetings[other.meeting]
            why = f"與{held}的「{other.shown_title}」案名相近，兩案同時列管；同一案可能計算了兩次。"
            yield LISTED_TWICE, row.case, row.meeting, why


def _went_to_another_group(evidence: Evidence) -> Found:
    foreign = evidence.first_seen_abroad()
    for rows in evidence.on_list:
        for other in foreign.near(rows[0]):
            where = f"{evidence.meetings[other.meeting]}{evidence.groups[other.group]}"
            why = f"{where}出現案名相近的「{other.shown_title}」；可能已移列而未載明。"
            yield MOVED_GROUP, rows[0].case, other.meeting, why
        if rows[0].case_group != evidence.group.pk:
            listed = f"{evidence.meetings[rows[-1].meeting]}列於{evidence.group}"
            now = evidence.groups[rows[0].case_group]
            why = f"{listed}，現登錄為{now}的合作案，紀錄並無移列的決定。"
            yield MOVED_GROUP, rows[0].case, rows[-1].meeting, why


def _not_named_again(evidence: Evidence) -> Found:
    for rows in evidence.on_list:
        later = evidence.here[rows[0].case][len(rows) :]
        if not any(row.printed_title for row in later):
            named = [row for row in rows if row.printed_title]
            last = named[-1] if named else rows[0]
            why = f"{evidence.meetings[last.meeting]}之後，紀錄未再提及這一案；可能已於會議之外解列。"
            yield NOT_NAMED_AGAIN, last.case, last.meeting, why
