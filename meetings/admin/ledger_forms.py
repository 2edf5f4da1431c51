"""The forms by which the secretariat writes into the ledger, by `cases.ledger`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from cases.matching import EXACT, candidates, match_title
from cases.models import Case, CaseTitle, Kind, StatusChange
from groups.actors import Actor
from groups.fields import PlatformRowField
from groups.models import IssueGroup
from meetings.models import Meeting
from platform_site.shared.fields import RowSearch


class CaseChoice(RowSearch):
    """A case, found by typing a part of any of its titles."""

    def __init__(self) -> None:
        super().__init__(StatusChange._meta.get_field("case"), admin.site, attrs={"data-width": "32rem"})


class LedgerForm(forms.Form):
    """A form about a ledger row. `for_final` says whether it is for rows of finalised meetings."""

    title = ""
    submit = ""
    done_message = ""
    for_final = False

    def __init__(self, *args: Any, row: StatusChange | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def apply(self, actor: Actor) -> StatusChange:
        """Do it, in the caller's transaction, and return the row. Raises LedgerError."""
        raise NotImplementedError


class RecordForm(LedgerForm):
    """登錄決議: what a draft meeting decided on a case, known or new."""

    title = "登錄決議"
    submit = "登錄"

    meeting = forms.ModelChoiceField(
        Meeting.objects.filter(state=Meeting.State.DRAFT), label="會議", help_text="只列出草稿；定稿的會議不可再登錄。"
    )
    kind = forms.ChoiceField(choices=Kind.choices, label="決議")
    group = PlatformRowField(IssueGroup.objects.all(), label="議題小組", required=False)
    case = forms.ModelChoiceField(
        Case.objects.all(),
        label="合作案",
        required=False,
        widget=CaseChoice,
        help_text="輸入案名的一部分搜尋；新案請留白。",
    )
    new_title = forms.CharField(
        max_length=200, label="新案案名", required=False, help_text="資料庫中還沒有的案子才填。"
    )
    parent = forms.ModelChoiceField(
        Case.objects.filter(parent__isnull=True),
        label="母案",
        required=False,
        widget=CaseChoice,
        help_text="新案是子案時才填。",
        error_messages={"invalid_choice": "子案之下不可再有子案：請選擇本身不是子案的合作案作為母案。"},
    )
    is_new = forms.BooleanField(
        label="確為新案", required=False, help_text="系統提示有相近的案名，而您確認不是同一案時勾選。"
    )
    printed_title = forms.CharField(
        max_length=200, label="紀錄所載案名", required=False, help_text="留白即照合作案的案名印出。"
    )

    to_group = PlatformRowField(
        IssueGroup.objects.all(), label="移列至", required=False, help_text="決議為「移列」時才填。"
    )
    into = forms.ModelChoiceField(
        Case.objects.all(),
        label="併入",
        required=False,
        widget=CaseChoice,
        help_text="決議為「整併」時才填；整併結果為新案的，請先建立該合作案。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._check_kind(cleaned)
        case, new_title, group = cleaned.get("case"), cleaned.get("new_title"), cleaned.get("group")
        if self.errors:
            return cleaned
        if bool(case) == bool(new_title):
            self.add_error("case", "請選一件合作案，或填寫新案案名，兩者擇一。")
        elif case and group and case.group_id != group.pk:
            self.add_error("group", f"「{case}」屬於{case.group}，與所選的議題小組不同。")
        elif case and cleaned.get("parent"):
            self.add_error("parent", "已有的合作案，母案請在合作案的管理頁設定。")
        elif new_title:
            self._check_new(new_title, group, cleaned.get("parent"))
        return cleaned

    def apply(self, actor: Actor) -> StatusChange:
        data = self.cleaned_data
        case = data["case"] or Case.objects.create(group=data["group"], title=data["new_title"], parent=data["parent"])
        printed = data["printed_title"] or case.title
        if data["kind"] == Kind.MERGED:
            row = ledger.merge(case, self._result(data["into"], data["meeting"], actor), printed, actor)
        else:
            row = ledger.record(case, data["meeting"], data["kind"], printed, actor, to_group=data["to_group"])
        for title in {case.title, printed}:
            CaseTitle.objects.get_or_create(case=case, title=title, defaults={"decided_by": actor.name})
        return row

    def _result(self, into: Case, meeting: Meeting, actor: Actor) -> StatusChange:
        """The row of the case that others are merged into; written with the first of them."""
        row = StatusChange.objects.filter(case=into, meeting=meeting).exclude(printed_title="").first()
        return row or ledger.record_result(into, meeting, into.title, actor)

    def _check_kind(self, cleaned: dict[str, Any]) -> None:
        """What a merger, a move and a new title need besides the case, and nothing else may have."""
        kind = cleaned["kind"]
        for field, of_kind, missing in (
            ("to_group", Kind.MOVED, "移列須選擇移往的議題小組。"),
            ("into", Kind.MERGED, "整併須選擇併入的合作案。"),
        ):
            if kind == of_kind and not cleaned[field]:
                self.add_error(field, missing)
            elif kind != of_kind and cleaned[field]:
                self.add_error(field, f"決議為「{of_kind.label}」時才填這一欄。")
        if kind == Kind.RENAMED and not cleaned["printed_title"]:
            self.add_error("printed_title", "更名須填寫新的案名。")

    def _check_new(self, title: str, group: IssueGroup | None, parent: Case | None) -> None:
        if group is None:
            self.add_error("group", "新案須選擇議題小組。")
            return
        if parent and parent.group_id != group.pk:
            self.add_error("parent", f"母案屬於{parent.group}，與所選的議題小組不同。")
        found = match_title(title, candidates(Case.objects.filter(group=group)), limit=3)
        if found and found[0].how == EXACT:
            self.add_error("new_title", f"{group}已有「{found[0].title}」，請在「合作案」欄選擇這一案。")
        elif found and not self.cleaned_data.get("is_new"):
            near = "；".join(f"「{match.title}」（{match.reason}）" for match in found)
            choice = "是同一案請在「合作案」欄選擇；不是請勾選「確為新案」。"
            self.add_error("new_title", f"與既有案名相近：{near}。{choice}")


class RetitleForm(LedgerForm):
    """How a draft prints the title."""

    title = "更改紀錄所載案名"
    submit = "儲存"
    done_message = "已更改紀錄所載案名。"

    printed_title = forms.CharField(max_length=200, label="紀錄所載案名")
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, row: StatusChange, **kwargs: Any) -> None:
        known = {"printed_title": row.printed_title or row.case.title, "was": row.printed_title}
        super().__init__(*args, row=row, initial=known, **kwargs)

    def apply(self, actor: Actor) -> StatusChange:
        row = StatusChange.objects.select_for_update(of=("self",)).select_related("meeting__level").get(pk=self.row.pk)
        if row.printed_title != self.cleaned_data["was"]:
            self.data = {**self.data.dict(), "was": row.printed_title}
            raise LedgerError(f"這個案名在您編輯期間已被他人改為「{row.printed_title}」，請比對後再儲存一次。")
        return ledger.retitle(row, self.cleaned_data["printed_title"])


class WithdrawForm(LedgerForm):
    """Withdraw a row of a draft."""

    title = "撤回登錄"
    submit = "確定撤回"
    done_message = "已撤回；原本列管中的案子自動恢復為承接列管。"

    def apply(self, actor: Actor) -> StatusChange:
        ledger.withdraw(self.row, actor)
        return self.row


class CorrectForm(LedgerForm):
    """Correct a finalised row at a later draft meeting."""

    title = "更正已定稿的異動"
    submit = "登錄更正"
    done_message = "已登錄更正；原紀錄維持不變。"
    for_final = True

    meeting = forms.ModelChoiceField(
        Meeting.objects.filter(state=Meeting.State.DRAFT), label="登錄於", help_text="更正登錄於後續的會議。"
    )
    kind = forms.ChoiceField(choices=[(kind, kind.label) for kind in ledger.CORRECTED_TO], label="更正為")
    reason = forms.CharField(max_length=200, label="理由")

    def apply(self, actor: Actor) -> StatusChange:
        data = self.cleaned_data
        return ledger.correct(self.row, data["meeting"], data["kind"], data["reason"], actor)
