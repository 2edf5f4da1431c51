"""The form of a note on a difference. What is wrong with its content is said by `meetings/record/explanations.py`."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, Value, When
from django.http import QueryDict

from cases.fields import CaseField
from cases.models import Case
from meetings.differences.records import Difference
from meetings.differences.suggestions import Suggestion
from meetings.differences.workflow import NoteContent
from meetings.models import DifferenceNote
from meetings.proposals.forms import PlainForm
from meetings.record.explanations import TEXT_LIMIT

NUMBER = re.compile(r"[+-]?\d{1,4}")
NOT_A_NUMBER = "「{}」不是案數，請填整數並帶正負號，例如：+1、-2。"


class CaseChoice(CaseField):
    """A case, with its group in the label."""

    def label_from_instance(self, obj: Case) -> str:
        return f"{obj.group}｜{obj.title}"


class NoteForm(PlainForm):
    """A note: what it rests on, how many cases it accounts for, and why."""

    kind = forms.ChoiceField(
        label="處理方式",
        required=False,
        choices=DifferenceNote.Kind,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "請選擇處理方式。"},
    )
    cases_explained = forms.CharField(label="說明的案數", required=False)
    case = CaseChoice(
        Case.objects.none(),
        label="合作案",
        required=False,
        empty_label="（未指定）",
        help_text="「補列合作案」須指定",
        error_messages={"invalid_choice": "選到的合作案不在這個平臺的清單上，請重新選擇。"},
    )
    outside = forms.CharField(
        label="會外決定", required=False, help_text="「會外決定」須填：日期、文號或會議名稱，例如：113年3月5日工作會議"
    )
    text = forms.CharField(
        label="說明", required=False, widget=forms.Textarea({"rows": 5}), help_text=f"最多 {TEXT_LIMIT:,} 字"
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        difference: Difference,
        note: DifferenceNote | None = None,
        suggestion: Suggestion | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(difference, note, suggestion))
        group = difference.group
        own_first = Choose(When(group=group, then=Value(0)), default=Value(1), output_field=IntegerField())
        offered = Q(pk__in=Case.objects.on_record().filter(group__platform=group.platform_id).values("pk"))
        if note is not None:
            offered |= Q(pk=note.case_id)
        cases = Case.objects.filter(offered).select_related("group")
        self.fields["case"].offer(cases.order_by(own_first, "group__order", "title", "pk"), of_menu="本組的合作案在前")
        left = difference.left + (note.cases_explained if note else 0)
        self.fields["cases_explained"].help_text = f"帶正負號；這一筆最多 {left:+d} 案，補列合作案時一案一筆"

    def clean_cases_explained(self) -> int:
        """The number; +1, ＋１ and −1 are all read. 0 where nothing was typed."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["cases_explained"]).replace("−", "-").replace(" ", "")
        if typed and not NUMBER.fullmatch(typed):
            raise forms.ValidationError(NOT_A_NUMBER.format(self.cleaned_data["cases_explained"][:20]))
        return int(typed or 0)

    def stored(self, current: DifferenceNote) -> dict[str, tuple[Any, str]]:
        return stored_of(current)

    @property
    def content(self) -> NoteContent:
        """What was typed. Call it on a form without errors."""
        return NoteContent(**{name: self.cleaned_data[name] for name in NoteContent.__dataclass_fields__})

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that are shown one under the other."""
        return [self[name] for name in ("cases_explained", "case", "outside", "text")]


def stored_of(note: DifferenceNote) -> dict[str, tuple[Any, str]]:
    """A note's fields as {name: (value as the form sends it, value as shown)}."""
    return {
        "kind": (note.kind, note.get_kind_display()),
        "cases_explained": (f"{note.cases_explained:+d}", f"{note.cases_explained:+d}"),
        "case": (str(note.case_id or ""), str(note.case or "")),
        "outside": (note.outside, note.outside),
        "text": (note.text, note.text),
    }


def _initial(difference: Difference, note: DifferenceNote | None, suggestion: Suggestion | None) -> dict[str, Any]:
    if note is not None:
        return {"row_version": note.version, **{name: value for name, (value, _) in stored_of(note).items()}}
    if suggestion is None:
        left = f"{difference.left:+d}" if difference.left else ""
        return {"row_version": 0, "kind": DifferenceNote.Kind.EXPLANATION, "cases_explained": left}
    return {
        "row_version": 0,
        "kind": DifferenceNote.Kind.OUTSIDE if suggestion.outside else DifferenceNote.Kind.MISSING_CASE,
        "outside": suggestion.outside,
        "cases_explained": "+1" if difference.number > 0 else "-1",
        "case": str(suggestion.case.pk),
        "text": suggestion.why,
    }
