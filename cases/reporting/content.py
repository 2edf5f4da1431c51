"""What a liaison writes into an update, apart from any form or file, and what is wrong with it.

Pages, spreadsheets and the demonstration data all hand a `Content` to `workflow.py`; the sentences are made here, once,
under the name of the field they belong beside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from cases.models import Indicator, Light, Link, QuarterlyUpdate
from cases.models.reporting import LABEL_LIMIT, TEXT_LIMIT
from groups.models import City
from platform_site.shared.roc import roc_date
from platform_site.shared.sheets.cells import NOT_IN_XML

TEXTS = ("progress_text", "next_steps", "cause", "remedy")
FIELDS = ("progress_text", "next_steps", "light", "progress", "cause", "remedy", "remedy_due_on")
LIMITS = {"decimal_places": 4, "whole_digits": 12}
# A host with a dot and what may follow it: an address to which only http:// is lacking.
BARE_ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """One city's value of an indicator; None deletes the value stored before."""

    value: Decimal | None
    explanation: str = ""


@dataclass(frozen=True)
class Address:
    """A link beside an update; without both it is an empty line of a form, which is not stored."""

    url: str
    label: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.url.strip() and not self.label.strip()


@dataclass(frozen=True)
class Content:
    """What a liaison writes into an update. A part that is None is left unchanged.

    `contributions` by city id; `figures` by (indicator id, city id).
    """

    progress_text: str = ""
    next_steps: str = ""
    light: str = ""
    progress: int | None = None
    cause: str = ""
    remedy: str = ""
    remedy_due_on: date | None = None
    contributions: Mapping[int, str] | None = field(default=None)
    figures: Mapping[tuple[int, int], Figure] | None = field(default=None)
    links: tuple[Address, ...] | None = None


def content_of(update: QuarterlyUpdate) -> Content:
    """The stored content of an update, with its contributions, figures and links."""
    return Content(
        **{name: getattr(update, name) for name in FIELDS},
        contributions={row.city_id: row.text for row in update.contributions.all()},
        figures={(row.indicator_id, row.city_id): Figure(row.value, row.explanation) for row in update.values.all()},
        links=tuple(Address(row.url, row.label) for row in update.links.all()),
    )


def problems(
    content: Content, indicators: Mapping[int, Indicator], cities: Mapping[int, City], *, complete: bool
) -> dict[str, str]:
    """What is wrong, as {field: Chinese sentence}; empty where all is well.

    With `complete`, everything required for sending has to be filled in. Fields are named as in QuarterlyUpdate,
    and `contribution-<city>`, `value-<indicator>-<city>`, `explanation-<indicator>-<city>`, `link-<n>` from 0.
    """
    found = dict(_wrong_texts(content))
    if content.light not in ("", *Light.values):
        found["light"] = "燈號只有綠燈、黃燈、紅燈三種，請擇一。"
    if content.progress is not None and not 0 <= content.progress <= 100:
        found["progress"] = f"進度須介於 0 與 100 之間，不可填 {content.progress}。"
    found.update(_wrong_contributions(content.contributions or {}, cities))
    found.update(_wrong_figures(content.figures or {}, indicators, cities, complete))
    found.update(_wrong_links(content.links or ()))
    if complete:
        for name, sentence in missing(content):
            found.setdefault(name, sentence)
    return found


def missing(content: Content) -> Iterable[tuple[str, str]]:
    """What a report lacks before it can be sent: (field, Chinese sentence) each."""
    if not content.progress_text.strip():
        yield "progress_text", "請填寫本季辦理情形。"
    if not content.next_steps.strip():
        yield "next_steps", "請填寫下季預定工作；若已全部完成，請寫明後續如何處理。"
    if not content.light:
        yield "light", "請選擇燈號。"
    if content.progress is None:
        yield "progress", "請填寫累計進度（0 至 100）。"
    if content.light in (Light.YELLOW, Light.RED):
        colour = Light(content.light).label[:2]
        if not content.cause.strip():
            yield "cause", f"{colour}須說明落後或風險的原因。"
        if not content.remedy.strip():
            yield "remedy", f"{colour}須說明因應措施。"
        if content.remedy_due_on is None:
            yield "remedy_due_on", f"{colour}須填寫預定改善日期。"


def with_schemes(content: Content) -> Content:
    """The content with http:// put before links that are typed without it, as www.gov.taipei/news."""
    if content.links is None:
        return content
    return replace(content, links=tuple(replace(link, url=with_scheme(link.url.strip())) for link in content.links))


def without(content: Content, names: Collection[str], stored: Content) -> Content:
    """The content with the fields of these names (as `problems` names them) left as they are stored."""
    plain = {name: getattr(stored, name) for name in FIELDS if name in names}
    contributions, figures, links = content.contributions, content.figures, content.links
    if contributions is not None:
        contributions = {city: text for city, text in contributions.items() if f"contribution-{city}" not in names}
    if figures is not None:
        figures = {
            owner: figure
            for owner, figure in figures.items()
            if not {"value-{}-{}".format(*owner), "explanation-{}-{}".format(*owner)} & set(names)
        }
    if links is not None:
        kept = dict(enumerate(stored.links or ()))
        links = tuple(
            kept.get(number, Address("")) if f"link-{number}" in names else link for number, link in enumerate(links)
        )
    return replace(content, **plain, contributions=contributions, figures=figures, links=links)


