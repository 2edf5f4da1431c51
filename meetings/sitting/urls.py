"""URL routes for the sitting of a meeting."""

from django.urls import path

from meetings.sitting import views

app_name = "sitting"
urlpatterns = [
    path("", views.start, name="start"),
    path("<int:group_pk>/", views.group, name="group"),
    path("<int:group_pk>/proposals/<int:proposal_pk>/", views.decide, name="decide"),
    path("<int:group_pk>/adopt-all/", views.adopt_all, name="adopt-all"),
    path("<int:group_pk>/undo/", views.undo, name="undo"),
    path("<int:group_pk>/paste/", views.paste, name="paste"),
    path("<int:group_pk>/other/<str:action>/", views.other, name="other"),
]
