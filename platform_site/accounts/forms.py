"""allauth's forms where the rules ask for more: codes that count towards the lock, a password's shortest life."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import ResetPasswordKeyForm as BaseResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as BaseSetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from allauth.mfa.utils import decrypt
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.accounts import passwords
from groups.accounts.lockout import begin_guess, end_guess
from platform_site.accounts.second_factor import spend_code
from platform_site.shared.roc import roc_datetime

LOCKED = "連續輸入錯誤，帳號已暫時鎖定。"
NOT_THIS_CODE = "驗證碼不正確，請輸入驗證器目前顯示的六位數字。一再不符時，請將手機的時間設為自動校正。"
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


def code_field(label: str, **attrs: bool) -> forms.CharField:
    """The field of a code; spaces between its digits do no harm."""
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=CODE | attrs))


class CountedCode:
    """A code that is checked as a password is: not while the account is locked, a wrong one counted, each good once."""

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.get_username()}
        if not begin_guess(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(LOCKED, code="locked")
        try:
            code = super().clean_code()
            self._spend(code)
        except ValidationError as error:
            if error.code == "incorrect_code":
                user_login_failed.send(sender=type(self), credentials=credentials, request=request)
            raise
        finally:
            end_guess(request)
        return code

    def _spend(self, code: str) -> None:
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        if not spend_code(self.authenticator, decrypt(self.authenticator.data["secret"]), code):
            raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(CountedCode, BaseAuthenticateForm):
    code = code_field("驗證碼或備用碼", autofocus=True)


class ReauthenticateForm(CountedCode, BaseReauthenticateForm):
    code = code_field("驗證碼或備用碼", autofocus=True)


class ActivateTOTPForm(BaseActivateTOTPForm):
    code = code_field("驗證器顯示的六位數字")

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise
            # The common sentence speaks of recovery codes, which there are none of yet.
            raise ValidationError(NOT_THIS_CODE, code=error.code) from error


class TypedTwice:
    """The second field for a new password, in full-width signs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password2"].label = "新密碼（再次輸入）"


class SetPasswordForm(TypedTwice, BaseSetPasswordForm):
    pass


class ResetPasswordKeyForm(TypedTwice, BaseResetPasswordKeyForm):
    pass


class ChangePasswordForm(TypedTwice, BaseChangePasswordForm):
    """A password is kept for its shortest life, so that nobody goes through several to come back to the first."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        free_from = passwords.may_change_from(self.user)
        if free_from is not None and timezone.now() < free_from:
            raise ValidationError(
                f"密碼剛變更不久，{roc_datetime(free_from)}以後才能再變更。密碼外洩或忘記時，請於登出後由登入頁「忘記密碼」重設。",
                code="password_too_young",
            )
        return cleaned
