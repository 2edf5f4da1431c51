"""Single sign-on by OpenID Connect: the authorization code flow with state, nonce and PKCE, for accounts that exist.

allauth does the exchange. Here is what it leaves out: that the server's description of itself names the address it was
fetched from, that no redirect is followed, a nonce, the signature of the ID token even where TLS vouches for it, by a
listed algorithm, that the user info is of the same subject; and whose account it is.

An identity is matched once, by the verified e-mail address or the user name claim (settings), and from then on by its
subject, which the server never gives to another person as an address may be. Nobody is signed up.
"""

from __future__ import annotations

from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException, Session

PROVIDER = "oidc"
# By key pairs alone: a secret shared with the server would let whoever knows it sign as the server.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
DESCRIPTION = "/.well-known/"
STRANGER = "「{name}」在本平臺沒有帳號，或與帳號登記的資料不符。帳號由幕僚單位建立，請洽主辦市研考單位。"
OTHER_IDENTITY = "這個帳號已連結另一個單一登入身分。人員異動時，請洽幕僚單位解除原有的連結。"
CANCELLED = "單一登入已取消，尚未登入本平臺。"
FAILED = "單一登入沒有完成：登入服務的回覆無法核對，或已逾時。請重新登入；仍無法登入時，請洽幕僚單位。"
AWAY = "目前連不上單一登入服務，請稍後再試，或以本平臺的帳號與密碼登入。"


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """The one server of the settings, and whose account an identity is."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        if not settings.OIDC_SERVER_URL:
            return []
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_SERVER_URL, "oauth_pkce_enabled": True},
        )
        return [app]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> PlatformProvider:
        return PlatformProvider(request, app=self.get_app(request, provider))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_requests_session(self) -> Session:
        """For what is asked of the server: an answer that leads elsewhere is a failure (TooManyRedirects)."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account of an identity that comes for the first time, or refuse it in Chinese."""
        if sociallogin.is_existing:
            return
        user = matched(sociallogin.claims)
        if user is None:
            name = next(filter(None, map(sociallogin.claims.get, ("name", "preferred_username", "email", "sub"))))
            raise ImmediateHttpResponse(refused(request, STRANGER.format(name=str(name)[:100])))
        if SocialAccount.objects.filter(user=user, provider=PROVIDER).exists():
            raise ImmediateHttpResponse(refused(request, OTHER_IDENTITY))
        sociallogin.user = sociallogin.account.user = user
        if user.is_active:
            sociallogin.account.save()

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict | None = None,
    ) -> None:
        sentence = CANCELLED if error == AuthError.CANCELLED else FAILED
        raise ImmediateHttpResponse(refused(request, AWAY if isinstance(exception, RequestException) else sentence))


def matched(claims: dict[str, Any]) -> User | None:
    """The one account that the claims are of; None where there is none, or more than one has that address.

    Capitals are no difference, and nothing else is none: PostgreSQL's own comparison takes an ı for an I.
    """
    if settings.OIDC_USERNAME_CLAIM:
        field, value = "username", claims.get(settings.OIDC_USERNAME_CLAIM)
    else:
        field, value = "email", claims.get("email") if claims.get("email_verified") is True else None
    if not isinstance(value, str) or not value:
        return None
    found = User.objects.filter(**{f"{field}__iexact": value})
    users = [user for user in found if getattr(user, field).casefold() == value.casefold()]
    return users[0] if len(users) == 1 else None


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the server, every check done. `nonce` is the one that this sign-in was begun with."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The server's description of itself. Raises OAuth2Error where it is of another server."""
        config = super().openid_config
        if str(config.get("issuer")).rstrip("/") != settings.OIDC_SERVER_URL.partition(DESCRIPTION)[0].rstrip("/"):
            raise OAuth2Error("the description names another issuer than OIDC_SERVER_URL")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("account_oidc_callback"))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who signed in. Raises OAuth2Error where anything the server said does not hold."""
        claims = self._checked_claims(app, kwargs["response"].get("id_token") or "")
        if "userinfo_endpoint" in self.openid_config:
            info = self._fetch_user_info(token.token)
            if info.get("sub") != claims["sub"]:
                raise OAuth2Error("the user info is of somebody else")
            claims = info | claims
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def _checked_claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
                raise OAuth2Error("the ID token is signed by an algorithm that is not listed")
            claims = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
            is_of_this_sign_in = constant_time_compare(claims.get("nonce", ""), self.nonce)
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("the ID token or the server's own description is not as it must be") from error
        if not self.nonce or not is_of_this_sign_in or not claims.get("sub"):
            raise OAuth2Error("the ID token is of another sign-in")
        return claims


class PlatformProvider(OpenIDConnectProvider):
    oauth2_adapter_class = CheckedAdapter

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: who the person is stands in the account."""
        return {}


class CallbackView(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: PlatformProvider) -> tuple[dict | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


@never_cache
@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the server, with what its answer has to fit. `?next=` is where to go afterwards.

    By GET: a form would not get there, since the Content-Security-Policy lets forms go to this site alone.
    """
    provider = _provider(request)
    nonce = get_random_string(32)
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    try:
        return provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=asked if is_ours else None,
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except OAuth2Error:
        return refused(request, FAILED)
    except (RequestException, KeyError, ValueError):
        return refused(request, AWAY)


@never_cache
@login_not_required
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """What the server answers with: the person is in, or reads why not."""
    _provider(request)
    try:
        return CallbackView.adapter_view(CheckedAdapter(request, PROVIDER))(request)
    except (RequestException, KeyError, ValueError):
        return refused(request, AWAY)


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The page that says why somebody is not signed in."""
    return render(request, "account/oidc_refused.html", {"sentence": sentence}, status=403)


def _provider(request: HttpRequest) -> PlatformProvider:
    if not settings.OIDC_SERVER_URL:
        raise Http404("本平臺未啟用單一登入。")
    return get_adapter().get_provider(request, PROVIDER)
