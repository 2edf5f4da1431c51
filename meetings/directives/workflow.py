"""The life of a directive: confirmed out of a meeting's sentences, answered by groups, closed by the secretariat.

Views and the loader call these functions and nothing else writes the rows. None of it touches the minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from groups.actors import Actor
from groups.models import IssueGroup
from groups.permissions import is_secretariat, liaison_groups
from meetings.directives.sentences import Sentence, sentence_key
from meetings.models import (
    Directive,
    DirectiveKind,
    DirectiveReply,
    DirectiveState,
    Meeting,
    RejectedSentence,
)
from meetings.models.directives import REPLY_LIMIT, DirectiveQuerySet
from meetings.search.sources import index_directive
from platform_site.shared.locking.versions import locked
from platform_site.shared.refusals import Refusal

LAST_NUMBER = 999
# Sentences are unique by an index, and PostgreSQL's holds 2,704 bytes, some 900 Chinese characters.
SENTENCE_LIMIT = 800
PHRASE_LIMIT = 60


class DirectiveError(Refusal):
    """A step of a directive that is refused."""


@dataclass(frozen=True)
class DirectiveContent:
    """What a person decides of a directive; no `groups` means all of them."""

    kind: str
    groups: Sequence[IssueGroup] = ()
    due_number: int | None = None


def problems(content: DirectiveContent, meeting: Meeting) -> dict[str, str]:
    """What is wrong, as {field: Chinese sentence}; empty where all is well."""
    found = {}
    if content.kind not in DirectiveKind.values:
        found["kind"] = "請選擇類別。"
    if any(group.platform_id != meeting.level.platform_id for group in content.groups):
        found["groups"] = f"選到的小組不屬於{meeting.level.platform}，請重新選擇。"
    due = content.due_number
    if due is not None and not meeting.number < due <= LAST_NUMBER:
        found["due_number"] = f"應回復的次別須在第{meeting.number}次之後（至多第{LAST_NUMBER}次）；沒有期限請留白。"
    return found


@transaction.atomic
def confirm(
    meeting: Meeting, sentence: Sentence, content: DirectiveContent, actor: Actor, *, phrase: str = ""
) -> Directive:
    """Make a sentence of the meeting's minutes a directive, and return it.

    Raises DirectiveError where the content is wrong or the sentence is one already. A rejection of it is taken back.
    """
    _refuse_wrong(content, meeting)
    _refuse_long(sentence)
    _lock_meeting(meeting)
    if known := _same(list(meeting.directives.all()), sentence):
        raise DirectiveError(f"這句話已由{known.confirmed_by_name}列為主席指示，請重新整理後檢視。")
    for rejected in list(meeting.rejected_sentences.all()):
        if sentence_key(rejected.sentence) == sentence.key:
            rejected.delete()
    directive = Directive.objects.create(
        meeting=meeting,
        kind=content.kind,
        sentence=one_line(sentence.text),
        anchor=sentence.anchor,
        said_by=sentence.speaker,
        phrase=phrase[:PHRASE_LIMIT],
        due_number=content.due_number,
        confirmed_by_name=actor.name,
    )
    directive.groups.set(content.groups)
    index_directive(directive.pk)
    return directive


@transaction.atomic
def change(directive: Directive, content: DirectiveContent, *, version: int | None) -> Directive:
    """Change kind, groups and due meeting. Raises DirectiveError or StaleRow."""
    _refuse_wrong(content, directive.meeting)
    current = _locked(directive, version)
    current.kind, current.due_number = content.kind, content.due_number
    current.version += 1
    current.save()
    current.groups.set(content.groups)
    index_directive(current.pk)
    return current


@transaction.atomic
def remove(directive: Directive, *, version: int | None) -> None:
    """Take a directive off the list again, with its history kept: one that was confirmed by mistake.

    Raises DirectiveError where a group has replied to it: such a one is closed with a reason.
    """
    current = _locked(directive, version)
    if current.replies.exists():
        raise DirectiveError("已有小組回復辦理情形，不可移除；請改以「不再追蹤」結案並說明原因。")
    pk = current.pk
    current.delete()
    index_directive(pk)


@transaction.atomic
def reject(meeting: Meeting, sentence: Sentence, actor: Actor) -> None:
    """Note that a sentence is no directive, so that it is not proposed again.

    Raises DirectiveError where it is one already.
    """
    _refuse_long(sentence)
    _lock_meeting(meeting)
    if known := _same(list(meeting.directives.all()), sentence):
        raise DirectiveError(f"這句話已由{known.confirmed_by_name}列為主席指示，不可再判定為不列入。")
    text = one_line(sentence.text)
    RejectedSentence.objects.get_or_create(meeting=meeting, sentence=text, defaults={"rejected_by_name": actor.name})


@transaction.atomic
def take_rejection_back(meeting: Meeting, sentence: Sentence) -> None:
    """Let a rejected sentence be proposed again. Does nothing where it is not rejected."""
    for rejected in meeting.rejected_sentences.all():
        if sentence_key(rejected.sentence) == sentence.key:
            rejected.delete()


@transaction.atomic
def reply(directive: Directive, group: IssueGroup | None, text: str, actor: Actor) -> DirectiveReply:
    """Add what a group did, or the secretariat where `group` is None. Replies are never changed afterwards."""
    if not text.strip():
        raise DirectiveError("尚未送出。", {"text": "請填寫辦理情形。"})
    if len(text) > REPLY_LIMIT:
        raise DirectiveError("尚未送出。", {"text": f"最多 {REPLY_LIMIT:,} 字，目前 {len(text):,} 字，請刪減。"})
    current = Directive.objects.select_for_update(of=("self",)).order_by("pk").filter(pk=directive.pk).first()
    if current is None:
        raise DirectiveError("這項指示已被移除，無法回復。")
    if not directive.meeting.is_final:
        raise DirectiveError(f"{directive.meeting}紀錄尚未定稿，定稿後才開始回復。")
    if not current.is_open:
        raise DirectiveError(
            f"這項指示目前是「{current.get_state_display()}」，不再收受辦理情形；請洽幕僚單位恢復追蹤。"
        )
    added = DirectiveReply.objects.create(
        directive=current, group=group, text=text.strip(), actor=actor.user, actor_name=actor.name
    )
    index_directive(current.pk)
    return added


@transaction.atomic
def close(directive: Directive, state: str, outcome: str, *, version: int | None) -> Directive:
    """Close a directive as done or dropped, with a sentence of what came of it. Raises DirectiveError or StaleRow."""
    found = {}
    if state not in (DirectiveState.DONE, DirectiveState.DROPPED):
        found["state"] = "請選擇已辦結或不再追蹤。"
    if not outcome.strip():
        found["outcome"] = "請說明辦理結果或不再追蹤的原因。"
    elif len(outcome) > REPLY_LIMIT:
        found["outcome"] = f"最多 {REPLY_LIMIT:,} 字，目前 {len(outcome):,} 字，請刪減。"
    if found:
        raise DirectiveError("尚未結案。", found)
    current = _locked(directive, version)
    if not current.is_open:
        raise DirectiveError(f"這項指示已經是「{current.get_state_display()}」。")
    return _into(current, state, outcome.strip())


@transaction.atomic
def reopen(directive: Directive, *, version: int | None) -> Directive:
    """Follow a closed directive up again; what it was closed with stays in its history."""
    current = _locked(directive, version)
    if current.is_open:
        raise DirectiveError("這項指示仍在辦理中，無須恢復。")
    return _into(current, DirectiveState.OPEN, "")


def due_at(meeting: Meeting) -> DirectiveQuerySet:
    """The open directives to be reported at a meeting: of earlier, finalised meetings of its level and group.

    Those due by it and those without a date, the oldest first.
    """
    earlier = Meeting.objects.finalised().before(meeting.timeline_key)
    return (
        Directive.objects.open()
        .filter(Q(due_number__isnull=True) | Q(due_number__lte=meeting.number), meeting__in=earlier)
        .filter(meeting__level=meeting.level_id, meeting__group=meeting.group_id)
        .order_by("meeting__held_on", "meeting__sequence", "pk")
        .with_all()
    )


def due_for(user: User) -> DirectiveQuerySet:
    """The open directives that a person's home page lists: a liaison's own groups' and everybody's, else all."""
    rows = Directive.objects.open().on_record().order_by("-meeting__held_on", "-meeting__sequence", "pk").with_all()
    own = [] if is_secretariat(user) else liaison_groups(user)
    if own:
        rows = rows.filter(Q(groups__in=own) | Q(groups__isnull=True, meeting__level__platform__in=_platforms(own)))
    return rows.distinct()


def replying_groups(user: User, directive: Directive) -> list[IssueGroup]:
    """The groups in whose name the person may reply: those it is for, of which the person is a liaison.

    The secretariat replies for any of them.
    """
    wanted = list(directive.groups.all()) or list(
        IssueGroup.objects.filter(platform=directive.meeting.level.platform_id)
    )
    if is_secretariat(user):
        return wanted
    own = {group.pk for group in liaison_groups(user)}
    return [group for group in wanted if group.pk in own]


def one_line(text: str) -> str:
    """A sentence as it is stored: every run of white space as one space."""
    return " ".join(text.split())


def _platforms(groups: Sequence[IssueGroup]) -> set[int]:
    return {group.platform_id for group in groups}


def _same(directives: Sequence[Directive], sentence: Sentence) -> Directive | None:
    return next((one for one in directives if sentence_key(one.sentence) == sentence.key), None)


def _refuse_wrong(content: DirectiveContent, meeting: Meeting) -> None:
    if found := problems(content, meeting):
        raise DirectiveError(f"有 {len(found)} 處須補正，尚未儲存。", found)


def _refuse_long(sentence: Sentence) -> None:
    length = len(one_line(sentence.text))
    if length > SENTENCE_LIMIT:
        raise DirectiveError(
            f"這句話有{length:,}字，超過{SENTENCE_LIMIT}字；請先在紀錄中以句號或分號斷句，再列為主席指示。"
        )


def _lock_meeting(meeting: Meeting) -> None:
    """Two people who confirm the same sentence come one after the other."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def _locked(directive: Directive, version: int | None) -> Directive:
    return locked(Directive.objects.select_related("meeting__level", "meeting__group"), directive.pk, version)


def _into(directive: Directive, state: str, outcome: str) -> Directive:
    directive.state, directive.outcome = state, outcome
    directive.version += 1
    directive.save()
    index_directive(directive.pk)
    return directive
