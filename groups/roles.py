"""Roles by Django's own groups and permissions: what each role may do, and the one way a person gets a role.

A `Membership` says who somebody is (a liaison of 交通組); the permission group of the same name carries what that
role may do. Both are written here together, so the admin calls this module after every change of a membership.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Q, QuerySet

from groups.models import City, IssueGroup, Membership, Role

# The secretariat makes the accounts; whether somebody is a superuser is no field of its form (see groups/admin.py).
SECRETARIAT_AUTH = ("add_user", "change_user", "view_user")
# Ledger rows are inserted and taken back through cases/ledger/, never changed: that permission goes to nobody.
NOT_FOR_SECRETARIAT = ("change_statuschange", "delete_meetinglevel", "delete_platform", "delete_city")


def project_apps() -> list[str]:
    """The labels of the project's own apps, by where they lie: a new one needs no entry here."""
    homes = (settings.BASE_DIR, settings.BASE_DIR / "platform_site")
    return [config.label for config in apps.get_app_configs() if Path(config.path).parent in homes]


@transaction.atomic
def sync_role_permissions() -> None:
    """Make the permission groups and give each exactly its permissions; idempotent.

    Permissions exist only after `migrate`, so the commands that load data call this, and no migration does.
    """
    ours = Q(content_type__app_label__in=project_apps())
    readable = Permission.objects.filter(ours, codename__startswith="view_")
    accounts = Q(content_type__app_label="auth", codename__in=SECRETARIAT_AUTH)
    editable = ours & ~Q(codename__in=NOT_FOR_SECRETARIAT)
    permissions = {
        Role.SECRETARIAT: Permission.objects.filter(editable | accounts),
        Role.LIAISON: readable,
        Role.OFFICIAL: readable,
    }
    for role, allowed in permissions.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(allowed)


@transaction.atomic
def assign_role(user: User, role: Role, group: IssueGroup | None = None, city: City | None = None) -> Membership:
    """Give `user` a role, of one issue group for a liaison, and return the membership; idempotent.

    Raises ValidationError, in Chinese, where a liaison comes without a group or another role with one.
    """
    membership = Membership.objects.filter(user=user, role=role, group=group).first()
    membership = membership or Membership(user=user, role=role, group=group)
    membership.city = city
    membership.full_clean()
    membership.save()
    sync_user_groups(user)
    return membership


def secretariat() -> QuerySet[User]:
    """The active users of the secretariat, by name."""
    members = User.objects.filter(is_active=True, membership__role=Role.SECRETARIAT)
    return members.order_by("last_name", "first_name", "username").distinct()


@transaction.atomic
def sync_user_groups(user: User) -> None:
    """Bring a user's permission groups and admin access in line with the memberships as they stand now.

    Groups that are no role's are left alone. Only the secretariat, and superusers, may enter the admin.
    """
    roles = set(Membership.objects.filter(user=user).values_list("role", flat=True))
    kept = [*user.groups.exclude(name__in=Role.values), *Group.objects.filter(name__in=roles)]
    user.groups.set(kept)
    user.is_staff = user.is_superuser or Role.SECRETARIAT in roles
    user.save(update_fields=["is_staff"])
