"""The forms of directives and of motions' outcomes. What is wrong with their content is said by the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from cases.fields import CaseField
from cases.models import Case
from groups.models import IssueGroup, Platform
from meetings.directives.motions import OutcomeContent
from meetings.directives.recognising import Candidate
from meetings.directives.workflow import DirectiveContent
from meetings.models import Directive, DirectiveKind, DirectiveState, MotionItem, MotionOutcome
from meetings.models.directives import REPLY_LIMIT
from meetings.proposals.forms import PlainForm
from platform_site.shared.fields import RowsField

UNKNOWN_GROUP = "選到的小組不屬於這個平臺，請重新選擇。"
NUMBER_ERRORS = {"invalid": "請填寫次別的數字，例如 6；沒有期限請留白。"}
CLOSED_STATES = [(state.value, state.label) for state in (DirectiveState.DONE, DirectiveState.DROPPED)]


def _text(label: str, rows: int) -> forms.CharField:
    help_text = f"最多 {REPLY_LIMIT:,} 字"
    return forms.CharField(label=label, required=False, widget=forms.Textarea({"rows": rows}), help_text=help_text)


class DirectiveForm(PlainForm):
    """What a person decides of a sentence: its kind, for whom it is and by when."""

    kind = forms.ChoiceField(
        label="類別",
        required=False,
        choices=DirectiveKind,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "請選擇類別。"},
    )
    groups = RowsField(
        IssueGroup.objects.none(),
        label="辦理小組",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾選即為各小組",
        error_messages={"invalid_choice": UNKNOWN_GROUP, "invalid_pk_value": UNKNOWN_GROUP},
    )
    due_number = forms.IntegerField(
        label="應於第幾次會議回復",
        required=False,
        error_messages=NUMBER_ERRORS,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="同一層級的次別，沒有期限請留白",
    )

    def __init__(self, data: QueryDict | None = None, *, platform: Platform, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["groups"].queryset = IssueGroup.objects.filter(platform=platform)

    def stored(self, current: Directive) -> dict[str, tuple[Any, str]]:
        groups = list(current.groups.all())
        due = "" if current.due_number is None else str(current.due_number)
        return {
            "kind": (current.kind, current.get_kind_display()),
            "groups": ([str(group.pk) for group in groups], "、".join(group.name for group in groups) or "各小組"),
            "due_number": (due, due),
        }

    @property
    def content(self) -> DirectiveContent:
        """What was typed. Call it on a form without errors."""
        typed = self.cleaned_data
        return DirectiveContent(typed["kind"], tuple(typed["groups"]), typed["due_number"])


class ReplyForm(PlainForm):
    """What a group did about a directive; the one who replies for several groups, or for none, says for which."""

    row_version = None
    group = forms.ModelChoiceField(
        IssueGroup.objects.none(),
        label="回復的小組",
        required=False,
        error_messages={"invalid_choice": "請選擇您負責的小組。"},
    )
    text = _text("辦理情形", 4)

    def __init__(
        self, data: QueryDict | None = None, *, groups: list[IssueGroup], is_secretariat: bool = False
    ) -> None:
        super().__init__(data, initial={"group": groups[0] if groups and not is_secretariat else None})
        field = self.fields["group"]
        field.queryset = IssueGroup.objects.filter(pk__in=[group.pk for group in groups])
        field.empty_label = "幕僚單位" if is_secretariat else None
        field.required = not is_secretariat
        field.error_messages["required"] = "請選擇您負責的小組。"


class CloseForm(PlainForm):
    """How a directive ends."""

    state = forms.ChoiceField(
        label="結案方式",
        required=False,
        choices=CLOSED_STATES,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "請選擇已辦結或不再追蹤。"},
    )
    outcome = _text("辦結說明", 3)

    def stored(self, current: Directive) -> dict[str, tuple[Any, str]]:
        return {"outcome": (current.outcome, current.outcome)}


class OutcomeForm(PlainForm):
    """What was done with an item of a motion and what became of it."""

    disposition = forms.ChoiceField(
        label="處理方式",
        required=False,
        choices=MotionOutcome.Disposition,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "請選擇處理方式。"},
    )
    group = forms.ModelChoiceField(
        IssueGroup.objects.none(),
        label="交付小組",
        required=False,
        empty_label="（紀錄未指明）",
        error_messages={"invalid_choice": UNKNOWN_GROUP},
    )
    case = CaseField(
        Case.objects.none(),
        label="後來的合作案",
        required=False,
        empty_label="（尚未成案）",
        error_messages={"invalid_choice": "選到的合作案不在清單上，請重新選擇。"},
    )
    note = _text("後續", 3)

    def __init__(self, data: QueryDict | None = None, *, item: MotionItem, outcome: MotionOutcome | None) -> None:
        initial: dict[str, Any] = {"row_version": 0, "disposition": MotionOutcome.Disposition.REFERRED}
        if outcome is not None:
            stored = {name: value for name, (value, _) in self.stored(outcome).items()}
            initial = {"row_version": outcome.version, **stored}
        super().__init__(data, initial=initial)
        platform = item.motion.meeting.level.platform_id
        self.fields["group"].queryset = IssueGroup.objects.filter(platform=platform)
        self.fields["case"].offer(Case.objects.on_record().filter(group__platform=platform).order_by("title"))

    def stored(self, current: MotionOutcome) -> dict[str, tuple[Any, str]]:
        return {
            "disposition": (current.disposition, current.get_disposition_display()),
            "group": (str(current.group_id or ""), str(current.group or "")),
            "case": (str(current.case_id or ""), str(current.case or "")),
            "note": (current.note, current.note),
        }

    @property
    def content(self) -> OutcomeContent:
        """What was typed. Call it on a form without errors."""
        typed = self.cleaned_data
        return OutcomeContent(typed["disposition"], typed["group"], typed["case"], typed["note"])


def initial_of_candidate(candidate: Candidate, platform: Platform) -> dict[str, Any]:
    """A form's first values for a sentence that is no directive yet."""
    groups = IssueGroup.objects.filter(platform=platform, name__in=candidate.groups)
    return {
        "row_version": 0,
        "kind": candidate.kind,
        "groups": list(groups.values_list("pk", flat=True)),
        "due_number": candidate.due_number,
    }


def initial_of_directive(directive: Directive) -> dict[str, Any]:
    """A form's first values for a directive."""
    return {
        "row_version": directive.version,
        "kind": directive.kind,
        "groups": [group.pk for group in directive.groups.all()],
        "due_number": directive.due_number,
    }
