"""Where the sentences wait that the next page shows: Django's own cookie, under a name that follows the others'."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _PrefixedCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """The cookie, and the session for what does not fit into it."""

    storage_classes = (_PrefixedCookie, SessionStorage)
