"""URL routes for what is stuck."""

from django.urls import path

from cases.stuck import views

app_name = "stuck"
urlpatterns = [
    path("stuck/", views.stuck_page, name="page"),
    path("stuck.pdf", views.stuck_pdf, name="pdf"),
    path("stuck/wall/", views.wall_page, name="wall"),
    path("stuck/wall.pdf", views.wall_pdf, name="wall-pdf"),
]
