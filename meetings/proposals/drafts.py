"""What somebody has typed into the form of a proposal and not handed in, kept on the server as they type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from groups.models import IssueGroup
from meetings.models import Proposal, ProposalDraft
from meetings.proposals.workflow import ProposalError
from platform_site.shared.locking.versions import StaleRow

# Far above what a proposal may say, so that a text that is too long is kept until it is cut.
MOST_TYPED = 50_000
NEWER = "您在另一個分頁或另一台電腦已存入較新的內容。"


def draft_of(user: User, group: IssueGroup, proposal: Proposal | None) -> ProposalDraft | None:
    """The user's draft of a change of `proposal`, or of a new proposal of `group`; None without one."""
    drafts = ProposalDraft.objects.filter(user=user)
    return (drafts.filter(proposal=proposal) if proposal else drafts.filter(group=group, proposal=None)).first()


@transaction.atomic
def keep_draft(
    user: User, group: IssueGroup, proposal: Proposal | None, values: Mapping[str, Sequence[str]], version: int | None
) -> ProposalDraft:
    """Store what was typed, right or wrong. `version` is the one the page saw, 0 for none.

    Raises StaleRow where another page stored a newer one, ProposalError where the text is far too long.
    """
    if sum(len(text) for texts in values.values() for text in texts) > MOST_TYPED:
        raise ProposalError(f"內容超過 {MOST_TYPED:,} 字，請刪減。")
    # The user's row is locked, since there may be no draft yet to lock.
    User.objects.select_for_update().get(pk=user.pk)
    draft = draft_of(user, group, proposal)
    if (draft.version if draft else 0) != version:
        raise StaleRow(draft, NEWER)
    if draft is None:
        draft = ProposalDraft(user=user, group=group, proposal=proposal, version=0)
    draft.values = {name: list(texts) for name, texts in values.items()}
    draft.version += 1
    draft.saved_at = timezone.now()
    draft.save()
    return draft


def drop_draft(user: User, group: IssueGroup, proposal: Proposal | None) -> None:
    """Delete the user's draft, once it was handed in or is not wanted any more."""
    if draft := draft_of(user, group, proposal):
        draft.delete()
