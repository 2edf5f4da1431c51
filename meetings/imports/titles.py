"""Which cases the printed titles of a document may mean, and which decisions contradict the ledger. Writes nothing.

The comparison itself is in `cases/matching.py`; here it is asked of the right cases: a delisting is about a case that
is tracked, a move about one of the group it comes from, a former and a new title about the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cases.matching import EXACT, NEW, SUGGESTED, Candidate, Match, candidates, eligible, match_title, resembling
from cases.models import ENDED, GOING_ON, Case, CaseTitle, Kind, StatusChange
from cases.normalising import normalise_title
from groups.models import IssueGroup
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.minutes.reading import Problem
from meetings.record.write import TitleKey

PARENT = "parent"
# From this score on a title is taken for a delisted one with a slip: one wrong character in six scores 83.3. Of the
# five meetings' titles one pair below it is like each other without being one case, at 82.4.
SLIP_SCORE = 83.0
# What the ledger is asked for: the cases that such a decision can be about. A sub-case enters, as an addition does.
ASKED = {
    ClauseKind.ADDED: Kind.ADDED,
    ClauseKind.SUBCASE: Kind.ADDED,
    ClauseKind.DELISTED: Kind.DELISTED,
    ClauseKind.TRACKED: Kind.TRACKED,
    ClauseKind.MERGED: Kind.MERGED,
    ClauseKind.MOVED: Kind.MOVED,
    ClauseKind.RENAMED: Kind.RENAMED,
}


@dataclass(frozen=True)
class TitleMatch:
    """A printed title with the cases it may mean, best first; none means a new case.

    `resembles` is a case like it that the decision cannot be about now; a warning or a problem reports it.
    `same_as` is the key of another printed title that is the same case: the former title of a renamed case, the other
    group's half of a move. Who decides that one decides this one.
    """

    group: str
    kind: str
    title: str
    line: int
    suggestions: tuple[Match, ...]
    resembles: Match | None = None
    same_as: TitleKey | None = None

    @property
    def key(self) -> TitleKey:
        return (self.group, self.kind, self.title)

    @property
    def best(self) -> Match | None:
        return self.suggestions[0] if self.suggestions else None

    @property
    def how(self) -> str:
        return self.best.how if self.best else NEW

    def as_json(self) -> dict:
        """One element of "matches" in `import_minutes --format json`; `case` is the known case's title."""
        best = self.best
        return {
            "group": self.group,
            "title": self.title,
            "case": best and best.title,
            "how": self.how,
            "score": best and best.score,
        }

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> TitleMatch:
        """The match out of what `dataclasses.asdict` made of it."""
        like, leader = stored["resembles"], stored["same_as"]
        suggestions = tuple(Match(**match) for match in stored["suggestions"])
        parts = {"suggestions": suggestions, "resembles": like and Match(**like), "same_as": leader and tuple(leader)}
        return cls(**stored | parts)


