"""The line on a meeting's page that says where the circulation of its draft stands: `{% load review %}`."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from groups.permissions import is_secretariat
from meetings.circulation.standing import line_for
from meetings.models import Meeting

register = template.Library()


@register.inclusion_tag("meetings/circulation/_line.html", takes_context=True)
def review_line(context: Context, meeting: Meeting) -> dict[str, Any]:
    """For the secretariat and the reviewers of the latest round; nothing for others."""
    user = context["request"].user
    row = line_for(meeting, user)
    secretary = is_secretariat(user)
    is_shown = bool(row) if secretary or (row and row.is_reviewer) else False
    may_start = secretary and not meeting.is_final and not (row and row.is_open)
    late = bool(row and row.is_late_on(timezone.localdate()))
    return {"meeting": meeting, "row": row if is_shown else None, "may_start": may_start, "is_late": late}
