"""The site's URLs and the floors'."""

from django.urls import include, path

from platform_site.urls import handler500
from platform_site.urls import urlpatterns as site
from tests.bench.growth import floors

__all__ = ["handler500", "urlpatterns"]
urlpatterns = [
    path("floor/empty/", floors.empty),
    path("floor/list/", floors.list_page),
    path("floor/tally/", floors.tally_page),
    path("floor/export.csv", floors.export_csv),
    path("", include(site)),
]
