"""What somebody should have looked at before a draft becomes final, computed from the rows as they stand.

A finding is cleared by putting the draft right, or answered with a sentence that is kept with the first version. What
the ledger refuses is no finding: it cannot be answered away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cases.ledger.writing import LedgerError
from meetings.circulation.standing import agreement
from meetings.directives.selectors import lost_directives
from meetings.imports.plan import current_vocabulary
from meetings.minutes.meaning import comparable, meaning
from meetings.minutes.parsing.parse import parse
from meetings.minutes.wording import NOT_YET, WordingError
from meetings.models import Meeting, ProposalState, ReviewComment, Reviewer
from meetings.record.compose import compose
from meetings.record.figures import MeetingFigures, figures_of
from meetings.record.finalising import Answers, why_not_final
from meetings.record.versions import Edition
from platform_site.shared.refusals import Refusal

ANSWER_LIMIT = 500


@dataclass(frozen=True)
class Finding:
    """Something that is open. `code` says what kind it is, `text` is the sentence; `key` changes with the sentence.

    So an answer belongs to what was read: where a difference has grown meanwhile, it is asked anew.
    """

    code: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.code}-{hashlib.sha256(self.text.encode()).hexdigest()[:10]}"


class Unanswered(Refusal):
    """Findings without an answer; `fields` has a sentence for each by its key."""


def obstacle(meeting: Meeting) -> str:
    """The sentence for what stops the finalising altogether, "" where nothing does."""
    if sentence := why_not_final(meeting):
        return sentence
    try:
        Edition(meeting, compose(meeting)).text  # noqa: B018  # printing it is the test
    except (WordingError, LedgerError) as error:
        return f"紀錄目前無法印出：{error}"
    return ""


def findings(meeting: Meeting) -> tuple[Finding, ...]:
    """What is open of a draft that can be printed, in the order of the checklist. Raises WordingError otherwise."""
    figures = figures_of(meeting)
    edition = Edition(meeting, compose(meeting, figures))
    return (
        *_differences(figures),
        *_empty_fields(meeting, edition.text),
        *_undecided(meeting),
        *_open_comments(meeting),
        *_missing_agreements(meeting),
        *_lost_directives(meeting),
        *_read_again(edition),
    )


def answered(meeting: Meeting, answers: Mapping[str, str]) -> Answers:
    """The checklist with its answers, as the first version keeps it. Raises Unanswered where one is missing."""
    open_ones = findings(meeting)
    missing = {row.key: "請處理，或寫一句說明。" for row in open_ones if not answers.get(row.key, "").strip()}
    if missing:
        raise Unanswered(f"還有{len(missing)}項查核未說明，尚未定稿。", missing)
    return [{"code": row.code, "finding": row.text, "answer": answers[row.key].strip()} for row in open_ones]


def _differences(figures: MeetingFigures) -> Iterator[Finding]:
    """Stated against computed, group by group, as far as nobody explained it; then the sums."""
    for group in figures.differing:
        if group.open_difference:
            yield Finding(
                "difference",
                f"{group.group}載明其餘{group.stated_remaining}案，依帳冊推算為{group.computed_remaining}案，"
                f"差額{group.difference:+d}，尚有{abs(group.open_difference)}案未說明。",
            )
    for sum_ in figures.headlines:
        if sum_.difference:
            sums = f"合計載明{sum_.label}{sum_.stated}案，各組相加為{sum_.counted}案"
            yield Finding("sum", f"{sums}，差{sum_.difference:+d}。")


def _empty_fields(meeting: Meeting, text: str) -> Iterator[Finding]:
    for line in text.splitlines():
        if NOT_YET in line:
            yield Finding("empty", f"紀錄中還有未填的「{NOT_YET}」：{line}")
    fields = {
        "開始時間": meeting.starts_at,
        "散會時間": meeting.ends_at,
        "會議地點": meeting.venue,
        "紀錄人員": meeting.recorder,
        "主席名單": meeting.seats.exists(),
    }
    for name, value in fields.items():
        if not value:
            yield Finding("empty", f"沒有填寫{name}。")


def _undecided(meeting: Meeting) -> Iterator[Finding]:
    waiting = meeting.proposals.filter(state=ProposalState.SCHEDULED).select_related("group", "case")
    for proposal in waiting.order_by("group__order", "pk"):
        yield Finding("proposal", f"{proposal.group}的提案「{proposal}」列在本次議程，尚未作成決定。")


def _open_comments(meeting: Meeting) -> Iterator[Finding]:
    comments = ReviewComment.objects.filter(circulation__meeting=meeting, state=ReviewComment.State.OPEN)
    for comment in comments.select_related("city"):
        who = f"{comment.city or ''}{comment.author_name}"
        yield Finding("comment", f"{who}對「{comment.quoted[:40]}」的意見尚未回復：{comment.text}")


def _missing_agreements(meeting: Meeting) -> Iterator[Finding]:
    """The reviewers of the last round who have not agreed to the text as it is, or that there was no round."""
    standing = agreement(meeting)
    if standing is None:
        yield Finding("agreement", "紀錄草稿未送各市確認。")
        return
    for row in standing.waiting:
        yield Finding("agreement", f"{_who(row.reviewer)}尚未同意第{standing.circulation.number}次確認的紀錄。")
    for row in standing.changed:
        yield Finding("agreement", f"{_who(row.reviewer)}同意之後，紀錄內容已有更動。")


def _who(reviewer: Reviewer) -> str:
    return f"{reviewer.city or ''}{reviewer.user_name}"


def _lost_directives(meeting: Meeting) -> Iterator[Finding]:
    for directive in lost_directives(meeting):
        yield Finding("directive", f"已列為主席指示的「{directive.sentence}」不在紀錄之中。")


def _read_again(edition: Edition) -> Iterator[Finding]:
    """What the reader of minutes finds in the text itself, as it would in a file from outside."""
    reading = parse(edition.text, current_vocabulary(edition.text))
    for message in dict.fromkeys(problem.message for problem in reading.problems):
        yield Finding("text", message)
    if reading.document is None or comparable(meaning(reading.document)) != comparable(meaning(edition.document)):
        yield Finding("text", "紀錄的文字重新辨識後，與登錄的決議不完全相同；請核對決議條目的用語、案名與案數。")
