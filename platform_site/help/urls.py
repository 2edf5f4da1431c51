"""URL routes for the help pages."""

from django.urls import path

from platform_site.help import views

app_name = "help"
urlpatterns = [
    path("", views.own, name="own"),
    path("public/", views.public, name="public"),
    path("<str:role>/", views.page, name="page"),
]
