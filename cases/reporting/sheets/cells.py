"""One kind of cell each: how a field of an update goes out into a spreadsheet and what may come back in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.models import Light
from cases.reporting.content import with_scheme
from platform_site.shared.locking.forms import EMPTY
from platform_site.shared.roc import roc_date
from platform_site.shared.sheets.cells import DateCell, cell_text, tidy_text

LIGHTS = [light.label[:2] for light in Light]
LIGHT_WORDS = {light.label[:2]: light.value for light in Light}
LIGHT_WORDS.update({light.label[0]: light.value for light in Light})


def key_of(kind: str, indicator_id: int, city_id: int) -> str:
    """The name of a figure's field: value-3-1, explanation-3-1."""
    return f"{kind}-{indicator_id}-{city_id}"


@dataclass(frozen=True)
class Field:
    """A field of an update in a column headed `label`; `key` is its name in `update_content.problems`.

    A value goes out by `cell`, comes in by `parse` (ValueError with a Chinese sentence), and travels between preview
    and confirmation as `text`, out of which `value` makes it again.
    """

    label: str
    key: str

    def cell(self, value: Any) -> Any:
        return value

    def parse(self, cell: Any) -> Any:
        raise NotImplementedError

    def text(self, value: Any) -> str:
        return "" if value is None else str(value)

    def value(self, text: str) -> Any:
        return self.parse(text)

    def show(self, value: Any) -> str:
        """The value as a preview prints it."""
        return self.text(value) or EMPTY

    def is_same(self, before: Any, after: Any) -> bool:
        """Whether the two are one value; an empty text is none."""
        return (None if before == "" else before) == (None if after == "" else after)


@dataclass(frozen=True)
class Text(Field):
    """Text of any length; white space at its ends does not count."""

    def parse(self, cell: Any) -> str:
        return tidy_text(cell)

    def value(self, text: str) -> str:
        return text

    def is_same(self, before: str | None, after: str) -> bool:
        return (before or "").replace("\r\n", "\n").strip() == after


@dataclass(frozen=True)
class AddressText(Text):
    """The address of a link; http:// is put before a bare one."""

    def parse(self, cell: Any) -> str:
        return with_scheme(tidy_text(cell).strip())


@dataclass(frozen=True)
class LightText(Field):
    """綠燈, 黃燈 or 紅燈; 綠, 黃, 紅 will do."""

    def cell(self, value: str | None) -> str:
        return Light(value).label[:2] if value else ""

    def parse(self, cell: Any) -> str:
        text = cell_text(cell).strip()
        if text in ("", *Light.values):
            return text
        if text not in LIGHT_WORDS:
            raise ValueError(f"「{text[:20]}」不是燈號，請填綠燈、黃燈或紅燈。")
        return LIGHT_WORDS[text]

    def show(self, value: str | None) -> str:
        return self.cell(value) or EMPTY


@dataclass(frozen=True)
class ProgressText(Field):
    """A whole number of per cent."""

    def parse(self, cell: Any) -> int | None:
        text = unicodedata.normalize("NFKC", cell_text(cell)).strip()
        number = _decimal(text.removesuffix("%").strip())
        if not text:
            return None
        if number is None or number != int(number) or not 0 <= number <= 100:
            raise ValueError(f"進度須為 0 至 100 的整數，「{text[:20]}」不是。")
        return int(number)


@dataclass(frozen=True)
class FigureText(Field):
    """A number; thousands may be set apart by commas."""

    def parse(self, cell: Any) -> Decimal | None:
        text = unicodedata.normalize("NFKC", cell_text(cell)).strip()
        if not text:
            return None
        number = _decimal(text.replace(",", ""))
        if number is None:
            raise ValueError(f"「{text[:20]}」不是數字，請填阿拉伯數字。")
        return number

    def text(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value.normalize():f}"

    def cell(self, value: Decimal | None) -> Decimal | None:
        return None if value is None else Decimal(self.text(value))


@dataclass(frozen=True)
class DateText(Field):
    """A day, written as 114年8月7日; 2025-08-07 and a spreadsheet's own date may come back too."""

    def cell(self, value: date | None) -> str:
        return roc_date(value) if value else ""

    def parse(self, cell: Any) -> date | None:
        return DateCell().clean(cell)

    def text(self, value: date | None) -> str:
        return value.isoformat() if value else ""

    def show(self, value: date | None) -> str:
        return self.cell(value) or EMPTY


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**20 else None
