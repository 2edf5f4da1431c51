"""URL routes of finalising, below `meetings/<key>/`."""

from django.urls import path

from meetings.finalising import views

app_name = "finalising"
urlpatterns = [path("<meeting:key>/finalising/", views.checklist, name="checklist")]
