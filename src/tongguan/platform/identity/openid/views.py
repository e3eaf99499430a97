"""To the provider and back."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from tongguan.platform.identity.openid.provider import Adapter
from tongguan.platform.permissions.interface import PUBLIC, page


class _Callback(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce") or ""  # type: ignore[attr-defined]
        return state, response


@page(PUBLIC)
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask for the way there (GET) or go (POST)."""
    return _through(OAuth2LoginView, request, provider_id)


@page(PUBLIC)
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back with a code."""
    return _through(_Callback, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """The library's view; a provider that does not answer, or not as one, is told on a page."""
    try:
        adapter = Adapter(request, provider_id)
        return view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, RequestException) as error:
        return render_authentication_error(request, adapter.get_provider(), exception=error)
