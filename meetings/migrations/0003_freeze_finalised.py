"""Triggers on both engines: nothing of a finalised meeting's record changes, by raw SQL either."""

from django.db import migrations

from meetings import freezing
from meetings.freezing import FrozenName, FrozenTable

GROUP_OF_CLAUSE = (
    "(SELECT g.meeting_id FROM meetings_clause c JOIN meetings_groupresolution g ON g.id = c.group_resolution_id"
    " WHERE c.id = {row}.clause_id)"
)
TABLES = [
    FrozenTable("cases_statuschange"),
    FrozenTable("meetings_meetingseat"),
    FrozenTable("meetings_section"),
    FrozenTable("meetings_resolution"),
    FrozenTable("meetings_groupresolution"),
    FrozenTable(
        "meetings_clause",
        "(SELECT g.meeting_id FROM meetings_groupresolution g WHERE g.id = {row}.group_resolution_id)",
    ),
    FrozenTable("meetings_clauseitem", GROUP_OF_CLAUSE),
    FrozenTable("meetings_motion"),
    FrozenTable("meetings_motionitem", "(SELECT p.meeting_id FROM meetings_motion p WHERE p.id = {row}.motion_id)"),
    FrozenTable("meetings_remark"),
    FrozenTable(
        "meetings_paragraph",
        "COALESCE((SELECT r.meeting_id FROM meetings_remark r WHERE r.id = {row}.remark_id),"
        " (SELECT s.meeting_id FROM meetings_section s WHERE s.id = {row}.section_id))",
    ),
]
FINAL = "m.state = 'finalised'"
NAMES = [
    FrozenName(
        "groups_platform",
        ("name",),
        "EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetinglevel l ON l.name = m.level_id"
        f" WHERE l.platform_id = OLD.id AND {FINAL})",
    ),
    FrozenName(
        "meetings_meetinglevel",
        ("name", "platform_id"),
        f"EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.level_id = OLD.name AND {FINAL})",
    ),
    FrozenName(
        "groups_city",
        ("name", "government_name"),
        "EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_meetingseat s ON s.meeting_id = m.id"
        f" WHERE s.city_id = OLD.id AND {FINAL})",
    ),
    FrozenName(
        "groups_issuegroup",
        ("name",),
        "EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_groupresolution g ON g.meeting_id = m.id"
        f" WHERE g.group_id = OLD.id AND {FINAL})",
    ),
    FrozenName(
        "cases_commontopic",
        ("name",),
        "EXISTS (SELECT 1 FROM meetings_meeting m JOIN meetings_section s ON s.meeting_id = m.id"
        f" WHERE s.topic_id = OLD.id AND {FINAL})",
    ),
]


def install(apps, schema_editor):
    freezing.install(schema_editor, TABLES, NAMES)


def remove(apps, schema_editor):
    freezing.remove(schema_editor, TABLES, NAMES)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_reference_levels"), ("cases", "0002_ledger_meetings")]

    operations = [migrations.RunPython(install, remove)]
