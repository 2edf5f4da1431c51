"""Where uploaded files lie: under MEDIA_ROOT, which no address leads to. A view asks who wants one and hands it out."""

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files that only their owner's process reads, and that have no address of their own."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """Refuse: a template that prints an address would print one that leads nowhere."""
        raise ValueError("A private file has no address; link to the view that serves it.")
