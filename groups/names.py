"""Names as pages, PDFs and mails print them: the platform's and people's."""

from django.contrib.auth.models import User

from groups.models import Platform
from groups.platforms import default_platform

NO_PLATFORM = "合作交流平臺"


def platform_name(platform: Platform | None = None) -> str:
    """The name of the body that meets; of the first one where none is given, in one query."""
    platform = platform or default_platform()
    return platform.name if platform else NO_PLATFORM


def person_name(user: User) -> str:
    """林嘉慧: surname first and no space, as Chinese names are written; the user name where none is given."""
    return f"{user.last_name}{user.first_name}".strip() or user.get_username()
