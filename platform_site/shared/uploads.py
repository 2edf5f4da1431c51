"""Storage of uploaded files: under MEDIA_ROOT, which no URL serves. A view checks permissions and sends the file."""

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files readable by the server's own user only, without a public URL."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """Refuse, since no URL serves these files."""
        raise ValueError("A private file has no URL; link to the view that serves it.")
