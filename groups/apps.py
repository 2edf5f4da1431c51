"""Names the groups app for Django and, in Chinese, for the admin; makes each database connection keep the trail."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import import_string


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = "合作架構"

    def ready(self) -> None:
        # A receiver, although the house has none: Django offers no other moment at which every new connection of
        # every thread passes by, and SQLite's functions belong to a connection. By its name, since models cannot be
        # imported before the apps are known.
        connection_created.connect(import_string("groups.audit.recording.on_connection"), dispatch_uid="audit-trail")
