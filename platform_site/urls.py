"""URL routes for the whole site."""

from django.contrib import admin
from django.urls import include, path, register_converter

from meetings.agenda.views import new as new_meeting
from meetings.pages.views import home
from platform_site.help.security_txt import security_txt
from platform_site.paths import MeetingKey

register_converter(MeetingKey, "meeting")
# Says what it knows of the reason: no room on the disk, a database that does not answer.
handler500 = "platform_site.shared.pages.failures.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("meetings.publishing.public.urls")),
    path("publishing/", include("meetings.publishing.urls")),
    path("", include("meetings.circulation.urls")),
    path("", include("meetings.differences.urls")),
    path("meetings/new/", new_meeting, name="new-meeting"),
    path("meetings/", include("meetings.as_of.urls")),
    path("meetings/upcoming/", include("meetings.upcoming.urls")),
    path("meetings/", include("meetings.pages.urls")),
    path("meetings/<meeting:key>/agenda/", include("meetings.agenda.urls")),
    path("meetings/<meeting:key>/papers/", include("meetings.papers.urls")),
    path("calendar/", include("meetings.calendar.urls")),
    path("terms/", include("meetings.terms.urls")),
    path("meetings/<meeting:key>/sitting/", include("meetings.sitting.urls")),
    path("", include("meetings.directives.urls")),
    path("meetings/<meeting:key>/drafting/", include("meetings.drafting.urls")),
    path("meetings/", include("meetings.versions.urls")),
    path("meetings/", include("meetings.finalising.urls")),
    path("work-report/", include("meetings.work_report.urls")),
    path("proposals/", include("meetings.proposals.urls")),
    path("search/", include("meetings.search.urls")),
    path("handover/", include("meetings.handover.urls")),
    path("imports/", include("meetings.imports.urls")),
    path("cases/", include("cases.pages.urls")),
    path("", include("cases.stuck.urls")),
    path("cities/", include("cases.cities.urls")),
    path("saved/", include("cases.pages.saved_urls")),
    path("reports/", include("cases.reporting.pages.urls")),
    path("documents/", include("platform_site.shared.documents.urls")),
    path("audit/", include("groups.audit.urls")),
    path("accounts/liaisons/", include("groups.accounts.urls")),
    path("accounts/", include("platform_site.accounts.urls")),
    path("help/", include("platform_site.help.urls")),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("admin/", admin.site.urls),
]
