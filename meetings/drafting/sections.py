"""The sections of a draft that are written as text: 出席, 致詞, 工作報告, 共同議題 and others, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cases.models import CommonTopic
from meetings.drafting.editing import Seen, close_draft, insert_section, open_draft, refuse_long, remove_section
from meetings.drafting.texts import head_of, numbered, one_line, paragraphs, shown, squashed, without_number
from meetings.minutes import wording as words
from meetings.minutes.wording import escape
from meetings.models import Meeting, Paragraph, Remark, Section, SectionKind
from platform_site.shared.refusals import Refusal

TEXT_KINDS = (
    SectionKind.ATTENDANCE,
    SectionKind.OPENING,
    SectionKind.WORK_REPORT,
    SectionKind.COMMON_TOPIC,
    SectionKind.OTHER,
)
# Those of which one meeting has one.
_ONCE = (SectionKind.ATTENDANCE, SectionKind.OPENING)
_USUAL = {
    SectionKind.ATTENDANCE: words.ATTENDANCE,
    SectionKind.OPENING: words.OPENING,
    SectionKind.WORK_REPORT: words.WORK_REPORT,
    SectionKind.COMMON_TOPIC: words.COMMON_TOPIC,
}
SECTION_NUMBER = "{n}、"
TOPIC_LIMIT = 60


@dataclass(frozen=True)
class ShownSection:
    """A section as text: its line without the number, and its paragraphs, one a line."""

    pk: int
    kind: str
    label: str
    head: str
    body: str
    topic: str
    is_text: bool


@dataclass(frozen=True)
class TypedSection:
    """What was typed for a section; `remove` takes it out."""

    pk: int
    head: str
    body: str
    remove: bool = False


@dataclass(frozen=True)
class NewSection:
    """A section to be added behind the one with the key `after`, or before all where it is None."""

    kind: str
    head: str = ""
    topic: str = ""
    after: int | None = None


def shown_sections(meeting: Meeting) -> list[ShownSection]:
    """The sections of a draft in their order; those whose text is made of rows have `is_text` False."""
    rows = meeting.sections.select_related("topic").prefetch_related("paragraphs")
    return [_shown(row) for row in rows]


def sections_text(meeting: Meeting) -> str:
    """Everything that a page shows of the sections."""
    return "\n".join(f"{row.pk}{row.head}{row.body}" for row in shown_sections(meeting))


@transaction.atomic
def write_sections(
    meeting: Meeting, typed: Sequence[TypedSection], seen: Seen, new: NewSection | None = None
) -> Meeting:
    """Write the lines and paragraphs of the sections written as text, and add or take out one.

    Raises Refusal, whose fields are "head-<key>", "body-<key>", "new_kind", "new_head" and "new_topic", and StaleRow.
    """
    meeting = open_draft(meeting, seen, sections_text)
    rows = {row.pk: row for row in meeting.sections.filter(kind__in=TEXT_KINDS).select_related("topic")}
    wrong: dict[str, str] = {}
    for item in typed:
        row = rows.get(item.pk)
        refuse_long(item.head + item.body)
        if row is None:
            wrong[f"head-{item.pk}"] = "這一節已被他人移除；請複製需要的內容後重新整理。"
        elif item.remove:
            remove_section(row)
        elif not without_number(one_line(item.head)):
            wrong[f"head-{item.pk}"] = "標題列不可空白；不需要這一節請勾選「移除」。"
        else:
            _write(row, item)
    if new is not None and not wrong:
        wrong = _add(meeting, new)
    if wrong:
        raise Refusal("章節沒有儲存。", wrong)
    close_draft(meeting)
    return meeting


def write_paragraphs(owner: Section | Remark, texts: Sequence[str], *, unnumbered: bool = False) -> None:
    """Replace the paragraphs of a section or remark.

    Several paragraphs are numbered 一、二、, a single one is not, as the five meetings print them; `unnumbered` leaves
    them without numbers (the fourth meeting's 林副市長).
    """
    key = {"remark": owner} if isinstance(owner, Remark) else {"section": owner}
    before = list(owner.paragraphs.all())
    head = SECTION_NUMBER if len(texts) > 1 and not unnumbered else ""
    wordings = numbered(texts, [row.wording for row in before], "paragraph", head)
    if wordings == [row.wording for row in before]:
        return
    Paragraph.objects.filter(pk__in=[row.pk for row in before]).delete()
    for position, wording in enumerate(wordings, 1):
        Paragraph.objects.create(position=position, wording=wording, **key)


def _shown(row: Section) -> ShownSection:
    is_text = row.kind in TEXT_KINDS
    topic = row.topic.name if row.topic else ""
    return ShownSection(
        pk=row.pk,
        kind=row.kind,
        label=row.get_kind_display(),
        head=shown(row.wording, "plain", {"topic": topic}) if is_text else "",
        body="\n".join(shown(item.wording, "paragraph") for item in row.paragraphs.all()),
        topic=topic,
        is_text=is_text,
    )


def _write(row: Section, typed: TypedSection) -> None:
    text = without_number(one_line(typed.head))
    if squashed(text) != squashed(_shown(row).head):
        row.wording = (head_of(row.wording) or SECTION_NUMBER) + _with_topic(text, row.topic)
        row.save(update_fields=["wording"])
    wordings = [item.wording for item in row.paragraphs.all()]
    unnumbered = len(wordings) > 1 and not any(map(head_of, wordings))
    write_paragraphs(row, paragraphs(typed.body), unnumbered=unnumbered)


def _with_topic(text: str, topic: CommonTopic | None) -> str:
    """The line as a wording that takes the topic's name from its row, where the line has it."""
    if topic is None or topic.name not in text:
        return escape(text)
    before, _, behind = text.partition(topic.name)
    return escape(before) + "{topic}" + escape(behind)


def _add(meeting: Meeting, new: NewSection) -> dict[str, str]:
    """Add a section; returns what is wrong with it by field."""
    text, name = without_number(one_line(new.head)), one_line(new.topic)
    if new.kind not in TEXT_KINDS:
        return {"new_kind": "請選擇要新增的章節種類。"}
    kind = SectionKind(new.kind)
    if kind in _ONCE and meeting.sections.filter(kind=kind).exists():
        return {"new_kind": f"這次會議已有「{kind.label}」一節，請直接修改。"}
    if kind == SectionKind.COMMON_TOPIC and not name:
        return {"new_topic": "請填寫共同議題的名稱，例如：氣候變遷因應及調適。"}
    if len(name) > TOPIC_LIMIT:
        return {"new_topic": f"共同議題名稱最多{TOPIC_LIMIT}字，目前{len(name)}字，請縮短。"}
    if kind == SectionKind.OTHER and not text:
        return {"new_head": "請填寫這一節的標題列，例如：專題報告：略。"}
    topic = CommonTopic.objects.get_or_create(name=name)[0] if name and kind == SectionKind.COMMON_TOPIC else None
    wording = SECTION_NUMBER + _with_topic(text, topic) if text else _USUAL[kind]
    above = meeting.sections.filter(pk=new.after).first() if new.after else None
    insert_section(meeting, above.position + 1 if above else 1, kind, wording, topic=topic)
    return {}
