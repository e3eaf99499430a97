"""Signing in through an OpenID Connect provider, told the truth and lied to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.platform.identity.provider import CLIENT, SECRET, Provider, key, serve
from tongguan.config.address import provider_address
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.identity.actions import link_provider
from tongguan.platform.identity.models import User
from tongguan.platform.permissions.interface import Actor, NotAllowed, Refused

pytestmark = pytest.mark.django_db
ADMIN = Actor(kind="person", name="admin", user_id=0, permissions=frozenset({"identity.administer"}))
LOGIN = "/accounts/oidc/sso/login/?process=login"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    server = serve(made)
    app = {"provider_id": "sso", "name": "统一登录", "client_id": CLIENT, "secret": SECRET,
           "settings": {"server_url": made.url}}  # fmt: skip
    configured = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": [app]}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": configured}
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def officer() -> User:
    user = User.objects.create(username="officer", email="officer@example.org")
    link_provider(actor=ADMIN, user=user, subject="officer-7")
    return user


def to_provider(client: Client, url: str = LOGIN) -> str:
    """Where the house sends the browser."""
    answer = client.post(url)
    assert answer.status_code == 302, answer.content[:500]
    return str(answer["Location"])


def back(client: Client, address: str) -> Any:
    """The person agrees at the provider and comes back with what it says."""
    answer = httpx.get(address, follow_redirects=False, trust_env=False)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    return client.get(f"{parts.path}?{parts.query}")


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_linked_person_signs_in(provider: Provider, officer: User) -> None:
    client = Client()
    answer = back(client, to_provider(client))
    assert (answer.status_code, answer["Location"]) == (302, "/work/")
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert AuditEntry.objects.filter(action="identity.signed_in", actor_user_id=officer.pk).exists()
    (asked,) = provider.asked
    assert len(asked["code_challenge"]) == 43
    assert asked["nonce"]
    assert asked["state"]
    assert asked["redirect_uri"].endswith("/accounts/oidc/sso/login/callback/")


LIES: dict[str, dict[str, Any]] = {
    "another audience": {"claims": {"aud": "somebody-else"}},
    "several audiences, another party": {"claims": {"aud": [CLIENT, "x"], "azp": "x"}},
    "no audience": {"claims": {"aud": None}},
    "another nonce": {"claims": {"nonce": "replayed"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer in the token": {"claims": {"iss": "https://evil.example.org"}},
    "another issuer in the description": {"issuer": "https://evil.example.org"},
    "expired": {"claims": {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}},
    "no expiry": {"claims": {"exp": None}},
    "made in the future": {"claims": {"iat": int(time.time()) + 3600}},
    "not signed": {"algorithm": "none"},
    "signed by a secret": {"algorithm": "HS256"},
    "signed by another key": {"signing": key()},
    "an unknown key": {"kid": "k9"},
    "user info about somebody else": {"info": {"sub": "somebody-else"}},
    "no subject": {"claims": {"sub": None}},
    "a subject that is no text": {"claims": {"sub": 7}},
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.replace(" ", "-"))
def test_a_lie_signs_nobody_in(provider: Provider, officer: User, lie: str) -> None:
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    client = Client()
    going = client.post(LOGIN)
    answer = going if going.status_code != 302 else back(client, going["Location"])
    assert answer.status_code in (200, 401, 403), answer
    assert not signed_in(client)
    assert User.objects.count() == 1


def test_an_account_that_nobody_linked_makes_no_person(provider: Provider) -> None:
    """Neither by itself nor by an e-mail address that a person here has."""
    User.objects.create(username="boss", email="officer@example.org")
    client = Client()
    answer = back(client, to_provider(client))
    page = client.get(answer["Location"]) if answer.status_code == 302 else answer
    assert not signed_in(client)
    assert User.objects.count() == 1
    assert SocialAccount.objects.count() == 0
    assert "管理员" in page.content.decode()


def test_a_closed_account_stays_closed(provider: Provider, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client = Client()
    back(client, to_provider(client))
    assert not signed_in(client)


def test_a_state_of_another_browser_is_refused(provider: Provider, officer: User) -> None:
    """Nobody is signed in as somebody else by a link that was made elsewhere."""
    attacker, victim = Client(), Client()
    address = to_provider(attacker)
    assert back(victim, address).status_code in (200, 401, 403)
    assert not signed_in(victim)


def test_an_answer_counts_once(provider: Provider, officer: User) -> None:
    client = Client()
    address = to_provider(client)
    location = httpx.get(address, follow_redirects=False, trust_env=False).headers["Location"]
    parts = urlsplit(location)
    client.get(f"{parts.path}?{parts.query}")
    assert signed_in(client)
    client.logout()
    client.get(f"{parts.path}?{parts.query}")
    assert not signed_in(client)


def test_a_code_of_another_sign_in_is_refused(provider: Provider, officer: User) -> None:
    """PKCE binds the code to this browser's verifier."""
    mine, other = Client(), Client()
    address, others = to_provider(mine), to_provider(other)
    stolen = parse_qs(urlsplit(httpx.get(others, trust_env=False).headers["Location"]).query)["code"][0]
    state = parse_qs(urlsplit(address).query)["state"][0]
    mine.get(f"/accounts/oidc/sso/login/callback/?code={stolen}&state={state}")
    assert not signed_in(mine)


def test_a_provider_that_is_down_is_told(provider: Provider, officer: User) -> None:
    provider.down = True
    answer = Client().post(LOGIN)
    assert answer.status_code in (200, 401, 503)


def test_nobody_links_an_account_by_oneself(provider: Provider) -> None:
    user = User.objects.create(username="own")
    client = Client()
    client.force_login(user)
    answer = back(client, to_provider(client, "/accounts/oidc/sso/login/?process=connect"))
    assert answer.status_code == 403
    assert SocialAccount.objects.count() == 0


def test_links_are_an_administrators(officer: User) -> None:
    other = User.objects.create(username="other")
    with pytest.raises(Refused):
        link_provider(actor=ADMIN, user=other, subject="officer-7")
    with pytest.raises(NotAllowed):
        link_provider(actor=Actor(kind="person", name="x", user_id=officer.pk), user=other, subject="b")
    link_provider(actor=ADMIN, user=officer, subject="")
    assert not SocialAccount.objects.exists()
    officer.refresh_from_db()
    assert officer.session_epoch == 1
    assert AuditEntry.objects.filter(action="identity.provider.unlinked").exists()


def test_the_sign_in_page_leads_there_and_the_policy_lets_it(provider: Provider) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert f'<form method="post" action="{LOGIN}"' in page
    assert "统一登录" in page


@pytest.mark.parametrize("given", ["http://sso.example.org", "sso.example.org", "ftp://127.0.0.1"])
def test_a_provider_without_https_stops_the_start(given: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        provider_address(given)
