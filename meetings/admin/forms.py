"""Forms of the minutes' rows: a wording is checked for its placeholders before it can break a page or a PDF."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.minutes.wording import WordingError, validate
from meetings.models import (
    Clause,
    DifferenceNote,
    GroupResolution,
    Meeting,
    MeetingLevel,
    Motion,
    Paragraph,
    Remark,
    Resolution,
    Section,
)
from meetings.record.drafts import next_number
from meetings.record.explanations import problems
from platform_site.shared.locking.forms import GuardedRowForm, VersionedForm
from platform_site.shared.locking.formsets import GuardedFormSet

ELEMENTS = {
    GroupResolution: "group",
    Clause: "clause",
    Motion: "motion",
    Paragraph: "paragraph",
    Remark: "remark",
    Resolution: "resolution",
}
SECTION_ELEMENTS = {"time", "venue", "chairs", "resolutions", "motions", "remarks", "adjournment"}


class WordingMixin:
    """Checks the wording of a row against the placeholders its element can fill."""

    def clean_wording(self) -> str:
        return checked_wording(self.cleaned_data["wording"], self._element())

    def _element(self) -> str:
        if not isinstance(self.instance, Section):
            return ELEMENTS[type(self.instance)]
        kind = self.cleaned_data.get("kind", self.instance.kind)
        return kind if kind in SECTION_ELEMENTS else "plain"


def checked_wording(wording: str, element: str) -> str:
    """The wording. Raises ValidationError, in Chinese, where it has a placeholder that the element can't fill."""
    try:
        validate(wording, element)
    except WordingError as error:
        raise ValidationError(str(error)) from error
    return wording


class MeetingForm(VersionedForm):
    """A meeting; the hidden fields of a new one have their defaults.

    Offered are groups and cities of the level's platform. A new meeting's number, sequence in its day and host may
    be left open: they follow from what is on record.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "level" not in self.fields:
            return
        level = self._level()
        for name in ("group", "host_city"):
            if name in self.fields and level is not None:
                self.fields[name].queryset = self.fields[name].queryset.filter(platform=level.platform_id)
        if self.instance.pk is None:
            self.fields["number"].required = self.fields["sequence"].required = False

    def _level(self) -> MeetingLevel | None:
        chosen = self["level"].value()
        return MeetingLevel.objects.filter(pk=chosen).first() if str(chosen).isdecimal() else None

    def clean_number(self) -> int | None:
        number = self.cleaned_data["number"]
        if number is not None and number < 1:
            raise ValidationError("次別從1開始。")
        return number

    def clean_heading(self) -> str:
        return checked_wording(self.cleaned_data["heading"], "heading")

    def clean_recorder_wording(self) -> str:
        return checked_wording(self.cleaned_data["recorder_wording"], "recorder")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", "散會時間應晚於開始時間。")
        if self.instance.pk is None:
            self._fill_in(cleaned)
        return cleaned

    def _fill_in(self, cleaned: dict[str, Any]) -> None:
        """What was left open of a new meeting."""
        if "number" in cleaned and cleaned["number"] is None and cleaned.get("level"):
            cleaned["number"] = next_number(cleaned["level"], cleaned.get("group"))
        if "sequence" in cleaned and cleaned["sequence"] is None and cleaned.get("held_on"):
            cleaned["sequence"] = Meeting.objects.next_sequence(cleaned["held_on"])


class DifferenceNoteForm(VersionedForm):
    """An explanation of a difference, by the rules that the differences' own page has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One that is not sent is an explanation, the model's default. Who may only read gets no fields.
        if "kind" in self.fields:
            self.fields["kind"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = {name: cleaned.get(name) for name in ("meeting", "group", "cases_explained")}
        if all(typed.values()):
            said = {name: cleaned.get(name) or "" for name in ("text", "outside")}
            kind = cleaned.get("kind") or DifferenceNote.Kind.EXPLANATION
            note = DifferenceNote(pk=self.instance.pk, kind=kind, case=cleaned.get("case"), **said, **typed)
            for name, why in problems(note).items():
                if name not in self.errors:
                    self.add_error(name, why)
        return cleaned


class MeetingPartForm(WordingMixin, VersionedForm):
    """A part of the minutes with a page of its own, guarded by the version of its meeting."""

    guard = "meeting"


class ClausePageForm(WordingMixin, VersionedForm):
    """A clause on its own page."""

    guard = "group_resolution.meeting"


class WordedRowForm(WordingMixin, GuardedRowForm):
    """A row with a wording in an inline."""


class ClauseItemForm(GuardedRowForm):
    """A title in a clause: a ledger row, or a text where there is none."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("change")) == bool(cleaned.get("text")):
            raise ValidationError("請選一筆列管異動，或（沒有列管異動時）填寫案名，兩者擇一。")
        return cleaned


class SeatFormSet(GuardedFormSet):
    """One of the chairs announces the resolutions."""

    single_flags = ("is_representative",)


class ResolutionFormSet(GuardedFormSet):
    """One of the resolutions opens the groups' part."""

    single_flags = ("opens_groups",)


class ClauseItemFormSet(GuardedFormSet):
    """Titles and the parent are counted apart."""

    per = ("role",)


class SubClauseFormSet(GuardedFormSet):
    """The (1)(2) under a clause belong to the same group's resolution."""

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Clause:
        form.instance.group_resolution = self.instance.group_resolution
        return super().save_new(form, commit)
