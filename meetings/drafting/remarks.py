"""主席結論暨指示: who spoke, in speaking order, and what was said; a whole text is taken apart by its speakers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from meetings.drafting.editing import Seen, close_draft, ensure_section, open_draft, refuse_long
from meetings.drafting.sections import write_paragraphs
from meetings.drafting.texts import head_of, one_line, paragraphs, shown, tidy
from meetings.minutes import wording as words
from meetings.minutes.document import NameForm, Person
from meetings.minutes.parsing.people import person_forms, read_person, same_person
from meetings.minutes.render import person_text
from meetings.minutes.text.source import read_source
from meetings.models import Meeting, MeetingSeat, Remark, SectionKind
from meetings.record.compose import person
from platform_site.shared.http import whole_number
from platform_site.shared.refusals import Refusal

MOST_SPEAKERS = 30
MOST_BLOCKS = 60
NO_HEADING = re.compile(r"(?!)")


@dataclass(frozen=True)
class TypedRemark:
    """What one speaker said. `seat` is the key of the speaker's seat; `other` a name with its title without a seat."""

    seat: int | None = None
    other: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or self.other.strip())


def blocks_in(data: Mapping[str, Any]) -> int:
    """How many blocks of remarks were sent."""
    numbers = [whole_number(name.removeprefix("text-")) for name in data if name.startswith("text-")]
    return min(max((number + 1 for number in numbers if number is not None), default=1), MOST_BLOCKS)


def typed_remarks(data: Mapping[str, Any], count: int) -> list[TypedRemark]:
    """The blocks out of a form's values, sent or cleaned."""
    return [
        TypedRemark(
            whole_number(str(data.get(f"speaker-{at}") or "")),
            str(data.get(f"other-{at}") or ""),
            str(data.get(f"text-{at}") or ""),
        )
        for at in range(count)
    ]


@dataclass(frozen=True)
class Split:
    """A whole text taken apart: the remarks in speaking order, and what stands before the first speaker."""

    remarks: tuple[TypedRemark, ...]
    rest: str


@dataclass(frozen=True)
class Speaker:
    """A seat as a choice of speakers: its key, and the name as remarks print it, with the city."""

    seat: int
    label: str


def speakers(meeting: Meeting) -> list[Speaker]:
    """The seats of a meeting, to choose speakers from."""
    rows = list(meeting.seats.select_related("city"))
    return [Speaker(row.pk, f"{person_text(_speaker(row, rows))}（{row.city}　{row}）") for row in rows]


def shown_remarks(meeting: Meeting) -> list[TypedRemark]:
    """The remarks of a draft as a page shows them."""
    return [
        TypedRemark(
            row.seat_id,
            "" if row.seat_id else person_text(person(row, row.form)),
            "\n".join(shown(item.wording, "paragraph") for item in row.paragraphs.all()),
        )
        for row in meeting.remarks.prefetch_related("paragraphs")
    ]


def remarks_text(meeting: Meeting) -> str:
    """Everything that a page shows of the remarks."""
    return "\n".join(f"{row.seat or ''}{row.other}\n{row.text}" for row in shown_remarks(meeting))


def split_remarks(meeting: Meeting, text: str) -> Split:
    """Take a text such as 林副市長：…謝副市長：… apart by its speakers, who are known by the seats.

    Nothing is written. A speaker without a seat is recognised where the name stands on a line of its own. Raises
    Refusal where no speaker is found.
    """
    refuse_long(text)
    rows = list(meeting.seats.select_related("city"))
    text = tidy(text)
    heads = _heads(text, rows)
    if not heads:
        names = "、".join(f"「{person_text(_speaker(row, rows))}：」" for row in rows[:2]) or "「林副市長：」"
        message = f"找不到發言者；請在每位發言之前寫上職銜，例如{names}。"
        raise Refusal("沒有儲存。", {"whole": message})
    stops = [start for start, _, _ in heads[1:]] + [len(text)]
    found = []
    for (_, end, name), stop in zip(heads, stops, strict=True):
        meant = [row for row in rows if same_person(_full(row), name)]
        # Two of that name sit there: the person who reads it chooses.
        seat = meant[0].pk if len(meant) == 1 else None
        other = "" if meant else person_text(name)
        found.append(TypedRemark(seat, other, "\n".join(paragraphs(text[end:stop]))))
    return Split(tuple(found), text[: heads[0][0]].strip())


def _heads(text: str, rows: Sequence[MeetingSeat]) -> list[tuple[int, int, Person]]:
    """Where speakers' names stand: (start, end, person) of each, in order.

    A chair's name counts on a line of its own, and before a colon where a line or a sentence begins; another person's
    on a line of its own.
    """
    names = {form_text: form for row in rows for form in person_forms(_full(row)) if (form_text := person_text(form))}
    patterns = sorted((r"\s*".join(map(re.escape, name)) for name in names), key=len, reverse=True)
    chair = rf"(?:[\u4e00-\u9fff]{{2}}[市縣]政府\s*)?(?P<name>{'|'.join(patterns) or '(?!)'})"
    known = re.compile(rf"(?m)(?:^[ \u3000]*[-•●]?[ \u3000]*{chair}[ \u3000]*(?:[:：]|$))")
    behind = re.compile(rf"(?<=[。！？」])[ \u3000]*{chair}[ \u3000]*[:：]")
    found = {}
    for pattern in (known, behind):
        for match in pattern.finditer(text):
            found[match.start()] = (match.end(), names["".join(match["name"].split())])
    for match in re.finditer(r"(?m)^[ \u3000]*(?P<name>[^\s，。、；：:]{3,14})[ \u3000]*[:：]?[ \u3000]*$", text):
        if match.start() not in found and (other := _named(match["name"])):
            found[match.start()] = (match.end(), other)
    return [(start, *found[start]) for start in sorted(found)]


