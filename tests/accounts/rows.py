"""Signing in for tests: through the page, with a second factor, and the codes that an authenticator app would show."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "Xq7 全新的密碼 四五六"


def sign_in(name, password=PASSWORD, client=None, **extra):
    """What the sign-in page answers, and the client."""
    client = client or Client()
    return client.post(reverse("account_login"), {"login": name, "password": password}, **extra), client


def in_by_page(name, password=PASSWORD):
    """A client who signed in through the page."""
    response, client = sign_in(name, password)
    assert response.status_code == 302, response.content.decode()
    return client


def with_second_factor(user):
    """The same user, with an authenticator app of SECRET and recovery codes."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def recovery_codes(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def code(secret=SECRET, steps=0):
    """What the app shows now, or so many periods of half a minute later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def wrong_code(secret=SECRET):
    """Six digits that are no code of now, just before or just after."""
    right = {code(secret, steps) for steps in range(-2, 3)}
    return next(text for text in ("000000", "111111", "222222", "333333", "444444", "555555") if text not in right)
