"""URL routes for documents that a worker draws."""

from django.urls import path

from platform_site.shared.documents import views

app_name = "documents"
urlpatterns = [
    path("<str:token>/", views.waiting, name="waiting"),
    path("<str:token>/state/", views.state, name="state"),
    path("<str:token>/document.pdf", views.file, name="file"),
]
