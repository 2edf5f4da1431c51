"""The summary of a form's errors: its links, the focus, the fields' descriptions; the keyboard through main pages."""

import pytest
from django import forms
from django.template import Context, Template

from tests.support.accessible import faults, follow

pytestmark = pytest.mark.sqlite_suffices


class Example(forms.Form):
    name = forms.CharField(label="姓名", error_messages={"required": "請填寫姓名。"})
    kind = forms.ChoiceField(label="種類", choices=[("a", "甲")], widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("兩欄互相矛盾。")


def summary(form):
    return Template("{% load errors %}{% error_summary form %}").render(Context({"form": form}))


def test_each_sentence_links_to_its_field_and_a_group_of_buttons_to_its_first():
    html = summary(Example({"kind": "x"}))

    assert "兩欄互相矛盾。" in html and "表單不完整，請重新整理後再試一次。" in html
    assert '<a href="#id_name">姓名：請填寫姓名。</a>' in html
    assert '<a href="#id_kind_0">種類：' in html
    assert "有2處需要更正" in html


def test_a_form_without_errors_has_none():
    assert summary(Example()).strip() == ""


# (role, page, fields filled in wrongly, the button)
WRONG = [
    ("secretary", "/terms/new/", {}, "button.btn-primary"),
    ("secretary", "/meetings/new/", {}, "main button.btn-primary"),
    ("secretary", "/accounts/liaisons/new/", {}, "main button.btn-primary"),
    ("liaison", "/proposals/groups/1/new/", {}, "main button.btn-primary"),
    ("official", "/accounts/password/change/", {"oldpassword": "x", "password1": "y", "password2": "z"}, "main button"),
]


@pytest.mark.parametrize(("role", "path", "fields", "button"), WRONG, ids=[path for _, path, _, _ in WRONG])
def test_a_form_that_came_back_begins_at_its_summary(site, page, role, path, fields, button):
    site.sign_in(page, role)
    page.goto(site.url + path)
    # The browser's own check would stop the form before the server sees it.
    page.eval_on_selector_all("form", "forms => forms.forEach(form => { form.noValidate = true })")
    for name, text in fields.items():
        page.fill(f"[name={name}]", text)
    follow(page, page.locator(button).first)

    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    for link in page.locator("[data-error-summary] a").all():
        field = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
        assert field.count() == 1
        around = page.locator("fieldset", has=field)
        described = field.get_attribute("aria-describedby") or around.last.get_attribute("aria-describedby")
        sentence = link.inner_text().split("：", 1)[1]
        assert any(sentence in page.locator(f"[id='{name}']").inner_text() for name in described.split())
        link.click()
        assert page.evaluate("document.activeElement.id") == link.get_attribute("href")[1:]
    assert faults(page, 1280) == []
    assert faults(page, 360) == []


REACHABLE = """() => [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}))
    .filter(one => one.type !== "radio" || one.checked || !document.querySelector(`[name="${one.name}"]:checked`))
    .map((one, n) => (one.dataset.stop = n))"""


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/meetings/deputy-mayor-5/", "/meetings/deputy-mayor-5/minutes/", "/reports/"]
)
def test_the_keyboard_reaches_everything_in_order_and_leaves_again(site, page, path):
    site.sign_in(page, "official")
    page.goto(site.url + path)
    stops = page.evaluate(REACHABLE)
    visited = []
    for _ in range(len(stops) + 60):
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement === document.body ? 'end' : document.activeElement.dataset.stop")
        if stop == "end":
            break
        if stop is not None:
            visited.append(int(stop))

    assert stop == "end", "the focus does not leave the page"
    assert visited == stops
