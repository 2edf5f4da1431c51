"""URL routes for the calendar."""

from django.urls import path

from meetings.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.subscription, name="subscription"),
    path("renew/", views.renew_subscription, name="renew"),
    path("revoke/", views.revoke_subscription, name="revoke"),
    path("feed/<slug:token>.ics", views.feed, name="feed"),
    path("meetings/<meeting:key>.ics", views.meeting_file, name="meeting"),
]