def _named(text: str) -> Person | None:
    """The person whose name and title this is, or None."""
    source = read_source((one_line(text),), NO_HEADING, ())
    read = read_person(source, 0, len(source.key))
    return read[0] if read and read[0].title and read[0].surname else None


@transaction.atomic
def write_remarks(meeting: Meeting, typed: Sequence[TypedRemark], seen: Seen) -> Meeting:
    """Write what was said, in the order given; empty ones are left out, and the section is added where there is none.

    Raises Refusal, whose fields are "speaker-<index>", "other-<index>" and "text-<index>", and StaleRow.
    """
    meeting = open_draft(meeting, seen, remarks_text)
    refuse_long("".join(item.text for item in typed))
    rows = {row.pk: row for row in meeting.seats.select_related("city")}
    wrong: dict[str, str] = {}
    said: list[tuple[MeetingSeat | None, Person, list[str]]] = []
    for index, item in enumerate(typed):
        if item.is_empty:
            continue
        who = _who(item, rows)
        texts = paragraphs(item.text)
        if isinstance(who, str):
            wrong[f"{'other' if item.other.strip() else 'speaker'}-{index}"] = who
        elif not texts:
            wrong[f"text-{index}"] = "請輸入這位發言者所說的內容；不需要請按「移除」。"
        else:
            said.append((rows.get(item.seat or 0), who, texts))
    if len(said) > MOST_SPEAKERS:
        raise Refusal(f"發言者最多{MOST_SPEAKERS}位，目前{len(said)}位；請確認貼上的內容。")
    if wrong:
        raise Refusal("主席結論暨指示沒有儲存。", wrong)
    _replace(meeting, said)
    if said:
        ensure_section(meeting, SectionKind.REMARKS, words.REMARKS, [SectionKind.ADJOURNMENT])
    close_draft(meeting)
    return meeting


def _replace(meeting: Meeting, said: Sequence[tuple[MeetingSeat | None, Person, list[str]]]) -> None:
    """Write the remarks; those of a speaker who is there already keep their row and the look of what stays."""
    before = list(meeting.remarks.prefetch_related("paragraphs"))
    free = list(before)
    kept: list[Remark] = []
    for seat, who, _ in said:
        same = next((row for row in free if _is_by(row, seat, who)), None)
        if same is not None:
            free.remove(same)
        kept.append(same or Remark(meeting=meeting, wording="{speaker}：" if _with_colon(before) else "{speaker}"))
    Remark.objects.filter(pk__in=[row.pk for row in free]).delete()
    for offset, row in enumerate(before, 1000):
        Remark.objects.filter(pk=row.pk).update(position=offset)
    for position, (row, (seat, who, texts)) in enumerate(zip(kept, said, strict=True), 1):
        if row.pk is None or not _is_by(row, seat, who):
            row.form = who.form
        row.position, row.seat = position, seat
        row.surname, row.given_name, row.title = who.surname, who.given_name, who.title
        row.save()
        wordings = [item.wording for item in row.paragraphs.all()]
        unnumbered = len(wordings) > 1 and not any(map(head_of, wordings))
        write_paragraphs(row, texts, unnumbered=unnumbered)


def _with_colon(rows: Sequence[Remark]) -> bool:
    """Whether the draft already prints its speakers with a colon, as an imported one may."""
    return bool(rows) and all(row.wording.endswith(("：", ":")) for row in rows)


def _who(item: TypedRemark, rows: dict[int, MeetingSeat]) -> Person | str:
    """The speaker, or a sentence that says what is wrong."""
    if item.other.strip():
        name = one_line(item.other)
        return _named(name) or f"「{name[:20]}」看不出姓名與職稱，應如「王秘書長小明」或「王小明局長」。"
    if item.seat in rows:
        return _speaker(rows[item.seat], list(rows.values()))
    return "請選擇發言者，或在「其他發言者」填寫姓名與職稱。"


def _full(row: MeetingSeat) -> Person:
    return person(row, NameForm(row.form))


def _speaker(row: MeetingSeat, rows: Sequence[MeetingSeat]) -> Person:
    """A seat as remarks print it: 林副市長; with the given name where two of that surname and title sit there."""
    same = [other for other in rows if (other.surname, other.title) == (row.surname, row.title)]
    if len(same) > 1 and row.given_name:
        return person(row, NameForm.TITLE_INSIDE)
    return Person(row.surname, row.given_name, row.title, NameForm.SURNAME_TITLE)


def _is_by(row: Remark, seat: MeetingSeat | None, who: Person) -> bool:
    if seat is not None or row.seat_id:
        return seat is not None and row.seat_id == seat.pk
    return same_person(person(row, row.form), who)
