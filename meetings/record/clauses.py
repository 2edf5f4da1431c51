"""Into the database: the clauses of a document's groups, the cases that their titles mean, and what the ledger records.

Everything is gathered first and then written table by table, so that the number of queries does not grow with the
number of titles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from cases.ledger import writing as ledger
from cases.matching import candidates, mentioned
from cases.models import Case, CaseTitle, CommonTopic, Effect, Kind, Succession, why_not_a_parent
from cases.normalising import normalise_title
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.models import Clause, ClauseItem, CountCorrection, GroupResolution, Meeting

LEDGER_KINDS = {
    ClauseKind.ADDED: Kind.ADDED,
    ClauseKind.DELISTED: Kind.DELISTED,
    ClauseKind.TRACKED: Kind.TRACKED,
    # 新增1子案…並持續列管: the official counts leave a sub-case out of 新增 (meeting 1, 都會發展組).
    ClauseKind.SUBCASE: Kind.TRACKED,
    ClauseKind.MERGED: Kind.MERGED,
    ClauseKind.MOVED: Kind.MOVED,
    ClauseKind.RENAMED: Kind.RENAMED,
}


@dataclass(frozen=True)
class Identity:
    """Which case a printed title means: `case_id`, or None for a new case; `reason` where a person decided it."""

    case_id: int | None
    reason: str = ""
    decided_by: str = ""


# Names a printed title in a document: (group, kind, title), "parent" standing for a sub-case's parent or a split case.
TitleKey = tuple[str, str, str]
NEW_CASE = Identity(None)


class ClauseRows:
    """The rows of a document's clauses and of everything they decide, until `save` writes them."""

    def __init__(
        self, groups: dict[str, IssueGroup], identities: dict[TitleKey, Identity], meeting: Meeting, actor: Actor
    ) -> None:
        self.groups = groups
        self.identities = identities
        self.meeting = meeting
        self.actor = actor
        known = {identity.case_id for identity in identities.values() if identity.case_id is not None}
        self.known_cases = Case.objects.in_bulk(known)
        self.topics = {topic.name: topic for topic in CommonTopic.objects.all()}
        self.new_cases: list[Case] = []
        self.titles: dict[tuple[int, str], CaseTitle] = {}
        self.clauses: list[Clause] = []
        self.items: list[ClauseItem] = []
        self.corrections: list[CountCorrection] = []
        self.decided: list[tuple[ledger.Decision, ClauseItem]] = []
        self.successions: list[tuple[Succession, ClauseItem]] = []
        self.moves: dict[tuple[int, int, str], Case] = {}
        # Cases that have sub-cases added or others merged into them, by group and printed title.
        self.parents: dict[tuple[int, str], Case] = {}

    def topic(self, name: str) -> CommonTopic | None:
        """The common topic of that name, a new one where there is none yet."""
        if not name:
            return None
        return self.topics.setdefault(name, CommonTopic(name=name))

    def add(self, resolution: GroupResolution, position: int, clause: doc.Clause, parent: Clause | None = None) -> None:
        """Gather the rows of a clause and of those below it. Raises LedgerError where it leaves out what it needs."""
        row = Clause(
            group_resolution=resolution,
            parent=parent,
            position=position,
            kind=clause.kind,
            wording=clause.wording,
            stated_count=_stated(clause),
            joiner=clause.joiners[0],
            last_joiner=clause.joiners[1],
            topic=self.topic(clause.topic),
            other_group=self._group_named(clause.other_group) if clause.other_group else None,
            incoming=clause.incoming,
        )
        self.clauses.append(row)
        if said := clause.correction:
            self.corrections.append(
                CountCorrection(clause=row, number=said.number, figure=said.figure, count=said.count)
            )
        above = self._parent(row, clause, clause.parent) if clause.parent else None
        for number, title in enumerate(clause.titles, 1):
            self._title(_item(row, title, number), clause, title, above)
        for number, child in enumerate(clause.children, 1):
            self.add(resolution, number, child, parent=row)

    def save_topics(self) -> None:
        """Write the topics that are new; what names them comes after."""
        create([topic for topic in self.topics.values() if topic.pk is None])

    def save(self, mentions: dict[tuple[str, str], list[int]]) -> None:
        """Write everything gathered; the group resolutions are there already. Raises LedgerError where it is refused.

        `mentions` adds the cases that a note means by other words, by (group, those words).
        """
        create_parents_first(self.new_cases)
        create_parents_first(self.clauses)
        create(self.corrections)
        rows = ledger.record_all([decision for decision, _ in self.decided], self.meeting, self.actor)
        for (_, item), row in zip(self.decided, rows, strict=True):
            item.change = row
        create(self.items)
        for succession, item in self.successions:
            succession.change = item.change
        create([succession for succession, _ in self.successions])
        self._save_titles()
        ledger.carry_forward(self.meeting, self.actor)
        self._save_mentions(mentions)

    def _title(self, item: ClauseItem, clause: doc.Clause, title: doc.Title, above: Case | None) -> None:
        self.items.append(item)
        group = item.clause.group_resolution.group
        match clause.kind:
            case ClauseKind.NOTE:
                item.text = title.text
            case ClauseKind.MERGED:
                self._merged(item, group, clause, title, above)
            case ClauseKind.MOVED:
                self._moved(item, group, clause, title)
            case ClauseKind.RENAMED:
                self._renamed(item, group, title, above)
            case _:
                parent = above if clause.kind == ClauseKind.SUBCASE else None
                case = self._case(group, clause.kind, title, parent)
                self._decide(item, case, LEDGER_KINDS[clause.kind], title)
                if above and clause.kind == ClauseKind.ADDED:
                    kind = Succession.Kind.SPLIT if len(clause.titles) > 1 else Succession.Kind.REPLACED
                    self.successions.append((Succession(predecessor=above, successor=case, kind=kind), item))

    def _decide(
        self,
        item: ClauseItem,
        case: Case,
        kind: Kind,
        title: doc.Title,
        *,
        to_group: IssueGroup | None = None,
        into: Case | None = None,
        effect: str = "",
    ) -> None:
        decision = ledger.Decision(case, kind, title.text, to_group=to_group, into=into, effect=effect)
        self.decided.append((decision, item))

    def _merged(
        self, item: ClauseItem, group: IssueGroup, clause: doc.Clause, title: doc.Title, above: Case | None
    ) -> None:
        if above is None or clause.parent is None:
            raise ledger.LedgerError(f"{group}整併「{title.text}」的條目沒有列出整併後的案名，請補上。")
        if _is_same(title, clause.parent):
            # 「甲」、「乙」等2案整併為「甲」: 甲 goes on, as the result's row says; here are the words only.
            item.text, item.case = title.text, above
            return
        self._decide(item, self._case(group, ClauseKind.MERGED, title), Kind.MERGED, title, into=above)

    def _moved(self, item: ClauseItem, group: IssueGroup, clause: doc.Clause, title: doc.Title) -> None:
        """A move that both groups print is one row: the second to print it has the words only."""
        other = self._group_named(clause.other_group)
        origin, target = (other, group) if clause.incoming else (group, other)
        key = (origin.pk, target.pk, normalise_title(title.text))
        if key in self.moves:
            item.text, item.case = title.text, self.moves[key]
            return
        identity = self.identities.get((group.name, ClauseKind.MOVED, title.text), NEW_CASE)
        self.moves[key] = self._case_of(identity, origin, title)
        self._decide(item, self.moves[key], Kind.MOVED, title, to_group=target)

    def _renamed(self, item: ClauseItem, group: IssueGroup, title: doc.Title, above: Case | None) -> None:
        """The case is the one that the former title means; whatever the new one resembles has no say."""
        if above is None:
            raise ledger.LedgerError(f"{group}更名為「{title.text}」的條目沒有列出原案名，請補上。")
        self._known_as(above, title.text)
        self._decide(item, above, Kind.RENAMED, title)

    def _group_named(self, name: str) -> IssueGroup:
        if name not in self.groups:
            raise ledger.LedgerError(f"沒有「{name}」這個議題小組，請確認移列的小組名稱。")
        return self.groups[name]

    def _parent(self, row: Clause, clause: doc.Clause, title: doc.Title) -> Case:
        """The case a sub-case belongs to, or that others are merged into, has a row; one that was replaced has none.

        One that several clauses print has one row, which belongs to the first of them; the others have the words only.
        """
        item = _item(row, title, 1, ClauseItem.Role.PARENT)
        self.items.append(item)
        group = row.group_resolution.group
        key = (group.pk, normalise_title(title.text))
        keeps_row = clause.kind in (ClauseKind.SUBCASE, ClauseKind.MERGED)
        if keeps_row and key in self.parents:
            item.text, item.case = title.text, self.parents[key]
            return self.parents[key]
        case = self._case(group, "parent", title)
        if not keeps_row:
            item.text, item.case = title.text, case
            return case
        self.parents[key] = case
        is_result = clause.kind == ClauseKind.MERGED and not any(_is_same(merged, title) for merged in clause.titles)
        self._decide(item, case, Kind.TRACKED, title, effect=Effect.RESULT if is_result else "")
        return case

    def _case(self, group: IssueGroup, kind: str, title: doc.Title, parent: Case | None = None) -> Case:
        return self._case_of(self.identities.get((group.name, kind, title.text), NEW_CASE), group, title, parent)

    def _case_of(self, identity: Identity, group: IssueGroup, title: doc.Title, parent: Case | None = None) -> Case:
        if identity.case_id is None:
            if parent is not None and (why := why_not_a_parent(parent)):
                raise ledger.LedgerError(why)
            case = Case(group=group, parent=parent, title=title.text)
            self.new_cases.append(case)
        elif identity.case_id in self.known_cases:
            case = self.known_cases[identity.case_id]
        else:
            raise ledger.LedgerError(f"{group}「{title.text}」所認定的合作案已被刪除，請重新認定。")
        self._known_as(case, title.text, identity)
        return case

    def _known_as(self, case: Case, text: str, identity: Identity = NEW_CASE) -> None:
        title = CaseTitle(case=case, title=text, reason=identity.reason, decided_by=identity.decided_by)
        # A new case has no key yet, but each case is one object here.
        self.titles.setdefault((id(case), text), title)

    def _save_titles(self) -> None:
        known = set(CaseTitle.objects.filter(case__in=self.known_cases).values_list("case", "title"))
        create([row for row in self.titles.values() if (row.case.pk, row.title) not in known])

    def _save_mentions(self, mentions: dict[tuple[str, str], list[int]]) -> None:
        """Link each note to the cases whose title it contains."""
        notes = [clause for clause in self.clauses if clause.kind == ClauseKind.NOTE]
        cases = Case.objects.filter(group__in={note.group_resolution.group for note in notes})
        group_of = dict(cases.order_by().values_list("pk", "group"))
        known = defaultdict(list)
        for candidate in candidates(cases):
            known[group_of[candidate.case_id]].append(candidate)
        links = []
        for note in notes:
            group = note.group_resolution.group
            found = mentioned(note.wording, known[group.pk])
            for (group_name, words), case_ids in mentions.items():
                if group_name == group.name and normalise_title(words) in normalise_title(note.wording):
                    found += case_ids
            links += [Clause.mentions.through(clause=note, case_id=pk) for pk in dict.fromkeys(found)]
        Clause.mentions.through.objects.bulk_create(links)


