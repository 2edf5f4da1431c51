"""The form of a saved filter. What is wrong with its content is said by `workflow.py`."""

from __future__ import annotations

from django import forms

from cases.models import SavedFilter, Sharing
from cases.saved.workflow import SavedContent
from platform_site.shared.locking.forms import StepForm


class SavedFilterForm(StepForm):
    """Name and sharing."""

    name = forms.CharField(
        label="名稱",
        required=False,
        help_text="最多 40 字，例如：本組列管中",
        widget=forms.TextInput({"class": "form-control", "aria-describedby": "id_name_error"}),
    )
    sharing = forms.CharField(
        label="分享",
        required=False,
        initial=Sharing.PRIVATE,
        help_text="分享的是條件；打開的人看到的仍是自己有權限看到的內容。改回「僅自己」後，原連結即失效。",
        widget=forms.RadioSelect(choices=Sharing.choices),
    )

    def stored(self, current: SavedFilter) -> dict[str, tuple[str, str]]:
        return {"name": (current.name, current.name), "sharing": (current.sharing, current.get_sharing_display())}

    @property
    def content(self) -> SavedContent:
        """What was typed. Call it on a form without errors."""
        return SavedContent(self.cleaned_data["name"], self.cleaned_data["sharing"])
