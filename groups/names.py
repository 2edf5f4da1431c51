"""Names as pages, PDFs and mails print them: the platform's and people's."""

from django.contrib.auth.models import User

from groups.models import Platform


def platform_name() -> str:
    """The name of the body that meets; one query."""
    return Platform.objects.values_list("name", flat=True).order_by("pk").first() or "合作交流平臺"


def person_name(user: User) -> str:
    """林嘉慧: surname first and no space, as Chinese names are written; the user name where none is given."""
    return f"{user.last_name}{user.first_name}".strip() or user.get_username()
