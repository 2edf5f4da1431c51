"""WSGI entry point: gunicorn platform_site.wsgi"""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")

application = get_wsgi_application()
# Every view, now: else the first reader of each process waits for them, and no memory of them is shared by --preload.
import_module(settings.ROOT_URLCONF)
