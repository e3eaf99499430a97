"""The register equals what runs, has the six big systems, and answers what depends on what."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from tests.platform.identity.people import person, signed_in
from tongguan.platform.modules.interface import modules
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, NotFound
from tongguan.security.systems import queries
from tongguan.security.systems.contracts import Operation

pytestmark = pytest.mark.django_db


def test_register_equals_the_running_modules() -> None:
    listed = {card.module.package for cards in queries.register(SYSTEM).values() for card in cards}
    running = {config.name for config in apps.get_app_configs() if config.name.startswith("tongguan.")}
    assert listed == running


def test_the_six_big_systems_are_complete_and_no_card_is_an_orphan() -> None:
    groups = queries.register(SYSTEM)
    assert set(queries.BIG_SYSTEMS) < set(groups)
    for cards in groups.values():
        for card in cards:
            assert card.module.owner
            assert 1 <= card.module.mlps_level <= 5
            assert card.module.rto_hours >= 0


def test_impact_follows_dependencies_both_ways() -> None:
    hit = queries.impact(SYSTEM, "platform.permissions")
    assert "platform.identity" in hit.direct
    assert "security.systems" in hit.direct
    assert not set(hit.direct) & set(hit.indirect)
    for module in modules():
        for need in module.depends_on:
            reached = queries.impact(SYSTEM, need)
            assert module.code in reached.direct


def test_a_contract_changes_with_its_operations_only() -> None:
    one = (Operation("GET", "/api/v1/a"),)
    assert queries.contract_of(one) == queries.contract_of(one)
    assert queries.contract_of(one) != queries.contract_of((*one, Operation("POST", "/api/v1/a")))
    assert queries.contract_of(()) == ""


def test_operations_are_those_of_the_api() -> None:
    from tongguan.config.api import api

    documented = {
        f"{method.upper()} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    listed = {f"{o.method} {o.path}".rstrip("/") for m in modules() for o in queries.operations_of(m)}
    assert listed == {text.rstrip("/") for text in documented}


def test_retirement_names_what_stands_in_the_way() -> None:
    steps = queries.retirement(SYSTEM, "platform.permissions")
    assert not steps[0].met
    assert "platform.identity" in steps[0].blockers
    own = queries.retirement(SYSTEM, "security.systems")
    assert own[0].met
    assert "SO-03" in own[3].blockers


def test_closed_without_the_permission() -> None:
    with pytest.raises(NotAllowed):
        queries.register(Actor(kind="person", name="x"))
    with pytest.raises(NotFound):
        queries.impact(SYSTEM, "no.such")


def test_pages_and_api_show_the_same() -> None:
    client: Client = signed_in(person("admin", "administrator"))
    page = client.get("/systems/").content.decode()
    told = client.get("/api/v1/systems").json()
    assert {row["code"] for row in told} == {m.code for m in modules()}
    for row in told:
        assert row["code"] in page
    assert client.get("/systems/platform.identity/").status_code == 200
    assert client.get("/systems/no.such/").status_code == 404
    assert "platform.identity" in client.get("/api/v1/systems/platform.permissions/impact").json()["direct"]
