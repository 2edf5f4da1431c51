"""The pages of the meetings and their PDFs. Open to every signed-in user, of drafts to those who may read them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.cities.overview import cities_of
from cases.reporting.desk import desk_of
from cases.stuck.selectors import TOP, stuck_cases
from groups.models import IssueGroup
from groups.names import platform_name
from groups.page_cache import cached_page
from groups.permissions import city_of, is_secretariat, liaison_groups
from groups.platforms import choose_platform, chosen_platform
from meetings.as_of.asking import as_of_of, day_asked, page_instead
from meetings.circulation.standing import waiting_for
from meetings.models import Meeting
from meetings.pages import printing, selectors
from meetings.pages.names import LABELS, page_of_names
from meetings.permissions import can_correct, can_finalise, can_read_record
from meetings.record import documents
from meetings.record.documents import Copy, Format
from meetings.record.versions import edition_of
from meetings.today.waiting import today_of
from meetings.upcoming.coming import brief
from meetings.versions.serving import minutes_file
from meetings.work_report.owed import reckoning
from platform_site.shared.documents.answering import pdf_answer
from platform_site.shared.lists.conditions import PAGE
from platform_site.shared.lists.listing import page_numbers
from platform_site.shared.refusals import Refusal


@require_safe
@cached_page
def home(request: HttpRequest) -> HttpResponse:
    """The newest figures; above them what waits for whoever asks: a secretary, a reviewer, a liaison.

    As of a day the figures of then, and nothing that waits now.
    """
    platform, today = chosen_platform(request), timezone.localdate()
    if as_of := as_of_of(request):
        overview = selectors.overview(platform, as_of.day)
        stuck = stuck_cases(platform, as_of.day, most=TOP)
        return render(request, "meetings/pages/home.html", {"overview": overview, "as_of": as_of, "stuck": stuck})
    overview, my_city = selectors.overview(platform), city_of(request.user)
    context = {
        "overview": overview,
        "next_meeting": brief(platform, today),
        "my_city": my_city,
        "cities": [] if my_city else cities_of(platform),
        "desk": desk_of(liaison_groups(request.user), today),
        "reviews": waiting_for(request.user),
        "reckoning": reckoning(platform, today, overview.latest) if overview.latest else None,
        "stuck": stuck_cases(platform, most=TOP),
    }
    if is_secretariat(request.user):
        context["today"] = today_of(platform, today, overview.number_of_differences)
    return render(request, "meetings/pages/home.html", context)


@require_safe
@cached_page
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The newest meetings, or an earlier page; figures and minutes of drafts for the secretariat alone."""
    page = selectors.meetings_page(chosen_platform(request), day_asked(request), request.GET.get(PAGE))
    context = {"page": page, "pages": page_numbers(page), "with_drafts": is_secretariat(request.user)}
    return render(request, "meetings/pages/list.html", context)


@require_safe
@cached_page
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """The figures of a meeting; whoever may not read them yet is led to what prepares it."""
    meeting = meeting_of_key(request, key)
    if not can_read_record(request.user, meeting):
        return redirect("agenda:hub", meeting.key)
    context = {"meeting": meeting, "dashboard": selectors.dashboard_of(meeting), "stuck": selectors.stuck_at(meeting)}
    return render(request, "meetings/pages/dashboard.html", context)


@require_safe
def dashboard_pdf(request: HttpRequest, key: str) -> HttpResponse:
    meeting = record_of_key(request, key)
    name, context = f"{meeting.level.platform}{meeting}列管統計", printing.dashboard_context(meeting)
    return pdf_answer(request, printing.DASHBOARD, context, name, is_final=meeting.is_final)


@require_safe
@cached_page
def names(request: HttpRequest, key: str, group: str, number: str) -> HttpResponse:
    """All names behind one number of a group, where the dashboard shows the first of them."""
    meeting = record_of_key(request, key)
    of_group = get_object_or_404(IssueGroup, platform=meeting.level.platform_id, name=group)
    try:
        page = page_of_names(meeting, of_group, number, request.GET.get(PAGE))
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    context = {
        "meeting": meeting,
        "group": of_group,
        "label": LABELS[number],
        "page": page,
        "pages": page_numbers(page),
    }
    return render(request, "meetings/pages/names.html", context)


@require_safe
@cached_page
def minutes(request: HttpRequest, key: str) -> HttpResponse:
    meeting = record_of_key(request, key)
    context = documents.minutes_context(edition_of(meeting)) | {
        "may_finalise": can_finalise(request.user, meeting),
        "may_correct": can_correct(request.user, meeting),
    }
    return render(request, "meetings/pages/minutes.html", context)


@require_safe
def minutes_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    return minutes_file(request, record_of_key(request, key), Copy.PLATFORM, Format.PDF)


@require_safe
@cached_page
def tally(request: HttpRequest) -> HttpResponse:
    """The newest meetings' figures, or those of an earlier page, for the secretariat with those of drafts."""
    final_only = not is_secretariat(request.user)
    tallies = selectors.tallies_page(
        chosen_platform(request), final_only=final_only, as_of=day_asked(request), page=request.GET.get(PAGE)
    )
    return render(request, "meetings/pages/tally.html", {"tallies": tallies, "pages": page_numbers(tallies.page)})


@require_safe
def tally_pdf(request: HttpRequest) -> HttpResponse:
    if instead := page_instead(request, "meetings:tally"):
        return instead
    platform, as_of, final_only = chosen_platform(request), as_of_of(request), not is_secretariat(request.user)
    name = f"{platform_name(platform)}歷次會議列管統計{as_of.label if as_of else ''}"
    page = request.GET.get(PAGE)
    context = printing.tally_context(platform, final_only=final_only, as_of=as_of, page=page)
    return pdf_answer(request, printing.TALLY, context, name)


def meeting_of_key(request: HttpRequest, key: str) -> Meeting:
    """The meeting that a URL names; the pages that follow are about its platform. Raises Http404."""
    meeting = Meeting.objects.by_key(key).select_related("level__platform", "host_city").first()
    if meeting is None:
        raise Http404(f"找不到會議「{key}」。會議以層級與次別表示，例如「副市長層級-5」；請由會議清單選取。")
    choose_platform(request, meeting.level.platform)
    return meeting


def record_of_key(request: HttpRequest, key: str) -> Meeting:
    """The meeting that a URL names, whose record the user may read. Raises Http404, for a draft of others too."""
    meeting = meeting_of_key(request, key)
    if not can_read_record(request.user, meeting):
        raise Http404(f"{meeting}的紀錄尚未定稿，定稿後即可閱讀。")
    return meeting
