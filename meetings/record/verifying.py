"""Proof that nothing cached has drifted from the ledger, and that finalised records still say what they said."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from cases.ledger.writing import stale_statuses
from cases.models import GOING_ON, Case, CaseTitle, StatusChange
from cases.normalising import normalise_title
from meetings.models import Meeting, MeetingLevel, MotionItem
from meetings.record.compose import compose
from meetings.record.figures import figures_of_level
from meetings.record.finalising import content_sha256
from platform_site.shared import triggers


def verify_ledger() -> Iterator[str]:
    """Yield a Chinese sentence per drift: cached status, normalised titles, carried rows, hashes, triggers."""
    yield from _statuses()
    yield from _normalised()
    yield from _carried_rows()
    yield from _hashes()
    yield from _triggers()


def _statuses() -> Iterator[str]:
    for status, case_ids in stale_statuses(Case.objects.all()).items():
        for case in Case.objects.filter(pk__in=case_ids):
            yield f"合作案 {case.pk}「{case.title}」快取狀態為「{case.status}」，帳冊最近一筆為「{status}」。"


def _normalised() -> Iterator[str]:
    for model, source, stored in (
        (Case, "title", "normalised_title"),
        (CaseTitle, "title", "normalised_title"),
        (MotionItem, "text", "normalised_text"),
    ):
        for pk, text, normalised in model.objects.values_list("pk", source, stored).iterator():
            if normalise_title(text) != normalised:
                yield f"{model._meta.verbose_name} {pk}「{text}」的比對用案名未更新。"


def _carried_rows() -> Iterator[str]:
    """Rule 6: every case tracked before a meeting has a row there (draft meetings; a final one stays as it was)."""
    for meeting in Meeting.objects.drafts().in_order():
        before = Case.objects.with_status(before=meeting.timeline_key)
        going_on = before.filter(kind_then__in=GOING_ON)
        decided = StatusChange.objects.filter(meeting=meeting).values("case")
        for case in going_on.exclude(pk__in=decided):
            yield f"{meeting}缺少「{case.title}」的持續列管紀錄。"
        for row in StatusChange.objects.carried().filter(meeting=meeting).exclude(case__in=going_on.values("pk")):
            yield f"{meeting}有「{row.case}」的持續列管紀錄，但該案在此之前並未列管。"


def _hashes() -> Iterator[str]:
    for level in MeetingLevel.objects.all():
        for figures in figures_of_level(level):
            meeting = figures.meeting
            if meeting.is_final and content_sha256(compose(meeting, figures)) != meeting.content_sha256:
                yield f"{meeting}的紀錄內容與定稿時的 SHA-256 不符。"


def _triggers() -> Iterator[str]:
    installed = triggers.installed(connection)
    for name, body in triggers.expected(connection.vendor).items():
        if name not in installed:
            yield f"資料庫缺少保護紀錄的觸發程序 {name}，請重新執行 migrate。"
        elif installed[name] != body:
            yield f"資料庫中保護紀錄的觸發程序 {name} 已被改動，與 migrate 寫入的不同。"
