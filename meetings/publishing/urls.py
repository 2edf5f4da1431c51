"""URL routes for the page of publishing, below `publishing/`; what the public reads is in `public/urls.py`."""

from django.urls import path

from meetings.publishing import views

app_name = "publishing"
urlpatterns = [
    path("", views.index, name="index"),
    path("site/", views.site, name="site"),
    path("switch/", views.switch, name="switch"),
    path("minutes/<meeting:key>/", views.publish_minutes, name="publish-minutes"),
    path("lists/<slug:what>/", views.publish_list, name="publish-list"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("preview/minutes/<meeting:key>/", views.preview_minutes, name="preview-minutes"),
    path("preview/tally/", views.preview_tally, name="preview-tally"),
    path("preview/cases/", views.preview_cases, name="preview-cases"),
    path("preview/cases/<int:pk>/", views.preview_case, name="preview-case"),
]
