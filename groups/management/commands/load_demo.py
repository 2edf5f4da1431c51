"""load_demo: one account of each role for trying the platform out, with passwords that are printed; idempotent."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from groups.models import City, IssueGroup, Role
from groups.roles import assign_role, sync_role_permissions, sync_user_groups


class DemoAccount(NamedTuple):
    """An account of the demonstration; `role` is None for the one who administers the system itself."""

    username: str
    password: str
    surname: str
    given_name: str
    role: Role | None
    group: str = ""
    city: str = ""

    @property
    def role_name(self) -> str:
        """The role in words."""
        if self.role is None:
            return "系統管理者"
        return f"{self.role.label}（{self.group or self.city}）"


ACCOUNTS = [
    DemoAccount("secretary", "demo-secretary-114", "示範", "秘書", Role.SECRETARIAT, city="臺北市"),
    DemoAccount("liaison", "demo-liaison-114", "示範", "聯絡人", Role.LIAISON, group="交通組"),
    DemoAccount("official", "demo-official-114", "示範", "長官", Role.OFFICIAL, city="新北市"),
    DemoAccount("admin", "demo-admin-114", "示範", "系統管理者", None),
]


class Command(BaseCommand):
    help = "建立四個示範帳號並列出密碼；正式環境中拒絕執行，可重複執行。"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("示範帳號的密碼是公開的，不可建立在正式環境。")
        with transaction.atomic():
            sync_role_permissions()
            for account in ACCOUNTS:
                self._load(account)
        self.stdout.write("示範帳號（登入頁請輸入帳號與密碼）：")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<10} {account.password:<20} {account.role_name}")

    def _load(self, account: DemoAccount) -> None:
        user, _ = User.objects.get_or_create(username=account.username)
        user.last_name, user.first_name = account.surname, account.given_name
        # Reserved for examples (RFC 2606): reminders have somewhere to go and reach nobody.
        user.email = f"{account.username}@example.org"
        user.is_active = True
        user.is_superuser = account.role is None
        if not user.check_password(account.password):
            user.set_password(account.password)
        user.save()
        if account.role is None:
            sync_user_groups(user)
            return
        group = IssueGroup.objects.get(name=account.group) if account.group else None
        city = City.objects.get(name=account.city) if account.city else None
        assign_role(user, account.role, group, city)
