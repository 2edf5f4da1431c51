"""The form of a case's cities: a role for each city of the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.models import Case, CaseCity, CityRole
from groups.models import City
from platform_site.shared.locking.forms import StepForm

UNKNOWN = "未登錄"


class CitiesForm(StepForm):
    """One menu per city, `city-<id>`."""

    def __init__(self, data: Any = None, *, case: Case, cities: Sequence[City]) -> None:
        self.cities = cities
        roles = {row.city_id: row.role for row in CaseCity.objects.filter(case=case)}
        initial = {f"city-{city.pk}": roles.get(city.pk, "") for city in cities}
        super().__init__(data, initial={"row_version": case.version, **initial})
        for city in cities:
            name = f"city-{city.pk}"
            self.fields[name] = forms.ChoiceField(
                label=city.name,
                choices=[("", UNKNOWN), *CityRole.choices],
                required=False,
                error_messages={"invalid_choice": "請由選單選取「未登錄」、「主辦」、「參與」或「未參與」。"},
                widget=forms.Select(attrs={"class": "form-select", "aria-describedby": f"id_{name}_error"}),
            )

    @property
    def roles(self) -> dict[int, str]:
        """The roles chosen, by city id."""
        return {city.pk: self.cleaned_data[f"city-{city.pk}"] for city in self.cities}

    def stored(self, current: Any) -> Mapping[str, tuple[Any, str]]:
        roles = {row.city_id: row for row in CaseCity.objects.filter(case=current)}
        return {
            f"city-{city.pk}": (row.role, row.get_role_display()) if (row := roles.get(city.pk)) else ("", UNKNOWN)
            for city in self.cities
        }
