"""What the tests of the meetings share."""

import pytest


@pytest.fixture
def reader(client, django_user_model):
    """A client signed in as somebody without any role, who sees what everybody with an account may see."""
    user = django_user_model.objects.create_user("reader")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
