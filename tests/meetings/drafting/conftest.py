"""A draft of the sixth meeting of deputy mayors, as the secretariat finds it."""

from datetime import date, time

import pytest


@pytest.fixture
def sixth(db):
    from meetings.models import Meeting, MeetingLevel
    from meetings.record.drafts import start_draft
    from tests.factories import SECRETARY

    level = MeetingLevel.objects.get(name="副市長層級")
    fields = {"number": 6, "held_on": date(2026, 3, 5), "starts_at": time(14, 30), "ends_at": time(16, 0)}
    return start_draft(Meeting(level=level, venue="臺北市政府", **fields), SECRETARY)


@pytest.fixture
def secretary(db):
    from tests.people import signed_in

    return signed_in("secretariat")
