"""Rows for tests of the sitting: the sixth meeting as a draft, and proposals on its agenda."""

from datetime import date

from cases.models import Case
from meetings.minutes.render import render
from meetings.models import Meeting, MeetingLevel
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.record.compose import compose
from meetings.record.drafts import next_number, start_draft
from tests.cases.reporting.rows import LIAISON, SECRETARY
from tests.factories import group


def sixth(**fields):
    level = MeetingLevel.objects.get(name="副市長層級")
    usual = {"number": next_number(level), "held_on": date(2026, 3, 5), "venue": "臺北市政府"}
    return start_draft(Meeting(level=level, **usual | fields), SECRETARY)


def listed(name="交通組"):
    """The group's cases on the list, in order."""
    return list(Case.objects.tracked().filter(group__name=name, parent=None).order_by("pk"))


def scheduled(meeting, content, name="交通組"):
    return schedule(propose(group(name), content, LIAISON), meeting, SECRETARY, version=1)


def new(meeting, title="跨市聯合演練資料共享", name="交通組"):
    return scheduled(meeting, ProposalContent("new", "四市均有需求。", title=title), name)


def delisting(meeting, case=None, name="交通組"):
    case = case or listed(name)[0]
    return scheduled(meeting, ProposalContent("delist", "已達成。", case, delist_reason="completed"), name)


def part_of(meeting, name="交通組"):
    """What the draft's minutes say of a group, without white space."""
    lines = ["".join(line.split()) for line in render(compose(meeting)).splitlines()]
    start = next(number for number, line in enumerate(lines) if line.endswith(f"){name}"))
    rest = lines[start + 1 :]
    ends = [
        number for number, line in enumerate(rest) if line.startswith("(") and line.endswith("組") or "、" in line[:2]
    ]
    return rest[: ends[0]] if ends else rest


def counted(meeting):
    """How many rows of each kind the meeting has by name, for comparing before and after."""
    rows = meeting.changes.order_by("case").values_list("case", "kind", "printed_title", "group", "effect")
    return sorted(rows)
