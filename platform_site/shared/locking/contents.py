"""Stale saves of rows without a version, as those of packages: the form carries a sign of what it was filled from."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.utils.datastructures import MultiValueDict

from platform_site.shared.locking.forms import show_current, take_over
from platform_site.shared.locking.versions import StaleRow

CHANGED = "這筆資料在您編輯期間已被他人修改。您輸入的內容仍保留，請與目前資料庫中的內容比對後再儲存一次。"


class SeenForm(forms.ModelForm):
    """A model form that refuses to save over what another user stored in its fields since.

    The caller has to validate and save in one transaction, as the admin does.
    """

    row_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    data: MultiValueDict
    is_stale = False
    standing: models.Model | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["row_seen"].initial = self._sign_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """Add an error to every field that another user has changed since; locks the row."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return cleaned
        rows = type(self.instance)._default_manager.select_for_update(of=("self",)).order_by("pk")
        current = rows.filter(pk=self.instance.pk).first()
        if current is None:
            raise ValidationError(str(StaleRow(None)), code="gone")
        sign = self._sign_of(current)
        if cleaned.get("row_seen") == sign:
            take_over(self, current)
            return cleaned
        self.is_stale, self.standing = True, current
        show_current(self, current)
        self.data = self.data.copy()
        self.data[self.add_prefix("row_seen")] = sign
        self.add_error(None, ValidationError(CHANGED, code="stale"))
        return cleaned

    def _sign_of(self, row: models.Model) -> str:
        """A short sign of what the row says in the fields of this form."""
        said = model_to_dict(row, fields=[name for name in self.fields if name != "password"])
        return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]
