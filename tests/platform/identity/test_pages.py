"""The administrators' and delegation pages, worked as a person works them."""

from __future__ import annotations

import pytest

from tests.platform.identity.people import LONG_AGO, organisation, person, signed_in
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.identity.interface import actor_of, delegable
from tongguan.platform.identity.models import Delegation, Organisation, User
from tongguan.platform.permissions.interface import granted_to

pytestmark = pytest.mark.django_db


def test_create_appoint_end() -> None:
    admin = signed_in(person("admin", "administrator"))
    page = admin.post("/people/new/", {"username": "neu", "display_name": "新人", "language": "zh-hans"})
    assert 'id="secret"' in page.content.decode()
    user = User.objects.get(username="neu")
    office = organisation("P1", "customs")
    sent = {"user": user.pk, "organisation": office.pk, "role_code": "inspector", "valid_from": "2024-01-01"}
    assert admin.post("/positions/new/", sent).status_code == 302
    assert actor_of(user).roles == {"inspector"}
    assert admin.get(f"/people/{user.pk}/").status_code == 200
    admin.post(f"/positions/{user.positions.get().pk}/end/")
    assert actor_of(user).roles == frozenset()
    told = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"identity.person.created", "identity.position.appointed", "identity.position.revoked"} <= told


def test_a_refusal_stands_at_its_field() -> None:
    admin = signed_in(person("admin", "administrator"))
    sent = {
        "user": person("x").pk,
        "organisation": organisation("E1", "enterprise").pk,
        "role_code": "inspector",
        "valid_from": "2024-01-01",
    }
    answer = admin.post("/positions/new/", sent)
    assert answer.status_code == 422
    assert "该岗位与机构类型不符" in answer.content.decode()


def test_acts_on_a_person() -> None:
    admin = signed_in(person("admin", "administrator"))
    user = person("acted", "assessor")
    browser = signed_in(user)
    assert 'id="secret"' in admin.post(f"/people/{user.pk}/reset-password/").content.decode()
    assert browser.get("/account/").status_code == 302
    admin.post(f"/people/{user.pk}/close/")
    assert not User.objects.get(pk=user.pk).is_active
    admin.post(f"/people/{user.pk}/reopen/")
    assert User.objects.get(pk=user.pk).is_active
    assert admin.get(f"/people/{user.pk}/close/").status_code == 405
    me = User.objects.get(username="admin")
    assert admin.post(f"/people/{me.pk}/close/").status_code == 422


def test_organisations_make_a_tree_without_circles() -> None:
    admin = signed_in(person("admin", "administrator"))
    fields = {"code": "TOP", "name_zh": "总", "name_en": "Top", "kind": "customs", "credit_level": "general"}
    assert admin.post("/organisations/new/", fields).status_code == 302
    top = Organisation.objects.get(code="TOP")
    low = organisation("LOW", "customs", top)
    answer = admin.post(f"/organisations/{top.pk}/", {**fields, "parent": low.pk})
    assert answer.status_code == 422
    assert admin.get("/organisations/").content.decode().count("LOW") >= 2


def test_a_trader_gives_and_revokes_for_the_own_organisation_only() -> None:
    own, agent, other = (organisation(code, "enterprise") for code in ("OWN", "AGT", "OTH"))
    trader = signed_in(person("trader", "declarant", own))
    code = sorted(delegable() & granted_to("declarant"))[0]
    sent = {"principal": own.pk, "agent": "AGT", "permission_codes": [code], "valid_from": "2024-01-01"}
    assert trader.post("/delegations/new/", sent).status_code == 302
    given = Delegation.objects.get()
    assert given.agent == agent
    assert trader.get(f"/delegations/{given.pk}/").status_code == 200
    assert trader.post("/delegations/new/", {**sent, "principal": other.pk}).status_code == 422
    foreign = Delegation.objects.create(principal=other, agent=agent, permissions=[code], valid_from=LONG_AGO)
    assert trader.get(f"/delegations/{foreign.pk}/").status_code == 404
    assert trader.post(f"/delegations/{foreign.pk}/revoke/").status_code == 404
    assert (
        signed_in(person("held", "declarant", agent)).post(f"/delegations/{given.pk}/revoke/").status_code
        == 403
    )
    trader.post(f"/delegations/{given.pk}/revoke/")
    given.refresh_from_db()
    assert given.revoked_at is not None


def test_the_matrix_shows_what_the_manifests_grant() -> None:
    text = signed_in(person("admin", "administrator")).get("/permissions/").content.decode()
    assert "identity.administer" in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("url", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_entrance_pages_are_of_the_house(client, url: str, language: str) -> None:
    client.cookies["django_language"] = language
    text = client.get(url).content.decode()
    assert "ui/tokens.css" in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    "url",
    ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/password/change/", "/accounts/logout/"],
)
def test_account_pages_are_of_the_house(url: str) -> None:
    user = person("someone", "assessor")
    client = signed_in(user)
    session = client.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()
    answer = client.get(url)
    assert answer.status_code == 200
    assert "ui/tokens.css" in answer.content.decode()
