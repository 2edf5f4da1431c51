"""URL routes for the circulation of a meeting's draft, and the list of what waits for a reviewer."""

from django.urls import path

from meetings.circulation import views

app_name = "review"
urlpatterns = [
    path("reviews/", views.mine, name="mine"),
    path("meetings/<meeting:key>/review/", views.state, name="state"),
    path("meetings/<meeting:key>/review/start/", views.start, name="start"),
    path("meetings/<meeting:key>/review/close/", views.close, name="close"),
    path("meetings/<meeting:key>/review/draft/", views.draft, name="draft"),
    path("meetings/<meeting:key>/review/write/", views.write, name="write"),
    path("meetings/<meeting:key>/review/agree/", views.agree, name="agree"),
    path("meetings/<meeting:key>/review/withdraw/", views.withdraw, name="withdraw"),
    path("meetings/<meeting:key>/review/changes/", views.changes, name="changes"),
    path("meetings/<meeting:key>/review/comments/<int:pk>/", views.comment, name="comment"),
]