def create(rows: Sequence[Model]) -> None:
    """Insert new rows of one model, with their histories; what they point at is saved already."""
    if rows:
        bulk_create_with_history(rows, type(rows[0]))


def create_parents_first(rows: Iterable[Case | Clause]) -> None:
    """Insert rows of which some are the `parent` of others, generation by generation."""
    rows = list(rows)
    while rows:
        create([row for row in rows if row.parent is None or row.parent.pk is not None])
        rows = [row for row in rows if row.pk is None]


def unless_counted(stated: int | None, counted: int | None) -> int | None:
    """A printed number is kept only where the rows do not give it, so that a draft's text follows them."""
    return None if stated == counted else stated


def _item(clause: Clause, title: doc.Title, position: int, role: ClauseItem.Role = ClauseItem.Role.TITLE) -> ClauseItem:
    return ClauseItem(
        clause=clause, role=role, position=position, quoted=title.quoted, before=title.before, after=title.after
    )


def _is_same(one: doc.Title, other: doc.Title) -> bool:
    """Whether two printed titles of a merger are one title, the result's."""
    return normalise_title(one.text) == normalise_title(other.text)


def _stated(clause: doc.Clause) -> int | None:
    if clause.kind in LEDGER_KINDS and clause.kind != ClauseKind.TRACKED:
        return unless_counted(clause.stated, len(clause.all_titles))
    return clause.stated
