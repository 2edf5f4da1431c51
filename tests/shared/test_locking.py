"""The version check: two people on one form, positions that swap, and two savers at once."""

import threading

import pytest
from django.db import connection, transaction
from django.forms import inlineformset_factory, modelform_factory
from django.http import QueryDict
from django.urls import reverse

from groups.models import City, IssueGroup
from meetings.models import MeetingSeat, Section
from platform_site.shared.locking.forms import GuardedRowForm, VersionedForm
from platform_site.shared.locking.formsets import GuardedFormSet
from tests.factories import CityFactory, GroupFactory, MeetingFactory
from tests.people import form_data, signed_in

CityForm = modelform_factory(City, form=VersionedForm, fields=["name", "government_name", "order"])
SectionFormSet = inlineformset_factory(
    MeetingFactory._meta.model,
    Section,
    form=GuardedRowForm,
    formset=GuardedFormSet,
    fields=["position", "kind"],
    extra=1,
)


class SeatFormSet(GuardedFormSet):
    single_flags = ("is_representative",)


SeatRows = inlineformset_factory(
    MeetingFactory._meta.model,
    MeetingSeat,
    form=GuardedRowForm,
    formset=SeatFormSet,
    fields=["position", "city", "surname", "title", "is_representative"],
    extra=0,
)


def posted(**fields):
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in fields.items()})
    return data


def rows(formset, **changes):
    """The formset's data as a browser would send it, with changes by `row-field` (row_0__position=2)."""
    data = posted()
    for form in [formset.management_form, *formset.forms]:
        for bound in form:
            if bound.value() not in (None, False):
                data[bound.html_name] = str(bound.value())
    for name, value in changes.items():
        data[f"{formset.prefix}-{name[4:].replace('__', '-')}"] = str(value)
    return data


