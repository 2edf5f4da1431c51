"""The platform, its four cities and its eight issue groups in printed order: rows, not constants."""

from django.db import migrations

PLATFORM = "基北北桃合作交流平臺"
CITIES = ["基隆市", "臺北市", "新北市", "桃園市"]
GROUPS = ["交通組", "災防組", "教育文化組", "產業民生組", "都會發展組", "衛生社福組", "環境資源組", "觀光文創組"]


def load(apps, schema_editor):
    if apps.get_model("groups", "Platform").objects.exists():
        # Undoing this migration leaves its rows, since others point at them; here it comes again.
        return
    platform = apps.get_model("groups", "Platform").objects.create(name=PLATFORM)
    City, IssueGroup = apps.get_model("groups", "City"), apps.get_model("groups", "IssueGroup")
    City.objects.bulk_create(
        City(platform=platform, name=name, government_name=f"{name}政府", order=order)
        for order, name in enumerate(CITIES, 1)
    )
    IssueGroup.objects.bulk_create(
        IssueGroup(platform=platform, name=name, order=order) for order, name in enumerate(GROUPS, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
