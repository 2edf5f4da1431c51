"""The clauses of a group in a draft as sentences: reworded, put back to the usual wording, and notes besides.

A decision that no clause prints yet has a clause that the composer makes. Rewording turns that into rows, and what is
decided later of the same kind goes into them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F, Max, QuerySet

from cases.matching import candidates, mentioned
from cases.models import Case, CommonTopic, Kind, StatusChange
from groups.models import IssueGroup
from meetings.drafting.editing import Seen, close_draft, open_draft, refuse_long, vocabulary_of
from meetings.drafting.texts import head_of, paragraphs, squashed
from meetings.drafting.wordings import clause_text, note_clause, reworded_clause
from meetings.minutes import document as doc
from meetings.minutes import wording as words
from meetings.minutes.document import KIND_NAMES, ClauseKind
from meetings.minutes.reading import Vocabulary
from meetings.minutes.wording import CLAUSE_ORDER, default_clause
from meetings.models import Clause, ClauseItem, CountCorrection, GroupResolution, Meeting
from meetings.record.clauses import LEDGER_KINDS
from meetings.record.compose import compose
from platform_site.shared.refusals import Refusal

Role = ClauseItem.Role
NUMBER = "{n}. "
GONE = "這一款已不在紀錄中（決定可能已撤回或改列）；請複製需要的內容後重新整理。"


@dataclass(frozen=True)
class ShownClause:
    """A clause as a page shows it. `key` names it in forms; `usual` is its usual sentence, "" where it has none.

    A `is_note` clause decides nothing and may be taken out. `above` is the kind of the clause above a sub-clause.
    """

    key: str
    label: str
    number: str
    text: str
    usual: str
    is_note: bool
    printed: doc.Clause
    above: ClauseKind | None = None

    @property
    def is_usual(self) -> bool:
        return squashed(self.text) == squashed(self.usual)


def shown_clauses(meeting: Meeting, group: IssueGroup) -> list[ShownClause]:
    """The clauses of a group in printed order, each sub-clause behind its own."""
    return list(_shown(_composed(meeting, group)))


def clauses_text(meeting: Meeting, group: IssueGroup) -> str:
    """Everything that a page shows of a group's clauses."""
    return joined(shown_clauses(meeting, group))


def joined(clauses: Sequence[ShownClause]) -> str:
    """The texts of clauses in one, for comparison."""
    return "\n".join(f"{clause.key}{clause.text}" for clause in clauses)


@transaction.atomic
def reword_clauses(
    meeting: Meeting, group: IssueGroup, texts: Mapping[str, str], seen: Seen, notes: str = ""
) -> Meeting:
    """Give clauses the wording of typed sentences, by key; an empty sentence puts the usual wording back.

    `notes` are further resolutions that decide on no case (其他決議), one a line. Raises Refusal, whose fields are
    "text-<key>" and "notes", where a sentence changes what was decided, and StaleRow.
    """
    meeting = open_draft(meeting, seen, lambda current: clauses_text(current, group))
    vocabulary = vocabulary_of(meeting)
    clauses = {clause.key: clause for clause in shown_clauses(meeting, group)}
    wrong: dict[str, str] = {}
    for key, text in texts.items():
        refuse_long(text)
        clause = clauses.get(key)
        if clause is None:
            wrong[f"text-{key}"] = GONE
        elif squashed(text) != squashed(clause.text):
            try:
                _write(meeting, group, clause, text, vocabulary)
            except Refusal as error:
                wrong[f"text-{key}"] = str(error)
    try:
        for text in paragraphs(notes):
            _write_note(meeting, group, None, note_clause(text, group.name, vocabulary))
    except Refusal as error:
        wrong["notes"] = str(error)
    if wrong:
        raise Refusal("這一組的條目沒有儲存。", wrong)
    close_draft(meeting)
    return meeting


def reword_clause(meeting: Meeting, group: IssueGroup, key: str, text: str, seen: Seen) -> Meeting:
    """Give one clause the wording of a typed sentence. Raises as `reword_clauses` does."""
    return reword_clauses(meeting, group, {key: text}, seen)


def restore_clause(meeting: Meeting, group: IssueGroup, key: str, seen: Seen) -> Meeting:
    """Put the usual wording of a clause back. Raises as `reword_clauses` does."""
    return reword_clauses(meeting, group, {key: ""}, seen)


@transaction.atomic
def remove_note(meeting: Meeting, group: IssueGroup, key: str, seen: Seen) -> Meeting:
    """Take out a clause that decides nothing. Raises Refusal for any other, and StaleRow."""
    meeting = open_draft(meeting, seen, lambda current: clauses_text(current, group))
    clause = next((clause for clause in shown_clauses(meeting, group) if clause.key == key), None)
    if clause is None:
        raise Refusal(GONE)
    if not clause.is_note:
        raise Refusal("這一款是列管決定，要取消請到「會中登錄」撤回。")
    Clause.objects.filter(pk=int(clause.printed.ref)).delete()
    close_draft(meeting)
    return meeting


