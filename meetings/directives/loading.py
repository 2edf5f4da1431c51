"""What was read out of the five meetings by hand, into the database: fixtures/directives.csv, motions.csv, topics.csv.

Each file is loaded row by row and idempotently; what a person has changed since stays as it is.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cases.models import Case, CaseTitle, CommonTopic
from cases.normalising import normalise_title
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.directives.recognising import candidates
from meetings.directives.selectors import subjects_of
from meetings.directives.sentences import sentence_key, sentences
from meetings.directives.workflow import DirectiveContent, confirm, reject
from meetings.models import Clause, Meeting, MotionItem, MotionOutcome
from meetings.record.compose import compose

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
READER = Actor("系統（逐句核對）")
# The note on a case that no meeting decided on.
KNOWN_FROM_TOPIC = "僅見於{meeting}紀錄的共同議題「{topic}」條目，未經任何一次會議新增、列管或解列，不計入官方案數。"


class LoadError(Exception):
    """A row of a fixture that does not fit the record; the message says which."""


def load_followed_up() -> Iterator[str]:
    """Load all three files for the meetings that are on record; yields a line for each that brought something.

    Each file is one transaction.
    """
    if directives := load_directives():
        yield f"主席指示：載入{directives}項"
    if outcomes := load_motion_outcomes():
        yield f"臨時動議處理情形：載入{outcomes}項"
    cases, links = load_topics()
    if links:
        yield f"共同議題：載入{links}筆合作案連結，其中{cases}案僅見於共同議題條目"


@transaction.atomic
def load_directives() -> int:
    """Confirm the directives of fixtures/directives.csv and reject what else would be proposed; returns how many.

    A meeting about whose sentences anybody has decided already, or that is a draft, is left alone.
    """
    loaded = 0
    rows = defaultdict(list)
    for row in _rows("directives.csv"):
        rows[row["meeting"]].append(row)
    for key, wanted in rows.items():
        meeting = Meeting.objects.finalised().by_key(key).select_related("level__platform").first()
        if meeting is None or meeting.directives.exists() or meeting.rejected_sentences.exists():
            continue
        loaded += _confirm_all(meeting, wanted)
    return loaded


def _confirm_all(meeting: Meeting, rows: list[dict[str, str]]) -> int:
    groups = {group.name: group for group in IssueGroup.objects.filter(platform=meeting.level.platform_id)}
    printed = sentences(compose(meeting))
    by_key = {one.key: one for one in printed}
    confirmed = set()
    for row in rows:
        key = sentence_key(row["sentence"])
        if key not in by_key:
            raise LoadError(f"directives.csv：{meeting}紀錄中沒有「{row['sentence']}」。")
        named = [groups[name] for name in row["groups"].split(";") if name]
        content = DirectiveContent(row["kind"], named, int(row["due"]) if row["due"] else None)
        confirm(meeting, by_key[key], content, READER, phrase=row["phrase"])
        confirmed.add(key)
    for candidate in candidates(printed, meeting.number, subjects_of(meeting), meeting.level.name):
        if candidate.sentence.key not in confirmed:
            reject(meeting, candidate.sentence, READER)
    return len(confirmed)


@transaction.atomic
def load_motion_outcomes() -> int:
    """Write the outcomes of fixtures/motions.csv for items that have none; returns how many."""
    loaded = 0
    for row in _rows("motions.csv"):
        meeting = Meeting.objects.finalised().by_key(row["meeting"]).first()
        if meeting is None:
            continue
        items = MotionItem.objects.filter(motion__meeting=meeting, outcome__isnull=True)
        item = items.filter(normalised_text=normalise_title(row["item"])).first()
        if item is None:
            continue
        group = IssueGroup.objects.filter(platform=meeting.level.platform_id, name=row["group"]).first()
        case = _case(meeting, row["group"], row["case"]) if row["case"] else None
        MotionOutcome.objects.create(
            item=item, disposition=row["disposition"], group=group, case=case, note=row["note"]
        )
        loaded += 1
    return loaded


@transaction.atomic
def load_topics() -> tuple[int, int]:
    """Link the cases of fixtures/topics.csv to their topics; returns how many cases were made and links written.

    A case that only a topic's clause names is made here, without a status, so that nothing counts it.
    """
    made = linked = 0
    for row in _rows("topics.csv"):
        meeting = Meeting.objects.finalised().by_key(row["meeting"]).select_related("level__platform").first()
        topic = CommonTopic.objects.filter(name=row["topic"]).first()
        if meeting is None or topic is None:
            continue
        case = _case(meeting, row["group"], row["case"])
        if case is None and row["known_from_topic"]:
            case = _case_of_topic(meeting, row)
            made += case is not None
        if case is not None and not case.common_topics.filter(pk=topic.pk).exists():
            case.common_topics.add(topic)
            case._change_reason = f"{meeting}共同議題"  # type: ignore[attr-defined]  # Read by simple_history.
            case.save()
            linked += 1
    return made, linked


def _case_of_topic(meeting: Meeting, row: dict[str, str]) -> Case | None:
    """A case that the clause of a topic names, with the mention; None until a meeting that prints it is on record."""
    wanted = normalise_title(row["case"])
    notes = Clause.objects.filter(topic__name=row["topic"], group_resolution__group__name=row["group"])
    notes = notes.filter(group_resolution__meeting__in=Meeting.objects.finalised())
    notes = notes.select_related("group_resolution__meeting__level", "group_resolution__group")
    printed = [note for note in notes if wanted in normalise_title(note.wording)]
    if not printed:
        return None
    first = printed[0].group_resolution
    summary = KNOWN_FROM_TOPIC.format(meeting=first.meeting, topic=row["topic"])
    case = Case.objects.create(group=first.group, title=row["case"], summary=summary)
    CaseTitle.objects.create(case=case, title=row["case"])
    for note in printed:
        note.mentions.add(case)
    return case


def _case(meeting: Meeting, group: str, title: str) -> Case | None:
    cases = Case.objects.filter(group__platform=meeting.level.platform_id, group__name=group)
    return cases.filter(titles__normalised_title=normalise_title(title)).distinct().first()


def _rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
