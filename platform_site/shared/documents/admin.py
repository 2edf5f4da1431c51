"""What the admin does not show: the worker's own list, in English and with the texts of exceptions."""

from django.contrib import admin
from django_tasks_db import admin as _registered  # noqa: F401 - what is taken off has to be there first
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
