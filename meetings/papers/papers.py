"""The papers that a meeting has, by the names that their addresses use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meetings.models import Meeting
from meetings.papers import odt
from meetings.papers.content import agenda_paper, notice_paper, sign_in_sheet
from meetings.work_report.handout import handout


@dataclass(frozen=True)
class Paper:
    """A paper: what it is called, its data, the template of its body, and its ODT. `edit` is the page to change it."""

    name: str
    label: str
    content: Callable[[Meeting], Any]
    to_odt: Callable[[Any], bytes]
    edit: str = ""

    @property
    def body(self) -> str:
        """The template that page and PDF share."""
        return f"meetings/papers/_{self.name.replace('-', '_')}_body.html"

    def context(self, meeting: Meeting) -> dict[str, Any]:
        """What its templates need."""
        platform = meeting.level.platform
        return {"meeting": meeting, "platform": platform, "paper_shown": self, "content": self.content(meeting)}

    def odt(self, meeting: Meeting) -> bytes:
        return self.to_odt(self.content(meeting))


PAPERS = {
    paper.name: paper
    for paper in (
        Paper("notice", "開會通知單", notice_paper, odt.notice_odt, "agenda:notice"),
        Paper("agenda", "議程", agenda_paper, odt.agenda_odt, "agenda:items"),
        Paper("sign-in", "簽到表", sign_in_sheet, odt.sign_in_odt, "agenda:edit"),
        Paper("handout", "工作報告摘要", handout, odt.handout_odt),
    )
}
