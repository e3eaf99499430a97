"""Risk models over HTTP: the page's figures, to the page's readers."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.selection import registered_model
from tests.factories.world import World

pytestmark = pytest.mark.django_db
AT = "/api/v1/selection/models"


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_models_are_listed_with_what_they_found(world: World) -> None:
    model = registered_model(world)
    client = client_of(world, "risk_officer")
    (row,) = client.get(AT).json()
    assert (row["reference"], row["code"], row["version"]) == (model.reference, model.code, model.revision)
    evidence = row["evidence"]
    assert (evidence["scored"], evidence["flagged"], evidence["calibration"]) == (0, 0, None)
    assert evidence["rate"] == {"value": None, "low": 0.0, "high": 1.0, "examined": 0}
    assert evidence["lift"]["high"] is None, "without outcomes nothing bounds it"
    told = client.get(f"{AT}/{model.reference}")
    detail = told.json()
    assert detail["model_sha256"] == model.model_sha256
    assert detail["metrics"] == json.loads(json.dumps(model.facts.get("metrics", {})))
    assert "Infinity" not in told.content.decode()
    assert "NaN" not in told.content.decode()


def test_who_may_read_them_is_who_may_read_the_page(world: World) -> None:
    model = registered_model(world)
    for name, user in world.users.items():
        client = client_of(world, name)
        page = client.get("/selection/models/").status_code
        assert client.get(AT).status_code == page, name
        if page == 200:
            seen = {row["reference"] for row in client.get(AT).json()}
            one = client.get(f"{AT}/{model.reference}").status_code
            assert (one == 200) is (model.reference in seen), user
    assert Client().get(AT).status_code == 401
    assert client_of(world, "risk_officer").get(f"{AT}/NONE.1").status_code == 404


def test_they_are_only_read(world: World) -> None:
    model = registered_model(world)
    client = client_of(world, "risk_officer")
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{AT}/{model.reference}").status_code == 405


def test_as_many_queries_for_many_models(world: World) -> None:
    client, counts = client_of(world, "risk_officer"), []
    for number in (1, 4):
        for each in range(number):
            registered_model(world, f"MODEL{number}{each}")
        client.get(AT)
        with CaptureQueriesContext(connection) as seen:
            client.get(AT)
        counts.append(len(seen))
    assert counts[0] == counts[1]
