"""The small forms of decisions that rest on no proposal. What is wrong with them is said by `book.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from cases.models import Case, Kind
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.models import Meeting, SittingStep
from meetings.sitting import decisions
from meetings.sitting.screen import Screen
from platform_site.shared.fields import RowsField
from platform_site.shared.refusals import Refusal

CHOOSE_CASE = {"required": "請選擇合作案。", "invalid_choice": "請選擇這一組的合作案。"}
CASES = {"required": "請勾選要整併的合作案。", "invalid_choice": CHOOSE_CASE["invalid_choice"]}
CASES["invalid_pk_value"] = CHOOSE_CASE["invalid_choice"]
TITLE = {"required": "請填寫案名。"}


class DecisionForm(forms.Form):
    """A decision on cases of the screen's group; `action` names it in the request."""

    action = ""
    heading = ""
    submit = ""

    def __init__(self, screen: Screen, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"id_{self.action}_%s", label_suffix="")
        self.meeting: Meeting = screen.meeting
        self.group: IssueGroup = screen.group
        for name, rows in (("case", screen.open_cases), ("cases", screen.open_cases), ("parent", screen.parents)):
            if name in self.fields:
                field = self.fields[name]
                field.queryset = Case.objects.filter(pk__in=[known.case.pk for known in rows])
                chosen = [(known.case.pk, known.title) for known in rows]
                field.choices = chosen if name == "cases" else [("", "（請選擇）"), *chosen]
        if "to_group" in self.fields:
            others = IssueGroup.objects.filter(platform=screen.group.platform_id).exclude(pk=screen.group.pk)
            self.fields["to_group"].queryset = others
            self.fields["to_group"].choices = [
                ("", "（請選擇）"),
                *((tab.group.pk, tab.group.name) for tab in screen.tabs if tab.group != screen.group),
            ]
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "form-select" if name != "title" else "form-control"
            field.widget.attrs["aria-describedby"] = f"id_{self.action}_{name}_error"

    def take(self, actor: Actor) -> SittingStep:
        """Record it. Raises SittingError or LedgerError. Call it on a form without errors."""
        raise NotImplementedError

    def show_refusal(self, error: Exception) -> None:
        """Show what was refused above the form and beside its fields."""
        self.add_error(None, str(error))
        for name, sentence in (error.fields if isinstance(error, Refusal) else {}).items():
            if name in self.fields:
                self.add_error(name, sentence)


def _case(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Case.objects.none(), label=label, error_messages=CHOOSE_CASE)


class MergeForm(DecisionForm):
    """整併."""

    action, heading, submit = "merge", "整併", "登錄整併"
    cases = RowsField(
        Case.objects.none(), label="要整併的合作案", widget=forms.CheckboxSelectMultiple, error_messages=CASES
    )
    title = forms.CharField(label="整併後的案名", error_messages=TITLE)

    def take(self, actor: Actor) -> SittingStep:
        data: dict[str, Any] = self.cleaned_data
        return decisions.merge(self.meeting, self.group, data["cases"].order_by("pk"), data["title"], actor)


class MoveForm(DecisionForm):
    """移列."""

    action, heading, submit = "move", "移列", "登錄移列"
    case = _case("合作案")
    to_group = forms.ModelChoiceField(
        IssueGroup.objects.none(),
        label="移列至",
        error_messages={"required": "請選擇移往的小組。", "invalid_choice": "請選擇另一個議題小組。"},
    )

    def take(self, actor: Actor) -> SittingStep:
        data = self.cleaned_data
        return decisions.move(self.meeting, self.group, data["case"], data["to_group"], actor)


class RenameForm(DecisionForm):
    """更名."""

    action, heading, submit = "rename", "更名", "登錄更名"
    case = _case("合作案")
    title = forms.CharField(label="新案名", error_messages=TITLE)

    def take(self, actor: Actor) -> SittingStep:
        data = self.cleaned_data
        return decisions.rename(self.meeting, self.group, data["case"], data["title"], actor)


class SubcaseForm(DecisionForm):
    """子案."""

    action, heading, submit = "subcase", "增列子案", "登錄子案"
    parent = _case("母案")
    title = forms.CharField(label="子案案名", error_messages=TITLE)

    def take(self, actor: Actor) -> SittingStep:
        data = self.cleaned_data
        return decisions.add_subcase(self.meeting, self.group, data["parent"], data["title"], actor)


FORMS: tuple[type[DecisionForm], ...] = (MergeForm, MoveForm, RenameForm, SubcaseForm)
KINDS = [(Kind.ADDED, "新增"), (Kind.DELISTED, "解列")]
