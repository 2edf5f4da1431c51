"""The forms of proposals and yearly reviews. What is wrong with their content is said by `workflow.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from cases.fields import CaseField, CasesField
from cases.models import GOING_ON, Case
from groups.models import IssueGroup
from meetings.models import DelistReason, Meeting, Proposal, ProposalDraft, ProposalKind, RegularReview
from meetings.models.proposals import REASON_LIMIT
from meetings.proposals.workflow import ProposalContent, agenda_meetings
from platform_site.shared.locking.forms import StepForm

# The fields that a draft keeps.
TYPED = ("kind", "case", "merged_cases", "title", "delist_reason", "reason")
UNKNOWN_CASE = "選到的合作案不在本組列管中的清單上，請重新選擇。"


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    # No max_length: the browser would cut a pasted text in silence; the sentence beside the field says how long it is.
    return forms.CharField(label=label, required=False, widget=forms.Textarea({"rows": rows}), help_text=help_text)


class PlainForm(StepForm):
    """A step's form whose fields name their errors."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.HiddenInput):
                continue
            is_select = type(field.widget) is forms.Select
            if not isinstance(field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                field.widget.attrs["class"] = "form-select" if is_select else "form-control"
            field.widget.attrs["aria-describedby"] = f"id_{name}_error id_{name}_doubt"


class ProposalForm(PlainForm):
    """A proposal of one group; which fields count depends on its kind."""

    kind = forms.ChoiceField(
        label="提案類別",
        required=False,
        choices=ProposalKind,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "請選擇提案類別。"},
    )
    case = CaseField(
        Case.objects.none(),
        label="合作案",
        required=False,
        empty_label="（新案免選）",
        error_messages={"invalid_choice": UNKNOWN_CASE},
        help_text="解列、更名的案件；整併時為其中一案；子案時為母案",
    )
    merged_cases = CasesField(
        Case.objects.none(),
        label="一併整併的合作案",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": UNKNOWN_CASE, "invalid_pk_value": UNKNOWN_CASE},
        help_text="整併才須填",
    )
    title = forms.CharField(
        label="案名", required=False, help_text="新案、子案的案名，或更名、整併後的案名，最多 200 字；解列免填"
    )
    delist_reason = forms.ChoiceField(
        label="解列原因",
        required=False,
        choices=[("", "（非解列免選）"), *DelistReason.choices],
        error_messages={"invalid_choice": "請選擇解列原因。"},
    )
    reason = _text("說明", 6, f"必填，提案的理由，最多 {REASON_LIMIT:,} 字")
    draft_version = forms.IntegerField(widget=forms.HiddenInput({"autocomplete": "off"}), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        group: IssueGroup,
        proposal: Proposal | None = None,
        draft: ProposalDraft | None = None,
    ) -> None:
        """A draft's values stand in place of what the proposal says."""
        initial: dict[str, Any] = {"row_version": 0}
        if proposal is not None:
            stored = {name: value for name, (value, _) in stored_of(proposal).items()}
            initial = {"row_version": proposal.version, **stored}
        self.draft = draft
        initial |= self._typed(draft)
        super().__init__(data, initial=initial)
        offered = Q(group=group, status__in=GOING_ON)
        if proposal is not None:
            # Those chosen earlier stay to be seen, even if they have left the list; the rules then say so.
            offered |= Q(pk=proposal.case_id) | Q(pk__in=[case.pk for case in proposal.merged_cases.all()])
        for name in ("case", "merged_cases"):
            self.fields[name].offer(Case.objects.filter(offered).order_by("title"))

    @staticmethod
    def _typed(draft: ProposalDraft | None) -> dict[str, Any]:
        values = draft.values if draft else {}
        typed = {name: texts if name == "merged_cases" else texts[-1] for name, texts in values.items() if texts}
        return {**typed, "draft_version": draft.version if draft else 0}

    def stored(self, current: Proposal) -> dict[str, tuple[Any, str]]:
        return stored_of(current)

    @property
    def content(self) -> ProposalContent:
        """What was typed. Call it on a form without errors."""
        typed = self.cleaned_data
        return ProposalContent(
            kind=typed["kind"],
            reason=typed["reason"],
            case=typed["case"],
            merged_cases=tuple(typed["merged_cases"]),
            title=typed["title"],
            delist_reason=typed["delist_reason"],
        )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that are shown one under the other."""
        return [self[name] for name in ("case", "title", "delist_reason", "reason")]


class ScheduleForm(PlainForm):
    """Taking a proposal of a group onto a coming meeting's agenda."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="列入哪一次會議（尚未定稿者）",
        empty_label="（請選擇）",
        error_messages={"required": "請選擇要列入的會議。", "invalid_choice": "請選擇尚未定稿的會議。"},
    )
    note = _text("附註（可不填）", 2)

    def __init__(self, *args: Any, group: IssueGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = agenda_meetings(group)

    def clean_note(self) -> str:
        note = self.cleaned_data["note"]
        if len(note) > REASON_LIMIT:
            raise forms.ValidationError(f"最多 {REASON_LIMIT:,} 字，目前 {len(note):,} 字，請刪減。")
        return note


class ReturnForm(PlainForm):
    """Sending a proposal back: why."""

    comment = _text("退回理由", 3)


class ReviewForm(PlainForm):
    """What a yearly review found."""

    outcome = forms.ChoiceField(
        label="檢視結果",
        required=False,
        choices=RegularReview.Outcome,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "請選擇檢視結果。"},
    )
    text = _text("這一年的辦理情形", 6, f"最多 {REASON_LIMIT:,} 字")

    def stored(self, current: RegularReview) -> dict[str, tuple[Any, str]]:
        return {"outcome": (current.outcome, current.get_outcome_display()), "text": (current.text, current.text)}


def stored_of(proposal: Proposal) -> dict[str, tuple[Any, str]]:
    """A proposal's fields as {name: (value as the form sends it, value as shown)}."""
    merged = sorted(proposal.merged_cases.all(), key=lambda case: case.title)
    return {
        "kind": (proposal.kind, proposal.get_kind_display()),
        "case": (str(proposal.case_id or ""), str(proposal.case or "")),
        "merged_cases": ([str(case.pk) for case in merged], "、".join(str(case) for case in merged)),
        "title": (proposal.title, proposal.title),
        "delist_reason": (proposal.delist_reason, proposal.get_delist_reason_display()),
        "reason": (proposal.reason, proposal.reason),
    }
