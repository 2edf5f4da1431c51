"""Forms that carry the version of the row they were filled from, and show what another user has stored since.

Rows without a version of their own (a clause, a title) are guarded by the row they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.datastructures import MultiValueDict

from platform_site.shared.locking.comparison import EMPTY, is_differing, note_stored
from platform_site.shared.locking.versions import StaleRow, VersionedModel, locked
from platform_site.shared.refusals import Refusal
from platform_site.shared.roc import roc_date, roc_datetime


class StepForm(forms.Form):
    """A form whose content a business rule may refuse. `row_version` is the version the user saw, 0 for no row.

    `doubts` has a sentence beside each field that may be a mistake; it is no error, and saving once more confirms it.
    """

    # No autocomplete: a browser that fills in again what it remembers would bring an old version back.
    row_version = forms.IntegerField(widget=forms.HiddenInput({"autocomplete": "off"}), min_value=0)
    data: MultiValueDict
    is_stale = False
    # The row that another user saved first, for the two versions side by side; None where it is gone.
    standing: VersionedModel | None = None
    doubts: Mapping[str, str] = {}

    def stored(self, current: Any) -> Mapping[str, tuple[Any, str]]:
        """The stored values, as {field: (value as a form sends it, value as shown)}."""
        return {}

    def show_doubts(self, doubts: Mapping[str, str]) -> None:
        """Show what may be a mistake beside its field."""
        self.doubts = doubts
        for name, sentence in doubts.items():
            self.fields[name].doubt = sentence  # type: ignore[attr-defined]  # for the template of a field

    @property
    def status(self) -> int:
        """The HTTP status of the response: 409 for a stale save, 400 for other errors."""
        return (409 if self.is_stale else 400) if self.errors else 200

    def show_refusal(self, error: Refusal) -> None:
        """Show each sentence beside its field, those of unknown names above the form.

        For a stale save, the stored value is shown beside each field that differs. What was typed stays, so the user
        can compare both and save again.
        """
        self.add_error(None, str(error))
        for name, sentence in error.fields.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not isinstance(error, StaleRow):
            return
        self.is_stale, self.standing = True, error.current
        for name, (value, shown) in (self.stored(error.current) if error.current else {}).items():
            if is_differing(self, name, value, self.data):
                note_stored(self, name, shown)
        stand_on(self, error)


class VersionedForm(forms.ModelForm):
    """A model form that refuses a stale save, shows the stored values and keeps what was typed.

    `guard` is the path to the row that carries the version ("group_resolution.meeting"), empty for the row itself.
    The caller has to validate and save in one transaction, which holds the lock.
    """

    guard = ""
    data: MultiValueDict
    is_stale = False
    standing: VersionedModel | None = None

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["row_version"].initial = self.guarding_row.version

    @property
    def guarding_row(self) -> VersionedModel:
        """The row whose version is compared."""
        return reduce(getattr, filter(None, self.guard.split(".")), self.instance)

    def clean(self) -> dict[str, Any]:
        """Add an error to every field that another user has changed since; locks the guarding row."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return cleaned
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A versioned form is validated and saved in one transaction.")
        row, stale = self.guarding_row, None
        guarding: VersionedModel | None
        try:
            guarding = locked(type(row)._default_manager.all(), row.pk, cleaned.get("row_version"))
        except StaleRow as error:
            guarding, stale = error.current, error
        own_row = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        current = own_row.first() if self.guard else guarding
        if guarding is None or current is None:
            raise ValidationError(str(StaleRow(None)), code="gone")
        if stale:
            self._report_stale(current, stale)
        else:
            take_over(self, current)
        return cleaned

    def save(self, commit: bool = True) -> models.Model:
        """Save with the next version number."""
        if self.instance.pk is not None and not self.guard:
            self.instance.version = self.cleaned_data["row_version"] + 1
        row = super().save(commit)
        if commit:
            self.advance_guard()
        return row

    def advance_guard(self) -> None:
        """Increment the version of the guarding row, if that is another row; the admin calls it once all is valid."""
        if self.guard:
            row = self.guarding_row
            type(row)._default_manager.filter(pk=row.pk).update(version=F("version") + 1)

    def _report_stale(self, current: models.Model, stale: StaleRow) -> None:
        show_current(self, current)
        stand_on(self, stale)
        self.add_error(None, ValidationError(str(stale), code="stale"))
        self.instance.is_stale = self.is_stale = True
        self.standing = stale.current


class GuardedRowForm(forms.ModelForm):
    """A row of an inline; the formset checks the positions of all rows together."""

    single_flags: tuple[str, ...] = ()

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]  # private, so not in django-stubs
        return excluded | {"position", *self.single_flags}


def take_over(form: forms.ModelForm, current: models.Model) -> None:
    """Copy fields that are not on the form, such as a cached status: they may have changed since."""
    for field in current._meta.concrete_fields:
        if field.name not in form.fields:
            setattr(form.instance, field.attname, getattr(current, field.attname))


def stand_on(form: StepForm | VersionedForm, stale: StaleRow) -> None:
    """Give the form the version stored now, so that saving once more succeeds."""
    form.data = form.data.copy()
    form.data[form.add_prefix("row_version")] = str(stale.current.version if stale.current else 0)


def show_current(form: forms.ModelForm, current: models.Model) -> None:
    """Show the stored value beside every field that differs from it."""
    for name in form.changed_data:
        if name in form.fields and name in form.cleaned_data and hasattr(current, name):
            note_stored(form, name, _shown(current, name))


def _shown(current: models.Model, name: str) -> str:
    display = getattr(current, f"get_{name}_display", None)
    value = display() if display else getattr(current, name)
    if hasattr(value, "all"):
        value = "、".join(str(item) for item in value.all())
    if isinstance(value, bool):
        value = "是" if value else "否"
    if isinstance(value, date):
        value = roc_datetime(value) if isinstance(value, datetime) else roc_date(value)
    return EMPTY if value in (None, "") else str(value)
