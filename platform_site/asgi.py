"""ASGI entry point, for servers that speak nothing else; every view is synchronous."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")

application = get_asgi_application()
