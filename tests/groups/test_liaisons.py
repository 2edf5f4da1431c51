"""Liaisons' accounts: one page makes one, the liaison sets the password by a link, and coverage is seen."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from groups.accounts import liaisons
from groups.accounts.liaisons import AccountError, LiaisonContent, add_liaison, coverage, set_active, uncovered_groups
from groups.actors import actor_of
from groups.models import City, IssueGroup, Membership, Platform, Role
from groups.platforms import default_platform
from groups.roles import assign_role
from tests.factories import GroupFactory, group
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST_QUERIES = 6


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def city(name="臺北市"):
    return City.objects.get(name=name)


def typed(**changed):
    sent = {"surname": "林", "given_name": "嘉慧", "email": "Lin@Example.gov.tw"}
    return sent | {"group": str(group().pk), "city": str(city().pk)} | changed


def content(email="lin@example.gov.tw", of="交通組", **changed):
    return LiaisonContent(
        **({"surname": "林", "given_name": "嘉慧", "email": email, "group": group(of), "city": city()} | changed)
    )


def text_of(response):
    return response.content.decode()


def link_in(message):
    return re.search(r"http://testserver(/accounts/password/reset/key/\S+)", message.body)[1]


def test_one_page_makes_the_account_and_the_liaison_sets_the_password_by_the_link(secretary):
    page = text_of(secretary.post(reverse("liaisons:new"), typed(), follow=True))
    assert "已建立林嘉慧的帳號，角色為交通組聯絡人。" in page
    assert "設定密碼的連結已寄給 lin@example.gov.tw。" in page
    user = User.objects.get(username="lin@example.gov.tw")
    assert (user.email, user.has_usable_password(), user.is_staff) == ("lin@example.gov.tw", False, False)
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.group, membership.city) == (Role.LIAISON, group(), city())

    (message,) = mail.outbox
    assert message.to == ["lin@example.gov.tw"]
    assert message.subject == "【基北北桃合作交流平臺】請設定您的聯絡人帳號密碼"
    assert "角色為交通組聯絡人。" in message.body
    assert "連結 72 小時內有效" in message.body
    stranger = Client()
    form = stranger.get(link_in(message), follow=True)
    sent = {"password1": "quite-a-long-one-114", "password2": "quite-a-long-one-114"}
    stranger.post(form.request["PATH_INFO"], sent)
    assert User.objects.get(pk=user.pk).check_password("quite-a-long-one-114")
    again = Client().get(link_in(message), follow=True)
    assert "這個重設連結無效" in text_of(again)


def test_no_page_of_it_asks_for_or_shows_a_password(secretary):
    for name in ("liaisons:new", "liaisons:list"):
        _, _, main = text_of(secretary.get(reverse(name))).partition("<main")
        assert main
        assert "password" not in main


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"surname": " "}, "surname", "請填寫姓。"),
        ({"given_name": ""}, "given_name", "請填寫名。"),
        ({"given_name": "長" * 31}, "given_name", "名最多 30 字。"),
        ({"email": ""}, "email", "請填寫電子郵件信箱，例如：lin@example.gov.tw。"),
        ({"email": "lin"}, "email", "請填寫電子郵件信箱，例如：lin@example.gov.tw。"),
        ({"group": ""}, "group", "請選擇議題小組。"),
        ({"group": "999999"}, "group", "請由清單中選擇。"),
        ({"city": ""}, "city", "請選擇市。"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_stays(secretary, changed, field, sentence):
    response = secretary.post(reverse("liaisons:new"), typed(**changed))
    form = response.context["form"]
    assert (response.status_code, form.errors[field]) == (400, [sentence])
    assert f'id="id_{field}_error"><p>{sentence}</p>' in text_of(response)
    assert form["email"].value() == typed(**changed)["email"]
    assert not User.objects.filter(email__iexact="lin@example.gov.tw").exists()
    assert mail.outbox == []


def test_an_address_that_has_an_account_gets_the_role_and_keeps_its_name_and_password(secretary):
    user, _ = add_liaison(content(), actor_of(person("secretariat", "desk")))
    page = text_of(secretary.post(reverse("liaisons:new"), typed(group=str(group("災防組").pk)), follow=True))
    assert "這個信箱已有帳號（林嘉慧），已加上災防組聯絡人的角色；密碼不變，未寄送連結。" in page
    assert [str(row.group) for row in Membership.objects.filter(user=user)] == ["交通組", "災防組"]
    assert mail.outbox == []
    refused = secretary.post(reverse("liaisons:new"), typed())
    assert refused.context["form"].errors["email"] == ["林嘉慧已是交通組聯絡人，信箱 lin@example.gov.tw。"]


def test_a_closed_account_is_not_given_a_role_and_a_foreign_city_is_refused():
    desk = actor_of(person("secretariat"))
    user, _ = add_liaison(content(), desk)
    set_active(user, False, desk)
    with pytest.raises(AccountError, match="已停用，請先於聯絡人清單恢復"):
        add_liaison(content(of="災防組"), desk)
    second = Platform.objects.create(name="中臺灣區域治理平台")
    foreign = City.objects.create(platform=second, name="臺中市", government_name="臺中市政府", order=1)
    with pytest.raises(AccountError) as refused:
        add_liaison(content("new@example.org", city=foreign), desk)
    assert refused.value.fields == {"city": "臺中市不是基北北桃合作交流平臺的成員，請改選。"}


def test_a_mail_that_cannot_be_sent_leaves_the_account_and_says_so(secretary, monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    page = text_of(secretary.post(reverse("liaisons:new"), typed(), follow=True))
    assert "設定密碼的連結寄給 lin@example.gov.tw 失敗（gone）。帳號已在，請稍後按「寄送連結」。" in page
    monkeypatch.undo()
    user = User.objects.get(username="lin@example.gov.tw")
    assert "已寄給" in text_of(secretary.post(reverse("liaisons:link", args=[user.pk]), follow=True))
    assert len(mail.outbox) == 1


def test_the_second_of_two_who_make_one_account_is_told(monkeypatch):
    desk = actor_of(person("secretariat"))
    add_liaison(content(), desk)
    # As the second one looked before the first had committed.
    monkeypatch.setattr(liaisons.User.objects, "select_for_update", lambda: User.objects.none())
    with pytest.raises(AccountError) as refused:
        add_liaison(content(), desk)
    assert refused.value.fields == {"email": "這個信箱的帳號剛由他人建立，請重新整理聯絡人清單後再試。"}


def test_closing_an_account_ends_its_session_and_opening_it_is_said(secretary):
    liaison = signed_in("liaison")
    user = User.objects.get(username="liaison")
    page = text_of(secretary.post(reverse("liaisons:deactivate", args=[user.pk]), follow=True))
    assert "已停用王小明的帳號。" in page
    assert liaison.get("/").status_code == 302
    again = text_of(secretary.post(reverse("liaisons:deactivate", args=[user.pk]), follow=True))
    assert "王小明的帳號已是停用，沒有變更。" in again
    assert "已停用，請先恢復" in text_of(secretary.post(reverse("liaisons:link", args=[user.pk]), follow=True))
    secretary.post(reverse("liaisons:reactivate", args=[user.pk]))
    user.refresh_from_db()
    assert user.is_active
    logged = [entry.change_message for entry in LogEntry.objects.filter(object_id=user.pk).order_by("pk")]
    assert logged == ["停用帳號", "恢復帳號"]


def test_who_has_another_role_too_is_not_closed_here(secretary):
    both = person("liaison", "both")
    assign_role(both, Role.SECRETARIAT)
    page = text_of(secretary.post(reverse("liaisons:deactivate", args=[both.pk]), follow=True))
    assert "另有聯絡人以外的角色，請由系統管理者於管理頁處理。" in page
    assert User.objects.get(pk=both.pk).is_active


def test_the_table_says_which_groups_nobody_signs_in_for(secretary):
    closed = person("liaison", "closed", group="災防組")
    set_active(closed, False, actor_of(person("secretariat", "desk")))
    person("liaison", "open")
    rows = {row.group.name: (row.is_covered, len(row.liaisons)) for row in coverage(default_platform())}
    assert len(rows) == 8
    assert (rows["交通組"], rows["災防組"], rows["教育文化組"]) == ((True, 1), (False, 1), (False, 0))
    assert uncovered_groups(default_platform()) == 7
    page = text_of(secretary.get(reverse("liaisons:list")))
    assert page.count("尚無聯絡人</td>") == 7
    assert "8個議題小組，7組尚無聯絡人" in page
    assert "沒有信箱" in page


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_the_accounts_are_the_secretariats(role):
    client, other = signed_in(role), person("liaison", "other")
    assert client.get(reverse("liaisons:list")).status_code == 403
    assert client.get(reverse("liaisons:new")).status_code == 403
    assert client.post(reverse("liaisons:new"), typed()).status_code == 403
    for name in ("link", "deactivate", "reactivate"):
        assert client.post(reverse(f"liaisons:{name}", args=[other.pk])).status_code == 403


def test_who_is_no_liaison_of_the_platform_is_not_found(secretary):
    second = Platform.objects.create(name="中臺灣區域治理平台")
    elsewhere = person("nobody", "elsewhere")
    assign_role(elsewhere, Role.LIAISON, GroupFactory(platform=second))
    for user in (elsewhere, person("official", "chief")):
        assert secretary.post(reverse("liaisons:deactivate", args=[user.pk])).status_code == 404


def test_the_forms_group_is_the_one_asked_for(secretary):
    form = secretary.get(reverse("liaisons:new"), {"group": group("災防組").pk}).context["form"]
    assert str(form["group"].value()) == str(group("災防組").pk)
    assert secretary.get(reverse("liaisons:new"), {"group": "x"}).context["form"]["group"].value() == ""


def test_the_lists_queries_do_not_grow(secretary, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(LIST_QUERIES):
            secretary.get(reverse("liaisons:list"))

    person("liaison", "first")
    ask()
    for number, owner in enumerate(IssueGroup.objects.filter(platform=default_platform())):
        person("liaison", f"more-{number}", group=owner.name)
    ask()
