"""The general resolutions of a draft (一、二…), and the sentence that opens the groups' part with its sums."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction

from meetings.drafting.editing import Seen, close_draft, ensure_section, open_draft, refuse_long, vocabulary_of
from meetings.drafting.texts import numbered, paragraphs, shown
from meetings.drafting.wordings import resolution_text, reworded_headline
from meetings.minutes import document as doc
from meetings.minutes import wording as words
from meetings.models import Meeting, Resolution, SectionKind
from meetings.record.drafts import RESOLUTIONS_PLAIN
from meetings.record.figures import figures_of
from platform_site.shared.refusals import Refusal

_BEHIND = (SectionKind.COMMON_TOPIC, SectionKind.MOTIONS, SectionKind.REMARKS, SectionKind.ADJOURNMENT)


@dataclass(frozen=True)
class ShownResolutions:
    """The general resolutions as text, one a line, and the sentence that opens the groups' part.

    `after` are those printed behind the groups. `opening` is None at a level whose minutes list no groups, `default`
    its usual sentence with the sums of now.
    """

    before: str
    after: str
    opening: str | None
    default: str

    @property
    def text(self) -> str:
        """Everything that a page shows of them."""
        return "\n".join([self.before, self.after, self.opening or ""])


def shown_resolutions(meeting: Meeting) -> ShownResolutions:
    """The resolutions of a draft as a page shows them."""
    rows = list(meeting.resolutions.all())
    at = next((index for index, row in enumerate(rows) if row.opens_groups), len(rows))
    opening = _opening(meeting, rows[at]) if at < len(rows) else None
    return ShownResolutions(
        before=_text(rows[:at]),
        after=_text(rows[at + 1 :]),
        opening=resolution_text(opening) if opening else None,
        default=resolution_text(replace(opening, wording=words.GROUPS_RESOLUTION)) if opening else "",
    )


@transaction.atomic
def write_resolutions(meeting: Meeting, before: str, after: str, opening: str | None, seen: Seen) -> Meeting:
    """Write the general resolutions, one a line, and the groups' opening sentence; None leaves that as it is.

    Numbers that were pasted are dropped: they are the system's, as are the sums in the opening sentence. An empty
    opening sentence becomes the usual one. Raises Refusal, whose fields are "before", "after" and "opening", and
    StaleRow.
    """
    meeting = open_draft(meeting, seen, lambda current: shown_resolutions(current).text)
    for text in (before, after, opening or ""):
        refuse_long(text)
    rows = list(meeting.resolutions.all())
    kept = next((row for row in rows if row.opens_groups), None)
    if kept is None and after.strip():
        raise Refusal("決議沒有儲存。", {"after": "這一層級的紀錄沒有各組決議，請把所有決議寫在上一欄。"})
    if kept is not None and opening is not None:
        _reword_opening(meeting, kept, opening)
    wordings = [row.wording for row in rows if row is not kept]
    first = numbered(paragraphs(before), wordings, "resolution")
    rest = numbered(paragraphs(after), wordings, "resolution")
    Resolution.objects.filter(pk__in=[row.pk for row in rows if row is not kept]).delete()
    if kept is not None:
        Resolution.objects.filter(pk=kept.pk).update(position=len(first) + 1)
    if first:
        ensure_section(meeting, SectionKind.RESOLUTIONS, RESOLUTIONS_PLAIN, _BEHIND)
    for position, wording in enumerate(first, 1):
        Resolution.objects.create(meeting=meeting, position=position, wording=wording)
    for position, wording in enumerate(rest, len(first) + 2):
        Resolution.objects.create(meeting=meeting, position=position, wording=wording)
    close_draft(meeting)
    return meeting


def _reword_opening(meeting: Meeting, row: Resolution, text: str) -> None:
    if text.strip():
        try:
            row.wording = reworded_headline(_opening(meeting, row), text, vocabulary_of(meeting))
        except Refusal as error:
            raise Refusal("決議沒有儲存。", {"opening": str(error)}) from None
    else:
        row.wording = words.GROUPS_RESOLUTION
    row.save(update_fields=["wording"])


def _opening(meeting: Meeting, row: Resolution) -> doc.Resolution:
    """The sentence with its sums: those it states, or the ledger's own."""
    totals = figures_of(meeting).totals
    sums = (
        (row.stated_delisted, totals.delisted),
        (row.stated_added, totals.added),
        (row.stated_ongoing, totals.remaining),
    )
    stated = [counted if fixed is None else fixed for fixed, counted in sums]
    return doc.Resolution(row.wording, doc.Headline(*(number or 0 for number in stated)))


def _text(rows: list[Resolution]) -> str:
    return "\n".join(shown(row.wording, "resolution") for row in rows)
