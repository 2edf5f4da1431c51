"""Making a draft meeting's record final: who, when, the SHA-256 of what it says, its first version and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cases.ledger.sealing import seal
from cases.ledger.writing import LedgerError, carry_forward, fix_titles, settle
from cases.matching import topic_mark
from cases.models import Case, CommonTopic, StatusChange
from cases.stuck.keeping import keep_lights_from
from groups.actors import Actor
from meetings.models import Clause, ClauseItem, Meeting, Resolution
from meetings.record.compose import compose
from meetings.record.documents import store_copies
from meetings.record.figures import MeetingFigures, counting_clauses, figures_of, keep_figures, left_over
from meetings.record.sealing import MEETINGS
from meetings.record.versions import Edition, edition_of, write_version
from platform_site.shared.roc import roc_datetime

TopicLink = Case.common_topics.through


Answers = list[dict[str, Any]]


def no_checklist(meeting: Meeting) -> Answers:
    """For what was finalised elsewhere and is only recorded here."""
    return []


def who_finalised(meeting: Meeting) -> str:
    """A sentence for those who come to finalise a meeting that is final: who did it and when."""
    return f"{meeting}已由{meeting.finalised_by_name}於{roc_datetime(meeting.finalised_at)}定稿。"


@dataclass(frozen=True)
class Preview:
    """What finalising a draft would fix: its figures, its text and the SHA-256 that the footer will print."""

    figures: MeetingFigures
    text: str
    sha256: str


def preview(meeting: Meeting) -> Preview:
    """The draft as it would be fixed now."""
    figures = figures_of(meeting)
    edition = Edition(meeting, compose(meeting, figures))
    return Preview(figures, edition.text, edition.sha256)


def finalise_as_shown(
    meeting: Meeting, shown: str, actor: Actor, checklist: Callable[[Meeting], Answers] = no_checklist
) -> Meeting:
    """Make final what somebody was shown as `preview(meeting).sha256`; LedgerError where it has changed since."""
    return finalise(meeting, actor, shown=shown, checklist=checklist)


def finalise(
    meeting: Meeting,
    actor: Actor,
    *,
    shown: str | None = None,
    checklist: Callable[[Meeting], Answers] = no_checklist,
) -> Meeting:
    """Make `meeting` final and return it.

    Raises LedgerError where it is final already or says nothing yet, an earlier draft is open, two clauses of a
    group leave their number to the ledger, or its content is no longer the one with the SHA-256 `shown`. Numbers that
    the draft left to the ledger, and the titles its cases have now, are fixed first: what changes elsewhere later must
    not change what this meeting printed. From then on database triggers refuse every change of its rows.

    `checklist` is asked in the same transaction, with the meeting locked; what it returns is kept with the version,
    what it raises leaves the meeting a draft.

    The files are made and on the disk before anything is locked. Where the rows turn out to say something else they
    are made again; a row never stands without its file, whatever happens in between.
    """
    meeting = Meeting.objects.get(pk=meeting.pk)
    _refuse_what_cannot_be_final(meeting)
    now = timezone.now()
    edition = Edition(meeting, compose(meeting), 1, made_by_name=actor.name, made_at=now)
    files = store_copies(edition) if shown in (None, edition.sha256) else []
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        _refuse_what_cannot_be_final(meeting)
        answers = checklist(meeting)
        carry_forward(meeting, actor)
        _fix_stated_numbers(meeting, figures_of(meeting))
        fix_titles(meeting)
        attach_topics(meeting)
        fixed = Edition(meeting, compose(meeting), 1, made_by_name=actor.name, made_at=now)
        if shown not in (None, fixed.sha256):
            raise LedgerError(f"{meeting}的內容在您確認期間已有更動，尚未定稿。請重新檢視下列內容後再確認。")
        meeting.content_sha256 = fixed.sha256
        meeting.state = Meeting.State.FINALISED
        meeting.finalised_at = now
        meeting.finalised_by = actor.user
        meeting.finalised_by_name = actor.name
        meeting.version += 1
        meeting._change_reason = "定稿"  # type: ignore[attr-defined]  # Read by simple_history.
        meeting.save()
        settle(meeting)
        keep_figures(meeting)
        keep_lights_from(meeting.pk)
        seal(MEETINGS, meeting, actor, now)
        if not files or fixed.sha256 != edition.sha256:
            files = store_copies(fixed)
        write_version(fixed, files, actor, answers)
    return meeting


def add_missing_version(meeting: Meeting, actor: Actor) -> bool:
    """Give finalised minutes without a version, from before there were any, their first; whether one was missing.

    Raises LedgerError where the rows no longer say what was finalised.
    """
    if not meeting.is_final or meeting.versions.exists():
        return False
    edition = edition_of(meeting)
    if edition.sha256 != meeting.content_sha256:
        raise LedgerError(f"{meeting}的紀錄內容與定稿時的 SHA-256 不符，無法建立版本。請先以 verify_ledger 查明。")
    write_version(edition, store_copies(edition), actor)
    return True


def _refuse_what_cannot_be_final(meeting: Meeting) -> None:
    if sentence := why_not_final(meeting):
        raise LedgerError(sentence)


def why_not_final(meeting: Meeting) -> str:
    """The sentence that says why the meeting cannot be finalised at all, "" where it can."""
    if meeting.is_final:
        return who_finalised(meeting)
    if earlier_draft := _earlier_draft(meeting):
        return f"{earlier_draft}尚未定稿。請先將前面的會議定稿，本次的承接案數才會固定。"
    if not meeting.sections.exists():
        return f"{meeting}還沒有紀錄內容，無法定稿。請先建立章節。"
    return ""


def _earlier_draft(meeting: Meeting) -> Meeting | None:
    """A draft that this meeting's rows and numbers go on from: of its level, or of any that decided on cases before."""
    drafts = Meeting.objects.drafts().filter(level__platform=meeting.level.platform_id)
    deciding = StatusChange.objects.filter(meeting=OuterRef("pk")).exclude(printed_title="")
    return (
        (
            drafts.filter(level=meeting.level_id, group=meeting.group_id, number__lt=meeting.number)
            | drafts.before(meeting.timeline_key).filter(Exists(deciding))
        )
        .in_order()
        .first()
    )


