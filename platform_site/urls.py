"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, register_converter

from meetings.views import home
from platform_site.paths import MeetingKey

register_converter(MeetingKey, "meeting")

urlpatterns = [
    path("", home, name="home"),
    path("meetings/", include("meetings.urls")),
    path("work-report/", include("meetings.work_report_urls")),
    path("proposals/", include("meetings.proposal_urls")),
    path("imports/", include("meetings.import_urls")),
    path("cases/", include("cases.urls")),
    path("reports/", include("cases.reporting_urls")),
    path("accounts/", include("platform_site.account_urls")),
    path("admin/", admin.site.urls),
]
