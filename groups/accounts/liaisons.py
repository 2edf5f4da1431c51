"""Liaisons' accounts: made for a group in one step, closed and opened again, and which groups have none.

The secretariat never types or sees a password: the mail has a link by which the liaison sets it. What was done to an
account is in the admin's log of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse

from groups.accounts.security import end_sessions
from groups.actors import Actor
from groups.models import City, IssueGroup, Membership, Platform, Role
from groups.names import person_name, platform_name
from groups.roles import assign_role
from platform_site.shared.refusals import Refusal

NAME_LIMIT = 30
# Of Django's user name, which the address also is.
EMAIL_LIMIT = 150


class AccountError(Refusal):
    """A step on an account that is refused."""


@dataclass(frozen=True)
class LiaisonContent:
    """A liaison as the secretariat types them in."""

    surname: str
    given_name: str
    email: str
    group: IssueGroup | None
    city: City | None


@dataclass(frozen=True)
class GroupCoverage:
    """An issue group with its liaisons, those whose account is closed last."""

    group: IssueGroup
    liaisons: tuple[Membership, ...]

    @property
    def is_covered(self) -> bool:
        """Whether somebody can sign in for the group."""
        return any(liaison.user.is_active for liaison in self.liaisons)


def coverage(platform: Platform | None) -> list[GroupCoverage]:
    """Every group of a platform in order with its liaisons; two queries."""
    liaisons = Membership.objects.filter(role=Role.LIAISON).select_related("user", "city")
    liaisons = liaisons.order_by("-user__is_active", "city__order", "user__username")
    groups = IssueGroup.objects.filter(platform=platform).prefetch_related(
        Prefetch("membership_set", liaisons, to_attr="liaisons")
    )
    return [GroupCoverage(group, tuple(group.liaisons)) for group in groups]


def uncovered_groups(platform: Platform | None) -> int:
    """How many groups of a platform nobody can sign in for; one query."""
    active = Membership.objects.filter(role=Role.LIAISON, user__is_active=True).values("group")
    return IssueGroup.objects.filter(platform=platform).exclude(pk__in=active).count()


def problems(content: LiaisonContent) -> dict[str, str]:
    """What is wrong with what was typed, as {field: Chinese sentence}; empty where nothing is."""
    found = {}
    for name, label in (("surname", "姓"), ("given_name", "名")):
        if not getattr(content, name).strip():
            found[name] = f"請填寫{label}。"
        elif len(getattr(content, name)) > NAME_LIMIT:
            found[name] = f"{label}最多 {NAME_LIMIT} 字。"
    try:
        validate_email(content.email)
    except ValidationError:
        found["email"] = "請填寫電子郵件信箱，例如：lin@example.gov.tw。"
    if len(content.email) > EMAIL_LIMIT:
        found["email"] = f"信箱最多 {EMAIL_LIMIT} 字。"
    if content.group is None:
        found["group"] = "請選擇議題小組。"
    if content.city is None:
        found["city"] = "請選擇市。"
    elif content.group is not None and content.city.platform_id != content.group.platform_id:
        found["city"] = f"{content.city}不是{content.group.platform}的成員，請改選。"
    return found


def add_liaison(content: LiaisonContent, actor: Actor) -> tuple[User, bool]:
    """Make somebody liaison of a group; returns the user and whether the account is new.

    The address is the user name. Where an account has it already, that one becomes liaison of the group too and keeps
    its name. Raises AccountError with a sentence for each wrong field.
    """
    found = problems(content)
    if found:
        raise AccountError(f"有 {len(found)} 處無法儲存，請依欄位旁的說明修正。", found)
    try:
        return _add(content, content.email.strip().lower(), actor)
    except IntegrityError as error:
        sentence = "這個信箱的帳號剛由他人建立，請重新整理聯絡人清單後再試。"
        raise AccountError(sentence, {"email": sentence}) from error


@transaction.atomic
def _add(content: LiaisonContent, email: str, actor: Actor) -> tuple[User, bool]:
    user = User.objects.select_for_update().filter(Q(username=email) | Q(email__iexact=email)).order_by("pk").first()
    is_new = user is None
    if user is None:
        user = User(
            username=email, email=email, last_name=content.surname.strip(), first_name=content.given_name.strip()
        )
        user.set_unusable_password()
        user.save()
    elif not user.is_active:
        sentence = f"這個信箱的帳號（{person_name(user)}）已停用，請先於聯絡人清單恢復。"
        raise AccountError(sentence, {"email": sentence})
    elif Membership.objects.filter(user=user, role=Role.LIAISON, group=content.group).exists():
        sentence = f"{person_name(user)}已是{content.group}聯絡人，信箱 {email}。"
        raise AccountError(sentence, {"email": sentence})
    assign_role(user, Role.LIAISON, content.group, content.city)
    _log(user, actor, ADDITION if is_new else CHANGE, f"設為{content.group}聯絡人（{content.city}）")
    return user, is_new


@transaction.atomic
def set_active(user: User, active: bool, actor: Actor) -> User:
    """Close a liaison's account, which ends its sessions, or open it again. Raises AccountError in Chinese."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_superuser or Membership.objects.filter(user=user).exclude(role=Role.LIAISON).exists():
        raise AccountError(f"{person_name(user)}另有聯絡人以外的角色，請由系統管理者於管理頁處理。")
    if user.is_active == active:
        raise AccountError(f"{person_name(user)}的帳號已是{'使用中' if active else '停用'}，沒有變更。")
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        end_sessions(user)
    _log(user, actor, CHANGE, "恢復帳號" if active else "停用帳號")
    return user


