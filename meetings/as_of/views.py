"""Two meetings compared, `?from=副市長層級-3&to=副市長層級-5`; without values the last two of the first level."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups.names import platform_name
from groups.page_cache import cached_page
from groups.platforms import chosen_platform
from meetings.as_of.comparing import EVERYTHING, Comparison, NotComparable, compare, first_of
from meetings.models import Meeting
from platform_site.shared.documents.answering import pdf_answer

SHOWN = 30


@require_safe
@cached_page
def compare_page(request: HttpRequest) -> HttpResponse:
    meetings = _meetings(request)
    chosen = _asked(request, meetings)
    comparison, problem = None, ""
    try:
        comparison = _comparison(chosen, meetings)
    except NotComparable as error:
        problem = str(error)
    context = {"meetings": meetings, "chosen": chosen, "comparison": comparison, "problem": problem}
    if comparison is not None:
        context["few"] = first_of(comparison)
    return render(request, "meetings/as_of/compare.html", context, status=400 if problem else 200)


@require_safe
def compare_pdf(request: HttpRequest) -> HttpResponse:
    meetings = _meetings(request)
    try:
        comparison = _comparison(_asked(request, meetings), meetings)
    except NotComparable:
        comparison = None
    if comparison is None:
        # The page says what is wrong.
        return redirect(f"{redirect('compare:page').url}?{request.GET.urlencode()}")
    platform = chosen_platform(request)
    name = f"{platform_name(platform)}{comparison.first}與{comparison.second}之比較"
    context = {"platform": platform, "comparison": comparison, "few": EVERYTHING}
    return pdf_answer(request, "meetings/as_of/pdf/compare.html", context, name)


def _meetings(request: HttpRequest) -> list[Meeting]:
    """The platform's finalised meetings that count cases, newest first."""
    platform = chosen_platform(request)
    meetings = Meeting.objects.finalised().filter(level__platform=platform, level__keeps_ledger=True)
    return list(meetings.select_related("level__platform").in_order().reverse())


def _asked(request: HttpRequest, meetings: Sequence[Meeting]) -> tuple[str, str]:
    """The keys of the meetings asked for; of a missing one the newest, and the one before it of the same level."""
    asked = [request.GET.get(name, "").replace("\0", "").strip() for name in ("from", "to")]
    latest = next((meeting for meeting in meetings if _is(meeting, asked[1])), meetings[0] if meetings else None)
    earlier = [
        meeting
        for meeting in meetings
        if latest and meeting.level_id == latest.level_id and meeting.timeline_key < latest.timeline_key
    ]
    return asked[0] or (earlier[0].key if earlier else ""), asked[1] or (latest.key if latest else "")


def _comparison(chosen: tuple[str, str], meetings: Sequence[Meeting]) -> Comparison | None:
    """None where there are not two meetings to choose from. Raises NotComparable."""
    if len(meetings) < 2:
        return None
    if not all(chosen):
        raise NotComparable("請由選單選取同一層級的兩次會議。")
    found = [_found(key, meetings) for key in chosen]
    return compare(*found)


def _found(key: str, meetings: Sequence[Meeting]) -> Meeting:
    meeting = next((row for row in meetings if _is(row, key)), None)
    if meeting is not None:
        return meeting
    known = Meeting.objects.by_key(key).first()
    if known is not None and not known.is_final and known.level.platform_id in {m.level.platform_id for m in meetings}:
        return known
    raise NotComparable(f"沒有「{key[:SHOWN]}」這次會議，或該次會議不逐組決議列管；請由選單選取。")


def _is(meeting: Meeting, key: str) -> bool:
    return key in (meeting.key, f"{meeting.level.slug}-{meeting.number}")
