"""The part of the settings about more than one machine: the replica, caches, sessions, the bucket. settings.py takes it
in whole, and which variables of the environment it reads is written there. Importing this file changes nothing.
"""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

# -- Database ---------------------------------------------------------------------------------------------------------

# The name of the connection; there is none without the setting.
REPLICA = "replica"
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", default="")
# A replica that lags further behind is not asked.
REPLICA_MAX_LAG_SECONDS = env.int("REPLICA_MAX_LAG_SECONDS", default=5)
# Who somebody is and what they may do is never a moment old.
PRIMARY_APPS = {"account", "admin", "auth", "axes", "groups", "mfa", "sessions", "socialaccount"}
DATABASE_ROUTERS = ["platform_site.shared.replica.routing.Router"] if DATABASE_REPLICA_URL else []


def replica(primary: dict[str, Any]) -> dict[str, Any]:
    """The settings of the replica's connection, beside those of the primary."""
    settings: dict[str, Any] = env.db_url_config(DATABASE_REPLICA_URL)
    if not settings["ENGINE"].endswith("postgresql") or settings["ENGINE"] != primary["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL names a streaming replica of the PostgreSQL of DATABASE_URL.")
    # Nobody waits for one that is away: the primary answers in its place.
    settings["OPTIONS"] = {"connect_timeout": 2, **settings.get("OPTIONS", {})}
    settings["TEST"] = {"MIRROR": "default"}
    return settings


# -- Caches and sessions ----------------------------------------------------------------------------------------------

# What one process counts, such as mails to reset a password, all count: in a table, or by CACHE_URL in Redis.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://platform_cache")}
# Of the table alone; Redis has a limit of its own. Django's 300 would throw away uploads that wait to be confirmed.
if "db.DatabaseCache" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}
# Pages that were made already (groups/page_cache.py). Each process keeps its own: whatever it forgets is made again.
CACHE_PAGES = env.bool("CACHE_PAGES", default=True)
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "TIMEOUT": 3600,
    "OPTIONS": {"MAX_ENTRIES": 200},
}
SESSIONS_IN = env.str("SESSIONS_IN", default="database")
_ENGINES = {
    "database": "django.contrib.sessions.backends.db",
    # Read from the cache, written to both: a session outlives a cache that was emptied.
    "cache": "django.contrib.sessions.backends.cached_db",
}
if SESSIONS_IN not in _ENGINES:
    raise ImproperlyConfigured(f"SESSIONS_IN is either database or cache, not {SESSIONS_IN!r}.")
SESSION_ENGINE = _ENGINES[SESSIONS_IN]
# What an upload in the admin leaves between its preview and its confirmation; a folder of one machine by default.
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"

# -- Stored files -----------------------------------------------------------------------------------------------------

S3_BUCKET = env.str("S3_BUCKET", default="")
PRIVATE_STORAGE: dict[str, Any] = {"BACKEND": "platform_site.shared.uploads.FolderStorage"}
if S3_BUCKET:
    PRIVATE_STORAGE = {
        "BACKEND": "platform_site.shared.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("S3_REGION", default="") or None,
            # Without them boto3 looks for the machine's own role.
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "location": env.str("S3_PREFIX", default="").strip("/"),
        },
    }