def send_link(user: User, site: str, actor: Actor) -> None:
    """Mail the link by which a liaison sets the password. `site` is the beginning of the platform's URLs.

    Raises AccountError in Chinese where there is no address, the account is closed, or the mail cannot be sent.
    """
    if not user.is_active:
        raise AccountError(f"{person_name(user)}的帳號已停用，請先恢復再寄送連結。")
    if not user.email:
        raise AccountError(f"{person_name(user)}沒有電子郵件信箱，請於帳號資料中補填。")
    subject, body = compose_link(user, site)
    try:
        EmailMessage(subject, body, to=[user.email]).send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no mail can be made out to.
        raise AccountError(
            f"設定密碼的連結寄給 {user.email} 失敗（{error}）。帳號已在，請稍後按「寄送連結」。"
        ) from error
    _log(user, actor, CHANGE, f"寄送設定密碼的連結至 {user.email}")


def compose_link(user: User, site: str) -> tuple[str, str]:
    """Subject and body of that mail, in Chinese. The link works once, and for as long as a password's reset does."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    page = f"{site}{reverse('account_reset_password_from_key', kwargs=key)}"
    memberships = Membership.objects.filter(user=user, role=Role.LIAISON).select_related("group__platform")
    groups = "、".join(f"{row.group}" for row in memberships)
    platform = next((row.group.platform for row in memberships if row.group), None)
    name = platform_name(platform)
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    lines = [
        f"{person_name(user)} 您好：",
        "",
        f"幕僚單位已為您建立{name}的帳號，角色為{groups}聯絡人。",
        "",
        f"帳號：{user.get_username()}",
        "請開啟下列連結設定密碼，之後以帳號與密碼登入：",
        "",
        page,
        "",
        f"連結 {hours} 小時內有效，只能使用一次。逾期請於登入頁選「忘記密碼」，或請幕僚單位重新寄送。",
        "本信由系統自動寄送。",
    ]
    return f"【{name}】請設定您的聯絡人帳號密碼", "\n".join(lines)


def _log(user: User, actor: Actor, flag: int, message: str) -> None:
    if actor.user is not None:
        LogEntry.objects.log_actions(actor.user.pk, [user], flag, change_message=message, single_object=True)
