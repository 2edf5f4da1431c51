"""The forms of terms of office. What is wrong with their content is said by `terms.py`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from groups.models import City, Platform
from meetings.models import MeetingLevel, TermOfOffice
from meetings.proposals.forms import PlainForm
from meetings.terms.terms import TermContent
from platform_site.shared.dates.fields import RocDateField
from platform_site.shared.roc import roc_date

UNKNOWN = {"required": "請選擇。", "invalid_choice": "請由清單中選擇。"}


def _name(label: str, limit: int, required: str = "", help_text: str = "") -> forms.CharField:
    errors = {"required": required, "max_length": f"最多{limit}字，目前%(show_value)s字，請刪減。"}
    return forms.CharField(
        label=label, max_length=limit, required=bool(required), error_messages=errors, help_text=help_text
    )


class TermForm(PlainForm):
    """A term: whose, at which level and for which city, from when to when."""

    level = forms.ModelChoiceField(MeetingLevel.objects.none(), label="層級", empty_label=None, error_messages=UNKNOWN)
    city = forms.ModelChoiceField(City.objects.none(), label="市", error_messages=UNKNOWN)
    surname = _name("姓", 10, "請填寫姓氏。")
    given_name = _name("名", 20)
    title = _name("職稱", 20, "請填寫職稱，例如「副市長」。")
    starts_on = RocDateField(label="就任日")
    ends_on = RocDateField(label="卸任日", required=False, help_text="任職的最後一天；仍在任請留白")
    source = _name("依據", 100, help_text="例如：派令文號，或由哪次會議紀錄得知")

    def __init__(self, data: Any = None, *, platform: Platform | None, term: TermOfOffice | None = None) -> None:
        initial: dict[str, Any] = {"row_version": 0}
        if term is not None:
            initial = {
                "row_version": term.version,
                **{name: getattr(term, name) for name in TermContent.__annotations__},
            }
        super().__init__(data, initial=initial)
        self.fields["level"].queryset = MeetingLevel.objects.filter(platform=platform)
        self.fields["city"].queryset = City.objects.filter(platform=platform)

    def stored(self, current: TermOfOffice) -> dict[str, tuple[str, str]]:
        days = {name: roc_date(getattr(current, name)) for name in ("starts_on", "ends_on")}
        texts = {name: getattr(current, name) for name in ("surname", "given_name", "title", "source")}
        rows = {name: (str(getattr(current, f"{name}_id")), str(getattr(current, name))) for name in ("level", "city")}
        return {**{name: (text, text) for name, text in (days | texts).items()}, **rows}

    @property
    def content(self) -> TermContent:
        """What was typed. Call it on a form without errors."""
        return TermContent(**{name: self.cleaned_data[name] for name in TermContent.__annotations__})


class EndForm(PlainForm):
    """The last day of a term."""

    ends_on = RocDateField(label="卸任日（任職的最後一天）")

    def __init__(self, data: Any = None, *, term: TermOfOffice, today: date | None = None) -> None:
        super().__init__(data, initial={"row_version": term.version, "ends_on": term.ends_on or today})

    def stored(self, current: TermOfOffice) -> dict[str, tuple[str, str]]:
        return {"ends_on": (roc_date(current.ends_on), roc_date(current.ends_on))}
