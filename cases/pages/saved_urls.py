"""URL routes for saved filters. `new` comes before the keys of links."""

from django.urls import path

from cases.pages import saved

app_name = "saved"
urlpatterns = [
    path("", saved.index, name="list"),
    path("new/", saved.new, name="new"),
    path("<int:pk>/edit/", saved.edit, name="edit"),
    path("<int:pk>/remove/", saved.remove, name="remove"),
    path("<slug:key>/", saved.open_saved, name="open"),
]
