"""URL routes for the next meeting."""

from django.urls import path

from meetings.upcoming import views

app_name = "upcoming"
urlpatterns = [
    path("", views.page, name="page"),
    path("next-meeting.pdf", views.pdf, name="pdf"),
]
