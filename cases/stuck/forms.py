"""What the list of stuck cases can be narrowed to; the address of the page is the state of the filter."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import Light
from cases.stuck.selectors import StuckCases

UNKNOWN = "沒有「%(value)s」這個選項，請由選單重新選取。"


class StuckFilter(forms.Form):
    """By issue group and light, and only what is overdue or got worse; an unknown value is an error at its field."""

    group = forms.ChoiceField(label="議題小組", required=False, error_messages={"invalid_choice": UNKNOWN})
    light = forms.ChoiceField(
        label="燈號",
        required=False,
        choices=[("", "紅燈及黃燈"), (Light.RED, "紅燈"), (Light.YELLOW, "黃燈")],
        error_messages={"invalid_choice": UNKNOWN},
    )
    overdue = forms.BooleanField(label="只列已逾預定改善日期者", required=False)
    worse = forms.BooleanField(label="只列燈號惡化者", required=False)

    def __init__(self, data: Any, stuck: StuckCases) -> None:
        super().__init__(data)
        self.stuck = stuck
        self.groups = {group.name: group for group, _ in stuck.groups}
        self.fields["group"].choices = [("", "全部"), *((name, name) for name in self.groups)]
        for name in ("group", "light"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("overdue", "worse"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    @property
    def shown(self) -> StuckCases:
        """The cases that are asked for; none of them while a value is wrong."""
        if not self.is_valid():
            return self.stuck.narrowed(light="none")
        asked = self.cleaned_data
        return self.stuck.narrowed(self.groups.get(asked["group"]), asked["light"], asked["overdue"], asked["worse"])

    @property
    def words(self) -> str:
        """What the list is narrowed to, for the page's head; "" where it is whole."""
        asked = self.cleaned_data if self.is_valid() else {}
        parts = [asked.get("group", ""), {"red": "紅燈", "yellow": "黃燈"}.get(asked.get("light", ""), "")]
        parts += ["已逾預定改善日期" if asked.get("overdue") else "", "燈號惡化" if asked.get("worse") else ""]
        return "、".join(part for part in parts if part)
