"""The site with a page more, for gunicorn: `empty/`, the site's frame around nothing."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

django.setup()
settings.ROOT_URLCONF = "tests.bench.documents.urls"
application = get_wsgi_application()
