"""Into the database: a `MinutesDocument` and the decisions on its titles as a draft meeting's rows.

Everything is written in one transaction, the ledger's rows through `cases.ledger.writing`; nothing is half-written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from cases.ledger import writing as ledger
from cases.matching import candidates, mentioned, topic_mark
from cases.models import Case, CaseTitle, CommonTopic, Kind, StatusChange, Succession, why_not_a_parent
from cases.normalising import normalise_title
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.models import (
    Clause,
    ClauseItem,
    GroupResolution,
    Meeting,
    MeetingLevel,
    MeetingSeat,
    Motion,
    MotionItem,
    Paragraph,
    Remark,
    Resolution,
    Section,
    SectionKind,
)

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


# A printed title's place in a document: (group, kind, title), with "parent" for a sub-case's parent or a split case.
TitleKey = tuple[str, str, str]
NEW_CASE = Identity(None)


@transaction.atomic
def record_document(
    document: doc.MinutesDocument,
    identities: dict[TitleKey, Identity],
    mentions: dict[tuple[str, str], list[int]],
    actor: Actor,
) -> Meeting:
    """Write `document` as a draft meeting and return it.

    `identities` says which case each printed title means, a new one where it is silent; `mentions` adds the cases
    that a note means by other words, by (group, those words). Raises LedgerError where the ledger
    refuses a decision, and then nothing was written.
    """
    return _Recorder(document, identities, mentions, actor).record()


class _Recorder:
    """Holds what the rows of one document need of each other while they are written."""

    def __init__(
        self,
        document: doc.MinutesDocument,
        identities: dict[TitleKey, Identity],
        mentions: dict[tuple[str, str], list[int]],
        actor: Actor,
    ) -> None:
        self.document = document
        self.identities = identities
        self.mentions = mentions
        self.actor = actor
        self.level = MeetingLevel.objects.get(name=document.level)
        self.cities = {city.name: city for city in City.objects.filter(platform=self.level.platform_id)}
        self.governments = {city.government_name: city for city in self.cities.values()}
        self.moves: dict[tuple[int, int, str], StatusChange] = {}
        # The rows of cases that have sub-cases added or others merged into them, by group and printed title.
        self.parents: dict[tuple[int, str], StatusChange] = {}
        self.groups = {group.name: group for group in IssueGroup.objects.filter(platform=self.level.platform_id)}

    def record(self) -> Meeting:
        self.meeting = self._meeting()
        self.seats: list[MeetingSeat] = []
        for position, section in enumerate(self.document.sections, 1):
            self._section(position, section)
        ledger.carry_forward(self.meeting, self.actor)
        self._find_mentions()
        return self.meeting

    def _meeting(self) -> Meeting:
        document = self.document
        when, venue = document.section(doc.TimeSection), document.section(doc.VenueSection)
        chairs, end = document.section(doc.ChairsSection), document.section(doc.AdjournmentSection)
        fields = {}
        if chairs:
            fields = {"chairs_label": chairs.label, "chairs_label_after": chairs.label_after}
            if chairs.seats:
                fields["host_city"] = self.cities[chairs.seats[0].city]
        return Meeting.objects.create(
            level=self.level,
            group=self.groups[document.own_group(self.groups)] if self.level.numbered_per_group else None,
            number=document.number,
            held_on=when.date,
            sequence=Meeting.objects.next_sequence(when.date),
            starts_at=when.time,
            ends_at=end.time if end else None,
            venue=venue.venue if venue else "",
            recorder=document.recorder,
            appendix=document.appendix,
            heading=document.heading,
            recorder_wording=document.recorder_wording,
            recorder_after=document.recorder_after + 1,
            **fields,
        )

    def _section(self, position: int, section: doc.Section) -> None:
        row = Section(meeting=self.meeting, position=position, kind=_section_kind(section), wording=section.wording)
        match section:
            case doc.PlainSection():
                row.topic = self._topic(section.topic)
                row.save()
                self._paragraphs(section.paragraphs, section=row)
                return
            case doc.ChairsSection():
                self._seats(section)
            case doc.ResolutionsSection():
                if section.representative:
                    row.person_form = section.representative.form
                    self._mark_representative(section.representative)
                for number, resolution in enumerate(section.resolutions, 1):
                    self._resolution(number, resolution)
            case doc.MotionsSection():
                for number, motion in enumerate(section.motions, 1):
                    self._motion(number, motion)
            case doc.RemarksSection():
                for number, remark in enumerate(section.remarks, 1):
                    self._remark(number, remark)
        row.save()

    def _seats(self, section: doc.ChairsSection) -> None:
        self.seats = [
            MeetingSeat.objects.create(
                meeting=self.meeting,
                position=position,
                city=self.cities[seat.city],
                surname=seat.person.surname,
                given_name=seat.person.given_name,
                title=seat.person.title,
                form=seat.person.form,
                wording=seat.wording,
            )
            for position, seat in enumerate(section.seats, 1)
        ]

    def _seat_of(self, person: doc.Person) -> MeetingSeat | None:
        return next(
            (
                seat
                for seat in self.seats
                if seat.surname == person.surname
                and seat.title == person.title
                and person.given_name in ("", seat.given_name)
            ),
            None,
        )

    def _mark_representative(self, person: doc.Person) -> None:
        seat = self._seat_of(person)
        if seat is None:
            raise ledger.LedgerError(f"宣布決議的{person.surname}{person.given_name}{person.title}不在主席名單中。")
        seat.is_representative = True
        seat.save(update_fields=["is_representative"])

    def _resolution(self, position: int, resolution: doc.Resolution) -> None:
        headline = resolution.headline
        counted = self._counted_headline() if headline else None
        Resolution.objects.create(
            meeting=self.meeting,
            position=position,
            wording=resolution.wording,
            opens_groups=bool(resolution.groups),
            # A printed sum is kept as stated only where the rows do not give it, so that a draft's text follows them;
            # the remainder rests on other meetings' rows too and is always kept as printed.
            stated_delisted=_unless(headline and headline.delisted, counted and counted.delisted),
            stated_added=_unless(headline and headline.added, counted and counted.added),
            stated_ongoing=headline.ongoing if headline else None,
        )
        for number, group in enumerate(resolution.groups, 1):
            self._group(number, group)

    def _counted_headline(self) -> doc.Headline:
        numbers = {ClauseKind.ADDED: 0, ClauseKind.DELISTED: 0}
        for group in self.document.group_resolutions:
            for clause in group.clauses:
                if clause.kind in numbers:
                    numbers[clause.kind] += len(clause.all_titles)
        return doc.Headline(numbers[ClauseKind.DELISTED], numbers[ClauseKind.ADDED], 0)

    def _group(self, position: int, resolution: doc.GroupResolution) -> None:
        group = self.groups[resolution.group]
        row = GroupResolution.objects.create(
            meeting=self.meeting, group=group, position=position, wording=resolution.wording
        )
        for number, clause in enumerate(resolution.clauses, 1):
            self._clause(row, number, clause)

    def _clause(self, row: GroupResolution, position: int, clause: doc.Clause, parent: Clause | None = None) -> None:
        saved = Clause.objects.create(
            group_resolution=row,
            parent=parent,
            position=position,
            kind=clause.kind,
            wording=clause.wording,
            stated_count=_stated(clause),
            joiner=clause.joiners[0],
            last_joiner=clause.joiners[1],
            topic=self._topic(clause.topic),
            other_group=self._group_named(clause.other_group) if clause.other_group else None,
            incoming=clause.incoming,
        )
        above = self._parent_item(saved, clause, row.group) if clause.parent else None
        for number, title in enumerate(clause.titles, 1):
            item = ClauseItem(
                clause=saved, position=number, quoted=title.quoted, before=title.before, after=title.after
            )
            if clause.kind in DECIDERS:
                DECIDERS[clause.kind](self, item, row.group, title, above)
            elif clause.kind in LEDGER_KINDS:
                subcase_of = above if clause.kind == ClauseKind.SUBCASE else None
                item.change = self._change(row.group, LEDGER_KINDS[clause.kind], clause.kind, title, subcase_of)
                if above and clause.kind == ClauseKind.ADDED:
                    kind = Succession.Kind.SPLIT if len(clause.titles) > 1 else Succession.Kind.REPLACED
                    Succession.objects.create(
                        predecessor=above, successor=item.change.case, kind=kind, change=item.change
                    )
            else:
                item.text = title.text
            item.save()
        for number, child in enumerate(clause.children, 1):
            self._clause(row, number, child, parent=saved)

    def _merged(self, item: ClauseItem, group: IssueGroup, title: doc.Title, above: StatusChange) -> None:
        if above is None:
            raise ledger.LedgerError(f"{group}整併「{title.text}」的條目沒有列出整併後的案名，請補上。")
        if _is_same(title.text, above.printed_title):
            # 「甲」、「乙」等2案整併為「甲」: 甲 goes on, as the result's row says; here are the words only.
            item.text, item.case = title.text, above.case
            return
        item.change = ledger.merge(self._case(group, ClauseKind.MERGED, title), above, title.text, self.actor)

    def _moved(self, item: ClauseItem, group: IssueGroup, title: doc.Title, above: None) -> None:
        """A move that both groups print is one row: the second to print it has the words only."""
        clause = item.clause
        origin, target = (clause.other_group, group) if clause.incoming else (group, clause.other_group)
        known = self.moves.get((origin.pk, target.pk, normalise_title(title.text)))
        if known:
            item.text, item.case = title.text, known.case
            return
        identity = self.identities.get((group.name, ClauseKind.MOVED, title.text), NEW_CASE)
        case = self._case_of(identity, origin, title)
        item.change = ledger.record(case, self.meeting, Kind.MOVED, title.text, self.actor, to_group=target)
        self.moves[origin.pk, target.pk, normalise_title(title.text)] = item.change

    def _renamed(self, item: ClauseItem, group: IssueGroup, title: doc.Title, above: Case) -> None:
        """The case is the one that the former title means; whatever the new one resembles has no say."""
        if above is None:
            raise ledger.LedgerError(f"{group}更名為「{title.text}」的條目沒有列出原案名，請補上。")
        CaseTitle.objects.get_or_create(case=above, title=title.text)
        item.change = ledger.record(above, self.meeting, Kind.RENAMED, title.text, self.actor)

    def _group_named(self, name: str) -> IssueGroup:
        if name not in self.groups:
            raise ledger.LedgerError(f"沒有「{name}」這個議題小組，請確認移列的小組名稱。")
        return self.groups[name]

    def _parent_item(self, saved: Clause, clause: doc.Clause, group: IssueGroup) -> Case | StatusChange:
        """The case a sub-case belongs to, or that others are merged into, has a row; one that was replaced has none.

        Returns the case, or the row that others are merged into. One that several clauses print has one row, which
        belongs to the first of them; the others have the words only.
        """
        title = clause.parent
        item = ClauseItem(
            clause=saved,
            role=ClauseItem.Role.PARENT,
            position=1,
            quoted=title.quoted,
            before=title.before,
            after=title.after,
        )
        key = (group.pk, normalise_title(title.text))
        known = self.parents.get(key) if clause.kind in (ClauseKind.SUBCASE, ClauseKind.MERGED) else None
        if known:
            item.text, item.case = title.text, known.case
            case = known if clause.kind == ClauseKind.MERGED else known.case
        elif clause.kind == ClauseKind.SUBCASE:
            item.change = self.parents[key] = self._change(group, Kind.TRACKED, "parent", title)
            case = item.change.case
        elif clause.kind == ClauseKind.MERGED:
            into = self._case(group, "parent", title)
            goes_on = any(_is_same(merged.text, title.text) for merged in clause.titles)
            case = item.change = self.parents[key] = ledger.record_result(
                into, self.meeting, title.text, self.actor, goes_on=goes_on
            )
        else:
            item.text, item.case = title.text, self._case(group, "parent", title)
            case = item.case
        item.save()
        return case

    def _change(
        self, group: IssueGroup, kind: str, clause_kind: str, title: doc.Title, parent: Case | None = None
    ) -> StatusChange:
        case = self._case(group, clause_kind, title, parent)
        return ledger.record(case, self.meeting, kind, title.text, self.actor)

    def _case(self, group: IssueGroup, clause_kind: str, title: doc.Title, parent: Case | None = None) -> Case:
        return self._case_of(self.identities.get((group.name, clause_kind, title.text), NEW_CASE), group, title, parent)

    def _case_of(self, identity: Identity, group: IssueGroup, title: doc.Title, parent: Case | None = None) -> Case:
        if identity.case_id is None:
            if parent is not None and (why := why_not_a_parent(parent)):
                raise ledger.LedgerError(why)
            case = Case.objects.create(group=group, parent=parent, title=title.text)
        else:
            case = Case.objects.get(pk=identity.case_id)
        CaseTitle.objects.get_or_create(
            case=case, title=title.text, defaults={"reason": identity.reason, "decided_by": identity.decided_by}
        )
        if topic := self._topic(topic_mark(title.text) or topic_mark(title.after)):
            case.common_topics.add(topic)
        return case

    def _topic(self, name: str) -> CommonTopic | None:
        return CommonTopic.objects.get_or_create(name=name)[0] if name else None

    def _motion(self, position: int, motion: doc.Motion) -> None:
        row = Motion.objects.create(
            meeting=self.meeting,
            position=position,
            proposer=self.governments.get(motion.proposer),
            wording=motion.wording,
            joiner=motion.joiners[0],
            last_joiner=motion.joiners[1],
        )
        for number, title in enumerate(motion.titles, 1):
            MotionItem.objects.create(
                motion=row,
                position=number,
                text=title.text,
                quoted=title.quoted,
                before=title.before,
                after=title.after,
            )

    def _remark(self, position: int, remark: doc.Remark) -> None:
        speaker = remark.speaker
        row = Remark.objects.create(
            meeting=self.meeting,
            position=position,
            seat=self._seat_of(speaker),
            surname=speaker.surname,
            given_name=speaker.given_name,
            title=speaker.title,
            form=speaker.form,
            wording=remark.wording,
        )
        self._paragraphs(remark.paragraphs, remark=row)

    def _paragraphs(self, paragraphs: Iterable[doc.Paragraph], **owner: Section | Remark) -> None:
        for number, paragraph in enumerate(paragraphs, 1):
            Paragraph.objects.create(position=number, wording=paragraph.wording, **owner)

    def _find_mentions(self) -> None:
        """Link each note to the cases whose title it contains, and those to the topic it names."""
        notes = Clause.objects.filter(group_resolution__meeting=self.meeting, kind=ClauseKind.NOTE).select_related(
            "group_resolution__group", "topic"
        )
        for note in notes:
            group = note.group_resolution.group
            found = mentioned(note.wording, candidates(Case.objects.filter(group=group)))
            for (group_name, words), case_ids in self.mentions.items():
                if group_name == group.name and normalise_title(words) in normalise_title(note.wording):
                    found += case_ids
            note.mentions.set(found)
            if note.topic:
                note.topic.cases.add(*found)


# How the title of a clause of a kind that involves another case, group or title becomes its row.
DECIDERS = {
    ClauseKind.MERGED: _Recorder._merged,
    ClauseKind.MOVED: _Recorder._moved,
    ClauseKind.RENAMED: _Recorder._renamed,
}


def _is_same(one: str, other: str) -> bool:
    """Whether two printed titles of a merger are one title, the result's."""
    return normalise_title(one) == normalise_title(other)


def _section_kind(section: doc.Section) -> str:
    kinds = {
        doc.TimeSection: SectionKind.TIME,
        doc.VenueSection: SectionKind.VENUE,
        doc.ChairsSection: SectionKind.CHAIRS,
        doc.ResolutionsSection: SectionKind.RESOLUTIONS,
        doc.MotionsSection: SectionKind.MOTIONS,
        doc.RemarksSection: SectionKind.REMARKS,
        doc.AdjournmentSection: SectionKind.ADJOURNMENT,
    }
    return section.kind if isinstance(section, doc.PlainSection) else kinds[type(section)]


def _unless(stated: int | None, counted: int | None) -> int | None:
    return None if stated == counted else stated


def _stated(clause: doc.Clause) -> int | None:
    if clause.kind in LEDGER_KINDS and clause.kind != ClauseKind.TRACKED:
        return _unless(clause.stated, len(clause.all_titles))
    return clause.stated
