"""Filing manifests: receipts 01, 03 and 11, once per submission, amended before arrival only."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories import vessels
from tests.factories.manifests import bill, box, contents
from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.operations.declarations.contracts import Found
from tongguan.operations.manifests.actions import filing
from tongguan.operations.manifests.contracts import Contents
from tongguan.operations.manifests.interface import amend, file, visible_bills
from tongguan.operations.manifests.models import BillOfLading, Filing, Manifest
from tongguan.operations.manifests.rules import findings
from tongguan.operations.vessels.interface import report_call
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.permissions.interface import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(world: World) -> Any:
    return vessels.called(world)


def filed(world: World, call: Any, *bills: Any) -> Manifest:
    answer = file(
        actor=world.actor("carrier"), contents=contents(call.reference, *bills), submission=submission()
    )
    assert answer.receipt == "01", answer.problems
    return Manifest.objects.get(reference=answer.manifest)


def test_accepted_with_receipt_01_and_its_bills(world: World, call: Any) -> None:
    case = filed(world, call, bill(1), bill(2, containers=(box(2), box(3))))
    assert case.bill_count == case.bills.count() == 2
    step = CaseStep.objects.get(workflow="manifest", reference=case.reference)
    assert (step.receipt, step.data["bills"], step.data["call"]) == ("01", 2, call.reference)


def test_refused_with_receipt_03_keeps_nothing_but_the_receipt(world: World, call: Any) -> None:
    key = submission()
    sent = contents(call.reference, bill(1), bill(1, package_count=0, containers=("YUNU0000001",)))
    answer = file(actor=world.actor("carrier"), contents=sent, submission=key)
    assert answer.receipt == "03"
    assert {(p.code, p.pointer) for p in answer.problems} == {
        ("manifest.bill_twice", "/bills/0/number"),
        ("manifest.bill_twice", "/bills/1/number"),
        ("manifest.package_count", "/bills/1/package_count"),
        ("manifest.container", "/bills/1/containers/0"),
    }
    assert not Manifest.objects.exists()
    assert not BillOfLading.objects.exists()
    again = file(actor=world.actor("carrier"), contents=sent, submission=key)
    assert (again.receipt, again.problems, again.replayed) == ("03", answer.problems, True)
    assert Filing.objects.count() == 1


def test_a_bill_in_force_elsewhere_is_refused(world: World, call: Any) -> None:
    first = filed(world, call, bill(1))
    sent = contents(vessels.called(world, 9).reference, bill(1))
    answer = file(actor=world.actor("carrier"), contents=sent, submission=submission())
    assert [p.code for p in answer.problems] == ["manifest.bill_elsewhere"]
    assert first.reference in answer.problems[0].message.en


@pytest.mark.parametrize("mass", ["0", "-1", "NaN", "Infinity"])
def test_mass_must_be_something(mass: str) -> None:
    found = findings(contents("PC1", bill(gross_mass_kg=Decimal(mass))), {})
    assert [p.pointer for p in found] == ["/bills/0/gross_mass_kg"]


def test_amended_before_arrival_and_not_after(world: World, call: Any) -> None:
    case = filed(world, call, bill(1))
    carrier = world.actor("carrier")
    changed = contents(call.reference, bill(1, package_count=30), bill(2))
    assert (
        amend(actor=carrier, reference=case.reference, contents=changed, submission=submission()).receipt
        == "01"
    )
    assert sorted(case.bills.values_list("number", "package_count")) == [
        (bill(1).number, 30),
        (bill(2).number, 24),
    ]
    report_call(actor=world.actor("terminal"), reference=call.reference, what="arrival")
    late = amend(
        actor=carrier,
        reference=case.reference,
        contents=contents(call.reference, bill(7)),
        submission=submission(),
    )
    assert (late.receipt, [p.code for p in late.problems]) == ("03", ["manifest.arrived"])
    assert case.bills.count() == 2


def test_an_amendment_keeps_call_and_direction(world: World, call: Any) -> None:
    case = filed(world, call)
    sent = Contents("PC0", "export", (bill(),))
    answer = amend(
        actor=world.actor("carrier"), reference=case.reference, contents=sent, submission=submission()
    )
    assert {p.pointer for p in answer.problems} == {"/call", "/direction"}


def test_who_may_file_and_see(world: World, call: Any) -> None:
    sent = contents(call.reference)
    with pytest.raises(NotAllowed):
        file(actor=world.actor("trader"), contents=sent, submission=submission())
    case = filed(world, call)
    with pytest.raises(NotAllowed):
        amend(actor=world.actor("assessor"), reference=case.reference, contents=sent, submission=submission())
    with pytest.raises(NotFound):
        amend(
            actor=world.actor("airport_assessor"),
            reference=case.reference,
            contents=sent,
            submission=submission(),
        )
    assert not visible_bills(world.actor("airport_assessor")).exists()
    assert (
        visible_bills(world.actor("assessor")).count() == visible_bills(world.actor("terminal")).count() == 1
    )
    key = submission()
    file(actor=world.actor("carrier"), contents=sent, submission=key)
    with pytest.raises(Refused) as reused:
        file(
            actor=world.actor("carrier"),
            contents=sent,
            submission=type(key)(key.id, "0" * 64),
        )
    assert reused.value.status == 409


def test_a_bill_is_released_when_every_declaration_under_it_is(
    world: World, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(world, call, bill(1), bill(2))
    states = {"D1": "released", "D2": "review", "D3": "released"}
    bills = {"D1": bill(1).number, "D2": bill(1).number, "D3": bill(2).number}
    monkeypatch.setattr(filing, "lodged_snapshot", lambda ref: {"bill_number": bills[ref]})
    monkeypatch.setattr(
        filing,
        "by_bill",
        lambda number: [Found(r, "", states[r], "I", number, ()) for r, b in bills.items() if b == number],
    )
    filing.declaration_released(reference="D1")
    assert not case.bills.filter(released_at__isnull=False).exists()
    states["D2"] = "released"
    filing.declaration_released(reference="D2")
    filing.declaration_released(reference="D2")
    assert case.bills.get(number=bill(1).number).released_at is not None
    filing.declaration_released(reference="D3")
    case.refresh_from_db()
    assert case.state == "completed"
    receipts = (
        CaseStep.objects.filter(workflow="manifest").order_by("version").values_list("receipt", flat=True)
    )
    assert list(receipts) == ["01", "11", "11", ""]


def test_over_http(world: World, call: Any) -> None:
    client = Client()
    client.force_login(world.users["carrier"], backend="django.contrib.auth.backends.ModelBackend")
    sent = {
        "call": call.reference,
        "direction": "import",
        "bills": [
            {
                "number": bill(1).number,
                "consignee": "云港",
                "description": "x",
                "package_count": 3,
                "gross_mass_kg": "10.125",
                "containers": [box(1)],
            }
        ],
    }

    def post(body: Any, key: str) -> Any:
        return client.post(
            "/api/v1/manifests",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    key = str(uuid.uuid4())
    assert [post(sent, key).status_code, post(sent, key).status_code] == [201, 200]
    reference = post(sent, key).json()["manifest"]
    assert client.get(f"/api/v1/manifests/{reference}").json()["bills"][0]["gross_mass_kg"] == "10.125"
    bad = post({**sent, "bills": [{**sent["bills"][0], "package_count": "many"}]}, str(uuid.uuid4()))
    assert bad.json()["errors"][0]["pointer"] == "/bills/0/package_count"
    refused = post({**sent, "call": "PC404"}, str(uuid.uuid4()))
    assert (refused.status_code, refused.json()["receipt"]) == (422, "03")
    assert post(sent, "no uuid").status_code == 400
    for url in (f"/cases/manifest/{reference}/", "/cases/manifest/?q=YUN", "/manifests/bills/?q=EWSH"):
        assert client.get(url).status_code == 200, url
