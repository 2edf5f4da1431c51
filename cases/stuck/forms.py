"""What the list of stuck cases can be narrowed to; the address of the page is the state of the filter."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import Light
from cases.stuck.selectors import StuckCases
from platform_site.shared.fields import KeepingSelect

MENU: dict[str, Any] = {
    "required": False,
    "error_messages": {"invalid_choice": "沒有「%(value)s」這個選項，請由選單重新選取。"},
    "widget": KeepingSelect,
}


class StuckFilter(forms.Form):
    """By issue group and light, and only what is overdue or got worse; an unknown value is an error at its field."""

    group = forms.ChoiceField(label="議題小組", **MENU)
    light = forms.ChoiceField(
        label="燈號", choices=[("", "紅燈及黃燈"), (Light.RED, "紅燈"), (Light.YELLOW, "黃燈")], **MENU
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
    def asked(self) -> dict[str, Any]:
        """What was asked for; nothing while a value is wrong."""
        return self.cleaned_data if self.is_valid() else {}

    @property
    def shown(self) -> StuckCases:
        """The cases that are asked for; none of them while a value is wrong."""
        if not self.is_valid():
            return self.stuck.narrowed(light="none")
        group = self.groups.get(self.asked["group"])
        return self.stuck.narrowed(group, self.asked["light"], self.asked["overdue"], self.asked["worse"])

    @property
    def by_state(self) -> bool:
        """Whether the list is narrowed by more than a group: then only the stuck cases are meant."""
        return any(self.asked.get(name) for name in ("light", "overdue", "worse"))

    @property
    def words(self) -> str:
        """What the list is narrowed to, for the page's head; "" where it is whole."""
        light = self.asked.get("light", "")
        parts = [
            self.asked.get("group", ""),
            dict(self.fields["light"].choices)[light] if light else "",
            "已逾預定改善日期" if self.asked.get("overdue") else "",
            "燈號惡化" if self.asked.get("worse") else "",
        ]
        return "、".join(part for part in parts if part)
