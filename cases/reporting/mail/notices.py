"""Mails to liaisons about what the secretariat did with their reports."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from cases.models import QuarterlyUpdate
from groups.actors import Actor
from groups.models import Membership, Role


def notify_returned(update: QuarterlyUpdate, comment: str, by: Actor, site: str) -> None:
    """Tell the liaisons of the group that owes it that a report was sent back: why, and where to go on.

    Goes out after the transaction, if there is one. A mail that cannot be sent is logged and blocks nothing: the page
    shows the comment too. `site` is the beginning of the platform's URLs.
    """
    # A lambda and no partial, which has no name for the log.
    transaction.on_commit(lambda: _send_returned(update, comment, by, site), robust=True)


def _send_returned(update: QuarterlyUpdate, comment: str, by: Actor, site: str) -> None:
    liaisons = Membership.objects.filter(role=Role.LIAISON, group=update.group_id, user__is_active=True)
    addresses = sorted(set(liaisons.exclude(user__email="").values_list("user__email", flat=True)))
    if not addresses:
        return
    page = f"{site}{reverse('reporting:update', args=[update.period_id, update.case_id])}"
    subject = f"【退回】{update.period}進度：{update.case.title}"[:200]
    body = "\n".join(
        [
            f"{update.group} 您好：",
            "",
            f"「{update.case.title}」的{update.period}進度已由{by.name}退回，請修正後重新送出。",
            "",
            "退回意見：",
            comment,
            "",
            f"修正頁面：{page}",
            "",
            "本信由系統自動寄送。",
        ]
    )
    for address in addresses:
        EmailMessage(subject, body, to=[address]).send()
