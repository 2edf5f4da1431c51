"""What the papers say, as plain data: page, PDF and ODT of a paper are made of the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from groups.models import City, IssueGroup
from meetings.agenda.items import agenda_parts
from meetings.agenda.notice import notice_of, subject_of
from meetings.minutes.numerals import written
from meetings.minutes.render import person_text
from meetings.models import AgendaItem, Meeting, Proposal
from meetings.record.compose import person
from platform_site.shared.roc import clock, roc_date, roc_weekday_date


@dataclass(frozen=True)
class Row:
    """A labelled entry of the notice; several lines where there are several entries."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """開會通知單: who sends it, the entries of its head and those of its body."""

    title: str
    head: tuple[Row, ...]
    body: tuple[Row, ...]


@dataclass(frozen=True)
class Entry:
    """An item of the agenda as printed: its number, its words, the lines below it, whether it came late."""

    number: str
    text: str
    details: tuple[str, ...]
    is_late: bool


@dataclass(frozen=True)
class AgendaSection:
    """壹、報告事項 with its entries."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Agenda:
    """議程: the head lines and the sections."""

    title: str
    facts: tuple[Row, ...]
    sections: tuple[AgendaSection, ...]


@dataclass(frozen=True)
class SignInTable:
    """Rows to be signed: a heading, and for each row who signs it as (機關, 職稱 or unit, 姓名)."""

    title: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SignInSheet:
    """簽到表."""

    title: str
    facts: tuple[Row, ...]
    tables: tuple[SignInTable, ...]


def notice_paper(meeting: Meeting) -> Notice:
    """The notice as the official form has it."""
    notice = notice_of(meeting)
    host = meeting.host_city.government_name if meeting.host_city else str(meeting.level.platform)
    seats = list(meeting.seats.select_related("city"))
    head = (
        Row("受文者", (notice.recipient,)),
        Row("發文日期", (_formal_date(roc_date(notice.issued_on)),)),
        Row("發文字號", (notice.document_number,)),
        Row("速別", (notice.urgency,)),
        Row("密等及解密條件或保密期限", ("",)),
        Row("附件", (notice.attachments,)),
    )
    body = (
        Row("開會事由", (notice.subject or subject_of(meeting),)),
        Row("開會時間", (_formal_date(roc_weekday_date(meeting.held_on)) + clock(meeting.starts_at),)),
        Row("開會地點", (meeting.venue,)),
        Row("主持人", (person_text(person(seats[0], seats[0].form)) if seats else "",)),
        Row("聯絡人及電話", (notice.contact,)),
        Row("出席者", _lines(notice.attendees)),
        Row("列席者", _lines(notice.observers)),
        Row("副本", _lines(notice.copies)),
        Row("備註", _lines(notice.remarks)),
    )
    return Notice(f"{host}　開會通知單", head, body)


def agenda_paper(meeting: Meeting) -> Agenda:
    """The agenda, its parts and items numbered as minutes number theirs."""
    sections = tuple(
        AgendaSection(
            f"{written(n, 'formal')}、{part.title}",
            tuple(_entry(number, item) for number, item in enumerate(part.items, 1)),
        )
        for n, part in enumerate(agenda_parts(meeting), 1)
    )
    return Agenda(f"{meeting.level.platform}{meeting}議程", _facts(meeting), sections)


def sign_in_sheet(meeting: Meeting) -> SignInSheet:
    """The chairs by name, and for each group and the secretariats a row per city to be filled in."""
    platform = meeting.level.platform_id
    cities = list(City.objects.filter(platform=platform))
    groups = IssueGroup.objects.filter(platform=platform)
    if meeting.group_id:
        groups = groups.filter(pk=meeting.group_id)
    chairs = tuple(
        (seat.city.government_name, seat.title, f"{seat.surname}{seat.given_name}")
        for seat in meeting.seats.select_related("city")
    )
    blank = tuple((city.government_name, "", "") for city in cities)
    tables = [SignInTable("主席", chairs)] if chairs else []
    tables += [SignInTable(str(group), blank) for group in groups]
    tables.append(SignInTable("幕僚單位", blank))
    return SignInSheet(f"{meeting.level.platform}{meeting}簽到表", _facts(meeting), tuple(tables))


def _facts(meeting: Meeting) -> tuple[Row, ...]:
    when = roc_weekday_date(meeting.held_on) + clock(meeting.starts_at)
    return Row("時間", (when,)), Row("地點", (meeting.venue,))


def _formal_date(text: str) -> str:
    return f"中華民國{text}" if text else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip()) or ("",)


def _entry(number: int, item: AgendaItem) -> Entry:
    return Entry(f"{written(number, 'zh')}、", _words(item), tuple(_details(item)), item.is_late)


def _words(item: AgendaItem) -> str:
    if item.directive:
        said = f"，{item.directive.said_by}" if item.directive.said_by else ""
        kind, sentence = item.directive.get_kind_display(), item.directive.sentence
        return f"{kind}辦理情形：「{sentence}」（{item.directive.meeting}{said}）"
    if item.proposal:
        kind, title = item.proposal.get_kind_display(), item.proposal.title or item.proposal.case
        return f"{item.proposal.group}　{kind}：「{title}」"
    if item.topic:
        return f"{item.topic}：{item.title}" if item.title else str(item.topic)
    return item.title


def _details(item: AgendaItem) -> Iterator[str]:
    if item.directive:
        groups = "、".join(str(group) for group in item.directive.groups.all())
        yield f"辦理小組：{groups or '各組'}"
        for reply in item.directive.replies.all():
            yield from f"{reply.group or '幕僚單位'}：{reply.text}".splitlines()
    if item.proposal:
        yield from _proposed(item.proposal)
    yield from item.text.splitlines()


def _proposed(proposal: Proposal) -> Iterator[str]:
    if proposal.case and proposal.title:
        yield f"原案：{proposal.case}"
    others = "、".join(f"「{case}」" for case in proposal.merged_cases.all())
    if others:
        yield f"一併整併：{others}"
    if proposal.delist_reason:
        yield f"解列原因：{proposal.get_delist_reason_display()}"
    yield from f"說明：{proposal.reason}".splitlines()
