"""Triggers on both engines: the versions of finalised minutes and the files made of them are added and never change."""

from django.db import migrations

from platform_site.shared.triggers import RunTriggers


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_meeting_cycle")]

    operations = [RunTriggers(__file__)]
