"""The columns of a group's quarter, and an update's content with some of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cases.reporting.content import Address, Content, Figure
from cases.reporting.sheets.cells import AddressText, DateText, Field, FigureText, LightText, ProgressText, Text
from groups.models import City, IssueGroup

VALUE, EXPLANATION = "數值", "超出範圍說明"
FIELDS: list[Field] = [
    Text("本季辦理情形", "progress_text"),
    Text("下季預定工作", "next_steps"),
    LightText("燈號", "light"),
    ProgressText("累計進度（%）", "progress"),
    Text("落後或風險原因", "cause"),
    Text("因應措施", "remedy"),
    DateText("預定改善日期", "remedy_due_on"),
]
LINKS = 3
LINK_FIELDS: list[Field] = [
    item
    for number in range(LINKS)
    for item in (
        AddressText(f"連結{number + 1}網址", f"link-{number}"),
        Text(f"連結{number + 1}名稱", f"link-label-{number}"),
    )
]
FIGURE_FIELDS: list[Field] = [FigureText(VALUE, "value"), Text(EXPLANATION, "explanation")]


def city_fields(cities: Iterable[City]) -> list[Field]:
    return [Text(f"{city.name}辦理內容", f"contribution-{city.pk}") for city in cities]


def all_fields(group: IssueGroup) -> dict[str, Field]:
    cities = City.objects.filter(platform=group.platform_id)
    fields = [*FIELDS, *city_fields(cities), *LINK_FIELDS, *FIGURE_FIELDS]
    return {item.key: item for item in fields}


def field_of(fields: Mapping[str, Field], key: str) -> Field:
    # value-3-1 and explanation-3-1 are the same field for every indicator and city.
    return fields.get(key) or fields[key.split("-")[0]]


def merged(content: Content, values: Mapping[str, Any]) -> Content:
    """The content with these fields changed."""
    contributions, figures, plain = dict(content.contributions or {}), dict(content.figures or {}), {}
    links = {**dict(enumerate(content.links or ())), **{n: Address("") for n in range(len(content.links or ()), LINKS)}}
    for key, value in values.items():
        kind, *ids = key.split("-")
        if kind == "contribution":
            contributions[int(ids[0])] = value
        elif kind in ("value", "explanation"):
            owner = (int(ids[0]), int(ids[1]))
            figures[owner] = replace(figures.get(owner, Figure(None)), **{kind: value})
        elif kind == "link":
            part, number = ("label" if ids[0] == "label" else "url"), int(ids[-1])
            links[number] = replace(links[number], **{part: value})
        else:
            plain[key] = value
    kept = tuple(links[number] for number in sorted(links))
    return replace(content, **plain, contributions=contributions, figures=figures, links=kept)
