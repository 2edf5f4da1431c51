"""臨時動議: who raised which titles, what was decided on each, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F

from groups.models import City, IssueGroup
from meetings.drafting.editing import Seen, close_draft, ensure_section, open_draft, refuse_long, remove_section
from meetings.drafting.texts import head_of, squashed, titles_in
from meetings.drafting.wordings import motion_text, reworded_motion
from meetings.minutes import document as doc
from meetings.minutes import wording as words
from meetings.minutes.document import Title
from meetings.minutes.render import title_runs
from meetings.minutes.wording import escape
from meetings.models import Meeting, Motion, MotionItem, MotionOutcome, SectionKind
from platform_site.shared.refusals import Refusal

Disposition = MotionOutcome.Disposition
TITLE_LIMIT = 200
MOST_TITLES = 50
NUMBER = "{n}、"
_BEFORE = (SectionKind.REMARKS, SectionKind.ADJOURNMENT)


@dataclass(frozen=True)
class Decided:
    """What was decided on an item: one of the dispositions, and the group that it goes to."""

    disposition: str = Disposition.REFERRED
    group: IssueGroup | None = None


@dataclass(frozen=True)
class TypedMotion:
    """A motion as typed. `titles` are one a line; `each` holds what differs for single ones, by title.

    An empty `sentence`, or the usual one as it was shown (`usual`), means the usual one for what was decided.
    """

    proposer: City | None
    titles: str
    decided: Decided = Decided()
    each: tuple[tuple[str, Decided], ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class ShownMotion:
    """A motion as a page shows it."""

    pk: int
    proposer: City | None
    titles: tuple[str, ...]
    outcomes: tuple[Decided | None, ...]
    sentence: str
    is_usual: bool

    @property
    def text(self) -> str:
        """Everything that a page shows of it, for comparison."""
        decided = [f"{one.disposition}{one.group}" if one else "" for one in self.outcomes]
        return "\n".join([str(self.proposer or ""), *self.titles, *decided, self.sentence])


def shown_motions(meeting: Meeting) -> list[ShownMotion]:
    """The motions of a draft in their order."""
    rows = meeting.motions.select_related("proposer").prefetch_related("items__outcome__group")
    return [_shown(meeting, row) for row in rows]


def motions_text(meeting: Meeting, pk: int | None = None) -> str:
    """What a page shows of one motion, or of all where none is named."""
    return "\n".join(motion.text for motion in shown_motions(meeting) if pk in (None, motion.pk))


@transaction.atomic
def write_motion(meeting: Meeting, typed: TypedMotion, seen: Seen, pk: int | None = None) -> Motion:
    """Write a motion, a new one without `pk`, and return it; the section is added with the first.

    Each item gets its MotionOutcome. Raises Refusal, whose fields are "proposer", "titles" and "sentence", and
    StaleRow.
    """
    meeting = open_draft(meeting, seen, lambda current: motions_text(current, pk) if pk else "")
    refuse_long(typed.titles + typed.sentence)
    titles = _titles(typed)
    row = meeting.motions.filter(pk=pk).first() if pk else None
    if pk and row is None:
        raise Refusal("這項臨時動議已被他人刪除；請複製需要的內容後重新整理。")
    former = _shown(meeting, row) if row else None
    if row is None:
        row = Motion(meeting=meeting, position=meeting.motions.count() + 1)
    row.proposer = typed.proposer
    each = dict(typed.each)
    decided = [each.get(title, typed.decided) for title in titles]
    keeps_sentence = former is not None and squashed(typed.sentence) == squashed(former.sentence)
    if not typed.sentence.strip() or (former and former.is_usual and keeps_sentence):
        row.wording = head_of(row.wording) + usual_wording(meeting, titles, decided)
        row.joiner, row.last_joiner = "、", "及"
        order = titles
    elif former and keeps_sentence:
        # Written by hand before and not touched now: titles and proposer follow their fields.
        _refuse_other_end(former, dict(zip(titles, decided, strict=True)))
        order = titles
    else:
        order = _reword(row, titles, typed.sentence)
    row.save()
    _write_items(row, order, dict(zip(titles, decided, strict=True)))
    _fit(meeting)
    close_draft(meeting)
    return row


@transaction.atomic
def delete_motion(meeting: Meeting, pk: int, seen: Seen) -> None:
    """Take a motion out; with the last one the section goes. Raises Refusal and StaleRow."""
    meeting = open_draft(meeting, seen, lambda current: motions_text(current, pk))
    meeting.motions.filter(pk=pk).delete()
    for position, row in enumerate(meeting.motions.order_by("position"), 1):
        Motion.objects.filter(pk=row.pk).update(position=position)
    _fit(meeting)
    close_draft(meeting)


def usual_wording(meeting: Meeting, titles: Sequence[str], decided: Sequence[Decided]) -> str:
    """The sentence for what was decided, after the first meeting's; where items differ each is named again."""
    ends = list(dict.fromkeys(decided))
    if len(ends) <= 1:
        return words.motion(len(titles), escape(_end(meeting, ends[0] if ends else Decided())) + "。")
    parts = []
    for end in ends:
        named = [title for title, one in zip(titles, decided, strict=True) if one == end]
        listed = "".join(run.text for run in title_runs(tuple(map(Title, named)), ("、", "及")))
        parts.append(f"{listed}{_end(meeting, end)}")
    return words.motion(len(titles), escape("；".join(parts)) + "。")


def usual_example(meeting: Meeting) -> str:
    """The usual sentence with made-up titles, so that a page can say what it is."""
    titles = tuple(map(Title, ("甲案", "乙案")))
    wording = usual_wording(meeting, [title.text for title in titles], [Decided()] * 2)
    return motion_text(doc.Motion(wording, "○○市政府", len(titles), titles))


