"""Admin of terms of office; the page under 任期 does the same and ends a predecessor's term too."""

from __future__ import annotations

from django.contrib import admin

from groups.fields import PlatformRowMenus
from meetings.models import TermOfOffice
from platform_site.shared.admin import PlatformAdmin
from platform_site.shared.dates.admin import roc_year_filter


@admin.register(TermOfOffice)
class TermOfOfficeAdmin(PlatformRowMenus, PlatformAdmin):
    """Who takes a city's seat at a level, from when to when."""

    fields = ["level", "city", "surname", "given_name", "title", "starts_on", "ends_on", "source"]
    list_display = ["__str__", "level", "city", "starts_on", "ends_on", "source"]
    list_filter = ["level__platform", "level", "city", roc_year_filter("starts_on", "就任年度")]
    list_select_related = ["level", "city"]
    search_fields = ["surname", "given_name", "title"]
    search_help_text = "以姓名或職稱搜尋"
