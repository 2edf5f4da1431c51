"""URL routes for meetings. `tally` comes first, since a meeting's key may be any text."""

from django.urls import path

from meetings.pages import views

app_name = "meetings"
urlpatterns = [
    path("", views.meeting_list, name="list"),
    path("tally/", views.tally, name="tally"),
    path("tally.pdf", views.tally_pdf, name="tally-pdf"),
    path("<meeting:key>/", views.dashboard, name="dashboard"),
    path("<meeting:key>/tally.pdf", views.dashboard_pdf, name="dashboard-pdf"),
    path("<meeting:key>/names/<str:group>/<str:number>/", views.names, name="names"),
    path("<meeting:key>/minutes/", views.minutes, name="minutes"),
    path("<meeting:key>/minutes.pdf", views.minutes_pdf, name="minutes-pdf"),
]
