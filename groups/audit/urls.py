"""URL routes for the audit trail."""

from django.urls import path

from groups.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="list"),
    path("export.<str:extension>", views.export, name="export"),
]
