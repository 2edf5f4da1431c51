"""URL routes for terms of office."""

from django.urls import path

from meetings.terms import views

app_name = "terms"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.add, name="new"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/end/", views.end, name="end"),
]
