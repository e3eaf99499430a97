"""The provider class that the settings name in place of the library's."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from tongguan.platform.identity.openid.tokens import claims_of


class Adapter(OpenIDConnectOAuth2Adapter):
    """Talks to the provider; `nonce` is that of the sign-in under way."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description; one that names another issuer is not believed (Discovery 1.0, 4.3)."""
        found = super().openid_config
        wanted = self.get_provider().server_url.partition("/.well-known/")[0].rstrip("/")
        if not isinstance(found, dict) or str(found.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error("the provider's description names another issuer")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **given: Any) -> Any:
        """The person, from a checked ID token and the user info about the same subject."""
        try:
            config = self.openid_config
            with get_adapter().get_requests_session() as session:
                answer = session.get(config["jwks_uri"])
                answer.raise_for_status()
                keys = answer.json()
            claims = claims_of(
                given["response"]["id_token"],
                keys,
                issuer=config["issuer"],
                client_id=app.client_id,
                nonce=self.nonce,
            )
            info = self._fetch_user_info(token.token)
            if info["sub"] != claims["sub"]:
                raise OAuth2Error("the user info is about somebody else")
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error(f"the provider's answer cannot be read: {error}") from error
        return self.get_provider().sociallogin_from_response(request, {"userinfo": info, "id_token": claims})


class Provider(OpenIDConnectProvider):
    """Binds each sign-in to its ID token by a nonce, kept in the session with the state."""

    oauth2_adapter_class = Adapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **given: Any
    ) -> HttpResponse:
        """To the provider."""
        nonce = secrets.token_urlsafe(24)
        wanted = {**self.get_auth_params(), "nonce": nonce}
        given = {key: value for key, value in given.items() if key not in ("auth_params", "scope")}
        return super().redirect(request, process, next_url, data, auth_params=wanted, nonce=nonce, **given)


provider_classes = [Provider]