def _end(meeting: Meeting, decided: Decided) -> str:
    if decided.disposition == Disposition.REFERRED:
        level = meeting.level.name.removesuffix("會議")
        return f"請先提至{decided.group or '議題小組'}討論，有共識後再提到{level}會議討論"
    if decided.disposition == Disposition.ADOPTED:
        return "同意辦理"
    return "緩議" if decided.disposition == Disposition.DEFERRED else "不予採納"


def _titles(typed: TypedMotion) -> list[str]:
    titles = titles_in(typed.titles)
    twice = next((title for title in titles if titles.count(title) > 1), "")
    long = next((title for title in titles if len(title) > TITLE_LIMIT), "")
    if typed.proposer is None:
        raise Refusal("臨時動議沒有儲存。", {"proposer": "請選擇提案市。"})
    if not titles:
        raise Refusal("臨時動議沒有儲存。", {"titles": "請輸入提議案名，一行一案。"})
    if len(titles) > MOST_TITLES:
        raise Refusal(
            "臨時動議沒有儲存。", {"titles": f"一項動議最多{MOST_TITLES}案，目前{len(titles)}案，請分開登錄。"}
        )
    if twice:
        raise Refusal("臨時動議沒有儲存。", {"titles": f"「{twice}」重複了，請刪去一個。"})
    if long:
        raise Refusal(
            "臨時動議沒有儲存。", {"titles": f"「{long[:20]}…」有{len(long)}字，案名最多{TITLE_LIMIT}字，請縮短。"}
        )
    return titles


def _refuse_other_end(former: ShownMotion, decided: dict[str, Decided]) -> None:
    """Raise Refusal where another decision is chosen for a title and the sentence written by hand says the old one."""
    changed = [
        title
        for title, before in zip(former.titles, former.outcomes, strict=True)
        if before and decided.get(title, before) != before
    ]
    if changed:
        message = f"「{changed[0]}」的處理方式改了，這一句還是原來的；請一併修改，或清空這一欄改用預設文字。"
        raise Refusal("臨時動議沒有儲存。", {"sentence": message})


def _reword(row: Motion, titles: list[str], sentence: str) -> list[str]:
    """Give the motion the wording of the typed sentence; returns the titles in the order that it has them in."""
    known = {item.text: item for item in row.items.all()} if row.pk else {}
    printed = tuple(
        Title(title, item.quoted, item.before, item.after) if (item := known.get(title)) else Title(title)
        for title in titles
    )
    government = row.proposer.government_name if row.proposer else ""
    expected = doc.Motion(head_of(row.wording) + "{titles}", government, None, printed, (row.joiner, row.last_joiner))
    try:
        read = reworded_motion(expected, sentence)
    except Refusal as error:
        raise Refusal("臨時動議沒有儲存。", {"sentence": str(error)}) from None
    row.wording, (row.joiner, row.last_joiner) = read.wording, read.joiners
    return [title.text for title in read.titles]


def _write_items(row: Motion, titles: Sequence[str], decided: dict[str, Decided]) -> None:
    """The items in the order given; one that stays keeps its row, with what became of it later."""
    kept = {item.text: item for item in row.items.all()}
    row.items.exclude(text__in=titles).delete()
    row.items.update(position=F("position") + 1000)
    for position, title in enumerate(titles, 1):
        item = kept.get(title) or MotionItem(motion=row, text=title)
        item.position = position
        item.save()
        _decide(item, decided[title])


def _decide(item: MotionItem, decided: Decided) -> None:
    """What was decided on an item; what became of it later stays."""
    row = MotionOutcome.objects.select_for_update(of=("self",)).filter(item=item).order_by("pk").first()
    if row is None:
        MotionOutcome.objects.create(item=item, disposition=decided.disposition, group=decided.group)
    elif Decided(row.disposition, row.group) != decided:
        row.disposition, row.group, row.version = decided.disposition, decided.group, row.version + 1
        row.save()


def _fit(meeting: Meeting) -> None:
    """The section is there while there are motions, and several are numbered."""
    rows = list(meeting.motions.order_by("position"))
    section = meeting.sections.filter(kind=SectionKind.MOTIONS).first()
    if rows:
        ensure_section(meeting, SectionKind.MOTIONS, words.MOTIONS, _BEFORE)
    elif section is not None:
        remove_section(section)
    for row in rows:
        if len(rows) > 1 and not head_of(row.wording):
            row.wording = NUMBER + row.wording
            row.save(update_fields=["wording"])
        elif len(rows) == 1 and head_of(row.wording) == NUMBER:
            row.wording = row.wording.removeprefix(NUMBER)
            row.save(update_fields=["wording"])


def _shown(meeting: Meeting, row: Motion) -> ShownMotion:
    items = list(row.items.all())
    titles = tuple(item.text for item in items)
    outcomes = tuple(_outcome(item) for item in items)
    printed = tuple(Title(item.text, item.quoted, item.before, item.after) for item in items)
    motion = doc.Motion(
        row.wording,
        row.proposer.government_name if row.proposer else "",
        len(items),
        printed,
        (row.joiner, row.last_joiner),
    )
    usual = usual_wording(meeting, titles, [one or Decided() for one in outcomes])
    return ShownMotion(
        pk=row.pk,
        proposer=row.proposer,
        titles=titles,
        outcomes=outcomes,
        sentence=motion_text(motion),
        is_usual=motion_text(motion) == motion_text(replace(motion, wording=head_of(row.wording) + usual)),
    )


def _outcome(item: MotionItem) -> Decided | None:
    found: MotionOutcome | None = getattr(item, "outcome", None)
    return Decided(found.disposition, found.group) if found else None
