"""The form of whom the open data names as its provider."""

from __future__ import annotations

from typing import Any

from django import forms

from meetings.models import PublicSite
from meetings.proposals.forms import PlainForm
from meetings.publishing.workflow import SiteContent

TOO_LONG = "最多%(limit_value)d字，目前%(show_value)d字，請刪減。"


def _line(name: str) -> forms.CharField:
    field = PublicSite._meta.get_field(name)
    return forms.CharField(
        label=field.verbose_name,
        max_length=field.max_length,
        required=False,
        help_text=field.help_text,
        error_messages={"max_length": TOO_LONG},
    )


class SiteForm(PlainForm):
    """Provider and contact; all of it is public."""

    provider = _line("provider")
    contact_name = _line("contact_name")
    contact_phone = _line("contact_phone")
    contact_email = _line("contact_email")

    def __init__(self, data: Any = None, *, row: PublicSite | None) -> None:
        names = SiteContent.__annotations__
        initial = {"row_version": row.version if row else 0} | {name: getattr(row, name, "") for name in names}
        super().__init__(data, initial=initial)

    def stored(self, current: PublicSite) -> dict[str, tuple[str, str]]:
        return {name: (getattr(current, name), getattr(current, name)) for name in SiteContent.__annotations__}

    @property
    def content(self) -> SiteContent:
        """What was typed. Call it on a form without errors."""
        return SiteContent(**{name: self.cleaned_data[name] for name in SiteContent.__annotations__})
