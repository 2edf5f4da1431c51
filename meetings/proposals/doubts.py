"""What may be a mistake in a proposal and is told before it is handed in; it refuses nothing."""

from __future__ import annotations

from cases.matching import Candidate, candidates, match_title
from cases.models import Case
from cases.normalising import normalise_title
from groups.models import IssueGroup
from meetings.models import Proposal, ProposalKind, ProposalState
from meetings.proposals.workflow import ProposalContent

OPEN = (ProposalState.PROPOSED, ProposalState.RETURNED, ProposalState.SCHEDULED)
NEAR_SHOWN = 3


def doubts(content: ProposalContent, group: IssueGroup, proposal: Proposal | None = None) -> dict[str, str]:
    """{field: Chinese sentence}: titles near known ones, and proposals that are open already. Four queries at most.

    `proposal` is the one being changed, which is not compared with itself.
    """
    others = Proposal.objects.filter(group=group, state__in=OPEN)
    if proposal is not None:
        others = others.exclude(pk=proposal.pk)
    found: dict[str, str] = {}
    if content.case and content.kind != ProposalKind.SUBCASE:
        same = [str(other) for other in others.filter(case=content.case).select_related("case")]
        if same:
            found["case"] = f"這一案已有尚未議決的提案：{'、'.join(f'「{title}」' for title in same)}。"
    title = "" if content.kind == ProposalKind.DELIST else content.title.strip()
    if title and (near := _near(title, content, group, list(others.exclude(title="")))):
        found["title"] = f"案名與下列相同或相近，請確認不是同一案：{'；'.join(near)}。"
    return found


def _near(title: str, content: ProposalContent, group: IssueGroup, others: list[Proposal]) -> list[str]:
    # The cases of the proposal itself are near by nature: it renames or merges them.
    own = {case.pk for case in (content.case, *content.merged_cases) if case} - (
        {content.case.pk} if content.case and content.kind == ProposalKind.SUBCASE else set()
    )
    known = [row for row in candidates(Case.objects.filter(group=group)) if row.case_id not in own]
    matches = match_title(title, known, NEAR_SHOWN)
    sentences = [f"合作案「{match.title}」（{match.reason}）" for match in matches]
    proposed = [Candidate(-other.pk, other.title, normalise_title(other.title)) for other in others]
    sentences += [f"提案「{match.title}」（{match.reason}）" for match in match_title(title, proposed, NEAR_SHOWN)]
    return sentences
