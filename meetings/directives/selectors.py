"""What the pages of directives show, as plain data.

The number of queries does not depend on how many sentences or directives there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from cases.models import CaseTitle
from groups.models import IssueGroup
from groups.names import person_name
from meetings.directives.cues import masked
from meetings.directives.recognising import Candidate, Subjects, by_hand, candidates
from meetings.directives.sentences import Sentence, sentence_key, sentences
from meetings.models import Directive, DirectiveKind, Meeting, MotionItem
from meetings.models.directives import DirectiveQuerySet
from meetings.record.compose import compose
from platform_site.shared.roc import midnight_after

SYSTEM = "系統"
SHEET_RELATED = ("meeting__level", "meeting__group")


@dataclass(frozen=True)
class Row:
    """A sentence of the minutes as the page of a meeting's directives shows it.

    It is a `directive`, or `rejected_by` somebody, or a `candidate`; where it is none of them it may be picked by hand.
    """

    sentence: Sentence
    directive: Directive | None = None
    candidate: Candidate | None = None
    rejected_by: str = ""

    @property
    def digest(self) -> str:
        """The sentence in URLs."""
        return digest(self.sentence.text)

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The sentence before, in and after the phrase that shows what it is; the phrase is empty where none does."""
        phrase = self.directive.phrase if self.directive else self.candidate.phrase if self.candidate else ""
        return marked(self.sentence.text, phrase)

    @property
    def kind_label(self) -> str:
        """The proposed kind in words."""
        return DirectiveKind(self.candidate.kind).label if self.candidate else ""

    @property
    def groups_label(self) -> str:
        """The proposed groups in words."""
        return "、".join(self.candidate.groups if self.candidate else ()) or "各小組"

    @property
    def is_plain_clause(self) -> bool:
        """A group's clause that asks for nothing, such as 其餘11案持續列管; the page folds these away."""
        of_group = self.sentence.place in ("clause", "subclause")
        return of_group and not (self.directive or self.candidate or self.rejected_by)


