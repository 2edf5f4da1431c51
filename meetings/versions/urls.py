"""URL routes for the versions and files of minutes, below `meetings/<key>/`."""

from django.urls import path

from meetings.versions import views

app_name = "versions"
urlpatterns = [
    path("<meeting:key>/minutes.odt", views.latest_file, {"copy": "dispatch", "file_format": "odt"}, name="odt"),
    path("<meeting:key>/minutes.docx", views.latest_file, {"copy": "dispatch", "file_format": "docx"}, name="docx"),
    path("<meeting:key>/minutes/dispatch.pdf", views.dispatch_pdf, name="dispatch-pdf"),
    path("<meeting:key>/minutes/correct/", views.correct, name="correct"),
    path("<meeting:key>/minutes/versions/", views.index, name="list"),
    path("<meeting:key>/minutes/versions/<int:number>/", views.version, name="detail"),
    path("<meeting:key>/minutes/versions/<int:number>/<slug:copy>.<slug:file_format>", views.version_file, name="file"),
]
