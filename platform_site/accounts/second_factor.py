"""The second factor: how its secrets are stored, who may give it up, and a counted, single use of each code.

An authenticator app (TOTP) and recovery codes; allauth.mfa does the rest.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from groups.permissions import needs_second_factor

logger = logging.getLogger(__name__)
LAST_STEP = "last_step"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "驗證碼不正確，請輸入驗證器目前顯示的六位數字，或一組未用過的備用碼。",
        "cannot_delete_authenticator": "您的角色必須使用兩步驟驗證，不能停用。手機更換或遺失時，請洽其他幕僚同仁重設。",
        "cannot_generate_recovery_codes": "尚未啟用兩步驟驗證，不能產生備用碼。",
        "unreadable_secret": "系統的金鑰已更換，無法核對驗證碼，請洽幕僚單位重設您的兩步驟驗證。",
    }

    def get_totp_label(self, user) -> str:
        # A QR code holds some two thousand bytes, and a name may be 150 characters of a dozen bytes each.
        return user.get_username()[:60]

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises ValidationError in Chinese where it was encrypted by a key that is gone."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            logger.error("A second factor was encrypted with another MFA_ENCRYPTION_KEY or SECRET_KEY.")
            raise self.validation_error("unreadable_secret") from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not needs_second_factor(authenticator.user)


def _cipher() -> MultiFernet:
    """Encrypts with the first key; reads with any, so that a key can be changed (SECRET_KEY_FALLBACKS)."""
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Iterator[bytes]:
    secrets = [settings.MFA_ENCRYPTION_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for secret in filter(None, secrets):
        derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"second factor").derive(secret.encode())
        yield base64.urlsafe_b64encode(derived)


@transaction.atomic
def spend_code(authenticator: Authenticator, secret: str, code: str) -> bool:
    """Whether a right TOTP code is used for the first time, and that it is used now.

    The package remembers used codes in the cache of one process, for one period: with several processes and a
    tolerance of one period a code that was looked at could be used again.
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    step = step_of(secret, code)
    if step is None or step <= row.data.get(LAST_STEP, 0):
        return False
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def step_of(secret: str, code: str) -> int | None:
    """The period whose code this is, among those that are valid now; None where it is none of them."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None