@dataclass(frozen=True)
class Part:
    """The sentences of one paragraph, clause or motion, with the heading they stand under."""

    heading: str
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class MeetingSheet:
    """Everything the page of a meeting's directives shows. `lost` are directives whose sentence the draft has lost."""

    meeting: Meeting
    parts: tuple[Part, ...]
    plain_clauses: tuple[Row, ...]
    lost: tuple[Directive, ...]
    motions: tuple[MotionItem, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All sentences, those folded away too."""
        return (*(row for part in self.parts for row in part.rows), *self.plain_clauses)

    @property
    def confirmed(self) -> int:
        """How many sentences are directives, lost ones included."""
        return len({row.directive.pk for row in self.rows if row.directive}) + len(self.lost)

    @property
    def proposed(self) -> int:
        """How many proposals wait for somebody to look at them."""
        return sum(row.candidate is not None for row in self.rows)


def listed_directives(rows: DirectiveQuerySet, as_of: date | None = None) -> DirectiveQuerySet:
    """These directives as lists show them, the newest meeting first, with `reply_count`.

    With `as_of` the replies made by the end of that day, and `state_then`.
    """
    said = Q() if as_of is None else Q(replies__at__lt=midnight_after(as_of))
    listed = rows if as_of is None else rows.with_state(as_of)
    listed = listed.order_by("-meeting__held_on", "-meeting__sequence", "pk")
    return listed.with_all().annotate(reply_count=Count("replies", filter=said, distinct=True))


def set_back(directives: Iterable[Directive]) -> list[Directive]:
    """The same directives, annotated with `state_then`, in the state of then, in memory only; never save them."""
    found = list(directives)
    for directive in found:
        directive.state = directive.state_then  # type: ignore[attr-defined]
    return found


def digest(text: str) -> str:
    """A sentence's name in URLs, the same for every white space in it."""
    return hashlib.sha256(sentence_key(text).encode()).hexdigest()[:16]


def marked(text: str, phrase: str) -> tuple[str, str, str]:
    """The text before, in and after the first `phrase` outside of quotes; all of it before where it has none."""
    at = masked(text).find(phrase) if phrase else -1
    return (text, "", "") if at < 0 else (text[:at], phrase, text[at + len(phrase) :])


def meeting_sheet(meeting: Meeting) -> MeetingSheet:
    """The sentences of a meeting as its minutes say them now, each with what is known of it."""
    printed = sentences(compose(meeting))
    directives = {
        sentence_key(one.sentence): one
        for one in meeting.directives.select_related(*SHEET_RELATED).prefetch_related("groups", "replies")
    }
    rejected = {sentence_key(one.sentence): one.rejected_by_name for one in meeting.rejected_sentences.all()}
    found = candidates(printed, meeting.number, subjects_of(meeting), meeting.level.name)
    proposed = {one.sentence.key: one for one in found}
    rows = []
    for one in printed:
        directive, by = directives.get(one.key), rejected.get(one.key, "")
        is_open = directive is None and not by
        rows.append(Row(one, directive, proposed.get(one.key) if is_open else None, by))
    shown = [row for row in rows if not row.is_plain_clause]
    motions = MotionItem.objects.filter(motion__meeting=meeting).order_by("motion__position", "position")
    return MeetingSheet(
        meeting,
        tuple(_parts(shown)),
        tuple(row for row in rows if row.is_plain_clause),
        _without_sentence(directives, printed),
        tuple(motions.select_related("motion__proposer", "outcome__group", "outcome__case")),
    )


def lost_directives(meeting: Meeting) -> tuple[Directive, ...]:
    """The directives of a meeting whose sentence its minutes do not have, which a draft may lose: for its checklist."""
    directives = {sentence_key(one.sentence): one for one in meeting.directives.all()}
    return _without_sentence(directives, sentences(compose(meeting))) if directives else ()


def _without_sentence(directives: dict[str, Directive], printed: tuple[Sentence, ...]) -> tuple[Directive, ...]:
    keys = {one.key for one in printed}
    return tuple(one for key, one in directives.items() if key not in keys)


def find_sentence(meeting: Meeting, name: str) -> Sentence | None:
    """The sentence of that digest in the meeting's minutes as they stand now."""
    return next((one for one in sentences(compose(meeting)) if digest(one.text) == name), None)


def filled_in(meeting: Meeting, sentence: Sentence) -> Candidate:
    """What is filled in for a sentence before somebody confirms it."""
    subjects, level = subjects_of(meeting), meeting.level.name
    found = candidates([sentence], meeting.number, subjects, level)
    return found[0] if found else by_hand(sentence, meeting.number, subjects, level)


def anchor_now(directive: Directive) -> str:
    """Where the minutes' page shows the directive's sentence now; "" where a draft has lost it."""
    key = sentence_key(directive.sentence)
    return next((one.anchor for one in sentences(compose(directive.meeting)) if one.key == key), "")


@dataclass(frozen=True)
class Step:
    """A version of a directive that changed its state: who closed or reopened it and with what words."""

    at: datetime
    who: str
    state: str
    outcome: str


def steps_of(directive: Directive) -> tuple[Step, ...]:
    """The changes of a directive's state, the oldest first; its first version is its confirmation."""
    steps: list[Step] = []
    for version in directive.history.select_related("history_user").order_by("history_date", "history_id"):
        state = version.get_state_display()
        if steps and steps[-1].state == state:
            continue
        nobody = SYSTEM if steps else directive.confirmed_by_name
        who = person_name(version.history_user) if version.history_user else nobody
        steps.append(Step(version.history_date, who, state, version.outcome))
    return tuple(steps)


def subjects_of(meeting: Meeting) -> Subjects:
    """The groups of the meeting's platform, and the titles of their cases."""
    platform = meeting.level.platform_id
    titles = CaseTitle.objects.filter(case__group__platform=platform).values_list("title", "case__group__name")
    groups = IssueGroup.objects.filter(platform=platform).order_by("order")
    return Subjects(tuple(groups.values_list("name", flat=True)), dict(titles))


def _parts(rows: list[Row]) -> Iterator[Part]:
    together: list[Row] = []
    for row in rows:
        if together and (row.sentence.anchor != together[-1].sentence.anchor):
            yield _part(together)
            together = []
        together.append(row)
    if together:
        yield _part(together)


def _part(rows: list[Row]) -> Part:
    first = rows[0].sentence
    words = {"resolution": "決議事項", "motion": "臨時動議", "paragraph": "其他"}
    heading = first.speaker or first.group or words[first.place]
    return Part(heading, first.anchor, tuple(rows))
