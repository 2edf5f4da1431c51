"""URL routes for the public pages and data. They are stable: docs/open-data.md lists them, others link to them."""

from django.urls import path

from meetings.publishing.public import files, views

app_name = "public"
urlpatterns = [
    path("robots.txt", files.robots, name="robots"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
    path("public/", views.overview, name="overview"),
    path("public/sitemap-<slug:section>.xml", files.sitemap_section, name="sitemap-section"),
    path("public/feed.atom", files.feed, name="feed"),
    path("public/meetings.ics", files.calendar, name="calendar"),
    path("public/figures/", views.figures, name="figures"),
    path("public/tally/", views.tally, name="tally"),
    path("public/tally.pdf", views.tally_pdf, name="tally-pdf"),
    path("public/cases/", views.cases, name="cases"),
    path("public/cases/<int:pk>/", views.case, name="case"),
    path("public/cases/<int:pk>.json", files.case_json, name="case-json"),
    path("public/data/", views.data, name="data"),
    path("public/data/catalog.jsonld", files.dcat, name="catalog"),
    path("public/data/data-gov-tw.json", files.data_gov_tw, name="data-gov-tw"),
    path("public/data/<slug:name>.schema.json", files.schema, name="schema"),
    path("public/data/<slug:name>.<slug:file_format>", files.data_file, name="data-file"),
    path("public/meetings/", views.meetings, name="meetings"),
    path("public/meetings/<meeting:key>.ics", files.meeting_calendar, name="meeting-calendar"),
    path("public/meetings/<meeting:key>/", views.meeting, name="meeting"),
    path("public/meetings/<meeting:key>/minutes/", views.minutes, name="minutes"),
    path("public/meetings/<meeting:key>/minutes.<slug:file_format>", views.minutes_file, name="minutes-file"),
    path("public/meetings/<meeting:key>/minutes/versions/<int:number>/", views.version, name="version"),
    path(
        "public/meetings/<meeting:key>/minutes/versions/<int:number>.<slug:file_format>",
        views.version_file,
        name="version-file",
    ),
]
