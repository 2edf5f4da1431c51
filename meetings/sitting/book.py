"""Gathers what one step at the sitting decides on cases of a group, and writes it all at once.

Each method takes a decision as people say it and raises SittingError, with a Chinese sentence, where the list does not
allow it; `write` hands everything to the ledger. What it returns is all that taking the step back needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cases.ledger import writing as ledger
from cases.ledger.standing import standing
from cases.models import Case, CaseTitle, Effect, Kind, why_not_a_parent
from cases.normalising import normalise_title
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import Meeting, Proposal, ProposalKind
from meetings.record.clauses import create
from meetings.sitting.register import KnownCase, Register
from platform_site.shared.refusals import Refusal

TITLE_LIMIT = 200


class SittingError(Refusal):
    """A decision at the sitting that is refused."""


class Book:
    """The decisions of one step. The caller holds the meeting's lock, so the register cannot change meanwhile."""

    def __init__(self, meeting: Meeting, group: IssueGroup, actor: Actor) -> None:
        self.meeting = meeting
        self.group = group
        self.actor = actor
        self.since = timezone.now()
        self.register = Register(meeting, group)
        self.new_cases: list[Case] = []
        self.decisions: list[ledger.Decision] = []
        self.titles: list[CaseTitle] = []
        self.labels: list[str] = []
        self.taken: set[int] = set()

    def adopt(self, proposal: Proposal) -> None:
        """What an adopted proposal means: its title is the amended one, where the meeting amended it."""
        title = proposal.decided_title or proposal.title
        case = self._proposed(proposal.case) if proposal.case is not None else None
        match proposal.kind, case:
            case ProposalKind.NEW, None:
                self.add(title)
            case ProposalKind.DELIST, KnownCase():
                self.delist(case, title)
            case ProposalKind.RENAME, KnownCase():
                self.rename(case, title)
            case ProposalKind.MERGE, KnownCase():
                self.merge([case, *map(self._proposed, proposal.merged_cases.order_by("pk"))], title)
            case ProposalKind.SUBCASE, KnownCase():
                self.add_subcase(case, title)

    def add(self, title: str, known: KnownCase | None = None, reason: str = "", *, is_new: bool = False) -> None:
        """新增: a new case, or one known by this very title that is off the list and comes back onto it.

        `known` is the case that a person says the title means, and `reason` what differs; `is_new` that it is none.
        """
        title = self._title(title)
        known = known or (None if is_new else self.register.exact(title))
        if known is None:
            self._decide(self._new_case(title), Kind.ADDED, title)
        else:
            self._refuse(known.why_not_added())
            self._decide(known.case, Kind.ADDED, title, reason)
        self.labels.append(f"新增「{title}」")

    def delist(self, known: KnownCase, title: str = "", reason: str = "") -> None:
        """解列, under the title that the case has unless the minutes print another."""
        title = self._title(title or known.title)
        self._refuse(known.why_not_changed())
        self._decide(known.case, Kind.DELISTED, title, reason)
        self.labels.append(f"解列「{title}」")

    def delist_unknown(self, title: str) -> None:
        """解列 of a case that no earlier meeting named: it went on unnamed among 其餘N案 (rule 6 of the ledger)."""
        title = self._title(title)
        self._decide(self._new_case(title), Kind.DELISTED, title)
        self.labels.append(f"解列「{title}」")

    def rename(self, known: KnownCase, title: str) -> None:
        """更名."""
        title = self._title(title)
        self._refuse(known.why_not_changed())
        self._refuse_taken_title(title, besides=[known])
        self._decide(known.case, Kind.RENAMED, title)
        self.labels.append(f"「{known.title}」更名為「{title}」")

    def move(self, known: KnownCase, to_group: IssueGroup) -> None:
        """移列 to another group of the platform."""
        self._refuse(known.why_not_changed())
        self._decide(known.case, Kind.MOVED, known.title, to_group=to_group)
        self.labels.append(f"「{known.title}」移列至{to_group}")

    def merge(self, merged: Sequence[KnownCase], title: str) -> None:
        """整併 into the case that `title` names: one of those merged, another one on the list, or a new one."""
        title = self._title(title)
        if len({known.case.pk for known in merged}) < 2:
            raise SittingError("整併至少要選兩個合作案。", {"cases": "請至少選擇兩個合作案。"})
        for known in merged:
            self._refuse(known.why_not_changed())
        result = self.register.exact(title)
        goes_on = result is not None and any(known.case.pk == result.case.pk for known in merged)
        if result is None:
            into = self._new_case(title)
        else:
            self._refuse(result.why_not_changed())
            into = result.case
        self._decide(into, Kind.TRACKED, title, effect="" if goes_on else Effect.RESULT)
        for known in merged:
            if known.case is not into:
                self._decide(known.case, Kind.MERGED, known.title, into=into)
        self.labels.append(f"{'、'.join(f'「{known.title}」' for known in merged)}整併為「{title}」")

    def add_subcase(self, parent: KnownCase, title: str) -> None:
        """子案 of a case that goes on: tracked at once, and counted within its parent."""
        title = self._title(title)
        self._refuse(why_not_a_parent(parent.case))
        if not parent.is_going_on:
            raise SittingError(f"「{parent.title}」不在列管中，不可增列子案。")
        self._refuse_taken_title(title)
        self._decide(self._new_case(title, parent.case), Kind.TRACKED, title)
        self.labels.append(f"「{parent.title}」新增子案「{title}」")

    def write(self) -> dict[str, Any]:
        """Write everything gathered, in a fixed number of queries; returns what taking it back needs, as JSON.

        Raises LedgerError where the ledger refuses a row, and then nothing was written.
        """
        create([case for case in self.new_cases if case.parent is None])
        create([case for case in self.new_cases if case.parent is not None])
        rows = ledger.record_all(self.decisions, self.meeting, self.actor)
        cases = {row.case.pk for row in self.titles}
        known = set(CaseTitle.objects.filter(case__in=cases).values_list("case", "title"))
        create([row for row in self.titles if (row.case.pk, row.title) not in known])
        return {
            "since": self.since.isoformat(),
            "rows": [row.pk for row in rows],
            "cases": [case.pk for case in self.new_cases],
            "titles": [[row.case.pk, row.title] for row in self.titles],
        }

    def _decide(
        self,
        case: Case,
        kind: Kind,
        title: str,
        reason: str = "",
        *,
        to_group: IssueGroup | None = None,
        into: Case | None = None,
        effect: str = "",
    ) -> None:
        if case.pk is not None and case.pk in self.taken:
            raise SittingError(f"「{case.title}」在這一步裡出現兩次，每個合作案只能有一項決定。")
        self.taken |= {case.pk} - {None}
        decided_by = self.actor.name if reason else ""
        for text in dict.fromkeys([case.title, title]):
            of_title = {"reason": reason, "decided_by": decided_by} if text == title else {}
            self.titles.append(CaseTitle(case=case, title=text, **of_title))
        self.decisions.append(ledger.Decision(case, kind, title, to_group=to_group, into=into, effect=effect))

    def _new_case(self, title: str, parent: Case | None = None) -> Case:
        """A case that is not saved yet. Two new ones of one title in one step are one too many."""
        if any(normalise_title(case.title) == normalise_title(title) for case in self.new_cases):
            raise SittingError(f"「{title}」在這一步裡出現兩次，請改列一次。")
        case = Case(group=self.group, parent=parent, title=title)
        self.new_cases.append(case)
        return case

    def _proposed(self, case: Case) -> KnownCase:
        """The case that a proposal names, which may have moved to another group since."""
        if case.pk in self.register.cases:
            return self.register.cases[case.pk]
        return KnownCase(standing(case, self.meeting))

    def _refuse_taken_title(self, title: str, besides: Sequence[KnownCase] = ()) -> None:
        found = self.register.exact(title)
        if found is not None and all(found.case.pk != known.case.pk for known in besides):
            raise SittingError(f"{self.group}已有「{found.title}」，請改用其他案名。", {"title": "案名重複。"})

    def _title(self, title: str) -> str:
        title = title.strip()
        if not title:
            raise SittingError("請填寫案名。", {"title": "請填寫案名。"})
        if len(title) > TITLE_LIMIT:
            raise SittingError(
                f"案名最多 {TITLE_LIMIT} 字，目前 {len(title)} 字。", {"title": f"請刪減至 {TITLE_LIMIT} 字以內。"}
            )
        return title

    @staticmethod
    def _refuse(why: str) -> None:
        if why:
            raise SittingError(why)
