"""What the commands that take a meeting's key share."""

from django.core.management.base import CommandError

from meetings.models import Meeting


def meeting_of(key: str) -> Meeting:
    """The meeting of `key` (副市長層級-5 or deputy-mayor-5). Raises CommandError naming the ones there are."""
    meeting = Meeting.objects.by_key(key).select_related("level__platform").first()
    if meeting is None:
        known = "、".join(meeting.key for meeting in Meeting.objects.in_order())
        known = known or "（尚無會議，請先執行 load_platform）"
        raise CommandError(f"找不到會議「{key}」。可用的會議：{known}。")
    return meeting
