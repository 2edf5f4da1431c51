"""Comments on paragraphs of a draft: writing them, answering them, and where they stand on the present draft.

A comment is kept as it was written, with the paragraph as it was then. The secretariat settles it once: by an answer,
or by taking it over. Taking over says that the draft is to follow; the minutes are changed by hand where they are
edited, never from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from groups.actors import Actor, actor_of
from groups.models import City, Membership
from groups.permissions import is_secretariat
from meetings.circulation.reading import Draft, Piece, difference, draft_of
from meetings.circulation.refusals import CirculationError
from meetings.circulation.rounds import lock_draft, lock_open_round, reviewer_in
from meetings.minutes.render import Block
from meetings.models import Circulation, Meeting, ReviewComment
from meetings.models.circulation import COMMENT_LIMIT
from platform_site.shared.locking.versions import StaleRow, require_version

NOT_ASKED = "您不在這一次確認的審閱者名單中，不能提出意見；需要時請洽幕僚單位。"
# The kinds of paragraph whose words are typed.
PLAIN_TEXTS = frozenset({"resolution", "motion", "paragraph"})
PARAGRAPH_CHANGED = "這一段在您填寫期間已更動，意見尚未送出。請核對現在的內容，再送出一次。"
PARAGRAPH_GONE = "這一段在您填寫期間已從草稿移除，意見尚未送出。請複製內容，改填在其他段落。"


@dataclass(frozen=True)
class Written:
    """What somebody typed at a paragraph: its anchor, the mark of the text they saw there, comment and suggestion."""

    anchor: str
    mark: str
    text: str
    suggested: str = ""


@dataclass(frozen=True)
class ShownComment:
    """A comment with the paragraph that it is about as it stands now; None where that is gone."""

    comment: ReviewComment
    present: Block | None

    @property
    def is_changed(self) -> bool:
        """Whether the paragraph does not read as it did when it was commented."""
        return self.present is None or self.present.text != self.comment.quoted

    @property
    def change(self) -> list[Piece]:
        """What changed in the paragraph since."""
        return difference(self.comment.quoted, self.present.text) if self.present else []

    @property
    def suggestion(self) -> list[Piece]:
        """What the suggested text would change: in the paragraph as it stands, or as it was where that is gone."""
        if not self.comment.suggested:
            return []
        return difference(self.present.text if self.present else self.comment.quoted, self.comment.suggested)

    @property
    def is_plain_text(self) -> bool:
        """Whether the paragraph is a text of its own; others are made of rows: titles, counts, names, dates."""
        return self.present is not None and self.present.kind in PLAIN_TEXTS

    @property
    def is_followed(self) -> bool:
        """Whether the paragraph reads as suggested now."""
        return self.present is not None and self.present.text == self.comment.suggested


@transaction.atomic
def write(meeting: Meeting, written: Sequence[Written], author: User) -> list[ReviewComment]:
    """Keep what a reviewer or the secretariat typed, all of it or nothing; returns the comments.

    Raises CirculationError where no round is going on, the author was not asked, or nothing was typed; its `fields`
    has a sentence for the anchor of every comment that is wrong or whose paragraph changed since it was seen.
    """
    circulation = lock_open_round(meeting)
    reviewer = reviewer_in(circulation, author)
    if reviewer is None and not is_secretariat(author):
        raise CirculationError(NOT_ASKED)
    if not written:
        raise CirculationError("尚未填寫任何意見。請在要提意見的段落填寫後再送出。")
    draft = draft_of(meeting)
    seen = {row.anchor: draft.seen_as(row.anchor, row.mark) for row in written}
    wrong = {row.anchor: sentence for row in written if (sentence := _what_is_wrong(row, draft, seen[row.anchor]))}
    if wrong:
        raise CirculationError("意見沒有送出，請依段落旁的說明處理；您輸入的內容都還在。", wrong)
    city = reviewer.city if reviewer else city_of(author, meeting)
    return [_keep(circulation, block, row, author, city) for row in written if (block := seen[row.anchor])]


def _what_is_wrong(row: Written, draft: Draft, seen: Block | None) -> str:
    if seen is None:
        return PARAGRAPH_CHANGED if row.anchor in draft.paragraphs else PARAGRAPH_GONE
    if not row.text.strip():
        return "請在「意見」寫一句說明，建議文字才看得出用意。"
    for label, text in (("意見", row.text), ("建議文字", row.suggested)):
        if len(text) > COMMENT_LIMIT:
            return f"「{label}」最多 {COMMENT_LIMIT:,} 字，目前 {len(text):,} 字，請刪減。"
    return "建議文字與這一段現在的內容相同，請修改或留白。" if row.suggested.strip() == seen.text else ""


def _keep(circulation: Circulation, block: Block, row: Written, author: User, city: City | None) -> ReviewComment:
    return ReviewComment.objects.create(
        circulation=circulation,
        anchor=block.key,
        quoted=block.text,
        text=row.text.strip(),
        suggested=row.suggested.strip(),
        author=author,
        author_name=actor_of(author).name,
        city=city,
    )


def city_of(user: User, meeting: Meeting) -> City | None:
    """The city that a user belongs to on the meeting's platform, the first one of several."""
    members = Membership.objects.filter(user=user, city__platform=meeting.level.platform_id).select_related("city")
    member = members.order_by("city__order").first()
    return member.city if member else None