@pytest.mark.django_db
def test_a_save_counts_the_version_up():
    city = CityFactory(name="新竹市")
    form = CityForm(posted(name="新竹市", government_name="新竹市政府", order=8, row_version=1), instance=city)

    with transaction.atomic():
        assert form.is_valid(), form.errors
        form.save()

    assert City.objects.values_list("order", "version").get(pk=city.pk) == (8, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", 0, 2, 99])
def test_any_other_version_is_refused(version):
    city = CityFactory(name="新竹市")
    form = CityForm(posted(name="新竹", government_name="新竹市政府", order=9, row_version=version), instance=city)

    with transaction.atomic():
        assert not form.is_valid()

    assert form.errors["name"] == ["目前資料庫中的內容：新竹市"]
    assert form.has_error("__all__", code="stale")


@pytest.mark.django_db
def test_a_row_that_is_gone_is_said_to_be_gone():
    city = CityFactory(name="新竹市")
    form = CityForm(posted(name="新竹", government_name="新竹市政府", order=9, row_version=1), instance=city)
    City.objects.filter(pk=city.pk).delete()

    with transaction.atomic():
        assert not form.is_valid()

    assert form.errors["__all__"] == ["這筆資料已被他人刪除，無法儲存。請複製您輸入的內容後重新整理。"]


@pytest.mark.django_db
def test_two_people_on_one_page_the_second_sees_both_and_saves_after_reading():
    first, second = signed_in("secretariat"), signed_in("secretariat", "another")
    group = GroupFactory()
    page = reverse("admin:groups_issuegroup_change", args=[group.pk])
    mine, theirs = form_data(first.get(page)), form_data(second.get(page))

    saved = first.post(page, {**mine, "name": "先存的名字"})
    refused = second.post(page, {**theirs, "name": "後存的名字"})
    stood = IssueGroup.objects.get(pk=group.pk).name
    again = second.post(page, form_data(refused))

    assert saved.status_code == 302
    assert refused.status_code == 200
    shown = refused.content.decode()
    assert "目前資料庫中的內容：先存的名字" in shown
    assert 'value="後存的名字"' in shown
    assert "在您編輯期間已被他人修改（第2版）" in shown
    assert stood == "先存的名字"
    assert again.status_code == 302
    assert IssueGroup.objects.values_list("name", "version").get(pk=group.pk) == ("後存的名字", 3)


@pytest.mark.django_db(transaction=True)
def test_of_savers_at_the_same_moment_exactly_one_wins():
    city = CityFactory(name="新竹市")
    start, outcomes = threading.Barrier(4), []

    def save(order):
        instance = City.objects.get(pk=city.pk)
        data = posted(name="新竹市", government_name="新竹市政府", order=order, row_version=1)
        start.wait()
        try:
            with transaction.atomic():
                form = CityForm(data, instance=instance)
                outcomes.append(form.is_valid())
                if outcomes[-1]:
                    form.save()
        finally:
            connection.close()

    savers = [threading.Thread(target=save, args=[order]) for order in range(20, 24)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()

    assert sorted(outcomes) == [False, False, False, True]
    assert City.objects.get(pk=city.pk).version == 2


@pytest.fixture
def meeting(db):
    meeting = MeetingFactory()
    for position, kind in enumerate(["time", "venue", "opening"], 1):
        Section.objects.create(meeting=meeting, position=position, kind=kind, wording=kind)
    return meeting


def order_of(meeting):
    return list(meeting.sections.order_by("position").values_list("kind", "position"))


def test_positions_swap_in_one_save(meeting):
    data = rows(SectionFormSet(instance=meeting), row_0__position=2, row_1__position=1)
    formset = SectionFormSet(data, instance=meeting)

    assert formset.is_valid(), formset.errors
    formset.save()

    assert order_of(meeting) == [("venue", 1), ("time", 2), ("opening", 3)]


def test_a_row_takes_the_place_of_one_that_goes_and_a_new_one_without_place_comes_last(meeting):
    data = rows(
        SectionFormSet(instance=meeting),
        row_0__DELETE="on",
        row_2__position=1,
        row_3__kind="motions",
        row_3__position="",
    )
    formset = SectionFormSet(data, instance=meeting)

    assert formset.is_valid(), formset.errors
    formset.save()

    assert order_of(meeting) == [("opening", 1), ("venue", 2), ("motions", 3)]


def test_two_rows_in_one_place_are_refused_in_chinese(meeting):
    formset = SectionFormSet(rows(SectionFormSet(instance=meeting), row_0__position=2), instance=meeting)

    assert not formset.is_valid()
    assert [form.errors.get("position") for form in formset][:2] == [None, ["順序2已有另一列使用，請改用其他數字。"]]


def test_the_row_of_a_colleague_keeps_its_place(meeting):
    data = rows(SectionFormSet(instance=meeting), row_3__kind="motions", row_3__position=4)
    Section.objects.create(meeting=meeting, position=4, kind="remarks", wording="x")
    formset = SectionFormSet(data, instance=meeting)

    assert not formset.is_valid()
    assert formset.forms[3].errors["position"] == ["順序4已有另一列使用，請改用其他數字。"]


def test_a_row_deleted_by_a_colleague_is_named_and_can_be_let_go(meeting):
    data = rows(SectionFormSet(instance=meeting), row_1__kind="adjournment")
    meeting.sections.get(kind="venue").delete()

    refused = SectionFormSet(data.copy(), instance=meeting)
    data[f"{refused.prefix}-1-DELETE"] = "on"
    accepted = SectionFormSet(data, instance=meeting)

    assert not refused.is_valid()
    assert "這一列已被他人刪除" in refused.forms[1].non_field_errors()[0]
    assert accepted.is_valid(), accepted.errors
    accepted.save()
    assert order_of(meeting) == [("time", 1), ("opening", 3)]


def test_a_mark_that_one_row_may_have_moves_to_another(db):
    meeting = MeetingFactory()
    for position, city in enumerate(City.objects.all()[:2], 1):
        MeetingSeat.objects.create(
            meeting=meeting, position=position, city=city, surname="王", title="副市長", is_representative=position == 2
        )
    data = rows(SeatRows(instance=meeting), row_0__is_representative="on")
    both = SeatRows(data.copy(), instance=meeting)
    del data[f"{both.prefix}-1-is_representative"]
    moved = SeatRows(data, instance=meeting)

    assert not both.is_valid()
    assert both.non_form_errors() == ["「代表宣布決議」只能勾選一列。"]
    assert moved.is_valid(), moved.errors
    moved.save()
    assert list(meeting.seats.values_list("position", "is_representative")) == [(1, True), (2, False)]
