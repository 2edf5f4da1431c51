"""Names the meetings app for Django and, in Chinese, for the admin."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "會議"
