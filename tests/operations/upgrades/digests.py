"""What must be the same before and after an upgrade, by the commands that people note such figures with."""

import hashlib
import io
import re

from django.core.management import call_command

from cases.models import Seal
from groups.audit.models import AuditEntry
from meetings.models import Meeting, MinutesVersion


def digests() -> dict[str, str]:
    """The hash of every export of finalised minutes and of the tally; the record's own hashes; both chains' ends."""
    found = {"tally": _sha256(_printed("tally", "--format", "json"))}
    for meeting in Meeting.objects.finalised():
        for file_format in ("text", "json"):
            found[f"export_minutes {meeting.key} {file_format}"] = _sha256(
                _printed("export_minutes", meeting.key, "--format", file_format)
            )
    for version in MinutesVersion.objects.select_related("meeting").order_by("pk"):
        found[f"minutes {version.meeting.key} {version.number}"] = version.sha256
    for seal in Seal.objects.order_by("number"):
        found[f"seal {seal.number}"] = seal.sha256
    return found


def chain_ends() -> dict[str, str]:
    """What verify_ledger and verify_audit print to be noted elsewhere. Raises SystemExit where they find a fault."""
    ledger, audit = _printed("verify_ledger"), _printed("verify_audit")
    seal = re.search(r"末端驗證碼：(\w+)", ledger)[1]
    return {"seal": seal, "audit": f"{AuditEntry.objects.latest('number').number}:{_end_of(audit)}"}


def _end_of(printed: str) -> str:
    return re.search(r"末端：\d+:(\w+)", printed)[1]


def _printed(*arguments: str) -> str:
    printed = io.StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
