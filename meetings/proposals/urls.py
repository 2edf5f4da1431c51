"""URL routes for proposals and yearly reviews."""

from django.urls import path

from meetings.proposals import views
from meetings.proposals.pages import writing

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="list"),
    path("export.<str:extension>", views.export, name="export"),
    path("groups/<int:group>/new/", writing.propose, name="new"),
    path("groups/<int:group>/draft/", writing.keep_new, name="new-draft"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/draft/", writing.keep_edit, name="edit-draft"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/schedule/", views.schedule, name="schedule"),
    path("<int:pk>/return/", views.return_, name="return"),
]
