"""The site that the fuzz runs against: the five meetings, a draft, reports on their way, a person of each role."""

from __future__ import annotations

import contextlib
import io

from django.core.management import call_command
from django.utils import timezone

from cases.reporting.obligations import current_period
from groups.models import IssueGroup
from meetings.models import Meeting
from tests.bench.fuzz import pages, targets
from tests.bench.fuzz.running import Target
from tests.bench.fuzz.sheets import Sheets
from tests.people import signed_in
from tests.support import full_site


def world() -> list[Target]:
    """Fill a database that has the five meetings, and return every target."""
    call_command("load_demo", stdout=io.StringIO())
    with contextlib.redirect_stdout(io.StringIO()):
        full_site.fill()
    secretary = signed_in("superuser", "fuzz-superuser")
    others = [signed_in(role, f"fuzz-{role}") for role in ("secretariat", "liaison", "official")]
    draft = Meeting.objects.by_key("deputy-mayor-6").get()
    quarter = IssueGroup.objects.get(name="交通組"), current_period(timezone.localdate())
    return [
        *targets.targets(draft),
        *Sheets(others[0], quarter).targets(),
        *pages.targets(secretary, [*others, signed_in("stranger")]),
    ]
