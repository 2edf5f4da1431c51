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

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cases.matching import Candidate, match_title
from cases.models import ENDED, GOING_ON, Case, Kind, StatusChange, Succession
from cases.normalising import normalise_title
from meetings.differences.records import Difference
from meetings.minutes import anchors
from meetings.models import Clause, Meeting
from meetings.record.compose import compose
from meetings.record.figures import figures_of_level

DELISTED_TWICE, FIRST_SEEN, NEVER_ADDED, ELSEWHERE, MOVED_GROUP, LISTED_TWICE, NOT_NAMED_AGAIN = (
    "delisted-twice", "first-seen", "never-added", "elsewhere", "moved-group", "listed-twice", "not-named-again",
)  # fmt: skip
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
    """The candidates for a difference, one for each case, the strongest reason first.

    Those already named by a note are among them. A fixed number of queries, besides those that compose the minutes of
    each meeting that a suggestion points at.
    """
    found: dict[int, Suggestion] = {}
    evidence = _Evidence(difference)
    rules = (
        (_delisted_twice, _entered_elsewhere, _came_from_another_group, _first_seen, _never_added)
        if difference.number > 0
        else (_listed_twice, _left_elsewhere, _went_to_another_group, _not_named_again)
    )
    for rule in rules:
        for reason, case, meeting, why in rule(evidence):
            if case.pk not in found:
                found[case.pk] = Suggestion(reason, case, meeting, evidence.clause(meeting, case), why)
    order = list(LABELS)
    return sorted(found.values(), key=lambda row: (order.index(row.reason), row.case.pk))


Found = Iterator[tuple[str, Case, Meeting | None, str]]


class _Evidence:
    """The ledger's counted rows of finalised meetings and of the one that differs, read once."""

    def __init__(self, difference: Difference) -> None:
        self.meeting, self.group = difference.meeting, difference.group
        self.window, self.begins = _window(difference)
        rows = (
            StatusChange.objects.counted()
            .filter(group__platform=self.group.platform_id, corrects__isnull=True)
            .select_related("case__group", "meeting__level", "meeting__group", "group")
            .in_order()
        )
        self.history: dict[int, list[StatusChange]] = defaultdict(list)
        for row in rows:
            if row.meeting.is_final or row.meeting.pk == self.meeting.pk:
                self.history[row.case_id].append(row)
        self._clauses: dict[int, dict[str, str]] = {}

    @cached_property
    def here(self) -> dict[int, list[StatusChange]]:
        """The histories of the cases that the group had at some time."""
        return {pk: rows for pk, rows in self.history.items() if any(row.group_id == self.group.pk for row in rows)}

    @cached_property
    def on_list(self) -> list[list[StatusChange]]:
        """The histories, up to the meeting, of the cases on the group's list when the meeting began."""
        before = [_before(rows, self.meeting) for rows in self.here.values()]
        return [rows for rows in before if rows and rows[-1].kind in GOING_ON and rows[-1].group_id == self.group.pk]

    def in_window(self, row: StatusChange) -> bool:
        return row.meeting_id in self.window and row.group_id == self.group.pk

    def elsewhere(self) -> Iterator[StatusChange]:
        """What meetings outside of this level's series decided between the last compared meeting and this one."""
        for rows in self.history.values():
            for row in rows:
                is_between = self.begins < row.meeting.timeline_key < self.meeting.timeline_key
                if is_between and row.meeting_id not in self.window and row.kind != Kind.TRACKED:
                    yield row

    def clause(self, meeting: Meeting | None, case: Case) -> str:
        """The anchor of the clause of `meeting` that prints the case."""
        if meeting is None:
            return ""
        if meeting.pk not in self._clauses:
            self._clauses[meeting.pk] = anchors.of_cases(compose(meeting))
        return self._clauses[meeting.pk].get(str(case.pk), "")


def _window(difference: Difference) -> tuple[set[int], tuple]:
    """The meetings after the last one at which the group's number was compared, up to this one; and that one's key."""
    window: set[int] = set()
    meeting, begins = difference.meeting, difference.meeting.timeline_key
    for figures in figures_of_level(meeting.level_id, meeting.group_id):
        if not figures.meeting.is_final and figures.meeting.pk != meeting.pk:
            continue
        row = next(row for row in figures.groups if row.group == difference.group.name)
        window.add(figures.meeting.pk)
        if figures.meeting.pk == meeting.pk:
            break
        if row.difference is not None or figures.is_first:
            window, begins = set(), figures.meeting.timeline_key
    return window, begins


def _before(rows: Iterable[StatusChange], meeting: Meeting) -> list[StatusChange]:
    return [row for row in rows if row.meeting.timeline_key < meeting.timeline_key]


def _first_seen(evidence: _Evidence) -> Found:
    for rows in evidence.here.values():
        if rows[0].kind == Kind.DELISTED and evidence.in_window(rows[0]):
            why = f"{rows[0].meeting}解列之前，紀錄未曾出現這一案；可能列入時未經會議紀錄，因此未計入承接的案數。"
            yield FIRST_SEEN, rows[0].case, rows[0].meeting, why


def _delisted_twice(evidence: _Evidence) -> Found:
    delisted = [row for rows in evidence.here.values() for row in rows if row.kind == Kind.DELISTED]
    earlier = [row for row in delisted if row.meeting.timeline_key < evidence.meeting.timeline_key]
    for row in delisted:
        if not evidence.in_window(row):
            continue
        for former in _near(row, [other for other in earlier if other.meeting.timeline_key < row.meeting.timeline_key]):
            why = f"{former.meeting}已解列「{former.shown_title}」，案名相近；同一案可能解列了兩次。"
            yield DELISTED_TWICE, row.case, row.meeting, why


