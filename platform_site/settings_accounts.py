"""The part of the settings about accounts: sign-in, passwords, the lock, second factors. settings.py takes it in whole.

Which variables of the environment it reads is written there. Importing this file reads, and changes nothing.
"""

from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

AUTHENTICATION_BACKENDS = [
    # First: it refuses a locked-out login before any password is compared.
    "groups.accounts.lockout.CountedGuesses",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_OURS = "groups.accounts.validators."
# Read by NotCommon.
COMMON_PASSWORDS = env.str("COMMON_PASSWORDS", default="")
if COMMON_PASSWORDS and not Path(COMMON_PASSWORDS).is_file():
    raise ImproperlyConfigured(f"COMMON_PASSWORDS names a file that is not there: {COMMON_PASSWORDS}")
# tw: 資通系統防護基準 (中), 身分驗證管理: complexity, a shortest and a longest life, none of the last three again.
# asvs: OWASP ASVS 5, 6.2: long (15 is its advice, 8 its least), no rule of composition, no expiry, no common password.
# Neither limits the length from above.
PASSWORD_PROFILES = {
    "tw": {
        "validators": [
            {"NAME": f"{_OURS}LongEnough", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{_OURS}ThreeClasses"},
            {"NAME": f"{_OURS}NotPersonal"},
            {"NAME": f"{_OURS}NotCommon"},
            {"NAME": f"{_OURS}NoContextWords"},
            {"NAME": f"{_OURS}NotUsedBefore"},
        ],
        "min_age_days": 1,
        "max_age_days": env.int("PASSWORD_MAX_AGE_DAYS", default=90),
        "history": 3,
    },
    "asvs": {
        "validators": [
            {"NAME": f"{_OURS}LongEnough", "OPTIONS": {"min_length": 15}},
            {"NAME": f"{_OURS}NotPersonal"},
            {"NAME": f"{_OURS}NotCommon"},
            {"NAME": f"{_OURS}NoContextWords"},
        ],
        "min_age_days": 0,
        "max_age_days": env.int("PASSWORD_MAX_AGE_DAYS", default=0),
        "history": 0,
    },
}
PASSWORD_PROFILE = env.str("PASSWORD_PROFILE", default="tw")
if PASSWORD_PROFILE not in PASSWORD_PROFILES:
    raise ImproperlyConfigured(f"PASSWORD_PROFILE is either tw or asvs, not {PASSWORD_PROFILE!r}.")
AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILES[PASSWORD_PROFILE]["validators"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "platform_site.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
# The secretariat makes the accounts; with no verification step there is no page that waits for one.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# How long a session lasts is in platform_site/shared/pages/sessions.py; no box to tick asks about it.
ACCOUNT_SESSION_REMEMBER = True
# Whoever types a stranger's address into the reset page does not make us write to that stranger.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "【合作交流平臺】"
ACCOUNT_FORMS = {
    "change_password": "platform_site.accounts.forms.ChangePasswordForm",
    "set_password": "platform_site.accounts.forms.SetPasswordForm",
    "reset_password_from_key": "platform_site.accounts.forms.ResetPasswordKeyForm",
}
# axes counts failed logins, in the database and for all processes; two counters would lock at two different numbers.
# Nothing is limited by address: a whole city hall may come from one, and one guesser would shut everybody out.
ACCOUNT_RATE_LIMITS = {
    "login": False,
    "login_failed": False,
    "reset_password": "5/m/key",
    "reset_password_from_key": False,
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "groups.accounts.lockout.name_tried"
AXES_CLIENT_IP_CALLABLE = "platform_site.shared.addresses.client_address"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "oldpassword", "code", "csrfmiddlewaretoken"]
AXES_RESET_ON_SUCCESS = True
# A person who keeps trying is let in 15 minutes after the lock, not 15 minutes after the last try.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_VERBOSE = False
# Counts by name, and notes sign-ins, sign-outs and failures in the audit trail.
AXES_HANDLER = "groups.audit.signing_in.AuditedHandler"
# A lock opens by itself, or by an action on the account; the log of attempts is no reading for the secretariat.
AXES_ENABLE_ADMIN = False
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

MFA_REQUIRED_ROLES = set(env.list("MFA_REQUIRED_ROLES", default=[]))
if env.bool("MFA_REQUIRED_FOR_SECRETARIES", default=False):
    MFA_REQUIRED_ROLES.add("secretariat")
if MFA_REQUIRED_ROLES - {"secretariat", "liaison", "official"}:
    raise ImproperlyConfigured("MFA_REQUIRED_ROLES lists roles out of secretariat, liaison and official.")
MFA_ENCRYPTION_KEY = env.str("MFA_ENCRYPTION_KEY", default="")
MFA_ADAPTER = "platform_site.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "合作交流平臺"
# A phone's clock may be half a minute off; each code is good once all the same (platform_site/accounts/forms.py).
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The secretariat answers for the addresses; allauth's table of verified ones stays empty.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "platform_site.accounts.forms.AuthenticateForm",
    "reauthenticate": "platform_site.accounts.forms.ReauthenticateForm",
    "activate_totp": "platform_site.accounts.forms.ActivateTOTPForm",
}
