"""URL routes for the import of minutes, all of them for the secretariat."""

from django.urls import path

from meetings.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/original/", views.original, name="original"),
    path("<int:pk>/titles/", views.all_titles, name="all-titles"),
    path("<int:pk>/titles/<slug:key>/", views.title, name="title"),
    path("<int:pk>/problems/<slug:key>/", views.problem, name="problem"),
    path("<int:pk>/facts/<slug:key>/", views.fact, name="fact"),
    path("<int:pk>/text/", views.text, name="text"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
