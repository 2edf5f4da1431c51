"""URL routes for the hand-over pack."""

from django.urls import path

from meetings.handover import views

app_name = "handover"
urlpatterns = [
    path("", views.contents, name="contents"),
    path("pack.zip", views.download, name="download"),
]
