"""Rows of an inline that are guarded by the version of the row above them, and whose positions may be swapped."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F

from platform_site.shared.locking.forms import GuardedRowForm, show_current

# Added to the positions of rows that move, so that two rows never have the same one while they are saved.
FAR_AWAY = 10_000


class GuardedFormSet(forms.BaseInlineFormSet):
    """Inline rows guarded by the version of the row above them, whose positions may be swapped in one save.

    `single_flags` names flags that only one row may have, `per` the fields within whose values positions are counted.
    An empty position means the end.
    """

    model: type[models.Model]
    single_flags: tuple[str, ...] = ()
    per: tuple[str, ...] = ()

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if isinstance(form, GuardedRowForm):
            form.single_flags = self.single_flags
        if "position" in form.fields:
            form.fields["position"].required = False
            # The row's own check of its position is left to the formset, its upper bound with it.
            form.fields["position"].validators.append(MaxValueValidator(FAR_AWAY - 1))

    def clean(self) -> None:
        """Refuse two rows at one position; where the parent row is stale, show the stored values of these rows."""
        super().clean()
        self._report_gone()
        if getattr(self.instance, "is_stale", False):
            self._report_stale()
        if "position" in self.empty_form.fields:
            self._assign_positions()
        for flag in self.single_flags:
            if sum(bool(form.cleaned_data.get(flag)) for form in self._kept()) > 1:
                label = self.empty_form.fields[flag].label
                raise ValidationError(f"「{label}」只能勾選一列。")

    def save(self, commit: bool = True) -> list[models.Model]:
        """Save the rows. Moved and deleted ones give up their positions first, so that positions stay unique."""
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

    def _assign_positions(self) -> None:
        mine = {form.instance.pk for form in self.forms}
        taken: dict[tuple, set[int]] = {
            self._series(row): set() for row in [*self.get_queryset(), *(form.instance for form in self._kept())]
        }
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
            if self.model._meta.pk.name in form.errors and form not in self.deleted_forms:
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
            self.non_form_errors().append(message)
