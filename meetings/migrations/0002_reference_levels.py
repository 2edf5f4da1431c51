"""The three levels of meeting the platform holds: rows, so that another body has its own."""

from django.db import migrations

LEVELS = [
    # name, slug, and the rest: whether every issue group's decisions are printed, whether each group counts for itself
    ("市長層級", "mayor", {"meetings_per_year": 1, "keeps_ledger": False}),
    ("副市長層級", "deputy-mayor", {"meetings_per_year": 2, "keeps_ledger": True}),
    ("工作會議", "working", {"meetings_per_year": 4, "keeps_ledger": False, "numbered_per_group": True}),
]
# The mayors have met three times, of which no minutes are on record; the fourth time Taoyuan hosts.
MAYORS_HELD, MAYORS_NEXT_HOST = 3, "桃園市"


def load(apps, schema_editor):
    MeetingLevel = apps.get_model("meetings", "MeetingLevel")
    if MeetingLevel.objects.exists():
        # Undoing this migration leaves its rows, since others point at them; here it comes again.
        return
    platform = apps.get_model("groups", "Platform").objects.get()
    MeetingLevel.objects.bulk_create(
        MeetingLevel(platform=platform, name=name, slug=slug, order=order, **rest)
        for order, (name, slug, rest) in enumerate(LEVELS, 1)
    )
    host = apps.get_model("groups", "City").objects.get(platform=platform, name=MAYORS_NEXT_HOST)
    MeetingLevel.objects.filter(slug="mayor").update(held_before=MAYORS_HELD, first_host=host)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("groups", "0002_reference_data")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
