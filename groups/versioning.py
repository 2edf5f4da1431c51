"""Optimistic locking: a row that people edit has a version, and a form that carries an old one is refused.

Two people open the same row; the second to save would silently undo the first. So the form sends back the
version it was filled from, and `VersionedForm` compares it with the row under a lock, before anything is written.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class VersionedModel(models.Model):
    """A row with a `version` that grows by one at every save of a form."""

    version = models.PositiveIntegerField("版次", default=1, editable=False)

    class Meta:
        abstract = True


class VersionedForm(forms.ModelForm):
    """A model form that refuses a stale save, shows what stands in the database now and keeps what was typed."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        """Add an error to every field that somebody else changed meanwhile; runs inside the view's transaction."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return cleaned
        current = type(self.instance)._default_manager.select_for_update().filter(pk=self.instance.pk).first()
        if current is None:
            raise ValidationError("這筆資料已被他人刪除，無法儲存。請複製您輸入的內容後重新整理。", code="gone")
        if cleaned.get("row_version") != current.version:
            self._report_stale(current)
        return cleaned

    def save(self, commit: bool = True) -> models.Model:
        """Save with the next version number."""
        if self.instance.pk is not None:
            self.instance.version = self.cleaned_data["row_version"] + 1
        return super().save(commit)

    def _report_stale(self, current: models.Model) -> None:
        for name in self.changed_data:
            if name not in self.fields or name not in self.cleaned_data or not hasattr(current, name):
                continue
            theirs = self._shown(current, name)
            self.add_error(name, f"目前資料庫中的內容：{theirs}")
        # The form now stands on the row as it is: saving once more, after reading both, is a decision.
        self.data = self.data.copy()
        self.data[self.add_prefix("row_version")] = str(current.version)
        self.add_error(
            None,
            ValidationError(
                f"這筆資料在您編輯期間已被他人修改（第{current.version}版）。您輸入的內容仍保留在下方，"
                "欄位旁列出目前資料庫中的內容；請比對後再儲存一次。",
                code="stale",
            ),
        )

    @staticmethod
    def _shown(current: models.Model, name: str) -> str:
        display = getattr(current, f"get_{name}_display", None)
        value = display() if display else getattr(current, name)
        if hasattr(value, "all"):
            value = "、".join(str(item) for item in value.all())
        return "（空白）" if value in (None, "") else str(value)
