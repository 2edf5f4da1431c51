"""Optimistic locking: a row that people edit has a version, and a form that carries an old one is refused.

Two people open the same row; the second to save would silently undo the first. So the form sends back the
version it was filled from, and `VersionedForm` compares it with the row under a lock, before anything is written.
Rows without a version of their own (a clause, a title) are guarded by the row they belong to.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.http import QueryDict

STALE = (
    "這筆資料在您編輯期間已被他人修改（第{version}版）。您輸入的內容仍保留在下方，"
    "欄位旁列出目前資料庫中的內容；請比對後再儲存一次。"
)
GONE = "這筆資料已被他人刪除，無法儲存。請複製您輸入的內容後重新整理。"


class VersionedModel(models.Model):
    """A row with a `version` that grows by one at every save of a form."""

    version = models.PositiveIntegerField("版次", default=1, editable=False)

    class Meta:
        abstract = True


class VersionedForm(forms.ModelForm):
    """A model form that refuses a stale save, shows what stands in the database now and keeps what was typed.

    `guard` is the way to the row that carries the version ("group_resolution.meeting"), empty for the row itself.
    The caller saves inside the transaction in which the form was validated, or the lock is worth nothing.
    """

    guard = ""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["row_version"].initial = self.guarding_row.version

    @property
    def guarding_row(self) -> models.Model:
        """The row whose version is compared."""
        row = self.instance
        for step in filter(None, self.guard.split(".")):
            row = getattr(row, step)
        return row

    def clean(self) -> dict[str, Any]:
        """Add an error to every field that somebody else changed meanwhile; locks the guarding row."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return cleaned
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A versioned form is validated and saved in one transaction.")
        guarding = _locked(self.guarding_row)
        own_row = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        current = own_row.first() if self.guard else guarding
        if guarding is None or current is None:
            raise ValidationError(GONE, code="gone")
        if cleaned.get("row_version") != guarding.version:
            self._report_stale(current, guarding.version)
        else:
            self._take_over(current)
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
        """Count the version of the guarding row up, where that is another row; the admin calls it once all is valid."""
        if self.guard:
            row = self.guarding_row
            type(row)._default_manager.filter(pk=row.pk).update(version=F("version") + 1)

    def _take_over(self, current: models.Model) -> None:
        """Fields that are not on the form may have changed since the row was read, a cached status for one."""
        for field in current._meta.concrete_fields:
            if field.name not in self.fields:
                setattr(self.instance, field.attname, getattr(current, field.attname))

    def _report_stale(self, current: models.Model, version: int) -> None:
        show_current(self, current)
        # The form now stands on the row as it is: saving once more, after reading both, is a decision.
        self.data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        self.data[self.add_prefix("row_version")] = str(version)
        self.add_error(None, ValidationError(STALE.format(version=version), code="stale"))
        self.instance.is_stale = True


class GuardedRowForm(forms.ModelForm):
    """A row of an inline; whether its place is free is asked of all rows together, by the formset."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"position", *self.single_flags}

    single_flags: tuple[str, ...] = ()


class GuardedFormSet(forms.BaseInlineFormSet):
    """Inline rows guarded by the version of the row above them, whose positions may be swapped in one save.

    `single_flags` names marks that only one row may have, `per` the fields within whose values positions are
    counted. An empty position means: at the end.
    """

    single_flags: tuple[str, ...] = ()
    per: tuple[str, ...] = ()

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.single_flags = self.single_flags
        if "position" in form.fields:
            form.fields["position"].required = False

    def clean(self) -> None:
        """Refuse two rows in one place; where the row above is stale, show what stands in these rows now."""
        super().clean()
        self._report_gone()
        if getattr(self.instance, "is_stale", False):
            self._report_stale()
        if "position" in self.empty_form.fields:
            self._place()
        for flag in self.single_flags:
            if sum(bool(form.cleaned_data.get(flag)) for form in self._kept()) > 1:
                label = self.empty_form.fields[flag].label
                raise ValidationError(f"「{label}」只能勾選一列。")

    def save(self, commit: bool = True) -> list[models.Model]:
        """Save the rows; the ones that move or go leave their places first, so that no two meet on the way."""
        rows = self.model._default_manager.filter(pk__in=[form.instance.pk for form in self.initial_forms])
        leaving = [
            form.instance.pk
            for form in self.initial_forms
            if form in self.deleted_forms or "position" in form.changed_data
        ]
        if "position" in self.empty_form.fields:
            rows.filter(pk__in=leaving).update(position=F("position") + FAR_AWAY)
        for flag in self.single_flags:
            changed = [form.instance.pk for form in self.initial_forms if flag in form.changed_data]
            rows.filter(pk__in=changed).update(**{flag: False})
        return super().save(commit)

    def _kept(self) -> list[forms.ModelForm]:
        return [
            form
            for form in self.forms
            if form.is_valid() and form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]

    def _place(self) -> None:
        mine = {form.instance.pk for form in self.forms}
        taken = {self._series(row): set() for row in [*self.get_queryset(), *(form.instance for form in self._kept())]}
        for row in self.get_queryset():
            if row.pk not in mine:
                taken[self._series(row)].add(row.position)
        appended = []
        for form in self._kept():
            position, series = form.cleaned_data.get("position"), taken[self._series(form.instance)]
            if position is None:
                appended.append(form)
            elif position in series:
                form.add_error("position", f"順序{position}已有另一列使用，請改用其他數字。")
            else:
                series.add(position)
        for form in appended:
            series = taken[self._series(form.instance)]
            form.instance.position = max(series, default=0) + 1
            series.add(form.instance.position)

    def _series(self, row: models.Model) -> tuple:
        return tuple(getattr(row, name) for name in self.per)

    def _report_gone(self) -> None:
        for form in self.initial_forms:
            if self._pk_field.name in form.errors and form not in self.deleted_forms:
                form.add_error(None, "這一列已被他人刪除。請複製需要的內容，勾選這一列的「刪除」後再儲存。")

    def _report_stale(self) -> None:
        now = {row.pk: row for row in self.model._default_manager.filter(**{self.fk.name: self.instance})}
        for form in self.initial_forms:
            if form.instance.pk in now and form.has_changed():
                show_current(form, now[form.instance.pk])
        mine = {form.instance.pk for form in self.initial_forms}
        new = [str(row) for pk, row in now.items() if pk not in mine]
        if new:
            message = f"他人新增了{len(new)}列：{'、'.join(new)}。儲存後會一併保留。"
            self._non_form_errors.append(message)


FAR_AWAY = 10_000


def show_current(form: forms.ModelForm, current: models.Model) -> None:
    """Put beside every field that differs from the database what stands there now."""
    for name in form.changed_data:
        if name in form.fields and name in form.cleaned_data and hasattr(current, name):
            form.add_error(name, f"目前資料庫中的內容：{_shown(current, name)}")


def _locked(row: models.Model) -> models.Model | None:
    # Unordered: a model's own order may join a row that is not always there, which PostgreSQL does not lock.
    return type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).order_by("pk").first()


def _shown(current: models.Model, name: str) -> str:
    display = getattr(current, f"get_{name}_display", None)
    value = display() if display else getattr(current, name)
    if hasattr(value, "all"):
        value = "、".join(str(item) for item in value.all())
    if isinstance(value, bool):
        value = "是" if value else "否"
    return "（空白）" if value in (None, "") else str(value)
