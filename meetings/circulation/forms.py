"""The forms of the circulation. What is wrong with their content is said by the rules (`rounds.py`, `comments.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict

from groups.models import City
from meetings.circulation.comments import Written
from meetings.circulation.reading import mark_of
from meetings.circulation.rounds import CityCandidates
from meetings.minutes.render import Block
from meetings.models import ReviewComment
from meetings.models.circulation import COMMENT_LIMIT
from platform_site.shared.dates.fields import RocDateField, RocDateInput
from platform_site.shared.locking.forms import StepForm

UNKNOWN_PERSON = "選到的人不在可選的名單中，請重新選擇。"


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    # No max_length: the browser would cut a pasted text in silence; the rules say how long it is.
    widget = forms.Textarea({"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


class StartForm(StepForm):
    """Sending the draft round: until when, to whom, with what message."""

    due_on = RocDateField(
        label="回復期限",
        required=False,
        widget=RocDateInput({"class": "form-control", "aria-describedby": "id_due_on_error"}),
    )
    message = _text("給審閱者的說明（可不填）", 4, f"會印在通知信裡，最多 {COMMENT_LIMIT:,} 字")
    reviewers = forms.MultipleChoiceField(
        label="審閱者",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": UNKNOWN_PERSON, "invalid_list": UNKNOWN_PERSON},
    )

    def __init__(self, data: QueryDict | None = None, *, candidates: Sequence[CityCandidates]) -> None:
        self.candidates = candidates
        people = [person for row in candidates for person in row.people]
        usual = [str(person.user.pk) for person in people if person.is_usual]
        super().__init__(data, initial={"row_version": 0, "reviewers": usual})
        field = cast(forms.MultipleChoiceField, self.fields["reviewers"])
        field.choices = [(str(person.user.pk), f"{person.name}（{'、'.join(person.roles)}）") for person in people]

    @property
    def cities(self) -> Iterator[tuple[City, list[BoundWidget]]]:
        """City by city, the boxes of its people."""
        boxes = {box.data["value"]: box for box in self["reviewers"]}
        for row in self.candidates:
            yield row.city, [boxes[str(person.user.pk)] for person in row.people]

    @property
    def asked(self) -> set[int]:
        """The ids of the users chosen. Call it on a form without errors."""
        return {int(key) for key in self.cleaned_data["reviewers"]}


class BoxForm(forms.Form):
    """The box at one paragraph. Its fields' names carry the anchor and the mark of the text that its user saw."""

    text = _text("意見", 3)
    suggested = _text("建議文字（可不填）", 3, "整段改寫後的文字")

    def __init__(self, block: Block, typed: Written | None = None) -> None:
        prefix = f"{block.key}.{mark_of(block.text)}"
        data = {f"{prefix}-text": typed.text, f"{prefix}-suggested": typed.suggested} if typed else None
        super().__init__(data, prefix=prefix)
        for name in self.fields:
            self.fields[name].widget.attrs["aria-describedby"] = f"id_{self.add_prefix('text')}_error"


def typed_in(data: QueryDict) -> list[Written]:
    """What was typed into the boxes of a page, empty ones left out, in the page's order."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in data.items():
        place, _, field = name.rpartition("-")
        anchor, dot, mark = place.rpartition(".")
        if dot and field in ("text", "suggested") and isinstance(value, str) and value.strip():
            # NUL is stored by no column of PostgreSQL.
            found.setdefault((anchor, mark), {})[field] = value.replace("\0", "")
    return [Written(*place, fields.get("text", ""), fields.get("suggested", "")) for place, fields in found.items()]


class SettleForm(StepForm):
    """Answering a comment or taking it over."""

    answer = _text("回復", 4, "不採納時請說明理由；採納時可不填")

    def __init__(self, data: QueryDict | None = None, *, comment: ReviewComment) -> None:
        super().__init__(data, initial={"row_version": comment.version})
        self.fields["answer"].widget.attrs["aria-describedby"] = "id_answer_error"

    def stored(self, current: Any) -> dict[str, tuple[Any, str]]:
        return {"answer": (current.answer, current.answer or f"（{current.get_state_display()}，沒有文字）")}
