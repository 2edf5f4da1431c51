"""The site's own settings with the floor pages beside its URLs; for the bench's server only."""

import os

from platform_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.growth.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "bench" / "growth" / "templates"]  # noqa: F405
if os.environ.get("GROWTH_ANEW"):
    # Every page is made anew, as for its first reader after a change.
    CACHE_PAGES = False
