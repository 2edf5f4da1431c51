"""Out of the database: the rows of one meeting as a `MinutesDocument`, in a fixed number of queries.

Titles are the ledger's printed titles, counts are the number of rows or the tally's, so a changed row changes the
text. A decision that no clause prints yet is put into the clause where a reader would look for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from cases.ledger.tallies import GroupTally
from cases.models import Effect, Kind, StatusChange, Succession
from groups.models import IssueGroup
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind, NameForm
from meetings.minutes.wording import CLAUSE_ORDER, default_clause
from meetings.models import (
    Clause,
    ClauseItem,
    CountCorrection,
    GroupResolution,
    Meeting,
    MeetingSeat,
    Motion,
    Paragraph,
    Remark,
    Resolution,
    Section,
    SectionKind,
)
from meetings.record.figures import MeetingFigures, counting_clauses, figures_of, left_over

# A clause of these kinds that has lost its last title in a draft decides nothing and is not printed.
DECIDING_KINDS = set(ClauseKind) - {ClauseKind.TRACKED, ClauseKind.NOTE}


def compose(meeting: Meeting, figures: MeetingFigures | None = None) -> doc.MinutesDocument:
    """The minutes of `meeting` as its rows stand now. `figures` saves queries where the caller has them."""
    figures = figures or figures_of(meeting)
    level = meeting.level
    return doc.MinutesDocument(
        platform=level.platform.name,
        level=level.name,
        number=meeting.number,
        sections=_Composer(meeting, figures).sections(),
        heading=meeting.heading,
        appendix=meeting.appendix,
        recorder=meeting.recorder,
        recorder_wording=meeting.recorder_wording,
        recorder_after=meeting.recorder_after - 1,
    )


class _Composer:
    """Holds one meeting's rows while its sections are built."""

    def __init__(self, meeting: Meeting, figures: MeetingFigures) -> None:
        self.meeting = meeting
        self.figures = figures
        self.tallies: dict[str, GroupTally] = {group.group: group for group in figures.groups}
        self.seats = list(meeting.seats.select_related("city"))

    def sections(self) -> tuple[doc.Section, ...]:
        rows = self.meeting.sections.select_related("topic").prefetch_related("paragraphs")
        return tuple(self._section(row) for row in rows)

    def _section(self, row: Section) -> doc.Section:
        meeting = self.meeting
        match row.kind:
            case SectionKind.TIME:
                return doc.TimeSection(row.wording, meeting.held_on, meeting.starts_at)
            case SectionKind.VENUE:
                return doc.VenueSection(row.wording, meeting.venue)
            case SectionKind.CHAIRS:
                seats = tuple(doc.Seat(seat.city.name, person(seat, seat.form), seat.wording) for seat in self.seats)
                return doc.ChairsSection(row.wording, seats, meeting.chairs_label, meeting.chairs_label_after)
            case SectionKind.RESOLUTIONS:
                representative = next((seat for seat in self.seats if seat.is_representative), None)
                announced_by = person(representative, row.person_form) if representative else None
                return doc.ResolutionsSection(row.wording, self._resolutions(), announced_by)
            case SectionKind.MOTIONS:
                motions = meeting.motions.select_related("proposer").prefetch_related("items")
                return doc.MotionsSection(row.wording, tuple(_motion(motion) for motion in motions))
            case SectionKind.REMARKS:
                remarks = meeting.remarks.prefetch_related("paragraphs")
                return doc.RemarksSection(row.wording, tuple(_remark(remark) for remark in remarks))
            case SectionKind.ADJOURNMENT:
                return doc.AdjournmentSection(row.wording, meeting.ends_at)
        topic = row.topic.name if row.topic else ""
        return doc.PlainSection(row.kind, row.wording, topic, _paragraphs(row.paragraphs.all()))

    def _resolutions(self) -> tuple[doc.Resolution, ...]:
        return tuple(self._resolution(row) for row in self.meeting.resolutions.all())

    def _resolution(self, row: Resolution) -> doc.Resolution:
        stated = {headline.label: headline.stated for headline in self.figures.headlines}
        headline = (
            doc.Headline(stated.get("解列", 0), stated.get("新增", 0), stated.get("確認執行中", 0))
            if stated and any(placeholder in row.wording for placeholder in ("{delisted", "{added", "{ongoing"))
            else None
        )
        return doc.Resolution(row.wording, headline, self._groups() if row.opens_groups else ())

    def _groups(self) -> tuple[doc.GroupResolution, ...]:
        rows = list(
            self.meeting.group_resolutions.select_related("group").prefetch_related(
                Prefetch("clauses", Clause.objects.select_related("correction")),
                "clauses__topic",
                "clauses__other_group",
                # Joined: prefetched, SQLite refuses more than a thousand of them.
                Prefetch("clauses__items", ClauseItem.objects.select_related("change", "case")),
            )
        )
        unplaced = self._unplaced_changes()
        self._find_relatives([change for changes in unplaced.values() for change in changes])
        groups = [self._group(row, unplaced.pop(row.group_id, [])) for row in rows]
        # A group decided on although the draft has no part for it yet.
        groups += [
            doc.GroupResolution(_group_of(changes[0]).name, clauses=tuple(self._new_clauses(changes)))
            for changes in unplaced.values()
        ]
        return tuple(groups)

    def _unplaced_changes(self) -> dict[int, list[StatusChange]]:
        changes = (
            StatusChange.objects.filter(meeting=self.meeting, items__isnull=True)
            .exclude(kind=Kind.TRACKED, is_subcase=False, corrects__isnull=True)
            .exclude(printed_title="")
            .select_related("group", "from_group", "case__parent", "corrects__meeting__level")
            .order_by("group__order", "pk")
        )
        by_group = defaultdict(list)
        for change in changes:
            by_group[_group_of(change).pk].append(change)
        return by_group

    def _find_relatives(self, changes: list[StatusChange]) -> None:
        """What rows without a clause print of other cases: parents of sub-cases, and what others are merged into."""
        merged = [change for change in changes if change.kind == Kind.MERGED]
        successions = Succession.objects.filter(change__in=merged).select_related("successor") if merged else ()
        self.successors = {succession.change_id: succession.successor for succession in successions}
        parents = [change.case.parent for change in changes if change.is_subcase and change.case.parent]
        relatives = [*parents, *self.successors.values()]
        self.titles = {case.pk: case.title for case in relatives}
        if relatives:
            rows = StatusChange.objects.filter(meeting=self.meeting, case__in=self.titles).select_related("case")
            self.titles |= {row.case_id: row.shown_title for row in rows}

    def _relative(self, case_id: int) -> doc.Title:
        return doc.Title(self.titles[case_id], ref=str(case_id))

    def _new_clauses(self, changes: list[StatusChange]) -> Iterable[doc.Clause]:
        for kind in (ClauseKind.DELISTED, ClauseKind.ADDED):
            titles = tuple(_bare_title(change) for change in changes if _is_plain(change) and change.kind == kind)
            if titles:
                yield doc.Clause(kind, default_clause(kind), len(titles), titles)
        for change in changes:
            if wrong := change.corrects:
                yield doc.Clause(ClauseKind.NOTE, self._correction(change, wrong), titles=(_bare_title(change),))
            elif change.is_subcase and change.kind == Kind.TRACKED and change.case.parent:
                parent = self._relative(change.case.parent.pk)
                wording = default_clause(ClauseKind.SUBCASE)
                yield doc.Clause(ClauseKind.SUBCASE, wording, 1, (_bare_title(change),), parent)
        yield from self._mergers_moves_and_renamings([change for change in changes if not change.corrects_id])

    def _mergers_moves_and_renamings(self, changes: list[StatusChange]) -> Iterable[doc.Clause]:
        """A clause for each case that others are merged into, each group that cases go to, and each new title."""
        merged, moved = defaultdict(list), defaultdict(list)
        for change in changes:
            if change.kind == Kind.MERGED:
                merged[self.successors[change.pk].pk].append(_bare_title(change))
            elif change.kind == Kind.MOVED:
                moved[change.group.name].append(_bare_title(change))
        for successor, titles in merged.items():
            wording = default_clause(ClauseKind.MERGED)
            yield doc.Clause(ClauseKind.MERGED, wording, len(titles), tuple(titles), self._relative(successor))
        for group, titles in moved.items():
            wording = default_clause(ClauseKind.MOVED)
            yield doc.Clause(ClauseKind.MOVED, wording, len(titles), tuple(titles), other_group=group)
        for change in changes:
            if change.kind == Kind.RENAMED:
                former = doc.Title(change.former_title, ref=str(change.case_id))
                wording = default_clause(ClauseKind.RENAMED)
                yield doc.Clause(ClauseKind.RENAMED, wording, None, (_bare_title(change),), former)

    def _correction(self, change: StatusChange, wrong: StatusChange) -> str:
        """The sentence that states a correction: 更正第4次會議解列「…」案，恢復持續列管。"""
        is_same_level = wrong.meeting.level_id == self.meeting.level_id
        meeting = f"第{wrong.meeting.number}次會議" if is_same_level else str(wrong.meeting)
        right: dict[str, str] = {Effect.RESTORED: "恢復持續列管", Effect.STRUCK: "應予解列"}
        then = right.get(change.effect, f"應為{change.get_kind_display()}")
        return f"{{n}}. 更正{meeting}{wrong.get_kind_display()}{{titles}}案，{then}。"

    def _group(self, row: GroupResolution, unplaced: list[StatusChange]) -> doc.GroupResolution:
        self.counting = counting_clauses(row.clauses.all())
        children = defaultdict(list)
        for clause in row.clauses.all():
            children[clause.parent_id].append(clause)
        clauses: list[doc.Clause] = []
        for top in children[None]:
            extra = [change for change in unplaced if self._belongs(change, top)]
            unplaced = [change for change in unplaced if change not in extra]
            printed = self._clause(top, children[top.pk], row.group.name, extra)
            if printed.all_titles or top.kind not in DECIDING_KINDS or top.stated_count is not None:
                clauses.append(printed)
        for new in self._new_clauses(unplaced):
            rank = CLAUSE_ORDER.index(new.kind)
            after = [i for i, other in enumerate(clauses, 1) if CLAUSE_ORDER.index(other.kind) <= rank]
            clauses.insert(after[-1] if after else 0, new)
        return doc.GroupResolution(row.group.name, row.wording, tuple(clauses))

    def _belongs(self, change: StatusChange, row: Clause) -> bool:
        """Whether a decision that no clause prints yet is one of those that this clause lists."""
        if change.kind != row.kind or change.corrects_id:
            return False
        if row.kind == ClauseKind.MERGED:
            parents = [item for item in row.items.all() if item.role == ClauseItem.Role.PARENT]
            return any(_case_of(item) == self.successors[change.pk].pk for item in parents)
        if row.kind == ClauseKind.MOVED:
            return not row.incoming and row.other_group_id == change.group_id
        return _is_plain(change)

    def _clause(
        self, row: Clause, children: list[Clause], group: str, extra: Sequence[StatusChange] = ()
    ) -> doc.Clause:
        below = tuple(
            # What was decided beyond the printed sub-clauses goes into the last of them.
            clause
            for child in children
            if (clause := self._clause(child, [], group, extra if child is children[-1] else [])).titles
        )
        items = row.items.all()
        titles = tuple(_title(item) for item in items if item.role == ClauseItem.Role.TITLE)
        if not children:
            titles += tuple(_bare_title(change) for change in extra)
        parent = next((_title(item) for item in items if item.role == ClauseItem.Role.PARENT), None)
        return doc.Clause(
            kind=ClauseKind(row.kind),
            wording=row.wording,
            stated=self._stated(row, len(titles) + sum(len(child.all_titles) for child in below), group),
            titles=titles,
            parent=parent,
            joiners=(row.joiner, row.last_joiner),
            children=below,
            topic=row.topic.name if row.topic else "",
            other_group=row.other_group.name if row.other_group else "",
            incoming=row.incoming,
            correction=_count_correction(row),
            ref=str(row.pk),
        )

    def _stated(self, row: Clause, listed: int, group: str) -> int | None:
        if row.stated_count is not None or "{count" not in row.wording:
            return row.stated_count
        if row.kind != ClauseKind.TRACKED:
            return listed
        # Of two clauses that leave their number to the ledger only the first gets one; the other prints ○.
        first = next(clause for clause in self.counting if clause.stated_count is None)
        if row != first:
            return None
        return left_over(self.tallies[group], self.counting) if group in self.tallies else 0


