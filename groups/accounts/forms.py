"""The form of a new liaison. What is wrong with its content is said by `liaisons.py`."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from groups.accounts.liaisons import AccountError, LiaisonContent
from groups.models import City, IssueGroup, Platform

UNKNOWN = {"invalid_choice": "請由清單中選擇。"}


class LiaisonForm(forms.Form):
    """Who, for which group, from which city."""

    surname = forms.CharField(label="姓", required=False)
    given_name = forms.CharField(label="名", required=False)
    email = forms.CharField(
        label="電子郵件信箱",
        required=False,
        widget=forms.EmailInput,
        help_text="同時是登入的帳號；設定密碼的連結會寄到這裡",
    )
    group = forms.ModelChoiceField(
        IssueGroup.objects.none(),
        label="議題小組",
        required=False,
        empty_label="（請選擇）",
        error_messages=UNKNOWN,
    )
    city = forms.ModelChoiceField(
        City.objects.none(),
        label="市",
        required=False,
        empty_label="（請選擇）",
        error_messages=UNKNOWN,
    )

    def __init__(self, data: QueryDict | None = None, *, platform: Platform | None, group: str = "") -> None:
        super().__init__(data, initial={"group": group})
        self.fields["group"].queryset = IssueGroup.objects.filter(platform=platform)
        self.fields["city"].queryset = City.objects.filter(platform=platform)
        for name, field in self.fields.items():
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs |= {
                "class": "form-select" if is_select else "form-control",
                "aria-describedby": f"id_{name}_error",
                "autocomplete": "off",
            }

    @property
    def content(self) -> LiaisonContent:
        """What was typed. Call it on a form without errors."""
        return LiaisonContent(**self.cleaned_data)

    def show_refusal(self, error: AccountError) -> None:
        """Show each sentence beside its field."""
        for name, sentence in error.fields.items():
            self.add_error(name, sentence)
