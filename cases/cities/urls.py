"""URL routes for the cases by city; a quarter is written as in ReportingPeriod.key, 1143 for 114年第3季."""

from django.urls import path

from cases.cities import views

app_name = "cities"
urlpatterns = [
    path("", views.index, name="index"),
    path("mine/", views.mine, name="mine"),
    path("<int:pk>/", views.city, name="city"),
    path("matrix/", views.matrix, name="matrix"),
    path("matrix.pdf", views.matrix_pdf, name="matrix-pdf"),
    path("proposed/", views.proposed, name="proposed"),
    path("proposed/confirm/", views.confirm_shown, name="confirm"),
    path("cases/<int:pk>/", views.edit, name="edit"),
]
