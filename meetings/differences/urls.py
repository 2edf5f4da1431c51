"""URL routes for differences: the list, and one page for each group of a meeting that has one."""

from django.urls import path

from meetings.differences import views

app_name = "differences"
ONE = "meetings/<meeting:key>/differences/<int:group>/"
urlpatterns = [
    path("differences/", views.index, name="list"),
    path("differences/export.<str:extension>", views.export, name="export"),
    path(ONE, views.detail, name="detail"),
    path(f"{ONE}notes/new/", views.write, name="write"),
    path(f"{ONE}notes/<int:pk>/", views.change, name="change"),
    path(f"{ONE}notes/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
