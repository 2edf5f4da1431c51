"""The demo's accounts: four, with a role each, and never in production."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from groups.models import Membership
from groups.permissions import is_secretariat, liaison_groups

pytestmark = pytest.mark.django_db


def test_the_demo_has_an_account_of_each_role_and_a_second_run_changes_nothing(capsys):
    call_command("load_demo")
    first = set(User.objects.values_list("username", "password", "is_staff", "is_superuser"))
    call_command("load_demo")

    assert set(User.objects.values_list("username", "password", "is_staff", "is_superuser")) == first
    assert {(name, staff, superuser) for name, _, staff, superuser in first} == {
        ("secretary", True, False),
        ("liaison", False, False),
        ("official", False, False),
        ("admin", True, True),
    }
    assert Membership.objects.count() == 3
    assert is_secretariat(User.objects.get(username="secretary"))
    assert [group.name for group in liaison_groups(User.objects.get(username="liaison"))] == ["交通組"]
    printed = capsys.readouterr().out
    roles = ("幕僚單位（臺北市）", "議題小組聯絡人（交通組）", "長官（新北市）", "系統管理者")
    for word in ("secretary", "demo-secretary-114", *roles):
        assert word in printed


def test_a_changed_password_is_set_back_to_the_printed_one():
    call_command("load_demo")
    user = User.objects.get(username="official")
    user.set_password("something else")
    user.save()

    call_command("load_demo")

    assert User.objects.get(username="official").check_password("demo-official-114")


def test_in_production_it_refuses_with_a_sentence(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="示範帳號的密碼是公開的，不可建立在正式環境。"):
        call_command("load_demo")

    assert not User.objects.exists()
