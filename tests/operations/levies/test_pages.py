"""Pages and API of levies: opened by form and by HTTP, told to whom, with a fixed number of queries."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.levies import opened, paid, price, step
from tongguan.operations.levies.interface import account_of
from tongguan.operations.levies.models import Levy
from tongguan.platform.identity.interface import issue_token
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


def person(world, who: str, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(world.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def caller(world, who: str) -> Client:
    secret = issue_token(actor=SYSTEM, user=world.users[who], name="t", valid_days=1)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_an_officer_opens_one_by_the_form_and_the_page_explains_it(world):
    declaration = paid(world)
    officer, address = person(world, "assessor"), f"/levies/new/{declaration.reference}/"
    page = officer.get(address).content.decode()
    item = declaration.document.items[0]
    assert item.hs_code in page
    form = {"cause": "customs_error", "reason": "复核", "submission_id": str(uuid.uuid4())}
    wrong = officer.post(address, form | {"/items/0/total_price": "abc"})
    assert (wrong.status_code, Levy.objects.count()) == (422, 0)
    assert 'aria-invalid="true"' in wrong.content.decode()
    form |= {each["pointer"]: each["value"] for each in price(declaration, "2")}
    answer = officer.post(address, form)
    assert (answer.status_code, officer.post(address, form).url) == (302, answer.url), (
        "a second click is the same"
    )
    levy = Levy.objects.get()
    assert {each["pointer"] for each in levy.corrections} == {"/items/0/unit_price", "/items/0/total_price"}
    step(world, levy, "assess", "assessor", reason="x")
    for language in ("en", "zh-hans"):
        text = person(world, "commander", language).get(answer.url).content.decode()
        assert f"{levy.supplement:,.2f}" in text
        assert ("Difference by tax" if language == "en" else "分税种差额") in text
    shown = officer.get(f"/cases/declaration/{declaration.reference}/").content.decode()
    assert levy.reference in shown
    assert address not in shown, "one at a time"
    assert person(world, "rival").get(address).status_code == 404
    assert person(world, "rival").get(answer.url).status_code == 404


def test_before_it_is_approved_the_firm_learns_nothing_of_what_was_found(world):
    declaration = paid(world)
    levy = opened(world, declaration, price(declaration, "2"))
    step(world, levy, "assess", "assessor", reason="低报价格")
    amount = f"{levy.supplement:,.2f}"
    trader = person(world, "trader")
    pages = (
        f"/cases/levy/{levy.reference}/",
        "/cases/levy/",
        "/cases/levy/?export=json",
        "/work/",
        f"/cases/declaration/{declaration.reference}/",
    )
    told = f"/api/v1/levies/{levy.reference}"
    for address in pages:
        text = trader.get(address).content.decode()
        for secret in (amount, str(levy.supplement), "低报价格", "复核发现"):
            assert secret not in text, address
    answer = caller(world, "trader").get(told).json()
    assert (answer["calculation"], answer["supplement"], answer["reason"], answer["corrections"]) == (
        {},
        "0",
        "",
        [],
    )
    assert caller(world, "assessor").get(told).json()["supplement"] == str(levy.supplement)
    step(world, levy, "approve", "assessor_2")
    assert amount in trader.get(pages[0]).content.decode()
    assert caller(world, "trader").get(told).json()["supplement"] == str(levy.supplement)


def test_over_http(world):
    declaration = paid(world)
    body = {
        "declaration": declaration.reference,
        "cause": "declarant_error",
        "reason": "价格多报",
        "corrections": price(declaration, "0.5"),
    }

    def post(client: Client, path: str, key: str, content: dict) -> object:
        return client.post(
            path, json.dumps(content), content_type="application/json", headers={"Idempotency-Key": key}
        )

    firm, key = caller(world, "trader"), str(uuid.uuid4())
    first = post(firm, "/api/v1/levies/ask", key, body)
    assert (first.status_code, first.json()["asked_by_firm"]) == (201, True)
    assert post(firm, "/api/v1/levies/ask", key, body).status_code == 200
    assert post(firm, "/api/v1/levies/ask", str(uuid.uuid4()), body).status_code == 409
    assert post(firm, "/api/v1/levies", str(uuid.uuid4()), body).status_code in (401, 403)
    assert post(caller(world, "rival"), "/api/v1/levies/ask", str(uuid.uuid4()), body).status_code == 404
    hostile = body | {"corrections": [{"pointer": "/flow", "value": "E"}, {"pointer": "x" * 5000}]}
    answer = post(caller(world, "assessor"), "/api/v1/levies", str(uuid.uuid4()), hostile)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 2
    root = f"/api/v1/levies/of/{declaration.reference}"
    assert [row["reference"] for row in firm.get(root).json()] == [first.json()["reference"]]
    account = firm.get(f"{root}/account").json()
    assert (account["balance"], account["owed"]) == ("0.00", str(account_of(declaration.reference).owed))
    assert caller(world, "rival").get(f"{root}/account").status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(world):
    client = person(world, "assessor")

    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/cases/levy/").status_code == 200
        return len(asked)

    declaration = paid(world)
    opened(world, declaration, price(declaration, "2"))
    counted()
    one = counted()
    for after in (10, 20, 30):
        other = paid(world, after)
        opened(world, other, price(other, "2"))
    assert Levy.objects.count() == 4
    assert counted() == one
