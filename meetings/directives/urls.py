"""URL routes for directives: those of a meeting, the list of all, and what became of motions."""

from django.urls import path

from meetings.directives import views

app_name = "directives"
urlpatterns = [
    path("meetings/<meeting:key>/directives/", views.meeting, name="meeting"),
    path("meetings/<meeting:key>/directives/<slug:sentence>/", views.mark, name="mark"),
    path("meetings/<meeting:key>/directives/<slug:sentence>/reject/", views.reject, name="reject"),
    path("meetings/<meeting:key>/directives/<slug:sentence>/restore/", views.restore, name="restore"),
    path("directives/", views.index, name="list"),
    path("directives/central/", views.central, name="central"),
    path("directives/export.<str:extension>", views.export, name="export"),
    path("directives/central/export.<str:extension>", views.central_export, name="central-export"),
    path("directives/motions/<int:pk>/", views.outcome, name="outcome"),
    path("directives/<int:pk>/", views.detail, name="detail"),
    path("directives/<int:pk>/edit/", views.edit, name="edit"),
    path("directives/<int:pk>/remove/", views.remove, name="remove"),
    path("directives/<int:pk>/reply/", views.reply, name="reply"),
    path("directives/<int:pk>/close/", views.close, name="close"),
    path("directives/<int:pk>/reopen/", views.reopen, name="reopen"),
]
