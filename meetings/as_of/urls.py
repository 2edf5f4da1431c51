"""URL routes for comparing two meetings; they stand before those of meetings, whose key may be any text."""

from django.urls import path

from meetings.as_of import views

app_name = "compare"
urlpatterns = [
    path("compare/", views.compare_page, name="page"),
    path("compare.pdf", views.compare_pdf, name="pdf"),
]
