"""The field that chooses a case: a menu of few, typed among many."""

import pytest
from django import forms

from cases import fields
from cases.models import Case
from tests.factories import CaseFactory, GroupFactory

pytestmark = pytest.mark.django_db


class ChoiceForm(forms.Form):
    case = fields.CaseField(Case.objects.none(), required=False, help_text="須選")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["case"].offer(Case.objects.filter(group__name="測試組").order_by("pk"))


@pytest.fixture
def cases():
    group = GroupFactory()
    return [CaseFactory(group=group, title=title) for title in ("公車路網整合", "河川水質監測", "聯合消防演練")]


@pytest.fixture
def many(cases, monkeypatch):
    monkeypatch.setattr(fields, "MOST_IN_MENU", 2)
    return cases


def chosen(typed):
    form = ChoiceForm({"case": typed})
    return form.cleaned_data["case"] if form.is_valid() else form.errors["case"]


def test_few_are_a_menu(cases):
    page = str(ChoiceForm()["case"])
    assert page.startswith("<select")
    assert page.count("<option") == 4


def test_many_are_typed_by_title_or_number(many):
    page = str(ChoiceForm(initial={"case": many[1].pk})["case"])
    assert page.startswith('<input type="text" name="case" value="河川水質監測" class="form-control"')
    assert ChoiceForm()["case"].help_text == "請填完整案名，或合作案網址中的編號；須選"
    assert chosen("") is None
    assert chosen(str(many[0].pk)) == many[0]
    assert chosen(" 聯合消防演練") == many[2]
    assert chosen("「聯合消防演練」") == many[2]


def test_what_is_no_title_is_said(many):
    CaseFactory(group=GroupFactory(name="測試他組", order=91), title="他組的案")
    for typed in ("他組的案", "公車"):
        assert chosen(typed) == [f"找不到「{typed}」，請填清單上的完整案名，或合作案網址中的編號。"]


def test_of_two_with_one_title_the_number_is_asked_for(many):
    twin = CaseFactory(group=many[0].group, title="公車路網整合")
    numbers = f"{many[0].pk}、{twin.pk}"
    assert chosen("公車路網整合") == [f"有不只一個合作案叫「公車路網整合」，請改填編號：{numbers}。"]
    assert f'value="{twin.pk}"' in str(ChoiceForm(initial={"case": twin.pk})["case"])


@pytest.mark.parametrize("typed", ["公車路網整合", "number", ""])
def test_the_same_case_typed_otherwise_is_no_change(many, typed):
    field = ChoiceForm().fields["case"]
    stored = str(many[0].pk) if typed else ""
    assert not field.has_changed(stored, stored if typed == "number" else typed)
    assert field.has_changed(stored, "河川水質監測")
    assert field.has_changed(stored, "沒有這一案")