def attach_topics(meeting: Meeting) -> None:
    """Group the cases by the common topics that the minutes give them, with a version in each one's history.

    A topic is given by a mark in or behind a case's title, 「…(共同議題—「…」)」, or by a note that names it and
    mentions the case. A draft binds nobody, so this waits until the meeting is final.
    """
    clauses = Clause.objects.filter(group_resolution__meeting=meeting)
    items = ClauseItem.objects.filter(clause__in=clauses, case__isnull=False)
    printed = [
        *meeting.changes.exclude(printed_title="").values_list("case", "printed_title", "items__after"),
        *items.values_list("case", "text", "after"),
    ]
    marks = [(topic_mark(title) or topic_mark(after or ""), case) for case, title, after in printed]
    topics = dict(CommonTopic.objects.filter(name__in={name for name, _ in marks}).values_list("name", "pk"))
    for name in dict.fromkeys(name for name, _ in marks if name and name not in topics):
        topics[name] = CommonTopic.objects.create(name=name).pk
    given = {(topics[name], case) for name, case in marks if name}
    given |= set(clauses.filter(topic__isnull=False, mentions__isnull=False).values_list("topic", "mentions"))
    given -= set(TopicLink.objects.filter(case__in={case for _, case in given}).values_list("commontopic", "case"))
    TopicLink.objects.bulk_create(TopicLink(commontopic_id=topic, case_id=case) for topic, case in sorted(given))
    changed = Case.objects.in_bulk({case for _, case in given})
    versions = Case.history.bulk_history_create(
        changed.values(), update=True, default_change_reason=f"{meeting}共同議題"
    )
    version_of = {version.id: version for version in versions}
    TopicVersion = apps.get_model("cases", "HistoricalCase_common_topics")
    TopicVersion.objects.bulk_create(
        TopicVersion(
            history=version_of[link.case_id], id=link.pk, case_id=link.case_id, commontopic_id=link.commontopic_id
        )
        for link in TopicLink.objects.filter(case__in=changed)
    )


def _fix_stated_numbers(meeting: Meeting, figures: MeetingFigures) -> None:
    tallies = {group.group: group for group in figures.groups}
    for resolution in meeting.group_resolutions.select_related("group").prefetch_related("clauses"):
        counting = counting_clauses(resolution.clauses.all())
        left = [clause for clause in counting if clause.stated_count is None]
        if len(left) > 1:
            raise LedgerError(
                f"{resolution.group}有{len(left)}條「持續列管」都未填載明案數，無從分配。"
                "請填入其中的案數，最多留一條由系統計算，再定稿。"
            )
        for clause in left:
            clause.stated_count = left_over(tallies[resolution.group.name], counting)
            clause.save(update_fields=["stated_count"])
    headlines = Resolution.objects.filter(meeting=meeting, stated_ongoing__isnull=True, wording__contains="{ongoing")
    for headline in headlines:
        headline.stated_ongoing = figures.totals.remaining
        headline.save(update_fields=["stated_ongoing"])
