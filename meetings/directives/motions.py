"""What was done with the items of motions, and what became of them; the printed motions stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from cases.models import Case
from groups.models import IssueGroup
from meetings.models import MotionItem, MotionOutcome
from meetings.models.directives import REPLY_LIMIT
from meetings.search.sources import index_motion
from platform_site.shared.locking.versions import require_version
from platform_site.shared.refusals import Refusal


class MotionError(Refusal):
    """An outcome that is refused."""


@dataclass(frozen=True)
class OutcomeContent:
    """What a person writes of an item: the disposition, the group it went to, the case it became, and in words."""

    disposition: str
    group: IssueGroup | None = None
    case: Case | None = None
    note: str = ""


def problems(content: OutcomeContent, item: MotionItem) -> dict[str, str]:
    """What is wrong, as {field: Chinese sentence}; empty where all is well."""
    found = {}
    platform = item.motion.meeting.level.platform_id
    if content.disposition not in MotionOutcome.Disposition.values:
        found["disposition"] = "請選擇處理方式。"
    if content.group and content.group.platform_id != platform:
        found["group"] = f"{content.group}不屬於這個平臺，請重新選擇。"
    if content.case and content.case.group.platform_id != platform:
        found["case"] = f"「{content.case}」不屬於這個平臺，請重新選擇。"
    if len(content.note) > REPLY_LIMIT:
        found["note"] = f"最多 {REPLY_LIMIT:,} 字，目前 {len(content.note):,} 字，請刪減。"
    return found


@transaction.atomic
def write_outcome(item: MotionItem, content: OutcomeContent, *, version: int | None) -> MotionOutcome:
    """Write what became of an item; version 0 where nothing was written yet. Raises MotionError or StaleRow."""
    if found := problems(content, item):
        raise MotionError(f"有 {len(found)} 處須補正，尚未儲存。", found)
    # The item is there from the beginning: two who write the first outcome come one after the other.
    MotionItem.objects.select_for_update(of=("self",)).order_by("pk").get(pk=item.pk)
    current = MotionOutcome.objects.filter(item=item).first()
    require_version(current, version)
    if current is None:
        current = MotionOutcome(item=item)
    else:
        current.version += 1
    current.disposition, current.group, current.case = content.disposition, content.group, content.case
    current.note = content.note.strip()
    current.save()
    index_motion(item.pk)
    return current
