"""allauth's steps where the rules ask for more of the session, and the one that lets a session last on."""

from __future__ import annotations

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from groups.accounts.security import end_sessions
from platform_site.shared.pages.sessions import renew, seconds_at_most


@require_POST
def extend_session(request: HttpRequest) -> JsonResponse:
    """Note that whoever is signed in is there; answers with the seconds until the session ends, and at most.

    The warning before a session's end asks for it (static/session.js).
    """
    return JsonResponse({"seconds": renew(request), "at_most": seconds_at_most(request)})


class NewSessionKey:
    """Who typed the password or a code again goes on under another session key: one that was seen before is void."""

    def form_valid(self, form: Form) -> HttpResponse:
        self.request.session.cycle_key()
        return super().form_valid(form)


class EndsOtherSessions:
    """A changed second factor signs the person out everywhere else, as a changed password does."""

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        end_sessions(self.request.user, spared=self.request.session.session_key)
        return response


class Reauthenticate(NewSessionKey, ReauthenticateView):
    """By the password."""


class ReauthenticateByCode(NewSessionKey, ReauthenticateByCodeView):
    """By a code."""


class ActivateSecondFactor(EndsOtherSessions, ActivateTOTPView):
    pass


class DeactivateSecondFactor(EndsOtherSessions, DeactivateTOTPView):
    pass


class GenerateRecoveryCodes(EndsOtherSessions, GenerateRecoveryCodesView):
    pass
