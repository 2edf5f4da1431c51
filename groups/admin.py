"""Admin of the reference data, of who belongs where, and of the accounts themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from groups.fields import PlatformRowMenus
from groups.models import City, IssueGroup, Membership, Platform
from groups.names import person_name
from groups.roles import sync_user_groups
from platform_site.shared.admin import PlainChoices, PlatformAdmin
from platform_site.shared.locking.forms import VersionedForm

admin.site.site_header = "合作交流平臺管理"
admin.site.site_title = "合作交流平臺管理"
admin.site.index_title = "資料管理"
# One login page for everybody: the admin's own sends a stranger there, and tells a person without access so.
admin.site.login = secure_admin_login(admin.site.login)
# Local accounts have one email address, on the user; allauth's own table stays empty.
admin.site.unregister(EmailAddress)
admin.site.unregister(User)


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


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The accounts. The secretariat makes them and gives roles; what a role may do is no field of this form."""

    inlines = [MembershipInline]
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
    form = UserChangeForm
    add_form = AdminUserCreationForm

    class Media:
        css = {"all": ["admin-platform.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("membership_set__group")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        extra = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *extra]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers may change a superuser: who can set the password can sign in as one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list:
        return super().get_inlines(request, obj) if obj else []

    def save_related(self, request: HttpRequest, form: Any, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        sync_user_groups(form.instance)

    @admin.display(description="姓名", ordering="last_name")
    def person(self, obj: User) -> str:
        return person_name(obj)

    @admin.display(description="角色")
    def roles(self, obj: User) -> str:
        return "、".join(
            f"{row.get_role_display()}（{row.group}）" if row.group else row.get_role_display()
            for row in obj.membership_set.all()
        )
