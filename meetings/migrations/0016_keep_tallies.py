"""Count the figures of the meetings that are final already, as finalising keeps them from now on.

The rules are those of `cases/ledger/tallies.py` as they stood when this was written; `verify_ledger` compares.
"""

from collections import Counter, defaultdict

from django.db import migrations
from django.db.models import Count, Sum

GOING_ON = ("added", "tracked", "moved", "renamed")


def empty(apps, editor):
    apps.get_model("cases", "KeptTally").objects.all().delete()


def keep(apps, editor):
    KeptTally = apps.get_model("cases", "KeptTally")
    Meeting, Group = apps.get_model("meetings", "Meeting"), apps.get_model("groups", "IssueGroup")
    counts = _counts(apps.get_model("cases", "StatusChange"))
    stated = _stated(apps.get_model("meetings", "Clause"))
    # By level and group: what each group closed with, and whether any record says so.
    closings, known = defaultdict(dict), defaultdict(dict)
    finalised = Meeting.objects.filter(state="finalised").select_related("level")
    for meeting in finalised.order_by("held_on", "sequence", "pk"):
        series = (meeting.level_id, meeting.group_id)
        groups = {"pk": meeting.group_id} if meeting.group_id else {"platform": meeting.level.platform_id}
        is_first = not closings[series]
        for group in Group.objects.filter(**groups).values_list("pk", flat=True):
            row = _figures(counts[meeting.pk, group], stated.get((meeting.pk, group)), closings[series].get(group))
            opening_known = known[series].get(group, not (is_first and meeting.number > 1))
            KeptTally.objects.create(meeting=meeting, group_id=group, opening_known=opening_known, **row)
            closings[series][group] = row["closing"]
            known[series][group] = opening_known or row["stated_remaining"] is not None


def _counts(StatusChange):
    """How many rows there are of each kind and effect, by meeting and group; sub-cases are not counted."""
    counts = defaultdict(Counter)
    rows = StatusChange.objects.filter(is_subcase=False).order_by()
    for meeting, group, kind, effect, number in rows.values_list("meeting", "group", "kind", "effect").annotate(
        number=Count("pk")
    ):
        counts[meeting, group][kind, effect] = number
    moved = rows.filter(kind="moved").values_list("meeting", "from_group").annotate(number=Count("pk"))
    for meeting, group, number in moved:
        counts[meeting, group]["moved_out", ""] = number
    return counts


def _stated(Clause):
    """The sum of the numbers that a group's clauses state, by meeting and group."""
    clauses = Clause.objects.filter(kind="tracked", wording__contains="{count", stated_count__isnull=False).order_by()
    of_group = clauses.values_list("group_resolution__meeting", "group_resolution__group")
    return {(meeting, group): number for meeting, group, number in of_group.annotate(number=Sum("stated_count"))}


def _figures(counts, stated, opening):
    added, delisted = counts["added", ""], counts["delisted", ""]
    tracked = sum(number for (kind, _), number in counts.items() if kind in GOING_ON) - added
    others = {
        "merged": counts["merged", ""],
        "results": counts["tracked", "result"],
        "moved_out": counts["moved_out", ""],
        "moved_in": counts["moved", ""],
        "restored": counts["tracked", "restored"],
        "struck": counts["delisted", "struck"],
    }
    came = others["results"] + others["moved_in"] + others["restored"]
    gone = delisted + others["merged"] + others["moved_out"] + others["struck"] - came
    difference = None
    if opening is None:
        computed = remaining = tracked if stated is None else stated
        opening = gone + remaining
    else:
        computed = opening - gone
        remaining = computed if stated is None else stated
        difference = None if stated is None else stated - computed
    return {
        "opening": opening,
        "added": added,
        "delisted": delisted,
        "stated_remaining": stated,
        "computed_remaining": computed,
        "difference": difference,
        "closing": remaining + added,
        "named": tracked + added,
        **others,
    }


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0013_kept_tallies"),
        ("meetings", "0015_audited_rows"),
    ]

    operations = [migrations.RunPython(keep, empty)]
