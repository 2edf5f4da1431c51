"""The site's routes and the empty page."""

from django.shortcuts import render
from django.urls import path

from platform_site.urls import handler500
from platform_site.urls import urlpatterns as of_the_site

__all__ = ["handler500", "urlpatterns"]
urlpatterns = [path("empty/", lambda request: render(request, "base.html")), *of_the_site]
