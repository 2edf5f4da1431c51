"""The app's name."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Drawn documents, kept for a while."""

    name = "platform_site.shared.documents"
    label = "documents"
    verbose_name = "製作的文件"
