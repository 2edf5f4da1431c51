"""The form fields that choose cases: out of a menu or by boxes where there are few, typed where there are many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from cases.models import Case, CaseTitle
from cases.normalising import normalise_title
from platform_site.shared.fields import RowsField
from platform_site.shared.http import whole_number

# A menu of more cases than this is no help, and of 100,000 cases weighs 12 MB.
MOST_IN_MENU = 300
# Of a whole page pasted by mistake so many lines are said to be wrong, and no more are looked up.
MOST_SAID = 10
TYPED = "請填完整案名，或合作案網址中的編號"
TYPED_LINES = "一案一行，請填完整案名，或合作案網址中的編號"
SEVERAL = "有不只一個合作案叫「{}」，請改填編號：{}。"
NO_SUCH = "找不到「{}」，請填清單上的完整案名，或合作案網址中的編號。"


class _AmongCases(forms.ModelChoiceField):
    """A field that is told which cases it offers, and lets them be typed where they are many."""

    is_typed = False
    help_when_typed = TYPED

    def offer(self, cases: QuerySet[Case], of_menu: str = "") -> None:
        """Let one of these be chosen; `of_menu` is the help that only a menu needs."""
        self.queryset = cases
        self.is_typed = cases.order_by().values("pk")[: MOST_IN_MENU + 1].count() > MOST_IN_MENU
        if self.is_typed:
            # No maxlength: the browser would cut a pasted text in silence.
            self.widget = self.typing({**self.widget.attrs, "class": "form-control"})
        helps = [self.help_when_typed, self.help_text] if self.is_typed else [self.help_text, of_menu]
        self.help_text = "；".join(filter(None, map(str, helps)))

    def typing(self, attrs: dict[str, Any]) -> forms.Widget:
        """What cases are typed into."""
        return forms.TextInput(attrs)

    def title_of(self, key: Any) -> Any:
        """The title of the case of that number, if no other has it; anything else as it is."""
        if whole_number(str(key or "")) is None:
            return key
        case = self._offered.filter(pk=key).first()
        return case.title if case and len(self._titled(case.title)) == 1 else key

    def case_titled(self, typed: str) -> Case:
        """The one case of that title. Raises ValidationError where there is none, or more than one."""
        found = self._titled(typed)
        if len(found) == 1:
            return found[0]
        numbers = "、".join(str(case.pk) for case in found)
        sentence = SEVERAL.format(typed[:50], numbers) if found else NO_SUCH.format(typed[:50])
        raise ValidationError(sentence, code="invalid_choice")

    @property
    def _offered(self) -> QuerySet[Case]:
        return self.queryset  # type: ignore[return-value]  # None only before it is made

    def _titled(self, title: str) -> list[Case]:
        """The offered cases that have or had the title, at most ten."""
        wanted = normalise_title(title)
        # PostgreSQL raises an exception for a text with U+0000.
        if "\0" in wanted:
            return []
        known = CaseTitle.objects.filter(normalised_title=wanted).values("case")
        return list(self._offered.filter(Q(normalised_title=wanted) | Q(pk__in=known))[:10])


class CaseField(_AmongCases):
    """One case: out of a menu where there are few, by its whole title or its number where there are many."""

    def prepare_value(self, value: Any) -> Any:
        """A typed case is shown by its title, if no other has it."""
        value = super().prepare_value(value)
        return self.title_of(value) if self.is_typed else value

    def to_python(self, value: Any) -> Case | None:
        typed = str(value or "").strip()
        if not self.is_typed or not typed or whole_number(typed) is not None:
            return super().to_python(value)
        return self.case_titled(typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another case is meant, whichever way it was typed."""
        try:
            meant = self.to_python(data)
        except ValidationError:
            return True
        return str(initial or "") != str(meant.pk if meant else "")


class CasesField(RowsField, _AmongCases):
    """Several cases: ticked where there are few; where there are many each on a line, by its title or its number."""

    help_when_typed = TYPED_LINES

    def typing(self, attrs: dict[str, Any]) -> forms.Widget:
        return forms.Textarea({**attrs, "rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """Typed cases are shown by their titles, a line each."""
        value = super().prepare_value(value)
        if not self.is_typed or isinstance(value, str) or value is None:
            return value
        return "\n".join(str(self.title_of(one)) for one in value)

    def clean(self, value: Any) -> QuerySet:
        """The cases. Raises ValidationError with a sentence for each line that means none."""
        if not self.is_typed:
            return super().clean(value)
        meant, wrong = [], []
        for line in self._lines(value):
            try:
                meant.append(self._case_of(line).pk)
            except ValidationError as error:
                wrong.append(error)
            if len(wrong) == MOST_SAID:
                break
        if wrong:
            raise ValidationError(wrong)
        if self.required and not meant:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._offered.filter(pk__in=meant)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other cases are meant, whichever way they were typed."""
        if not self.is_typed:
            return super().has_changed(initial, data)
        try:
            return {str(case.pk) for case in self.clean(data)} != {str(key) for key in initial or ()}
        except ValidationError:
            return True

    def _case_of(self, line: str) -> Case:
        number = whole_number(line)
        return (number is not None and self._offered.filter(pk=number).first()) or self.case_titled(line)

    @staticmethod
    def _lines(value: Any) -> Iterator[str]:
        texts = [value] if isinstance(value, str) else value or ()
        lines = (line.strip() for text in texts for line in str(text).splitlines())
        # Each once: a case asks for two queries.
        return filter(None, dict.fromkeys(lines))
