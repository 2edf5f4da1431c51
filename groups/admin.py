"""Admin of the reference data, of who belongs where, and of the accounts themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import RedirectView

from groups.accounts import passwords, security
from groups.actors import actor_of
from groups.fields import PlatformRowMenus
from groups.models import City, IssueGroup, Membership, Platform
from groups.names import person_name
from groups.roles import sync_user_groups
from platform_site.shared.admin import NamedInURLs, PlainChoices, PlatformAdmin
from platform_site.shared.locking.contents import SeenForm
from platform_site.shared.locking.forms import VersionedForm

admin.site.site_header = "合作交流平臺管理"
admin.site.site_title = "合作交流平臺管理"
admin.site.index_title = "資料管理"
# One login page for everybody: the admin's own sends a stranger there, and tells a person without access so.
admin.site.login = secure_admin_login(admin.site.login)
# The same for changing one's own password: the rules of that page hold for everybody.
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")
# Local accounts have one email address, on the user; allauth's own table stays empty. Second factors and identities of
# the single sign-on are reset by the actions on an account, and hold secrets that nobody reads.
for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, User):
    admin.site.unregister(model)


@admin.register(Platform)
class PlatformRowAdmin(PlatformAdmin):
    """The platforms; each has to be named before its first meeting is recorded."""

    fields = ["name"]
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(City)
class CityAdmin(PlatformAdmin):
    """The cities of each platform."""

    fields = ["platform", "name", "government_name", "order"]
    list_display = ["name", "platform", "government_name", "order"]
    list_filter = ["platform"]
    list_select_related = ["platform"]
    search_fields = ["name", "government_name"]


@admin.register(IssueGroup)
class IssueGroupAdmin(PlatformAdmin):
    """The issue groups in printed order."""

    form = NamedInURLs
    fields = ["platform", "name", "order"]
    list_display = ["name", "platform", "order"]
    list_filter = ["platform"]
    list_select_related = ["platform"]
    search_fields = ["name"]


class MembershipInline(PlatformRowMenus, PlainChoices, admin.TabularInline):
    """The memberships of a user; each row has its own version."""

    model = Membership
    form = VersionedForm
    fields = ["role", "group", "city", "row_version"]
    extra = 0
    verbose_name = "角色"
    verbose_name_plural = "角色（幕僚單位、議題小組聯絡人、長官）"


@admin.register(Membership)
class MembershipAdmin(PlatformRowMenus, PlatformAdmin):
    """Memberships. Every change syncs the user's permission groups (groups/roles.py)."""

    fields = ["user", "role", "group", "city"]
    autocomplete_fields = ["user"]
    list_display = ["person", "user", "role", "group", "city"]
    list_display_links = ["person"]
    list_filter = ["role", "group", "city"]
    list_select_related = ["user", "group", "city"]
    search_fields = ["user__username", "user__last_name", "user__first_name"]

    @admin.display(description="姓名", ordering="user__last_name")
    def person(self, obj: Membership) -> str:
        return person_name(obj.user)

    def save_model(self, request: HttpRequest, obj: Membership, form: VersionedForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        sync_user_groups(obj.user)
        if change and form.initial.get("user") not in (None, obj.user_id):
            sync_user_groups(User.objects.get(pk=form.initial["user"]))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        super().delete_model(request, obj)
        sync_user_groups(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        users = list(User.objects.filter(membership__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for user in users:
            sync_user_groups(user)


class AccountForm(SeenForm, UserChangeForm):
    """An account, whose table is Django's and has no version."""

    class Meta(UserChangeForm.Meta):
        # Only shown; as fields they would read one calendar.
        fields = None
        exclude = ["last_login", "date_joined"]


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The accounts. The secretariat makes them and gives roles; what a role may do is no field of this form.

    A password that is set here is one that somebody else knows: its owner changes it at the next sign-in.
    """

    inlines = [MembershipInline]
    actions = ["unlock", "reset_second_factor", "unlink_single_sign_on"]
    list_display = ["username", "person", "email", "roles", "is_active", "last_login"]
    list_filter = ["membership__role", "membership__group", "is_active"]
    search_fields = ["username", "last_name", "first_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("姓名與信箱", {"fields": ["last_name", "first_name", "email"]}),
        ("帳號狀態", {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]}),
    ]
    readonly_fields = ["is_staff", "last_login", "date_joined"]
    filter_horizontal = []
    form = AccountForm
    add_form = AdminUserCreationForm

    class Media:
        css = {"all": ["admin-platform.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("membership_set__group")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        extra = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *extra]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        """Without the password where it may not be changed: it links to a form that would refuse."""
        shown = super().get_fieldsets(request, obj)
        if obj is None:
            return shown
        if self.has_change_permission(request, obj):
            return [*shown, (None, {"fields": ["row_seen"], "classes": ["row-version"]})]
        return [(title, {"fields": [name for name in part["fields"] if name != "password"]}) for title, part in shown]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers may change a superuser: who can set the password can sign in as one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list:
        return super().get_inlines(request, obj) if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            passwords.note(obj, by_other=True)
        if "is_active" in form.changed_data and not obj.is_active:
            security.end_sessions(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        sync_user_groups(form.instance)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Another's password. One's own is changed on the page for it."""
        if id == str(request.user.pk):
            return redirect("account_change_password")
        user = self.get_object(request, unquote(id))
        before = user and user.password
        response = super().user_change_password(request, id, form_url)
        user.refresh_from_db(fields=["password"])
        if user.password != before:
            passwords.note(user, by_other=True)
        return response

    @admin.action(description="解除登入鎖定（密碼或驗證碼連續錯誤者）", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._for_each(request, queryset, "已解除登入鎖定", "沒有被鎖定", security.unlock)

    @admin.action(description="重設兩步驟驗證（手機遺失或更換者）", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        def step(user: User, actor: Any) -> bool:
            return security.reset_second_factor(user, actor, request.session.session_key)

        self._for_each(request, queryset, "已重設兩步驟驗證並登出各處", "沒有啟用兩步驟驗證", step)

    @admin.action(description="解除單一登入的連結（改由本人重新連結）", permissions=["change"])
    def unlink_single_sign_on(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        def step(user: User, actor: Any) -> bool:
            return security.unlink_single_sign_on(user, actor, request.session.session_key)

        self._for_each(request, queryset, "已解除單一登入的連結並登出各處", "沒有單一登入的連結", step)

    def _for_each(self, request: HttpRequest, users: QuerySet[User], done: str, nothing: str, step: Callable) -> None:
        """Take a step for each chosen account that the person may change, and say what became of each."""
        for user in users:
            if not self.has_change_permission(request, user):
                messages.error(request, f"{person_name(user)}（{user}）是系統管理者，只有系統管理者可以處理。")
            elif step(user, actor_of(request.user)):
                messages.success(request, f"{person_name(user)}（{user}）：{done}。")
            else:
                messages.info(request, f"{person_name(user)}（{user}）：{nothing}，沒有變更。")

    @admin.display(description="姓名", ordering="last_name")
    def person(self, obj: User) -> str:
        return person_name(obj)

    @admin.display(description="角色")
    def roles(self, obj: User) -> str:
        return "、".join(
            f"{row.get_role_display()}（{row.group}）" if row.group else row.get_role_display()
            for row in obj.membership_set.all()
        )
