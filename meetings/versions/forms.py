"""The form that corrects finalised minutes."""

from __future__ import annotations

from django import forms

from meetings.minutes.document import MinutesDocument
from meetings.minutes.render import render
from meetings.record.versions import text_sha256
from platform_site.shared.locking.forms import StepForm

REASON_LIMIT = 200
# Some ten times the longest minutes so far.
TEXT_LIMIT = 40_000


class CorrectionForm(StepForm):
    """The whole text and why it is corrected; `row_version` is the version that is corrected.

    `shown` is the 內容驗證碼 of the correction whose difference was looked at.
    """

    text = forms.CharField(
        label="紀錄全文",
        max_length=TEXT_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "aria-describedby": "id_text_error"}),
        help_text="一行一項。案名、類別、組別與案數是會議的決議，不能在這裡更動。",
    )
    reason = forms.CharField(
        label="更正理由",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "aria-describedby": "id_reason_error"}),
        help_text="會印在平臺版的紀錄上，例如「會議地點誤植」。",
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    corrected_text = ""

    def show_difference(self, document: MinutesDocument) -> None:
        """Remember what the correction will print, so that sending it again confirms just that."""
        self.corrected_text = render(document)
        self._set("shown", text_sha256(self.corrected_text))

    def stand_on(self, number: int) -> None:
        """Take the latest version as the one seen: what changed meanwhile is told, and the next try counts."""
        self._set("row_version", str(number))
        self._set("shown", "")

    def _set(self, name: str, value: str) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
