"""No form of a page and none of the admin has another date field than the one that reads both calendars."""

import importlib
import pkgutil
from datetime import date

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory
from django.urls import ResolverMatch

import cases
import groups
import meetings
import platform_site
from platform_site.shared.dates.fields import RocDateField, RocDateInput, RocSplitDateTime, RocSplitDateTimeField
from tests.people import person, signed_in

KINDS = (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)


def forms_of_the_project():
    """Every form class that a module of the project defines, by its name."""
    for package in (cases, groups, meetings, platform_site):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith(("wsgi", "asgi", "child")):
                importlib.import_module(module.name)
    waiting, found = [forms.BaseForm], {}
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.split(".")[0] in ("cases", "groups", "meetings", "platform_site"):
                found[f"{form.__module__}.{form.__qualname__}"] = form
    return found


def other_date_fields(fields):
    """The names of date fields that read one calendar only."""
    return [
        name
        for name, field in fields.items()
        if isinstance(field, KINDS) and not isinstance(field, RocDateField | RocSplitDateTimeField)
    ]


def test_every_date_field_of_a_form_reads_both_calendars():
    found = forms_of_the_project()

    assert "cases.reporting.pages.forms.UpdateForm" in found
    assert {name: other_date_fields(form.base_fields) for name, form in found.items()} == dict.fromkeys(found, [])


@pytest.mark.django_db
def test_every_date_field_of_the_admin_reads_both_calendars():
    request = RequestFactory().get("/admin/")
    request.user, request.session = person("superuser"), {}
    wrong, seen = {}, 0
    for model, shown in admin.site._registry.items():
        row = model._default_manager.first()
        request.resolver_match = ResolverMatch(len, (), {"object_id": str(row.pk if row else 0)}, url_name="x")
        built = [shown.get_form(request), *([shown.get_form(request, row)] if row else [])]
        built += [inline.get_formset(request, row).form for inline in shown.get_inline_instances(request, row) if row]
        for form in built:
            wrong[f"{model.__name__}.{form.__name__}"] = other_date_fields(form.base_fields)
            seen += sum(isinstance(field, RocDateField) for field in form.base_fields.values())

    assert {name: fields for name, fields in wrong.items() if fields} == {}
    assert seen >= 4


@pytest.mark.django_db
def test_no_list_of_the_admin_steps_through_gregorian_years():
    assert [model for model, shown in admin.site._registry.items() if shown.date_hierarchy] == []


class WithBoth(forms.Form):
    day = RocDateField()
    moment = RocSplitDateTimeField()


def test_a_field_shows_the_roc_date_and_keeps_what_was_typed():
    shown = WithBoth(initial={"day": date(2025, 12, 22)})
    typed = WithBoth({"day": "114/2/30", "moment_0": "114/12/22", "moment_1": "14:30"})

    assert 'value="114年12月22日"' in str(shown["day"])
    assert 'inputmode="text"' in str(shown["day"]) and 'type="text"' in str(shown["day"])
    assert 'value="114/2/30"' in str(typed["day"])
    assert list(typed.errors) == ["day"]
    assert f"{typed.cleaned_data['moment']:%Y-%m-%d %H:%M}" == "2025-12-22 14:30"
    assert isinstance(WithBoth.base_fields["day"].widget, RocDateInput)
    assert isinstance(WithBoth.base_fields["moment"].widget, RocSplitDateTime)


def test_the_same_day_written_otherwise_is_no_change():
    field = RocDateField()

    assert not field.has_changed(date(2025, 12, 22), "2025-12-22")
    assert not field.has_changed("114年12月22日", "2025-12-22")
    assert field.has_changed(date(2025, 12, 22), "114/12/23")
    assert field.has_changed(date(2025, 12, 22), "114/2/30")


@pytest.mark.django_db
def test_the_admin_takes_shows_and_filters_roc_years():
    secretary = signed_in("secretariat")

    listed = secretary.get("/admin/meetings/meeting/").content.decode()
    of_114 = secretary.get("/admin/meetings/meeting/?held_on_roc=114").content.decode()

    assert "114年8月7日" in listed and "?held_on_roc=113" in listed
    assert ("第5次副市長層級會議" in of_114, "第4次副市長層級會議" in of_114) == (True, False)
    assert secretary.get("/admin/meetings/meeting/?held_on_roc=x").status_code == 200
