"""Names the groups app for Django and, in Chinese, for the admin."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = "合作架構"
