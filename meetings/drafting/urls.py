"""URL routes for writing a draft's minutes as text."""

from django.urls import path

from meetings.drafting import views

app_name = "drafting"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("resolutions/", views.write_resolutions, name="resolutions"),
    path("groups/<int:group>/", views.write_clauses, name="clauses"),
    path("motions/", views.write_motions, name="motions"),
    path("motions/<int:pk>/", views.write_motion, name="motion"),
    path("motions/<int:pk>/delete/", views.delete_motion, name="motion-delete"),
    path("remarks/", views.write_remarks, name="remarks"),
    path("sections/", views.write_sections, name="sections"),
]