class TitleMatcher:
    """Matches every title of a document; each list of candidates is fetched once.

    `timeline_key` is the meeting's. After `matches()`, `problems` and `warnings` hold the decisions that contradict
    the ledger.
    """

    def __init__(self, document: doc.MinutesDocument, timeline_key: tuple) -> None:
        self.document = document
        self.timeline_key = timeline_key
        self.groups = {group.name: group for group in IssueGroup.objects.filter(platform__levels__name=document.level)}
        self.pools: dict[tuple[str, str], list[Candidate]] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def matches(self) -> list[TitleMatch]:
        """Every printed title of a decision with the cases it may mean, in printed order."""
        found = [
            match
            for resolution in self.document.group_resolutions
            if resolution.group in self.groups
            for clause in resolution.clauses
            for part in (clause, *clause.children)
            if part.kind in ASKED
            for match in self._clause(self.groups[resolution.group], part)
        ]
        return _with_leaders(_once_each(_moves_joined(found, self.document)))

    def _clause(self, group: IssueGroup, clause: doc.Clause) -> Iterator[TitleMatch]:
        match clause.kind, clause.parent:
            case ClauseKind.RENAMED, doc.Title() as former:
                yield from self._renamed(group, clause, former)
                return
            case ClauseKind.MERGED, doc.Title() as result:
                yield self._result(group, clause, result)
            case _, doc.Title() as parent:
                yield self._title(group, PARENT, Kind.TRACKED, parent, clause.line)
        origin = self.groups.get(clause.other_group, group) if clause.incoming else group
        for title in clause.titles:
            match = self._title(origin, clause.kind, ASKED[clause.kind], title, clause.line)
            yield replace(match, group=group.name)

    def _renamed(self, group: IssueGroup, clause: doc.Clause, former: doc.Title) -> Iterator[TitleMatch]:
        """Matched by the former title, or by the new one where later minutes were imported before these."""
        match = self._title(group, PARENT, Kind.RENAMED, former, clause.line)
        if match.how != EXACT:
            pool = self._pool(group, Kind.RENAMED)
            known = {suggestion.case_id for suggestion in match.suggestions}
            by_new = [found for title in clause.titles for found in match_title(title.text, pool)]
            more = [replace(found, how=SUGGESTED) for found in by_new if found.case_id not in known]
            match = replace(match, suggestions=_best_first(*match.suggestions, *more))
        yield match
        for title in clause.titles:
            self._report_taken(group, title, title.line or clause.line, match)
            yield TitleMatch(group.name, clause.kind, title.text, title.line or clause.line, (), same_as=match.key)

    def _report_taken(self, group: IssueGroup, title: doc.Title, line: int, former: TitleMatch) -> None:
        """A new title that is another case's already."""
        for other in match_title(title.text, self._pool(group, "resembling"), limit=1):
            if other.how == EXACT and other.case_id not in {known.case_id for known in former.suggestions}:
                message = f"第{line}行更名後的「{title.text}」已是{group}另一件合作案的案名；請核對新舊案名。"
                self.problems.append(Problem(line, "rename-taken", message))

    def _result(self, group: IssueGroup, clause: doc.Clause, result: doc.Title) -> TitleMatch:
        """What cases are merged into: one of them, another case that is known, or a new one."""
        for title in clause.titles:
            if normalise_title(title.text) == normalise_title(result.text):
                same_as = (group.name, clause.kind.value, title.text)
                return TitleMatch(group.name, PARENT, result.text, result.line or clause.line, (), same_as=same_as)
        return self._title(group, PARENT, Kind.TRACKED, result, clause.line)

    def _title(self, group: IssueGroup, clause_kind: str, kind: str, title: doc.Title, line: int) -> TitleMatch:
        suggestions = match_title(title.text, self._pool(group, kind))
        match = TitleMatch(group.name, str(clause_kind), title.text, title.line or line, tuple(suggestions))
        return match if match.how == EXACT else self._compared_with_others(match, group, kind)

    def _compared_with_others(self, match: TitleMatch, group: IssueGroup, kind: str) -> TitleMatch:
        """The match against the cases that a decision of that kind cannot be about, the delisted ones above all."""
        others = match_title(match.title, self._pool(group, "resembling"), limit=1)
        if not others and not match.suggestions:
            self._report_elsewhere(match, group, kind)
        if not others or others[0].case_id in {suggestion.case_id for suggestion in match.suggestions}:
            return match
        other, line = others[0], match.line
        last = self._last_change(other.case_id)
        history = f"{self._name(last.meeting)}{last.get_kind_display()}"
        is_delisted = last.kind in ENDED
        if kind == Kind.ADDED and is_delisted:
            again = replace(other, how=SUGGESTED, reason=f"{other.reason}；{history}")
            return replace(match, suggestions=_best_first(*match.suggestions, again))
        if kind == Kind.ADDED:
            alike = f"與既有的「{other.title}」相近（{other.reason}）"
            message = f"第{line}行新增的「{match.title}」{alike}，請確認不是同一案。"
            # The very title of a case that goes on can hardly be a new one.
            (self.problems if other.how == EXACT else self.warnings).append(
                Problem(line, "addition-resembles", message)
            )
        elif other.how == EXACT or (is_delisted and (match.best is None or other.score > match.best.score)):
            is_slip = other.score >= SLIP_SCORE
            message = (
                f"第{line}行{Kind(kind).label}的「{match.title}」目前並未列管：「{other.title}」（{other.reason}）"
                f"已於{history}；請確認案名或改列為新案。"
            )
            (self.problems if is_slip else self.warnings).append(Problem(line, "not-tracked", message))
        return replace(match, resembles=other)

    def _report_elsewhere(self, match: TitleMatch, group: IssueGroup, kind: str) -> None:
        """The title of another group's case: its group's part is the wrong one, unless it is new here by that name."""
        for name in sorted(self.elsewhere.get(normalise_title(match.title), set()) - {group.name}):
            message = (
                f"第{match.line}行{Kind(kind).label}的「{match.title}」不在{group}，{name}有同名的合作案；"
                "請核對組別，確為另一案時再登錄為新案。"
            )
            found = self.warnings if kind == Kind.ADDED else self.problems
            found.append(Problem(match.line, "other-group", message))

    @cached_property
    def elsewhere(self) -> dict[str, set[str]]:
        """The names of the groups that have a case of that title on the list, by normalised title."""
        cases = Case.objects.filter(group__in=self.groups.values()).with_status(before=self.timeline_key)
        titles = CaseTitle.objects.filter(case__in=cases.filter(kind_then__in=GOING_ON).values("pk"))  # type: ignore[misc]  # annotated by with_status
        names: dict[str, set[str]] = {}
        for normalised, name in titles.values_list("normalised_title", "case__group__name"):
            names.setdefault(normalised, set()).add(name)
        return names

    def _pool(self, group: IssueGroup, name: str) -> list[Candidate]:
        if (group.name, name) not in self.pools:
            is_any = name == "resembling"
            cases = resembling(group, self.timeline_key) if is_any else eligible(name, group, self.timeline_key)
            self.pools[group.name, name] = candidates(cases)
        return self.pools[group.name, name]

    def _last_change(self, case_id: int) -> StatusChange:
        rows = StatusChange.objects.filter(case=case_id).before(self.timeline_key)
        return rows.latest_first().select_related("meeting__level")[0]

    def _name(self, meeting: Any) -> str:
        """第2次會議, or with its level where that is not the document's."""
        return f"第{meeting.number}次會議" if meeting.level.name == self.document.level else str(meeting)


