"""The notice of a meeting (開會通知單): sensible defaults, and the one write path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from groups.models import IssueGroup
from meetings.minutes.render import person_text
from meetings.models import Meeting, MeetingNotice
from meetings.record.compose import person
from platform_site.shared.locking.versions import require_version
from platform_site.shared.refusals import Refusal

FIELDS = (
    "recipient",
    "issued_on",
    "document_number",
    "urgency",
    "attachments",
    "subject",
    "contact",
    "attendees",
    "observers",
    "copies",
    "remarks",
)


def notice_of(meeting: Meeting) -> MeetingNotice:
    """The meeting's notice, or an unsaved one that says what such notices usually say."""
    stored = MeetingNotice.objects.filter(meeting=meeting).first()
    return stored or MeetingNotice(meeting=meeting, version=0, **_usual(meeting))


@transaction.atomic
def save_notice(meeting: Meeting, content: Mapping[str, Any], version: int | None) -> MeetingNotice:
    """Write the notice. Raises Refusal where the meeting is final, StaleRow where another user saved first."""
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if row.is_final:
        raise Refusal(f"{row}的紀錄已定稿，開會通知單不可再更動。")
    if content["issued_on"] and content["issued_on"] > row.held_on:
        raise Refusal("開會通知單尚未儲存。", {"issued_on": "發文日期晚於會議日期，請核對。"})
    notice = MeetingNotice.objects.filter(meeting=row).first()
    require_version(notice, version)
    notice = notice or MeetingNotice(meeting=row, version=0)
    for name in FIELDS:
        setattr(notice, name, content[name])
    notice.version += 1
    notice.save()
    return notice


def subject_of(meeting: Meeting) -> str:
    """召開「基北北桃合作交流平臺第6次副市長層級會議」."""
    return f"召開「{meeting.level.platform}{meeting}」"


def _usual(meeting: Meeting) -> dict[str, str]:
    seats = meeting.seats.select_related("city")
    groups = IssueGroup.objects.filter(platform=meeting.level.platform_id)
    if meeting.group_id:
        groups = groups.filter(pk=meeting.group_id)
    return {
        "recipient": "如出席者、列席者",
        "urgency": "普通件",
        "attachments": "議程、議題小組工作報告",
        "subject": subject_of(meeting),
        "attendees": "\n".join(
            f"{seat.city.government_name}　{person_text(person(seat, seat.form))}" for seat in seats
        ),
        "observers": "\n".join(f"{group}各市主辦機關" for group in groups),
        "copies": "各市幕僚單位",
        "remarks": "請攜帶本通知單及附件準時出席；如無法出席，請指派代理人並先行告知聯絡人。",
    }
