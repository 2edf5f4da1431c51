"""URL routes for the papers of a meeting."""

from django.urls import path

from meetings.papers import views

app_name = "papers"
urlpatterns = [
    path("<slug:name>/", views.page, name="page"),
    path("<slug:name>.pdf", views.pdf, name="pdf"),
    path("<slug:name>.odt", views.odt, name="odt"),
]
