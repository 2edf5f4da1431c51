"""The form of the checklist: one answer for each finding, and what was shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from meetings.finalising.checklist import ANSWER_LIMIT, Finding
from platform_site.shared.refusals import Refusal


class ChecklistForm(forms.Form):
    """`shown` is the SHA-256 of the text that was confirmed."""

    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in findings:
            attributes = {"rows": 2, "aria-describedby": f"id_{finding.key}_error"}
            self.fields[finding.key] = forms.CharField(
                label=finding.text, required=False, max_length=ANSWER_LIMIT, widget=forms.Textarea(attrs=attributes)
            )

    @property
    def answers(self) -> dict[str, str]:
        """The answers by their finding's key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "shown"}

    @property
    def rows(self) -> Iterator[BoundField]:
        """The fields of the findings."""
        return (field for field in self if field.name != "shown")

    @property
    def status(self) -> int:
        return 400 if self.errors else 200

    def refused(self, error: Refusal, findings: Sequence[Finding]) -> ChecklistForm:
        """The form as it was sent with what is open now, the sentence above it and each finding's beside it."""
        form = ChecklistForm(self.data, findings=findings)
        form.add_error(None, str(error))
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        return form