def _composed(meeting: Meeting, group: IssueGroup) -> tuple[doc.Clause, ...]:
    printed = (part for part in compose(meeting).group_resolutions if part.group == group.name)
    return next(printed, doc.GroupResolution(group.name)).clauses


def _shown(clauses: tuple[doc.Clause, ...], above: ClauseKind | None = None) -> Iterator[ShownClause]:
    numbers = 0
    for clause in clauses:
        head = head_of(clause.wording)
        numbers += bool(head)
        decided = any(title.ref for title in clause.titles)
        is_note = clause.kind is ClauseKind.NOTE and bool(clause.ref) and not decided
        usual = _usual(clause, len(clauses) == 1)
        yield ShownClause(
            key=f"c{clause.ref}" if clause.ref else _key(clause),
            label=KIND_NAMES[clause.kind] if not is_note else "其他決議",
            number=f"({numbers})" if above and head else f"{numbers}." if head else "",
            text=clause_text(clause),
            usual=clause_text(replace(clause, wording=usual, joiners=("、", "及"))) if usual else "",
            is_note=is_note,
            printed=clause,
            above=above,
        )
        yield from _shown(clause.children, clause.kind)


def _key(clause: doc.Clause) -> str:
    """The name of a clause without rows: by its kind, and what tells it from others of the kind."""
    if clause.kind in (ClauseKind.ADDED, ClauseKind.DELISTED):
        return clause.kind.value
    about = clause.parent if clause.kind is ClauseKind.MERGED else None
    return f"{clause.kind.value}-{clause.other_group or (about or clause.titles[0]).ref}"


def _usual(clause: doc.Clause, alone: bool) -> str:
    """The usual wording of a clause; "" for one that has none: a note, one with sub-clauses, 其餘 with titles."""
    if clause.kind is ClauseKind.NOTE:
        # What the composer wrote of a corrected decision is usual as long as nobody changed it.
        return "" if clause.ref else clause.wording
    if clause.children or clause.incoming or (clause.kind is ClauseKind.TRACKED and clause.titles):
        return ""
    if clause.kind is ClauseKind.ADDED and clause.parent:
        return ""
    return default_clause(clause.kind, alone=alone and clause.kind is ClauseKind.TRACKED)


def _write(meeting: Meeting, group: IssueGroup, clause: ShownClause, text: str, vocabulary: Vocabulary) -> None:
    if clause.printed.kind is ClauseKind.NOTE:
        if not text.strip():
            raise Refusal("請輸入這一款的內容；不需要請按「移除」。")
        read = note_clause(text, group.name, vocabulary, kept=clause.printed)
        row = _placed(meeting, group, clause)
        _write_note(meeting, group, row, read)
        return
    if text.strip():
        read = reworded_clause(clause.printed, text, group.name, vocabulary, of=clause.above)
    elif clause.usual:
        alone = len(_composed(meeting, group)) == 1
        read = replace(clause.printed, wording=_usual(clause.printed, alone), joiners=("、", "及"))
    else:
        raise Refusal("這一款沒有預設文字，請保留原句或輸入新的句子。")
    row = _placed(meeting, group, clause)
    row.wording, (row.joiner, row.last_joiner) = read.wording, read.joiners
    row.save(update_fields=["wording", "joiner", "last_joiner"])
    _write_marks(row, read)


def _placed(meeting: Meeting, group: IssueGroup, clause: ShownClause) -> Clause:
    """The clause's row, with an item for every title it prints; both are made where they are missing."""
    printed = clause.printed
    row = Clause.objects.get(pk=int(printed.ref)) if printed.ref else _new_row(meeting, group, printed)
    items = list(row.items.select_related("change"))
    have = {item.change.case_id if item.change else item.case_id for item in items if item.role == Role.TITLE}
    last = max((item.position for item in items if item.role == Role.TITLE), default=0)
    changes = _changes(meeting, printed)
    for title in printed.titles:
        change = changes.get(int(title.ref)) if title.ref else None
        if change is not None and change.case_id not in have:
            last += 1
            ClauseItem.objects.create(clause=row, position=last, change=change)
    parent = printed.parent
    if parent and parent.ref and not any(item.role == Role.PARENT for item in items):
        result = _unplaced(meeting, [int(parent.ref)]).filter(kind=Kind.TRACKED).first()
        is_result = result is not None and printed.kind in (ClauseKind.SUBCASE, ClauseKind.MERGED)
        ClauseItem.objects.create(
            clause=row,
            role=Role.PARENT,
            position=1,
            **({"change": result} if is_result else {"text": parent.text, "case_id": int(parent.ref)}),
        )
    return row


