"""URL routes for preparing a meeting."""

from django.urls import path

from meetings.agenda import views

app_name = "agenda"
urlpatterns = [
    path("", views.hub, name="hub"),
    path("edit/", views.edit, name="edit"),
    path("notice/", views.notice, name="notice"),
    path("items/", views.items, name="items"),
    path("items/schedule/", views.schedule_waiting, name="schedule"),
    path("items/change/", views.change_item, name="change-item"),
]
