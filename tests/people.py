"""People for tests, one of each role, and clients signed in as them."""

from django.contrib.auth.models import Permission, User
from django.test import Client

from groups.models import IssueGroup, Role
from groups.roles import assign_role, sync_role_permissions, sync_user_groups

PASSWORD = "a long enough password"
ROLES = ["stranger", "nobody", "official", "liaison", "secretariat", "superuser"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def person(role, username=None, group="交通組", last_name="王"):
    """A user of that role; "nobody" has an account and no role, "superuser" administers the system."""
    # The loaded record has them; what a test with real commits begins with has not.
    if not Permission.objects.filter(group__isnull=False).exists():
        sync_role_permissions()
    user = User.objects.create_user(username or role, password=PASSWORD, last_name=last_name, first_name="小明")
    if role == "superuser":
        user.is_superuser = True
        user.save()
        sync_user_groups(user)
    elif role == Role.LIAISON:
        assign_role(user, Role.LIAISON, IssueGroup.objects.get(name=group))
    elif role != "nobody":
        assign_role(user, Role(role))
    return User.objects.get(pk=user.pk)


def signed_in(role, username=None, **about):
    """A client with a session of that role, or of nobody for a stranger."""
    client = Client()
    if role != "stranger":
        client.force_login(person(role, username, **about), backend=BACKEND)
    return client


def form_data(response):
    """What a browser would send back of an admin page: every field of its form and inlines as filled."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            data[bound.html_name] = "on" if value is True else value
    return data
