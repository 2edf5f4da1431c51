"""The form field that chooses a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from cases.models import Case, CaseTitle
from cases.normalising import normalise_title
from platform_site.shared.http import whole_number

# A menu of more cases than this is no help, and of 100,000 cases weighs 12 MB.
MOST_IN_MENU = 300
TYPED = "請填完整案名，或合作案網址中的編號"
SEVERAL = "有不只一個合作案叫「{}」，請改填編號：{}。"
NO_SUCH = "找不到「{}」，請填清單上的完整案名，或合作案網址中的編號。"


class CaseField(forms.ModelChoiceField):
    """One case: out of a menu where there are few, by its whole title or its number where there are many."""

    is_typed = False

    def offer(self, cases: QuerySet[Case], of_menu: str = "") -> None:
        """Let one of these be chosen; `of_menu` is the help that only a menu needs."""
        self.queryset = cases
        self.is_typed = cases.order_by().values("pk")[: MOST_IN_MENU + 1].count() > MOST_IN_MENU
        if self.is_typed:
            # No maxlength: the browser would cut a pasted text in silence.
            self.widget = forms.TextInput({**self.widget.attrs, "class": "form-control"})
        helps = [TYPED, self.help_text] if self.is_typed else [self.help_text, of_menu]
        self.help_text = "；".join(filter(None, map(str, helps)))

    def prepare_value(self, value: Any) -> Any:
        """A typed case is shown by its title, if no other has it."""
        value = super().prepare_value(value)
        if not self.is_typed or whole_number(str(value or "")) is None:
            return value
        case = self._offered.filter(pk=value).first()
        return case.title if case and len(self._titled(case.title)) == 1 else value

    def to_python(self, value: Any) -> Case | None:
        typed = str(value or "").strip()
        if not self.is_typed or not typed or whole_number(typed) is not None:
            return super().to_python(value)
        found = self._titled(typed)
        if len(found) == 1:
            return found[0]
        numbers = "、".join(str(case.pk) for case in found)
        sentence = SEVERAL.format(typed[:50], numbers) if found else NO_SUCH.format(typed[:50])
        raise ValidationError(sentence, code="invalid_choice")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another case is meant, whichever way it was typed."""
        try:
            meant = self.to_python(data)
        except ValidationError:
            return True
        return str(initial or "") != str(meant.pk if meant else "")

    @property
    def _offered(self) -> QuerySet[Case]:
        return self.queryset  # type: ignore[return-value]  # None only before it is made

    def _titled(self, title: str) -> list[Case]:
        """The offered cases that have or had the title, at most ten."""
        wanted = normalise_title(title)
        known = CaseTitle.objects.filter(normalised_title=wanted).values("case")
        return list(self._offered.filter(Q(normalised_title=wanted) | Q(pk__in=known))[:10])
