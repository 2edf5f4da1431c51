"""What the triggers say, and that code tells their refusals by nothing else."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from cases.models import Case
from platform_site.shared.triggers import Refusal, refusal
from tests.factories import CaseFactory, MeetingFactory, freeze, record


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_the_sql_files_say_the_known_texts_and_no_others(vendor):
    said = set()
    for app in apps.get_app_configs():
        for path in Path(app.path).glob(f"migrations/*.{vendor}.sql"):
            said |= set(re.findall(r"RAISE(?:\(ABORT,| EXCEPTION) '([^']+)'", path.read_text()))
    assert said == {str(text) for text in Refusal}


@pytest.mark.django_db
def test_a_refusal_is_told_from_any_other_error():
    row = record(CaseFactory(), MeetingFactory())
    freeze(row.meeting)
    with pytest.raises(IntegrityError) as frozen, transaction.atomic():
        row.delete()
    with pytest.raises(IntegrityError) as other, transaction.atomic():
        Case.objects.filter(pk=row.case_id).update(title="")
    assert refusal(frozen.value) is Refusal.FINAL_RECORD
    assert refusal(other.value) is None
