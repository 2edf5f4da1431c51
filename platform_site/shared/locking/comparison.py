"""The two versions of a stale save side by side: what is stored by now, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

NOW_STORED = "目前資料庫中的內容：{}"
EMPTY = "（空白）"


class Compared(NamedTuple):
    """A field in both versions, in words."""

    field: BoundField
    stored: str
    typed: str


def note_stored(form: forms.BaseForm, name: str, shown: str) -> None:
    """Say beside a field what is stored, and keep it for `compared`."""
    form.stored_now = {**getattr(form, "stored_now", {}), name: shown or EMPTY}  # type: ignore[attr-defined]
    form.add_error(name if name in form.fields else None, NOW_STORED.format(shown or EMPTY))


def compared(form: forms.BaseForm) -> Iterator[Compared]:
    """The fields of a refused form that have another value in the database, in the form's order."""
    stored = getattr(form, "stored_now", {})
    for bound in form:
        if bound.name in stored:
            yield Compared(bound, stored[bound.name], in_words(bound))


def in_words(bound: BoundField) -> str:
    """What was typed into a field or chosen of it."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.BooleanField):
        return "是" if value and value != "False" else "否"
    if isinstance(field, forms.ModelChoiceField):
        return _rows(field, value) or EMPTY
    values = value if isinstance(value, list | tuple) else [value]
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = dict(_flat(choices))
        values = [labels.get(str(one), one) for one in values if one not in (None, "")]
    return "、".join(str(one) for one in values if one not in (None, "")) or EMPTY


def _rows(field: forms.ModelChoiceField, value: Any) -> str:
    """The rows chosen; what is no row any more stays as it was sent."""
    try:
        chosen = field.to_python(value) if not isinstance(field, forms.ModelMultipleChoiceField) else field.clean(value)
    except ValidationError:
        chosen = value
    if chosen is None:
        return ""
    many = isinstance(chosen, Iterable) and not isinstance(chosen, str)
    return "、".join(field.label_from_instance(one) for one in (chosen if many else [chosen]))


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def is_differing(form: forms.BaseForm, name: str, stored: Any, data: MultiValueDict) -> bool:
    """Whether what was sent for a field is another value than the stored one; a day may be written in several ways."""
    is_list = isinstance(stored, list)
    typed = data.getlist(name) if is_list else data.get(name, "").strip()
    if typed == (stored if is_list else stored.strip()):
        return False
    return name not in form.fields or form.fields[name].has_changed(stored, typed)
