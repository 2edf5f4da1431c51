"""The summary of what is wrong at the top of a form: `{% load errors %}{% error_summary form %}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

from groups.audit.reading import last_change
from platform_site.shared.locking.comparison import NOW_STORED, compared

register = template.Library()
KEPT = "請依欄位旁的說明處理；您輸入的內容都還在。"
INCOMPLETE = "表單不完整，請重新整理後再試一次。"


@dataclass(frozen=True)
class Fault:
    """One sentence about one field; `anchor` is the id of the element that takes the focus."""

    label: str
    sentence: str
    anchor: str


@register.inclusion_tag("_fragments/_error_summary.html")
def error_summary(form: forms.BaseForm | None, kept: str = KEPT) -> dict:
    """What is wrong with the form, each sentence a link to its field; `kept` says what became of what was typed.

    Of a stale save it shows both versions of the fields that differ, and who saved the other one when.
    """
    if form is None or not form.errors:
        return {}
    hidden = [field for field in form.hidden_fields() if field.errors]
    return {
        "sentences": [*form.non_field_errors(), *([INCOMPLETE] if hidden else [])],
        "faults": faults_of(form),
        "kept": kept,
        **both_versions(form),
    }


@register.inclusion_tag("_fragments/_both_versions.html")
def both_versions(form: forms.BaseForm, inlines: Sequence[Any] = ()) -> dict[str, Any]:
    """Both versions of a form's fields after a stale save, with those of the inlines below it in the admin."""
    if not getattr(form, "is_stale", False):
        return {}
    rows = [row for each in (form, *(row for inline in inlines for row in inline.formset)) for row in compared(each)]
    pairs = [(str(row.field.label), anchor_of(row.field), row.stored, row.typed) for row in rows]
    standing = getattr(form, "standing", None)
    return {"compared": pairs, "saved": last_change(standing) if standing else None}


def faults_of(form: forms.BaseForm) -> list[Fault]:
    """The faults of the form's fields, in the order of the fields; none for those of the form as a whole.

    What is stored beside a field's stale content is no fault: `both_versions` shows it.
    """
    shown = [field for field in form.visible_fields() if field.errors]
    stored = {row.field.name: NOW_STORED.format(row.stored) for row in compared(form)}
    return [
        Fault(str(field.label), str(sentence), anchor_of(field))
        for field in shown
        for sentence in field.errors
        if sentence != stored.get(field.name)
    ]


def anchor_of(field: BoundField) -> str:
    """The id of the field's element; of a group of radio buttons or boxes, that of the first."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
