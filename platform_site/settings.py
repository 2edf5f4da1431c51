"""Settings of the project out of the environment; those of accounts are in settings_accounts.py, those of more than
one machine in settings_machines.py.

DJANGO_ENV is `local` (the demo, the tests and a developer's machine: no variable has to be set) or `production`.
Saying DEBUG=off outright means production as well, so that the habit of switching DEBUG off never leaves a server
with the key that everybody can read below.

    SECRET_KEY            required in production
    ALLOWED_HOSTS         production: comma separated host names
    DATABASE_URL          postgres://user:password@host/name; SQLite in var/ without it
    DATABASE_REPLICA_URL  the same of a streaming replica, which then answers what may be a moment old: never what the
                          reader wrote just before (platform_site/shared/replica/)
    REPLICA_MAX_LAG_SECONDS a replica further behind is not asked; 5 without it
    CACHE_URL             redis://host:6379/1; a table of the database without it
    CACHE_PAGES           off: each page is made at each request, for those who work on templates
    SESSIONS_IN           database (without it), or cache: read from the cache, kept in the database too
    S3_BUCKET, S3_ENDPOINT_URL, S3_REGION, S3_ACCESS_KEY, S3_SECRET_KEY, S3_PREFIX
                          where stored files lie instead of MEDIA_ROOT; needs requirements-machines.txt, as Redis does
    CSRF_TRUSTED_ORIGINS  only where a proxy rewrites the Host header
    EMAIL_URL             smtp+tls://user:password@host:587; the console without it
    SITE_URL              https://host, without which the mails of cron's reminders have no links
    EMAIL_TIMEOUT         seconds until a mail server that does not answer holds nothing up any more; 15 without it
    SECURITY_CONTACT      mail or https addresses for weaknesses: /.well-known/security.txt, not there without it
    PASSWORD_PROFILE      tw (資通系統防護基準; without it) or asvs (OWASP ASVS 5): see PASSWORD_PROFILES below
    PASSWORD_MAX_AGE_DAYS how long a password lasts; 90 under tw without it, 0 (for ever) under asvs
    COMMON_PASSWORDS      a file with a password a line (gzip too) that nobody may choose, besides Django's own list
    MFA_REQUIRED_ROLES    comma separated, of secretariat (superusers too), liaison, official: who sets up a second
                          factor before anything else; MFA_REQUIRED_FOR_SECRETARIES=on adds the first. Nobody without
                          them, for the demo; a production server should say on
    MFA_ENCRYPTION_KEY    a long random text that encrypts the secrets of second factors; SECRET_KEY without it. Say
                          one in production: then SECRET_KEY can change and authenticator apps still work
    OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME
                          single sign-on by OpenID Connect, off without the first; OIDC_NAME stands on the button. The
                          address to register there is https://host/accounts/oidc/callback/
    OIDC_USERNAME_CLAIM   which claim is the user name (preferred_username); accounts are matched by verified e-mail
                          address without it
    SESSION_IDLE_MINUTES  a session ends when nobody did anything for so long; 30 without it
    SESSION_HOURS         and in any case so long after the sign-in; 12 without it
    TRUSTED_PROXIES       how many proxies of ours stand before the server: their X-Forwarded-For is believed; 0 without
    LOG_FORMAT            json (production) or line; what a line holds: platform_site/operations/logs.py
    HEALTH_MIN_FREE_MB    with less room than this on the disk /healthz says 503; 500 without it
    AUDIT_HEADS           a file that notes the head of the audit trail; production: var/audit-heads.txt without it
    DEFAULT_FROM_EMAIL, SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS, STATIC_ROOT, MEDIA_ROOT, LOG_LEVEL, DEBUG

Importing this file reads, and changes nothing.
"""

from pathlib import Path

import bootstrap_wrapper
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# -- Mode -------------------------------------------------------------------------------------------------------------

# Off even on a developer's machine: the pages that users get for an error are the pages to look at.
DEBUG = env.bool("DEBUG", default=False)
DJANGO_ENV = env.str("DJANGO_ENV", default="production" if "DEBUG" in env and not DEBUG else "local")
if DJANGO_ENV not in ("local", "production"):
    raise ImproperlyConfigured(f"DJANGO_ENV is either local or production, not {DJANGO_ENV!r}.")
PRODUCTION = DJANGO_ENV == "production"
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows settings and source code to strangers: it cannot be on in production.")

