"""Steps over pages and API: refusals say where, change nothing, and give nothing away."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import World, make_world
from tests.factories.declarations import lodged
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.platform.cases.models import CaseStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def in_review(world: World) -> Declaration:
    reference = lodged(world).reference
    route(reference, "review", [])
    return Declaration.objects.get(reference=reference)


def as_user(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name])
    return client


def post(client: Client, case: Declaration, step: str, **data: object):
    return client.post(
        f"/api/v1/cases/declaration/{case.reference}/{step}",
        {"version": case.version, "data": data},
        content_type="application/json",
    )


def test_an_empty_answer_is_refused_at_its_field(world: World, in_review: Declaration) -> None:
    before = CaseStep.objects.count()
    answer = post(as_user(world, "assessor"), in_review, "request_documents", reason="")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/reason"
    assert CaseStep.objects.count() == before


def test_a_hidden_case_and_a_missing_one_look_alike(world: World, in_review: Declaration) -> None:
    rival = as_user(world, "rival")
    hidden = rival.get(f"/api/v1/cases/declaration/{in_review.reference}")
    missing = rival.get("/api/v1/cases/declaration/NO-SUCH")
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert hidden.status_code == 404
    assert rival.get(f"/cases/declaration/{in_review.reference}/").status_code == 404


def test_a_step_of_the_page_moves_the_case_once(world: World, in_review: Declaration) -> None:
    client = as_user(world, "assessor")
    url = f"/cases/declaration/{in_review.reference}/steps/accept/"
    assert client.post(url, {"version": in_review.version}).status_code == 302
    again = client.post(url, {"version": in_review.version})
    assert again.status_code == 409
    in_review.refresh_from_db()
    assert in_review.state == "assessed"
    assert CaseStep.objects.filter(reference=in_review.reference, transition="accept").count() == 1


def test_a_refused_form_keeps_what_was_typed(world: World, in_review: Declaration) -> None:
    client = as_user(world, "assessor")
    url = f"/cases/declaration/{in_review.reference}/steps/order_inspection/"
    page = client.post(url, {"version": in_review.version, "reason": "价格明显偏低", "method": ""})
    assert page.status_code == 422
    assert "价格明显偏低" in page.content.decode()


def test_claiming_keeps_others_from_the_queue(world: World, in_review: Declaration) -> None:
    first, second = as_user(world, "assessor"), as_user(world, "assessor_2")
    assert in_review.reference in second.get("/work/").content.decode()
    first.post(f"/cases/declaration/{in_review.reference}/claim/", {"version": in_review.version})
    assert in_review.reference in first.get("/work/").content.decode()
    assert in_review.reference not in second.get("/work/").content.decode()


def test_receipts_carry_their_proof(world: World, in_review: Declaration) -> None:
    from tongguan.platform.ledger.interface import sequence_all

    url = f"/cases/declaration/{in_review.reference}/receipts/1/"
    trader = as_user(world, "trader")
    assert "检查点" in trader.get(url).content.decode()
    sequence_all()
    assert "<svg" in trader.get(url).content.decode()
    receipt = trader.get(url + "?format=json").json()
    assert in_review.reference in str(receipt)
    assert as_user(world, "rival").get(url).status_code == 404
