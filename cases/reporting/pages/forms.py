"""The form of one update: the fields that every report has, and those of the case's cities, indicators and links.

The form reads what was typed; what is wrong with it is said by `cases/reporting/content.py`, beside the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from cases.models import Indicator, Light, QuarterlyUpdate
from cases.models.reporting import TEXT_LIMIT
from cases.reporting.content import FIELDS, Address, Content, Figure, content_of
from groups.models import City
from platform_site.shared.dates.fields import RocDateField
from platform_site.shared.locking.forms import StepForm
from platform_site.shared.roc import roc_date

LINKS = 3
# When a report needs a field, as its label says before anybody types; `content.missing` asks for the same.
ALWAYS, WITH_A_WARNING = "送出必填", "黃燈、紅燈必填"
MUST = {
    "progress_text": ALWAYS,
    "next_steps": ALWAYS,
    "cause": WITH_A_WARNING,
    "remedy": WITH_A_WARNING,
    "remedy_due_on": WITH_A_WARNING,
}
NOT_A_NUMBER = {"invalid": "請填寫數字，例如 85 或 85.5。"}
NOT_A_PROGRESS = {"invalid": "請填寫 0 至 100 的整數，不加百分比符號。"}


def _text(label: str, rows: int) -> forms.CharField:
    # No max_length: the browser would cut a pasted text in silence; the sentence beside the field says how long it is.
    widget = forms.Textarea(attrs={"rows": rows, "data-limit": TEXT_LIMIT})
    help_text = f"最多 {TEXT_LIMIT:,} 字"
    return forms.CharField(label=label, required=False, strip=False, widget=widget, help_text=help_text)


class UpdateForm(StepForm):
    """Everything of an update that its liaison writes."""

    light = forms.ChoiceField(
        label="燈號",
        required=False,
        choices=Light,
        error_messages={"invalid_choice": "燈號只有綠燈、黃燈、紅燈三種，請擇一。"},
        widget=forms.RadioSelect,
        help_text="黃燈、紅燈須一併說明原因、因應措施及預定改善日期",
    )
    progress = forms.IntegerField(
        label="累計進度（%）",
        required=False,
        error_messages=NOT_A_PROGRESS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    progress_text = _text("本季辦理情形", 5)
    next_steps = _text("下季預定工作", 4)
    cause = _text("落後或風險原因", 3)
    remedy = _text("因應措施", 3)
    remedy_due_on = RocDateField(label="預定改善日期", required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        update: QuarterlyUpdate | None,
        indicators: Mapping[int, Indicator],
        cities: Mapping[int, City],
        content: Content | None = None,
    ) -> None:
        """`content` fills the form in place of what the update says, as with last quarter's text."""
        self.cities = sorted(cities.values(), key=lambda city: city.order)
        self.indicators = [indicator for indicator in indicators.values() if not indicator.is_retired]
        self.is_filled = content is not None
        self.stored_content = content_of(update) if update else Content()
        initial = {"row_version": update.version if update else 0, **self._initial(content or self.stored_content)}
        super().__init__(data, initial=initial)
        self._add_fields()

    def _add_fields(self) -> None:
        for city in self.cities:
            self.fields[f"contribution-{city.pk}"] = _text(city.name, 2)
        for indicator in self.indicators:
            for city in self.cities:
                key = f"{indicator.pk}-{city.pk}"
                self.fields[f"value-{key}"] = forms.DecimalField(
                    label=f"{city.name}{indicator.name}（{indicator.unit}）",
                    required=False,
                    error_messages=NOT_A_NUMBER,
                    widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                )
                self.fields[f"explanation-{key}"] = forms.CharField(
                    label=f"{city.name}{indicator.name}超出範圍說明", required=False
                )
        for number in range(LINKS):
            self.fields[f"link-{number}"] = forms.CharField(label=f"連結{number + 1}網址", required=False)
            self.fields[f"link-label-{number}"] = forms.CharField(label=f"連結{number + 1}名稱", required=False)
        for name, field in self.fields.items():
            field.must = MUST.get(name, "")  # type: ignore[attr-defined]  # for the template of a field
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "form-control")
            field.widget.attrs.setdefault("aria-describedby", f"id_{name}_error id_{name}_doubt")

    @staticmethod
    def _initial(content: Content) -> dict[str, Any]:
        initial = {name: getattr(content, name) for name in FIELDS}
        initial |= {f"contribution-{city_id}": text for city_id, text in (content.contributions or {}).items()}
        for (indicator_id, city_id), figure in (content.figures or {}).items():
            key = f"{indicator_id}-{city_id}"
            # Without the zeros that the column's four decimal places would add.
            initial[f"value-{key}"] = "" if figure.value is None else f"{figure.value.normalize():f}"
            initial[f"explanation-{key}"] = figure.explanation
        for number, link in enumerate(content.links or ()):
            initial |= {f"link-{number}": link.url, f"link-label-{number}": link.label}
        return initial

    @property
    def content(self) -> Content:
        """What was typed. A field that cannot be read at all keeps what is stored; its error stands in `errors`."""
        typed = self.cleaned_data
        plain = {name: typed.get(name, getattr(self.stored_content, name)) for name in FIELDS}
        figures = {}
        for indicator in self.indicators:
            for city in self.cities:
                key = f"{indicator.pk}-{city.pk}"
                if f"value-{key}" in typed and f"explanation-{key}" in typed:
                    figures[indicator.pk, city.pk] = Figure(typed[f"value-{key}"], typed[f"explanation-{key}"])
        return Content(
            **plain,
            contributions={
                city.pk: typed[f"contribution-{city.pk}"] for city in self.cities if f"contribution-{city.pk}" in typed
            },
            figures=figures,
            # With the empty ones, so that an error is shown beside the line that has it.
            links=tuple(
                Address(typed.get(f"link-{number}", ""), typed.get(f"link-label-{number}", ""))
                for number in range(LINKS)
            ),
        )

    @property
    def shown_values(self) -> dict[str, str]:
        """What the fields of an unbound form show, as a browser would send it."""
        values = {}
        for bound in self:
            value, widget = bound.value(), bound.field.widget
            shown = value if isinstance(widget, forms.RadioSelect) else widget.format_value(value)
            values[bound.html_name] = "" if shown is None else str(shown)
        return values

    def stored(self, current: QuarterlyUpdate) -> dict[str, tuple[str, str]]:
        initial = self._initial(content_of(current))
        initial["remedy_due_on"] = roc_date(initial["remedy_due_on"])
        texts = {name: str(initial.get(name) or "") for name in self.fields if name != "row_version"}
        return {name: (text, text) for name, text in texts.items()}

    def bound(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names, for a template's group."""
        return [self[name] for name in names]

    @property
    def report_fields(self) -> list[forms.BoundField]:
        return self.bound("progress_text", "next_steps")

    @property
    def remedy_fields(self) -> list[forms.BoundField]:
        return self.bound("cause", "remedy", "remedy_due_on")

    @property
    def contribution_fields(self) -> list[forms.BoundField]:
        return self.bound(*(f"contribution-{city.pk}" for city in self.cities))

    @property
    def indicator_rows(self) -> list[tuple[Indicator, list[tuple[City, forms.BoundField, forms.BoundField]]]]:
        """Each indicator with a row per city: the fields of its value and of the explanation."""
        return [
            (
                indicator,
                [
                    (city, self[f"value-{indicator.pk}-{city.pk}"], self[f"explanation-{indicator.pk}-{city.pk}"])
                    for city in self.cities
                ],
            )
            for indicator in self.indicators
        ]

    @property
    def link_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"link-{number}"], self[f"link-label-{number}"]) for number in range(LINKS)]


class ReturnForm(forms.Form):
    """Sending an update back: what is asked for."""

    comment = forms.CharField(
        label="退回意見",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control", "aria-describedby": "id_comment_error"}),
    )