SECRET_KEY = env.str("SECRET_KEY", default="")
if PRODUCTION and not SECRET_KEY:
    raise ImproperlyConfigured(
        "Production needs the environment variable SECRET_KEY, a long random text that stays the same between starts; "
        "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
# Known to everybody, so it goes with hosts that only this machine can ask for.
SECRET_KEY = SECRET_KEY or "local-only-not-a-secret-local-only-not-a-secret-local-only"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- Application ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Before the packages: the project's templates and translations win over theirs.
    "groups",
    "cases",
    "meetings",
    # Its commands alone: backup and restore.
    "platform_site.operations",
    # Drawn documents, and the worker that draws the long ones: `manage.py db_worker`.
    "django_tasks",
    "django_tasks_db",
    "platform_site.shared.documents",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Its two templates alone; what the public pages list is in meetings/publishing/public/.
    "django.contrib.sitemaps",
    # Before staticfiles: it switches off runserver's own static view, so that one thing serves static files everywhere.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Single sign-on, which OIDC_SERVER_URL switches on; its tables are there so that switching needs no migration.
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    # First: it times all others.
    "platform_site.operations.requests.log_requests",
    # These two mark every answer, also a refusal by SecurityMiddleware.
    "platform_site.middleware.marked_refusals",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "platform_site.middleware.known_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After the headers of every answer, before hosts and sessions are looked at.
    "platform_site.operations.health.answer_health",
    # Before anything looks for a session: the public pages have none.
    "platform_site.middleware.public_or_private",
    # Only where there is a replica; before anything reads rows.
    "platform_site.shared.replica.middleware.ReplicaReads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "platform_site.accounts.gates.session_limits",
    # Says who is behind what the page writes, and notes what is refused.
    "groups.audit.middleware.audit_trail",
    # A page is closed to strangers unless its view says login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "platform_site.accounts.gates.FirstThingsFirst",
    "platform_site.middleware.RoleRequired",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Last, as its documentation asks: it replaces the answer to a login that is locked out.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "platform_site.urls"
WSGI_APPLICATION = "platform_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- More than one machine --------------------------------------------------------------------------------------------

# The replica, caches, sessions, the bucket.
from platform_site.settings_machines import *  # noqa: E402, F403
from platform_site.settings_machines import DATABASE_REPLICA_URL, PRIVATE_STORAGE, REPLICA, replica  # noqa: E402

# -- Database ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'platform.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "platform_site.shared.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # Django's DEFERRED fails a read-modify-write at once when another writer came between, whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # With recursive_triggers a row that INSERT OR REPLACE takes away runs its delete triggers: the trail names it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
else:
    # No query runs for long enough to be worth compiling; PostgreSQL would spend up to half of a list's time on it.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off", **DATABASES["default"].get("OPTIONS", {})}
if DATABASE_REPLICA_URL:
    DATABASES[REPLICA] = replica(DATABASES["default"])
# Connections stay open between requests; to open one is half of an empty page's time on SQLite, docs/performance.md.
DATABASES = {alias: about | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} for alias, about in DATABASES.items()}

# -- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文")]
TIME_ZONE = "Asia/Taipei"
USE_I18N = True
USE_TZ = True

# -- Accounts ---------------------------------------------------------------------------------------------------------

# Sign-in, passwords, the lock, second factors.
from platform_site.settings_accounts import *  # noqa: E402, F403

OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="單一登入")
OIDC_USERNAME_CLAIM = env.str("OIDC_USERNAME_CLAIM", default="")
if OIDC_SERVER_URL and not OIDC_CLIENT_ID:
    raise ImproperlyConfigured("OIDC_SERVER_URL needs OIDC_CLIENT_ID, the name of this platform at that server.")
if PRODUCTION and OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL begins with https:// in production: passwords go there.")
SOCIALACCOUNT_ADAPTER = "platform_site.accounts.oidc.SingleSignOnAdapter"

# A working day: an official's open laptop is not signed in the next morning.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 60 * 60
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_MINUTES", default=30) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# -- Transport and browser --------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: for the small pictures inside Bootstrap's style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# gunicorn itself believes X-Forwarded-Proto from the proxies in its FORWARDED_ALLOW_IPS, so no header is trusted here.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
# A browser keeps a cookie of such a name only over HTTPS, for this host alone: no neighbouring site can plant one.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = PRODUCTION
MESSAGE_STORAGE = "platform_site.shared.pages.messages.MessageStorage"
# Asks for HSTS preloading: a browser vendor's list that a city's domain cannot leave again for months.
# The other asks for the lock to go by address as well; failures of one name count together from wherever they come.
SILENCED_SYSTEM_CHECKS = ["security.W021", "axes.W006"]

# -- Static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "platform_site" / "static",
    ("bootstrap/css", bootstrap_wrapper.get_bootstrap_css_dir()),
    ("bootstrap/js", bootstrap_wrapper.get_bootstrap_js_dir()),
]
# Collected only for production; elsewhere whitenoise reads the files where they lie, so a change needs no command.
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")).root if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
# No other site's script has a use for them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people attach and what the platform keeps (platform_site/shared/uploads.py).
    "private": PRIVATE_STORAGE,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# -- Uploads, mail, import and export ---------------------------------------------------------------------------------

# What people attach; nothing serves this folder, a view does (see platform_site/shared/uploads.py).
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")).root
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A meeting's admin form holds its clauses, remarks and motions: some hundred rows of several fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Django 6 has the same setting of its own.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[])
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)
# Commands have no request that says where the pages are.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="platform@localhost")

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
# The package's own escaping drops the "=" for good; platform_site/shared/sheets/ keeps every cell as it was typed.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = False

# -- Audit trail ------------------------------------------------------------------------------------------------------

# Each line is a head of the trail's chain (groups/audit/heads.py): a copy on another machine guards against whoever
# may write here. None on a developer's machine, whose databases come and go.
AUDIT_HEADS = env.str("AUDIT_HEADS", default=str(BASE_DIR / "var" / "audit-heads.txt") if PRODUCTION else "")

# -- Logging ----------------------------------------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "line")
LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
HEALTH_MIN_FREE_MB = env.int("HEALTH_MIN_FREE_MB", default=500)
# One stream: whatever starts the process keeps it (systemd, a container, a terminal).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "platform_site.operations.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        # For machines a line for each request; what Django says of a 404 besides would be a second one.
        "platform_site.operations.requests": {"level": "INFO" if LOG_FORMAT == "json" else LOG_LEVEL},
        "django.request": {"level": "ERROR" if LOG_FORMAT == "json" else LOG_LEVEL},
        # It logs every subset of every font at INFO.
        "fontTools": {"level": "WARNING"},
    },
}
