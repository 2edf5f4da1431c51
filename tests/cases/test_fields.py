"""The fields that choose cases: a menu or boxes of few, typed among many."""

import pytest
from django import forms
from django.http import QueryDict

from cases import fields
from cases.models import Case
from tests.factories import CaseFactory, GroupFactory

pytestmark = pytest.mark.django_db


class ChoiceForm(forms.Form):
    case = fields.CaseField(Case.objects.none(), required=False, help_text="須選")
    cases = fields.CasesField(Case.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.offer(Case.objects.filter(group__name="測試組").order_by("pk"))


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
    for typed in ("他組的案", "公車", "公\0車"):
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


# -- Several ----------------------------------------------------------------------------------------------------------


def several(*typed):
    data = QueryDict(mutable=True)
    data.setlist("cases", typed)
    form = ChoiceForm(data)
    return list(form.cleaned_data["cases"]) if form.is_valid() else form.errors["cases"]


def test_a_few_are_ticked(cases):
    assert str(ChoiceForm()["cases"]).count('type="checkbox"') == 3
    assert several(str(cases[0].pk), str(cases[2].pk)) == [cases[0], cases[2]]
    assert several("x") == ["“x” 不是一個有效的值。"]


def test_among_many_each_is_typed_on_a_line(many):
    field = ChoiceForm(initial={"cases": [many[2].pk, many[0].pk]})["cases"]
    assert field.value() == "聯合消防演練\n公車路網整合"
    assert str(field).startswith('<textarea name="cases" cols="40" rows="4" class="form-control"')
    assert field.help_text == "一案一行，請填完整案名，或合作案網址中的編號"
    assert several(f" 「聯合消防演練」 \r\n\r\n{many[0].pk}\r\n") == [many[0], many[2]]
    assert several("公車路網整合\n公車路網整合") == [many[0]]
    assert several("") == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("公車路網整合\n公車", "找不到「公車」，請填清單上的完整案名，或合作案網址中的編號。"),
        ("9" * 17, f"找不到「{'9' * 17}」，請填清單上的完整案名，或合作案網址中的編號。"),
        ("9" * 25, f"找不到「{'9' * 25}」，請填清單上的完整案名，或合作案網址中的編號。"),
        ("\0", "找不到「\0」，請填清單上的完整案名，或合作案網址中的編號。"),
    ],
)
def test_the_line_that_means_no_case_is_said(many, typed, sentence):
    assert several(typed) == [sentence]


def test_each_line_that_means_no_case_is_said_but_not_a_whole_page(many):
    assert several("甲案\n公車路網整合\n乙案") == [
        "找不到「甲案」，請填清單上的完整案名，或合作案網址中的編號。",
        "找不到「乙案」，請填清單上的完整案名，或合作案網址中的編號。",
    ]
    assert len(several("\n".join(f"無{number}案" for number in range(40)))) == fields.MOST_SAID == 10


def test_the_same_cases_typed_otherwise_are_no_change(many):
    field, stored = ChoiceForm().fields["cases"], [str(many[0].pk), str(many[2].pk)]
    assert not field.has_changed(stored, f"聯合消防演練\r\n{many[0].pk}")
    assert not field.has_changed(None, "")
    assert field.has_changed(stored, "聯合消防演練")
    assert field.has_changed(stored, "沒有這一案")
