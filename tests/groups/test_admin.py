"""Admin of the reference data and the accounts: roles follow memberships, printed names are frozen, history is read."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from groups.models import City, IssueGroup, Membership, Role
from groups.roles import assign_role
from tests.factories import GroupFactory, group
from tests.forms import forms_of
from tests.people import ROLES, form_data, person, signed_in

pytestmark = pytest.mark.django_db


def models_of_ours():
    return [model for model in admin.site._registry if model._meta.app_label in ("groups", "cases", "meetings")]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("secretariat", "superuser")])
@pytest.mark.parametrize("model", models_of_ours(), ids=lambda model: model._meta.model_name)
def test_no_page_of_the_admin_opens_for_others(model, role):
    client = signed_in(role)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    for page in ("changelist", "add"):
        assert client.get(reverse(f"{name}_{page}")).status_code == 302
        assert client.post(reverse(f"{name}_{page}")).status_code == 302


@pytest.mark.parametrize("model", models_of_ours(), ids=lambda model: model._meta.model_name)
def test_every_model_has_its_pages_for_the_secretariat(model):
    client = signed_in("secretariat")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()

    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_changelist"), {"q": "交通"}).status_code == 200
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200


def test_taking_a_membership_away_takes_the_permissions_away():
    client, other = signed_in("superuser"), person("secretariat", "other")
    membership = Membership.objects.get(user=other)

    client.post(reverse("admin:groups_membership_delete", args=[membership.pk]), {"post": "yes"})

    other = User.objects.get(pk=other.pk)
    assert not other.is_staff
    assert not other.groups.exists()


def test_taking_several_away_at_once_does_too():
    client = signed_in("superuser")
    others = [person("secretariat", f"other{n}") for n in range(2)]
    ids = list(Membership.objects.filter(user__in=others).values_list("pk", flat=True))

    client.post(
        reverse("admin:groups_membership_changelist"),
        {"action": "delete_selected", "_selected_action": ids, "post": "yes"},
    )

    assert not User.objects.filter(pk__in=[user.pk for user in others], is_staff=True).exists()


def test_another_role_brings_other_permissions():
    client, other = signed_in("superuser"), person("official", "other")
    page = reverse("admin:groups_membership_change", args=[Membership.objects.get(user=other).pk])

    response = client.post(page, {**form_data(client.get(page)), "role": "secretariat"})

    assert response.status_code == 302
    other = User.objects.get(pk=other.pk)
    assert other.is_staff
    assert [group.name for group in other.groups.all()] == ["secretariat"]


def test_a_liaison_without_a_group_is_refused_in_chinese():
    client, other = signed_in("superuser"), person("official", "other")
    page = reverse("admin:groups_membership_change", args=[Membership.objects.get(user=other).pk])

    response = client.post(page, {**form_data(client.get(page)), "role": "liaison"})

    assert "聯絡人必須指定議題小組，其他角色不可指定。" in response.content.decode()
    assert User.objects.get(pk=other.pk).groups.get().name == "official"


def test_the_secretariat_makes_an_account_and_gives_it_a_role():
    client = signed_in("secretariat")
    password = "很長的一組密碼 Xq7 一二三"
    new = {"username": "chen", "usable_password": "true", "password1": password, "password2": password}
    client.post(reverse("admin:auth_user_add"), new)
    user = User.objects.get(username="chen")
    page = reverse("admin:auth_user_change", args=[user.pk])
    data = form_data(client.get(page))
    data |= {
        "membership_set-TOTAL_FORMS": "1",
        "membership_set-0-user": user.pk,
        "membership_set-0-role": "liaison",
        "membership_set-0-group": IssueGroup.objects.get(name="災防組").pk,
    }

    response = client.post(page, data)

    assert response.status_code == 302
    assert Membership.objects.get(user=user).role == Role.LIAISON
    assert [group.name for group in User.objects.get(pk=user.pk).groups.all()] == ["liaison"]


def test_the_secretariat_makes_no_superuser_and_touches_none():
    client, chief, other = signed_in("secretariat"), person("superuser"), person("official")
    page = reverse("admin:auth_user_change", args=[other.pk])

    client.post(page, {**form_data(client.get(page)), "is_superuser": "on", "is_staff": "on"})
    password = client.post(
        reverse("admin:auth_user_password_change", args=[chief.pk]),
        {"password1": "很長的一組密碼一二三", "password2": "很長的一組密碼一二三"},
    )

    assert not User.objects.filter(pk=other.pk, is_superuser=True).exists()
    assert not User.objects.get(pk=other.pk).is_staff
    assert password.status_code == 403
    assert client.post(reverse("admin:auth_user_change", args=[chief.pk]), {"username": "x"}).status_code == 403


def test_a_name_that_a_final_record_prints_is_refused_kindly():
    client = signed_in("secretariat")
    city = City.objects.get(name="基隆市")
    page = reverse("admin:groups_city_change", args=[city.pk])

    response = client.post(page, {**form_data(client.get(page)), "name": "雞籠市"}, follow=True)

    assert "這項內容已印在定稿的會議紀錄中，不可更改" in response.content.decode()
    assert City.objects.get(pk=city.pk).name == "基隆市"


def as_rendered(client, page):
    """The fields that stand in the page itself; `form_data` knows hidden ones that a page may forget."""
    return next(fields for address, fields in forms_of(client, page) if address == page)


def test_an_account_that_has_a_role_is_saved_and_its_role_changed():
    client, other = signed_in("secretariat"), person("liaison", "other")
    page = reverse("admin:auth_user_change", args=[other.pk])
    group = IssueGroup.objects.get(name="災防組")

    saved = client.post(page, {**as_rendered(client, page), "email": "other@example.org"})
    moved = client.post(page, {**as_rendered(client, page), "membership_set-0-group": group.pk})

    assert (saved.status_code, moved.status_code) == (302, 302)
    assert User.objects.get(pk=other.pk).email == "other@example.org"
    assert Membership.objects.values_list("role", "group", "version").get(user=other) == ("liaison", group.pk, 2)


def test_a_role_that_a_colleague_changed_meanwhile_is_shown_and_not_overwritten():
    client, other = signed_in("secretariat"), person("liaison", "other")
    page = reverse("admin:auth_user_change", args=[other.pk])
    typed = {**as_rendered(client, page), "membership_set-0-group": IssueGroup.objects.get(name="災防組").pk}
    group = IssueGroup.objects.get(name="觀光文創組")
    Membership.objects.filter(user=other).update(group=group, version=2)

    refused = client.post(page, typed)

    assert "在您編輯期間已被他人修改（第2版）" in refused.content.decode()
    assert "目前資料庫中的內容：觀光文創組" in refused.content.decode()
    assert Membership.objects.get(user=other).group == group


def test_history_says_who_changed_what_and_offers_no_way_back():
    client = signed_in("secretariat")
    group = GroupFactory()
    page = reverse("admin:groups_issuegroup_change", args=[group.pk])
    client.post(page, {**form_data(client.get(page)), "name": "新名字"})
    history = client.get(reverse("admin:groups_issuegroup_history", args=[group.pk])).content.decode()
    old = reverse("admin:groups_issuegroup_simple_history", args=[group.pk, group.history.last().pk])

    assert "王小明" in history
    assert "測試組 → 新名字" in history
    assert "測試組" in client.get(old).content.decode()
    assert client.post(old, {"name": "測試組", "order": 90}).status_code == 403
    assert IssueGroup.objects.get(pk=group.pk).name == "新名字"


def test_the_list_of_accounts_takes_as_many_queries_for_many_as_for_few(django_assert_num_queries):
    client = signed_in("secretariat")
    person("liaison")
    with django_assert_num_queries(10):
        client.get(reverse("admin:auth_user_changelist"))
    for number in range(20):
        assign_role(User.objects.create_user(f"user{number}"), Role.LIAISON, IssueGroup.objects.all()[number % 8])

    with django_assert_num_queries(10):
        client.get(reverse("admin:auth_user_changelist"))


def test_a_secretary_is_offered_no_password_of_an_account_that_only_a_superuser_may_change():
    root, other, client = person("superuser"), person("official"), signed_in("secretariat")

    def offers(user):
        return 'href="../password/"' in client.get(f"/admin/auth/user/{user.pk}/change/").content.decode()

    assert (offers(root), offers(other)) == (False, True)


@pytest.mark.parametrize("key", ["csv", "1e9", "9" * 30, "²"])
@pytest.mark.parametrize("model", ["groups_issuegroup", "meetings_meeting", "cases_case"])
def test_the_history_of_what_is_no_row_is_not_found(model, key):
    client = signed_in("superuser")

    assert client.get(reverse(f"admin:{model}_history", args=[key])).status_code in (302, 404)
    old = reverse(f"admin:{model}_simple_history", args=["1", "1"]).replace("/1/history/1/", f"/{key}/history/1/")
    assert client.get(old).status_code == 404
    assert client.get(old.replace(f"/{key}/history/1/", f"/1/history/{key}/")).status_code == 404


def test_what_keeps_a_group_is_named_while_few_and_counted_while_many(monkeypatch):
    client, kept = signed_in("superuser"), group()
    page = reverse("admin:groups_issuegroup_delete", args=[kept.pk])
    first, number = kept.cases.order_by("pk").first(), kept.cases.count()
    counted = f"合作案 {number} 筆，例如：{first}"
    monkeypatch.setattr("platform_site.shared.admin.MOST_IN_THE_WAY", 10_000)
    named = client.get(page).content.decode()
    assert ("無法刪除" in named, counted in named) == (True, False)

    monkeypatch.setattr("platform_site.shared.admin.MOST_IN_THE_WAY", number - 1)
    found = client.post(page, {"post": "yes"}).content.decode()
    assert (counted in found, "受保護" in found) == (True, True)
    assert IssueGroup.objects.filter(pk=kept.pk).exists()

    empty = GroupFactory()
    client.post(reverse("admin:groups_issuegroup_delete", args=[empty.pk]), {"post": "yes"})
    assert not IssueGroup.objects.filter(pk=empty.pk).exists()
