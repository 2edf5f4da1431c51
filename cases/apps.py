"""Names the cases app for Django and, in Chinese, for the admin."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "合作案"
