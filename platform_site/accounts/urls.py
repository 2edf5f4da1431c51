"""URL routes for accounts: sign-in, sign-out, passwords, the second factor. allauth's other pages are not routed.

The sign-up page only says that the secretariat makes the accounts (see `platform_site/accounts/adapter.py`).
"""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import path, re_path

from platform_site.accounts import oidc
from platform_site.accounts import views as own

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("session/", own.extend_session, name="account_session"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("password/change/", views.password_change, name="account_change_password"),
    # Where changing leads an account that was made without a password.
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("reauthenticate/", own.Reauthenticate.as_view(), name="account_reauthenticate"),
    # allauth leads from one to the other by these names.
    path("mfa/", mfa.index, name="mfa_index"),
    path("mfa/code/", mfa.authenticate, name="mfa_authenticate"),
    path("mfa/reauthenticate/", own.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("mfa/activate/", own.ActivateSecondFactor.as_view(), name="mfa_activate_totp"),
    path("mfa/deactivate/", own.DeactivateSecondFactor.as_view(), name="mfa_deactivate_totp"),
    path("mfa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("mfa/recovery-codes/new/", own.GenerateRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("oidc/login/", oidc.start, name="account_oidc"),
    path("oidc/callback/", oidc.callback, name="account_oidc_callback"),
]