def _unplaced(meeting: Meeting, cases: Sequence[int]) -> QuerySet[StatusChange]:
    """The rows of cases at the meeting that it prints and that no clause has yet."""
    return StatusChange.objects.filter(meeting=meeting, case__in=cases, items__isnull=True).exclude(printed_title="")


def _changes(meeting: Meeting, printed: doc.Clause) -> dict[int, StatusChange]:
    """The ledger rows that a clause's titles stand for and that no clause prints yet, by case."""
    cases = [int(title.ref) for title in printed.titles if title.ref]
    rows = _unplaced(meeting, cases)
    if printed.kind is ClauseKind.NOTE:
        rows = rows.filter(corrects__isnull=False)
    else:
        rows = rows.filter(corrects__isnull=True, kind=LEDGER_KINDS[printed.kind])
    return {row.case_id: row for row in rows}


def _new_row(meeting: Meeting, group: IssueGroup, printed: doc.Clause) -> Clause:
    resolution = _resolution(meeting, group)
    others = list(_composed(meeting, group))
    behind = others[[_key_of(one) for one in others].index(_key_of(printed)) + 1 :]
    following = next((int(one.ref) for one in behind if one.ref), None)
    return _insert(
        resolution,
        following,
        kind=printed.kind,
        wording=printed.wording,
        other_group=_group_named(meeting, printed.other_group),
    )


def _key_of(clause: doc.Clause) -> str:
    return clause.ref or _key(clause)


def _resolution(meeting: Meeting, group: IssueGroup) -> GroupResolution:
    """The group's part, made at the end where a draft has none."""
    found = meeting.group_resolutions.filter(group=group).first()
    if found is None:
        last = meeting.group_resolutions.aggregate(last=Max("position"))["last"] or 0
        found = meeting.group_resolutions.create(group=group, position=last + 1, wording=words.GROUP)
    return found


def _insert(resolution: GroupResolution, following: int | None, **fields: object) -> Clause:
    """A new clause before the one with the key `following`, at the end without one; those behind move down."""
    tops = resolution.clauses.filter(parent__isnull=True)
    position = tops.filter(pk=following).values_list("position", flat=True).first() if following else None
    if position is None:
        position = (tops.aggregate(last=Max("position"))["last"] or 0) + 1
    for row in tops.filter(position__gte=position).order_by("-position"):
        Clause.objects.filter(pk=row.pk).update(position=F("position") + 1)
    return resolution.clauses.create(position=position, **fields)


def _group_named(meeting: Meeting, name: str) -> IssueGroup | None:
    return IssueGroup.objects.get(platform=meeting.level.platform_id, name=name) if name else None


def _write_marks(row: Clause, read: doc.Clause) -> None:
    """The items in the order of the sentence, with the quotes and words around them as typed."""
    items = {squashed(_text(item)): item for item in row.items.select_related("change") if item.role == Role.TITLE}
    row.items.filter(role=Role.TITLE).update(position=F("position") + 1000)
    for position, title in enumerate(read.titles, 1):
        item = items[squashed(title.text)]
        item.position, item.quoted = position, title.quoted
        item.before, item.after = title.before, title.after
        item.save(update_fields=["position", "quoted", "before", "after"])
    if read.parent:
        row.items.filter(role=Role.PARENT).update(
            quoted=read.parent.quoted, before=read.parent.before, after=read.parent.after
        )


def _text(item: ClauseItem) -> str:
    return item.change.printed_title if item.change else item.text


def _write_note(meeting: Meeting, group: IssueGroup, row: Clause | None, read: doc.Clause) -> None:
    """Write a clause that decides nothing, with the cases that it mentions by their titles."""
    if row is None:
        resolution = _resolution(meeting, group)
        behind = CLAUSE_ORDER[CLAUSE_ORDER.index(ClauseKind.NOTE) + 1 :]
        following = resolution.clauses.filter(parent__isnull=True, kind__in=behind).order_by("position").first()
        row = _insert(resolution, following.pk if following else None, kind=ClauseKind.NOTE, wording=NUMBER)
    row.wording, (row.joiner, row.last_joiner) = read.wording, read.joiners
    row.topic = CommonTopic.objects.get_or_create(name=read.topic)[0] if read.topic else None
    row.save()
    if not row.items.filter(change__isnull=False).exists():
        row.items.all().delete()
        for position, title in enumerate(read.titles, 1):
            ClauseItem.objects.create(
                clause=row,
                position=position,
                text=title.text,
                quoted=title.quoted,
                before=title.before,
                after=title.after,
            )
    CountCorrection.objects.filter(clause=row).delete()
    if said := read.correction:
        CountCorrection.objects.create(clause=row, number=said.number, figure=said.figure, count=said.count)
    row.mentions.set(mentioned(clause_text(read), candidates(Case.objects.filter(group=group))))
