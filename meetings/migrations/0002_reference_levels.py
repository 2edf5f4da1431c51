"""The three levels of meeting the platform holds: rows, so that another body has its own."""

from django.db import migrations

LEVELS = [
    # name, slug, meetings a year, whether every issue group's decisions are printed
    ("市長層級", "mayor", 1, False),
    ("副市長層級", "deputy-mayor", 2, True),
    ("工作會議", "working", 4, False),
]


def load(apps, schema_editor):
    platform = apps.get_model("groups", "Platform").objects.get()
    MeetingLevel = apps.get_model("meetings", "MeetingLevel")
    MeetingLevel.objects.bulk_create(
        MeetingLevel(
            platform=platform, name=name, slug=slug, order=order, meetings_per_year=per_year, keeps_ledger=keeps_ledger
        )
        for order, (name, slug, per_year, keeps_ledger) in enumerate(LEVELS, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("groups", "0002_reference_data")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
