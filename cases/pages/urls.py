"""URL routes for cases."""

from django.urls import path

from cases.pages import views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("export.<str:extension>", views.case_export, name="export"),
    path("<int:pk>/", views.case_detail, name="detail"),
]