def filled_from(content: Content, earlier: Content) -> Content:
    """The content with its empty fields taken from an earlier one; nothing that was written is replaced."""
    plain = {
        name: getattr(earlier, name) if getattr(content, name) in ("", None) else getattr(content, name)
        for name in FIELDS
    }
    written = {city: text for city, text in (content.contributions or {}).items() if text.strip()}
    return replace(content, **plain, contributions={**(earlier.contributions or {}), **written})


def doubts(content: Content, today: date) -> dict[str, str]:
    """What may be a mistake and is told before a report is sent, as {field: Chinese sentence}; it refuses nothing."""
    if content.remedy_due_on is None or content.remedy_due_on >= today:
        return {}
    return {"remedy_due_on": f"預定改善日期 {roc_date(content.remedy_due_on)}已過，請確認是否須更新。"}


def with_scheme(url: str) -> str:
    """The address, with http:// before it where only that is lacking."""
    return f"http://{url}" if BARE_ADDRESS.fullmatch(url) else url


def unfit_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Why a text cannot be stored (too long, control characters), as a Chinese sentence; "" where it can."""
    if NOT_IN_XML.search(text):
        return "內容含有無法儲存的控制字元，請重新輸入。"
    if len(text) <= limit:
        return ""
    return f"最多 {limit:,} 字，目前 {len(text):,} 字，請刪減或改以附件提供。"


def _wrong_texts(content: Content) -> Iterable[tuple[str, str]]:
    for name in TEXTS:
        if sentence := unfit_text(getattr(content, name)):
            yield name, sentence


def _wrong_contributions(contributions: Mapping[int, str], cities: Mapping[int, City]) -> Iterable[tuple[str, str]]:
    for city_id, text in contributions.items():
        if city_id not in cities:
            yield f"contribution-{city_id}", "沒有這個市，請重新整理頁面後再填。"
        elif sentence := unfit_text(text):
            yield f"contribution-{city_id}", sentence


def _wrong_figures(
    figures: Mapping[tuple[int, int], Figure],
    indicators: Mapping[int, Indicator],
    cities: Mapping[int, City],
    complete: bool,
) -> Iterable[tuple[str, str]]:
    for (indicator_id, city_id), figure in figures.items():
        key = f"{indicator_id}-{city_id}"
        indicator = indicators.get(indicator_id)
        if indicator is None or city_id not in cities:
            yield f"value-{key}", "這個指標不屬於本案，或沒有這個市，請重新整理頁面後再填。"
            continue
        if figure.value is None and figure.explanation.strip():
            yield f"value-{key}", "填了說明卻沒有數值，請一併填寫數值。"
        elif figure.value is not None and (sentence := _unfit(figure.value)):
            yield f"value-{key}", sentence
        elif complete and indicator.is_out_of_range(figure.value) and not figure.explanation.strip():
            yield (
                f"explanation-{key}",
                f"{cities[city_id]}的「{indicator.name}」超出{range_text(indicator.low, indicator.high)}，請說明原因。",
            )
        if sentence := unfit_text(figure.explanation, LABEL_LIMIT):
            yield f"explanation-{key}", sentence


def _unfit(value: Decimal) -> str:
    if not value.is_finite():
        return "請填寫數字。"
    # Compared as numbers: 1E+5 and 0.50000 are written otherwise and fit all the same.
    if abs(value) >= Decimal(10) ** LIMITS["whole_digits"]:
        return f"整數部分最多 {LIMITS['whole_digits']} 位。"
    if value != round(value, LIMITS["decimal_places"]):
        return f"小數最多 {LIMITS['decimal_places']} 位。"
    return ""


def range_text(low: Decimal | None, high: Decimal | None) -> str:
    """範圍 80～100, 下限 80 or 上限 100, as sentences name it; 範圍 where there is no bound."""
    low_text, high_text = (None if bound is None else f"{bound.normalize():f}" for bound in (low, high))
    if low_text and high_text:
        return f"範圍 {low_text}～{high_text}"
    return f"下限 {low_text}" if low_text else f"上限 {high_text}" if high_text else "範圍"


def _wrong_links(links: tuple[Address, ...]) -> Iterable[tuple[str, str]]:
    url_field = Link._meta.get_field("url")
    for number, link in enumerate(links):
        if link.is_blank:
            continue
        if not link.url:
            yield f"link-{number}", "填了名稱卻沒有網址，請一併填寫網址。"
            continue
        if sentence := unfit_text(link.label, LABEL_LIMIT):
            yield f"link-{number}", sentence
            continue
        try:
            url_field.run_validators(link.url)
        except ValidationError:
            yield f"link-{number}", "網址須以 http:// 或 https:// 開頭，且不超過 500 字。"