def answer(comment: ReviewComment, text: str, actor: Actor, *, version: int | None) -> ReviewComment:
    """Settle a comment by an answer, which is required. Raises CirculationError or StaleRow."""
    return _settle(comment, ReviewComment.State.ANSWERED, text, actor, version)


def take_over(comment: ReviewComment, text: str, actor: Actor, *, version: int | None) -> ReviewComment:
    """Settle a comment by taking it over, with an answer or without. Raises CirculationError or StaleRow."""
    return _settle(comment, ReviewComment.State.TAKEN_OVER, text, actor, version)


@transaction.atomic
def _settle(comment: ReviewComment, state: str, text: str, actor: Actor, version: int | None) -> ReviewComment:
    lock_draft(comment.circulation.meeting)
    current = ReviewComment.objects.select_for_update().order_by("pk").get(pk=comment.pk)
    if current.state != ReviewComment.State.OPEN:
        raise StaleRow(current, settled_already(current))
    require_version(current, version)
    if state == ReviewComment.State.ANSWERED and not text.strip():
        raise CirculationError("沒有儲存。", {"answer": "請填寫回復；不採納時請說明理由。"})
    if len(text) > COMMENT_LIMIT:
        raise CirculationError("沒有儲存。", {"answer": f"最多 {COMMENT_LIMIT:,} 字，目前 {len(text):,} 字，請刪減。"})
    current.state = state
    current.answer = text.strip()
    current.answered_by_name = actor.name
    current.answered_at = timezone.now()
    current.version += 1
    current.save(update_fields=["state", "answer", "answered_by_name", "answered_at", "version"])
    return current


def settled_already(comment: ReviewComment) -> str:
    """The sentence for the second of two who settle the same comment."""
    how = "採納" if comment.state == ReviewComment.State.TAKEN_OVER else "回復"
    return (
        f"這則意見已由{comment.answered_by_name}{how}，每則意見只處理一次，這次沒有儲存。"
        "您輸入的內容仍在下方，可複製後以新的意見補充。"
    )


def comments_of(meeting: Meeting) -> QuerySet[ReviewComment]:
    """Every comment of every round of a meeting, in the order in which they were written."""
    rows = ReviewComment.objects.filter(circulation__meeting=meeting)
    return rows.select_related("circulation__meeting", "city").order_by("written_at", "pk")


def shown(comments: Sequence[ReviewComment] | QuerySet[ReviewComment], draft: Draft) -> list[ShownComment]:
    """The comments with the paragraphs that they are about on the present draft."""
    return [ShownComment(comment, draft.present(comment.anchor, comment.quoted)) for comment in comments]