def _best_first(*matches: Match) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: -match.score))


def _moves_joined(matches: list[TitleMatch], document: doc.MinutesDocument) -> list[TitleMatch]:
    """A move that both groups print is one case: the half of the group that receives it follows the other half."""
    incoming = {
        (group.group, title.text): clause.other_group
        for group in document.group_resolutions
        for clause in group.clauses
        if clause.kind == ClauseKind.MOVED and clause.incoming
        for title in clause.titles
    }
    leaving = {
        (match.group, normalise_title(match.title)): match.key
        for match in matches
        if match.kind == ClauseKind.MOVED and (match.group, match.title) not in incoming
    }
    return [
        replace(
            match, same_as=leaving.get((incoming.get((match.group, match.title), ""), normalise_title(match.title)))
        )
        if match.kind == ClauseKind.MOVED
        else match
        for match in matches
    ]


def _once_each(matches: list[TitleMatch]) -> list[TitleMatch]:
    """A case is decided once a meeting: where two titles claim it exactly, both become suggestions."""
    # Two clauses that merge cases into one print the same key twice: that is one claim.
    leaders = {match.key: match.best for match in matches if match.same_as is None}
    claims = Counter(best.case_id for best in leaders.values() if best and best.how == EXACT)
    return [
        replace(match, suggestions=tuple(replace(s, how=SUGGESTED) for s in match.suggestions))
        if match.best and match.how == EXACT and claims[match.best.case_id] > 1
        else match
        for match in matches
    ]


def _with_leaders(matches: list[TitleMatch]) -> list[TitleMatch]:
    """A title that is the same case as another one means what that one means."""
    leaders = {match.key: match for match in matches if match.same_as is None}
    return [
        replace(match, suggestions=leaders[match.same_as].suggestions) if match.same_as in leaders else match
        for match in matches
    ]
