"""Into the database: a `MinutesDocument` and the decisions on its titles as a draft meeting's rows.

Everything is written in one transaction, the ledger's rows through `cases.ledger.writing`; nothing is half-written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from cases.ledger.writing import LedgerError
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.minutes import document as doc
from meetings.minutes.document import ClauseKind
from meetings.minutes.parsing.people import seat_of
from meetings.models import (
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
from meetings.record.clauses import ClauseRows, Identity, TitleKey, create, unless_counted

# The tables of which a document is made, clauses aside; rows point at rows of tables before their own.
TABLES = (MeetingSeat, Section, Resolution, GroupResolution, Motion, MotionItem, Remark, Paragraph)
Row = TypeVar("Row", bound=Model)


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
        self.mentions = mentions
        self.level = MeetingLevel.objects.get(name=document.level)
        self.cities = {city.name: city for city in City.objects.filter(platform=self.level.platform_id)}
        self.governments = {city.government_name: city for city in self.cities.values()}
        self.groups = {group.name: group for group in IssueGroup.objects.filter(platform=self.level.platform_id)}
        self.meeting = self._meeting()
        self.rows: dict[type[Model], list[Model]] = defaultdict(list)
        self.seats: list[tuple[doc.Person, MeetingSeat]] = []
        self.clauses = ClauseRows(self.groups, identities, self.meeting, actor)

    def record(self) -> Meeting:
        for position, section in enumerate(self.document.sections, 1):
            self._section(position, section)
        self.clauses.save_topics()
        for table in TABLES:
            create(self.rows[table])
        self.clauses.save(self.mentions)
        return self.meeting

    def _add(self, row: Row) -> Row:
        """Gather a row; `record` writes it."""
        self.rows[type(row)].append(row)
        return row

    def _meeting(self) -> Meeting:
        document = self.document
        when, venue = document.section(doc.TimeSection), document.section(doc.VenueSection)
        chairs, end = document.section(doc.ChairsSection), document.section(doc.AdjournmentSection)
        if when is None:
            raise LedgerError("紀錄沒有會議時間，請補上後再試。")
        fields: dict[str, Any] = {}
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
        kind = _section_kind(section)
        row = self._add(Section(meeting=self.meeting, position=position, kind=kind, wording=section.wording))
        match section:
            case doc.PlainSection():
                row.topic = self.clauses.topic(section.topic)
                self._paragraphs(section.paragraphs, section=row)
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

    def _seats(self, section: doc.ChairsSection) -> None:
        for position, seat in enumerate(section.seats, 1):
            row = MeetingSeat(
                meeting=self.meeting,
                position=position,
                city=self.cities[seat.city],
                surname=seat.person.surname,
                given_name=seat.person.given_name,
                title=seat.person.title,
                form=seat.person.form,
                wording=seat.wording,
            )
            self.seats.append((seat.person, self._add(row)))

    def _seat_of(self, person: doc.Person) -> MeetingSeat | None:
        index = seat_of(person, [seat for seat, _ in self.seats])
        return None if index is None else self.seats[index][1]

    def _mark_representative(self, person: doc.Person) -> None:
        seat = self._seat_of(person)
        if seat is None:
            raise LedgerError(f"宣布決議的{person.surname}{person.given_name}{person.title}不在主席名單中。")
        seat.is_representative = True

    def _resolution(self, position: int, resolution: doc.Resolution) -> None:
        headline = resolution.headline
        counted = self._counted_headline()
        self._add(
            Resolution(
                meeting=self.meeting,
                position=position,
                wording=resolution.wording,
                opens_groups=bool(resolution.groups),
                stated_delisted=unless_counted(headline.delisted, counted.delisted) if headline else None,
                stated_added=unless_counted(headline.added, counted.added) if headline else None,
                # The remainder rests on other meetings' rows too and is always kept as printed.
                stated_ongoing=headline.ongoing if headline else None,
            )
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
        row = self._add(
            GroupResolution(meeting=self.meeting, group=group, position=position, wording=resolution.wording)
        )
        for number, clause in enumerate(resolution.clauses, 1):
            self.clauses.add(row, number, clause)

    def _motion(self, position: int, motion: doc.Motion) -> None:
        row = self._add(
            Motion(
                meeting=self.meeting,
                position=position,
                proposer=self.governments.get(motion.proposer),
                wording=motion.wording,
                joiner=motion.joiners[0],
                last_joiner=motion.joiners[1],
            )
        )
        for number, title in enumerate(motion.titles, 1):
            self._add(
                MotionItem(
                    motion=row,
                    position=number,
                    text=title.text,
                    quoted=title.quoted,
                    before=title.before,
                    after=title.after,
                )
            )

    def _remark(self, position: int, remark: doc.Remark) -> None:
        speaker = remark.speaker
        row = self._add(
            Remark(
                meeting=self.meeting,
                position=position,
                seat=self._seat_of(speaker),
                surname=speaker.surname,
                given_name=speaker.given_name,
                title=speaker.title,
                form=speaker.form,
                wording=remark.wording,
            )
        )
        self._paragraphs(remark.paragraphs, remark=row)

    def _paragraphs(self, paragraphs: Iterable[doc.Paragraph], **owner: Section | Remark) -> None:
        for number, paragraph in enumerate(paragraphs, 1):
            self._add(Paragraph(position=number, wording=paragraph.wording, **owner))


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