def _entered_elsewhere(evidence: _Evidence) -> Found:
    for row in evidence.elsewhere():
        if row.group_id == evidence.group.pk and row.kind in (Kind.ADDED, Kind.MOVED):
            yield ELSEWHERE, row.case, row.meeting, _decided_elsewhere(row)


def _left_elsewhere(evidence: _Evidence) -> Found:
    for row in evidence.elsewhere():
        left_here = row.from_group_id if row.kind == Kind.MOVED else row.group_id if row.kind in ENDED else None
        if left_here == evidence.group.pk:
            yield ELSEWHERE, row.case, row.meeting, _decided_elsewhere(row)


def _decided_elsewhere(row: StatusChange) -> str:
    return f"{row.meeting}已{row.get_kind_display()}這一案；不同層級的會議各自承接案數，這個決定未計入。"


def _never_added(evidence: _Evidence) -> Found:
    for rows in evidence.here.values():
        first = rows[0]
        if first.kind == Kind.TRACKED and first.printed_title and not first.effect and evidence.in_window(first):
            yield NEVER_ADDED, first.case, first.meeting, f"{first.meeting}載為持續列管，先前的紀錄並無新增這一案。"
    replaced = Succession.objects.values("predecessor")
    silent = Case.objects.filter(group=evidence.group, changes__isnull=True, parent__isnull=True)
    named = _named_by_clauses(evidence)
    for case in silent.exclude(pk__in=replaced).select_related("group"):
        meeting = named.get(case.pk)
        where = f"{meeting}的紀錄提及" if meeting else "登錄於合作案清單"
        yield NEVER_ADDED, case, meeting, f"{where}這一案，但沒有任何會議新增、列管或解列。"


def _named_by_clauses(evidence: _Evidence) -> dict[int, Meeting]:
    """The first meeting up to this one with a clause of the group that names or mentions each case."""
    clauses = (
        Clause.objects.filter(group_resolution__group=evidence.group)
        .select_related("group_resolution__meeting__level", "group_resolution__meeting__group")
        .prefetch_related("mentions", "items")
        .order_by("-group_resolution__meeting__held_on", "-group_resolution__meeting__sequence")
    )
    named = {}
    for clause in clauses:
        meeting = clause.group_resolution.meeting
        if meeting.timeline_key <= evidence.meeting.timeline_key:
            cases = [case.pk for case in clause.mentions.all()] + [item.case_id for item in clause.items.all()]
            named.update({pk: meeting for pk in cases if pk})
    return named


def _came_from_another_group(evidence: _Evidence) -> Found:
    elsewhere = [
        row
        for rows in evidence.history.values()
        for row in _before(rows, evidence.meeting)
        if row.group_id != evidence.group.pk
    ]
    for row in elsewhere:
        if row.case.group_id == evidence.group.pk:
            why = f"{row.meeting}列於{row.group}，現登錄為{evidence.group}的合作案，紀錄並無移列的決定。"
            yield MOVED_GROUP, row.case, row.meeting, why
    for rows in evidence.here.values():
        first = next(row for row in rows if row.group_id == evidence.group.pk)
        if not evidence.in_window(first) or first.kind in (Kind.ADDED, Kind.MOVED):
            continue
        for former in _near(first, elsewhere):
            known = f"{former.meeting}{former.group}的「{former.shown_title}」"
            why = f"{known}案名相近；可能移列至{evidence.group}而未載明。"
            yield MOVED_GROUP, first.case, first.meeting, why


def _listed_twice(evidence: _Evidence) -> Found:
    listed = [rows[0] for rows in evidence.on_list]
    for number, row in enumerate(listed):
        for other in _near(row, listed[:number]):
            why = f"與{other.meeting}的「{other.shown_title}」案名相近，兩案同時列管；同一案可能計算了兩次。"
            yield LISTED_TWICE, row.case, row.meeting, why


def _went_to_another_group(evidence: _Evidence) -> Found:
    foreign = [
        rows[0]
        for rows in evidence.history.values()
        if rows[0].group_id != evidence.group.pk and rows[0].meeting_id in evidence.window
    ]
    for rows in evidence.on_list:
        for other in _near(rows[0], foreign):
            why = f"{other.meeting}{other.group}出現案名相近的「{other.shown_title}」；可能已移列而未載明。"
            yield MOVED_GROUP, rows[0].case, other.meeting, why
        if rows[0].case.group_id != evidence.group.pk:
            why = f"{rows[-1].meeting}列於{evidence.group}，現登錄為{rows[0].case.group}的合作案，紀錄並無移列的決定。"
            yield MOVED_GROUP, rows[0].case, rows[-1].meeting, why


def _not_named_again(evidence: _Evidence) -> Found:
    for rows in evidence.on_list:
        later = evidence.here[rows[0].case_id][len(rows) :]
        if not any(row.printed_title for row in later):
            named = [row for row in rows if row.printed_title]
            last = named[-1] if named else rows[0]
            why = f"{last.meeting}之後，紀錄未再提及這一案；可能已於會議之外解列。"
            yield NOT_NAMED_AGAIN, last.case, last.meeting, why


def _near(row: StatusChange, others: Iterable[StatusChange]) -> list[StatusChange]:
    """The rows among `others`, of other cases, whose title is near that of `row`; the best first, one for each case."""
    by_case = {other.case_id: other for other in others if other.case_id != row.case_id}
    known = [Candidate(pk, other.shown_title, normalise_title(other.shown_title)) for pk, other in by_case.items()]
    matches = match_title(row.shown_title, known)
    return [by_case[match.case_id] for match in matches]
