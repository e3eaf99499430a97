"""Signing in and out, everywhere at once, lockout, second factor, step-up, language; real pages, real sessions."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.platform.identity.people import person, prove, signed_in
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.identity.interface import actor_of, create_person, issue_token, set_active
from tongguan.platform.identity.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-word"


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": name, "password": password})


def test_sign_in_rotates_the_session_and_is_recorded() -> None:
    person("anna", "administrator")
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    assert sign_in(client, "anna").status_code == 302
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200
    assert AuditEntry.objects.filter(action="identity.signed_in").count() == 1


def test_signed_out_everywhere_at_the_next_request() -> None:
    user = person("bert", "administrator")
    here, there = signed_in(user), signed_in(user)
    assert there.get("/account/").status_code == 200
    here.post("/account/sign-out-everywhere/")
    for client in (here, there):
        assert client.get("/account/").status_code == 302


def test_a_closed_account_is_out_at_once_and_its_tokens_with_it() -> None:
    user = person("carl", "administrator")
    client, actor = signed_in(user), actor_of(user)
    secret = issue_token(actor=actor, user=user, name="t", valid_days=1)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/account/").status_code == 200
    set_active(actor=actor_of(person("dora", "administrator")), user=user, active=False)
    assert client.get("/account/").status_code == 302
    assert program.get("/account/").status_code == 302
    assert sign_in(Client(), "carl")["Location"] == "/accounts/inactive/"


def test_lockout_says_so_in_both_languages_and_holds_even_for_the_right_password() -> None:
    person("emma", "assessor")
    client = Client()
    for _attempt in range(6):
        response = sign_in(client, "emma", "wrong")
    assert response.status_code == 429
    text = sign_in(client, "emma").content.decode()
    assert "Too many wrong passwords" in text
    assert "密码错误次数过多" in text
    assert AuditEntry.objects.filter(action="identity.locked_out").exists()


def test_an_initial_password_must_be_changed_before_anything_else() -> None:
    user, password = create_person(actor=actor_of(person("fred", "administrator")), username="gina")
    client = Client()
    sign_in(client, "gina", password)
    assert client.get("/account/")["Location"] == "/accounts/password/change/"
    new = "quite-another-word-9"
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": password, "password1": new, "password2": new}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert client.get("/account/").status_code == 200
    assert not User.objects.get(pk=user.pk).password_change_due


def test_a_role_that_needs_a_second_factor_is_held_until_it_has_one(settings) -> None:
    settings.TOTP_REQUIRED_ROLES = ["customs"]
    user = person("hugo", "administrator")
    client = signed_in(user)
    assert client.get("/people/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/api/v1/systems").status_code == 403
    assert "second_factor_due" in client.get("/api/v1/systems").content.decode()
    assert signed_in(person("ines", "declarant")).get("/account/").status_code == 200


def test_a_code_is_asked_for_and_opens(settings) -> None:
    settings.TOTP_REQUIRED_ROLES = ["administrator"]
    user = person("jack", "administrator")
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    client = Client()
    assert sign_in(client, "jack")["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/people/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/people/").status_code == 200
    assert Authenticator.objects.get(user=user).last_used_at is not None


def test_guarded_pages_want_a_fresh_proof() -> None:
    user = person("kate", "administrator")
    stale = signed_in(user, fresh=False)
    assert stale.get("/people/").status_code == 200
    for url in ("/people/new/", "/positions/new/", "/delegations/new/", "/account/tokens/new/"):
        answer = stale.get(url)
        assert answer["Location"].startswith("/accounts/reauthenticate/"), url
    answer = stale.post("/accounts/reauthenticate/?next=/people/new/", {"password": PASSWORD})
    assert answer["Location"] == "/people/new/"
    assert stale.get("/people/new/").status_code == 200


def test_a_late_form_is_not_carried_out() -> None:
    user = person("lara", "administrator")
    client = signed_in(user)
    prove(client, user, 3_600)
    answer = client.post(
        "/people/new/",
        {"username": "late", "language": "en"},
        headers={"Referer": "http://testserver/people/new/"},
    )
    assert "next=%2Fpeople%2Fnew%2F" in answer["Location"]
    assert not User.objects.filter(username="late").exists()


def test_language_follows_the_person_and_a_switch_stays_theirs() -> None:
    user = person("mona", "administrator")
    client = signed_in(user)
    assert 'lang="zh-hans"' in client.get("/account/").content.decode()
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get("/account/").content.decode()
    user.refresh_from_db()
    assert user.language == "en"
    other = Client()
    other.cookies["django_language"] = "zh-hans"
    assert sign_in(other, "mona").cookies["django_language"].value == "en"


def test_a_token_is_shown_once_and_revoked_at_once() -> None:
    client = signed_in(person("nina", "administrator"))
    page = client.post("/account/tokens/new/", {"name": "port", "valid_days": 5}).content.decode()
    secret = page.split('id="secret">')[1].split("<")[0]
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/account/").status_code == 200
    assert secret not in client.get("/account/").content.decode()
    token = User.objects.get(username="nina").api_tokens.get()
    client.post(f"/account/tokens/{token.pk}/revoke/")
    assert program.get("/account/").status_code == 302
