"""What is found of meetings: the printed lines of finalised minutes, their motions and their directives.

Of drafts nothing is found: they bind nobody, and not everybody sees them.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from cases.models import SearchKind, Succession
from cases.search.entries import Entry, Part, replace_entries
from cases.search.sources import index_cases
from meetings.minutes import anchors
from meetings.minutes.document import MinutesDocument
from meetings.minutes.render import blocks
from meetings.models import ClauseItem, Directive, Meeting, MotionItem
from meetings.models.directives import DirectiveQuerySet

# The lines that say under what head the following ones stand.
HEADS = ("section", "group", "speaker")


def searchable_motions() -> QuerySet[MotionItem]:
    """The items of the motions of finalised meetings."""
    return MotionItem.objects.filter(motion__meeting__state=Meeting.State.FINALISED)


def minutes_entries(meeting: Meeting, document: MinutesDocument) -> list[Entry]:
    """An entry per printed line, with the head that it stands under and its anchor on the minutes' page."""
    entries, head = [], ""
    for block in blocks(document):
        is_head = block.kind in HEADS
        label = "" if is_head else head
        if is_head:
            head = block.text
        part = Part(label, block.key, block.text)
        entries.append(Entry(meeting.level.platform_id, (part,), meeting.held_on))
    return entries


def motion_entries(items: QuerySet[MotionItem]) -> Iterator[tuple[int, list[Entry]]]:
    """Each item's id and its one entry: what was proposed, what was done with it and what was noted later."""
    related = items.select_related("motion__meeting__level", "outcome__group")
    for item in related.order_by("motion__meeting__held_on", "pk"):
        anchor, outcome = anchors.motion(item.motion.position), getattr(item, "outcome", None)
        parts = [Part("提議案名", anchor, f"{item.before}{item.text}{item.after}")]
        if outcome:
            referred = f"（{outcome.group}）" if outcome.group else ""
            parts.append(Part("處理方式", anchor, f"{outcome.get_disposition_display()}{referred}"))
            if outcome.note:
                parts.append(Part("後續", anchor, outcome.note))
        meeting = item.motion.meeting
        yield item.pk, [Entry(meeting.level.platform_id, tuple(parts), meeting.held_on)]


def directive_entries(directives: DirectiveQuerySet) -> Iterator[tuple[int, list[Entry]]]:
    """Each directive's id and its one entry: the sentence, the groups' replies and how it was closed."""
    for directive in directives.with_all().order_by("meeting__held_on", "pk"):
        parts = [Part(directive.get_kind_display(), "", directive.sentence)]
        parts += [
            Part(f"{reply.group or '幕僚單位'}辦理情形", "replies-head", reply.text)
            for reply in directive.replies.all()
        ]
        if directive.outcome:
            parts.append(Part("辦結說明", "facts-head", directive.outcome))
        meeting = directive.meeting
        yield directive.pk, [Entry(meeting.level.platform_id, tuple(parts), meeting.held_on)]


def index_meeting(meeting: Meeting, document: MinutesDocument) -> None:
    """Let finalised minutes be found as `document` prints them, with what became public by them.

    That is the titles of their cases, their motions and their directives.
    """
    replace_entries(SearchKind.MINUTES, {meeting.pk: minutes_entries(meeting, document)})
    replace_entries(SearchKind.MOTION, dict(motion_entries(searchable_motions().filter(motion__meeting=meeting))))
    directives = Directive.objects.on_record().filter(meeting=meeting)
    replace_entries(SearchKind.DIRECTIVE, dict(directive_entries(directives)))
    index_cases(_cases_of(meeting))


def index_directive(pk: int) -> None:
    """Let a directive be found as it is now; one that is gone, or of a draft, is not."""
    none: dict[int, list[Entry]] = {pk: []}
    found = dict(directive_entries(Directive.objects.on_record().filter(pk=pk)))
    replace_entries(SearchKind.DIRECTIVE, none | found)


def index_motion(pk: int) -> None:
    """Let an item of a motion be found with what became of it."""
    none: dict[int, list[Entry]] = {pk: []}
    replace_entries(SearchKind.MOTION, none | dict(motion_entries(searchable_motions().filter(pk=pk))))


def _cases_of(meeting: Meeting) -> set[int]:
    """The cases that the meeting decided on, replaced or printed besides."""
    decided = meeting.changes.values_list("case", flat=True)
    related = Succession.objects.filter(change__meeting=meeting).values_list("predecessor", "successor")
    printed = ClauseItem.objects.filter(clause__group_resolution__meeting=meeting, case__isnull=False)
    return {*decided, *(pk for pair in related for pk in pair), *printed.values_list("case", flat=True)}