def person(row: MeetingSeat | Remark, form: str) -> doc.Person:
    """The person of a row as it is printed in `form`; a speaker's given name is not printed."""
    form = NameForm(form)
    return doc.Person(row.surname, "" if form is NameForm.SURNAME_TITLE else row.given_name, row.title, form)


def _title(item: ClauseItem) -> doc.Title:
    text = item.change.printed_title if item.change else item.text
    return doc.Title(text, item.quoted, item.before, item.after, ref=str(_case_of(item) or ""))


def _case_of(item: ClauseItem) -> int | None:
    return item.change.case_id if item.change else item.case_id


def _count_correction(row: Clause) -> doc.CountCorrection | None:
    said: CountCorrection | None = getattr(row, "correction", None)
    return doc.CountCorrection(said.number, said.figure, said.count) if said else None


def _group_of(change: StatusChange) -> IssueGroup:
    """The group whose part prints a row that has no clause yet: of a move the one that the case leaves."""
    return change.from_group or change.group


def _is_plain(change: StatusChange) -> bool:
    """Whether a row is named in the list of all that its group added, or delisted."""
    return change.kind in (Kind.ADDED, Kind.DELISTED) and not change.is_subcase and not change.corrects_id


def _bare_title(change: StatusChange) -> doc.Title:
    return doc.Title(change.printed_title, ref=str(change.case_id))


def _motion(row: Motion) -> doc.Motion:
    titles = tuple(doc.Title(item.text, item.quoted, item.before, item.after) for item in row.items.all())
    proposer = row.proposer.government_name if row.proposer else ""
    stated = len(titles) if "{count" in row.wording else None
    return doc.Motion(row.wording, proposer, stated, titles, (row.joiner, row.last_joiner))


def _remark(row: Remark) -> doc.Remark:
    return doc.Remark(person(row, row.form), _paragraphs(row.paragraphs.all()), row.wording)


def _paragraphs(rows: Iterable[Paragraph]) -> tuple[doc.Paragraph, ...]:
    return tuple(doc.Paragraph(row.wording) for row in rows)
