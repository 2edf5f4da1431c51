"""URL routes for the work report of the groups."""

from django.urls import path

from meetings.work_report import views

app_name = "work-report"
urlpatterns = [
    path("", views.report_page, name="coming"),
    path("report.pdf", views.report_pdf, name="coming-pdf"),
    path("report.odt", views.report_odt, name="coming-odt"),
    path("topics/<int:pk>/", views.topic_page, name="topic"),
    path("topics/<int:pk>/report.pdf", views.topic_pdf, name="topic-pdf"),
    path("<meeting:key>/", views.report_page, name="meeting"),
    path("<meeting:key>/report.pdf", views.report_pdf, name="meeting-pdf"),
    path("<meeting:key>/report.odt", views.report_odt, name="meeting-odt"),
]
