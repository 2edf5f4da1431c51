"""URL routes for liaisons' accounts."""

from django.urls import path

from groups.accounts import views

app_name = "liaisons"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/link/", views.send_link, name="link"),
    path("<int:pk>/deactivate/", views.set_active, {"active": False}, name="deactivate"),
    path("<int:pk>/reactivate/", views.set_active, {"active": True}, name="reactivate"),
]
