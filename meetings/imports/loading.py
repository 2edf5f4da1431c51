"""The platform's real record: the five official texts through the parser into the database, finalised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from groups.actors import Actor
from groups.platforms import default_platform
from groups.roles import sync_role_permissions
from meetings.imports.plan import commit_plan, plan_import, read_decisions
from meetings.models import Meeting
from meetings.record.finalising import add_missing_version, finalise
from meetings.terms.terms import record_terms_from_minutes

MINUTES = Path(settings.BASE_DIR) / "fixtures" / "minutes"
IDENTITIES = Path(settings.BASE_DIR) / "fixtures" / "identities.csv"
LOADER = Actor("平臺資料載入")


def load_platform() -> Iterator[str]:
    """Load every text of fixtures/minutes that is not there yet; yields a line per meeting of what was done.

    Idempotent: each meeting is written and made final in one transaction, so whatever stopped a run, the next one goes
    on where it ended. (A decorator would end its transaction before the first line is asked for.) Raises
    ImportRefused, with nothing of that meeting written, where a text has an open point: then fixtures/identities.csv
    lacks a line.
    """
    sync_role_permissions()
    decisions = read_decisions(IDENTITIES)
    for path in sorted(MINUTES.glob("*.txt")):
        key = path.stem
        meeting = Meeting.objects.by_key(key).first()
        if meeting is not None:
            added = add_missing_version(meeting, LOADER)
            yield f"{meeting}：已在資料庫中，" + ("補建紀錄第1版" if added else "未更動")
            continue
        plan = plan_import(path.read_text(encoding="utf-8"))
        with transaction.atomic():
            meeting = commit_plan(plan, LOADER, decisions)
            finalise(meeting, LOADER)
        yield f"{meeting}：載入{meeting.changes.exclude(printed_title='').count()}筆列有案名的列管異動，已定稿"
    if platform := default_platform():
        terms = record_terms_from_minutes(platform)
        yield f"任期：依會議紀錄登錄{len(terms)}筆" if terms else "任期：未更動"
