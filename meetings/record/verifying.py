"""Checks that cached values match the ledger and that finalised records are unchanged.

What changes by design, and so is no drift: drafts, histories, how a case is described and grouped by topic, the
mentions that matching found, explanations of differences, proposals, quarters' dates, indicators' definitions, and
titles and relations of a case that no finalised meeting printed or decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import OuterRef, Subquery

from cases.ledger.sealing import broken_seals
from cases.ledger.writing import stale_statuses
from cases.models import GOING_ON, Case, CaseTitle, StatusChange
from cases.normalising import normalise_title
from cases.stuck.keeping import wrongly_kept_lights
from meetings.models import Meeting, MinutesVersion, MotionItem, StoredDocument
from meetings.record.compose import compose
from meetings.record.figures import figures_of_level, wrongly_kept_figures
from meetings.record.sealing import SUBJECTS
from meetings.record.versions import content_sha256, edition_of_version, text_sha256
from platform_site.shared import triggers
from platform_site.shared.kept_files import why_not_kept

# What makes a case the one it is now. What it was at a meeting is sealed with that meeting's ledger rows.
IDENTITY = ("title", "group_id", "parent_id")


def verify_ledger() -> Iterator[str]:
    """Yield a Chinese sentence per drift of seals, triggers, caches, carried and kept rows, hashes, versions, files."""
    for check in CHECKS:
        try:
            yield from check()
        except Exception as error:
            # Falsified rows may break any code that reads them; the check goes on, and that is a finding too.
            yield f"有一項檢查無法完成（{check.__name__}：{error}），資料可能已損壞。"


def _seals() -> Iterator[str]:
    yield from broken_seals(SUBJECTS)


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


def _cases() -> Iterator[str]:
    """A case may be renamed, moved and put below another, but only by a save that leaves a history."""
    for row in StatusChange.objects.exclude(case__in=Case.objects.all()):
        yield f"列管異動 {row.pk}「{row.printed_title}」所指的合作案 {row.case_id} 已不存在。"
    newest = Case.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    recorded = {f"recorded_{name}": Subquery(newest.values(name)[:1]) for name in IDENTITY}
    cases = Case.objects.annotate(**recorded)
    fields = [field for field in Case._meta.concrete_fields if field.attname in IDENTITY]
    for case in cases.filter(recorded_title__isnull=False):  # type: ignore[misc]  # Annotated above.
        for field in fields:
            if getattr(case, field.attname) != getattr(case, f"recorded_{field.attname}"):
                yield f"合作案 {case.pk}「{case.title}」的{field.verbose_name}與最近一次儲存時不同，且沒有異動歷史。"


def _carried_rows() -> Iterator[str]:
    """Rule 6: every case tracked before a meeting has a row there (draft meetings; a final one stays as it was)."""
    for meeting in Meeting.objects.drafts().in_order():
        before = Case.objects.within_reach(meeting).with_status(before=meeting.timeline_key)
        going_on = before.filter(kind_then__in=GOING_ON)  # type: ignore[misc]  # Annotated by with_status.
        decided = StatusChange.objects.filter(meeting=meeting).values("case")
        for case in going_on.exclude(pk__in=decided):
            yield f"{meeting}缺少「{case.title}」的持續列管紀錄。"
        for row in StatusChange.objects.carried().filter(meeting=meeting).exclude(case__in=going_on.values("pk")):
            yield f"{meeting}有「{row.case}」的持續列管紀錄，但該案在此之前並未列管。"


def _kept_figures() -> Iterator[str]:
    """The figures that pages read are those that the ledger and the minutes' numbers give when they are counted."""
    for level, group in Meeting.objects.finalised().order_by("level", "group").values_list("level", "group").distinct():
        for meeting, of_group in wrongly_kept_figures(level, group):
            yield f"{meeting}「{of_group}」的留存統計與依帳冊重新計算者不符。"


def _kept_lights() -> Iterator[str]:
    """The lights that pages read are those that the ledger and the accepted reports give."""
    for case in Case.objects.filter(pk__in=list(wrongly_kept_lights())):
        yield f"「{case}」的留存燈號與依帳冊及採認進度重新計算者不符。"


def _hashes() -> Iterator[str]:
    for level, group in Meeting.objects.order_by("level", "group").values_list("level", "group").distinct():
        for figures in figures_of_level(level, group):
            meeting = figures.meeting
            if meeting.is_final and content_sha256(compose(meeting, figures)) != meeting.content_sha256:
                yield f"{meeting}的紀錄內容與定稿時的 SHA-256 不符。"


def _versions() -> Iterator[str]:
    """Each version's text has its hash and is what its document prints; the first one is what was finalised."""
    for meeting in Meeting.objects.finalised().filter(versions__isnull=True).in_order():
        yield f"{meeting}已定稿，卻沒有紀錄版本；請執行 load_platform 補建。"
    versions = MinutesVersion.objects.select_related("meeting__level__platform", "meeting__group")
    following: dict[int, int] = {}
    for version in versions.order_by("meeting", "number"):
        meeting, following[version.meeting_id] = version.meeting, following.get(version.meeting_id, 0) + 1
        if version.number != following[version.meeting_id]:
            yield f"{version}的版次不連續。"
        if text_sha256(version.text) != version.sha256:
            yield f"{version}的文字與其內容驗證碼不符。"
        if edition_of_version(meeting, version).text != version.text:
            yield f"{version}的紀錄資料印出的文字與留存的文字不同。"
        if version.number == 1 and version.sha256 != meeting.content_sha256:
            yield f"{version}的內容驗證碼與{meeting}定稿時的不同。"


def _files() -> Iterator[str]:
    """Each stored file is there and has its hash; each version has files."""
    for row in StoredDocument.objects.select_related("minutes__meeting__level", "minutes__meeting__group"):
        if trouble := why_not_kept(str(row.file.name), row.sha256):
            yield f"{row}{trouble}（{row.file.name}）。"
    for version in MinutesVersion.objects.filter(files__isnull=True).select_related("meeting__level", "meeting__group"):
        yield f"{version}沒有留存檔案。"


def _triggers() -> Iterator[str]:
    yield from triggers.drift(connection)


CHECKS = (
    *(_seals, _triggers, _statuses, _normalised, _cases, _carried_rows),
    *(_kept_figures, _kept_lights, _hashes, _versions, _files),
)
