"""The gate: a receipt is used once, by the right person, at its own office, and a later list knows it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone

from tests.factories.passenger_declarations import ADDRESS, answers, body, send, zone
from tests.factories.travellers import airport_inspector
from tongguan.engines.travel_receipts import Reason, judge, parts_of, read_refusals
from tongguan.operations.passenger_declarations.actions import accept, expire, signing_key, take_offline
from tongguan.operations.passenger_declarations.actions.ageing import delete_personal
from tongguan.operations.passenger_declarations.errors import ReceiptKeyMissing
from tongguan.operations.passenger_declarations.interface import verify_receipt
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.queries.receipts import refusals
from tongguan.operations.passenger_declarations.workflow import PASSENGER_DECLARATION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.identity.models import User
from tongguan.platform.permissions.interface import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def receipt(number: str = "E00000001", **changed) -> str:
    told = send(body(answers(number, **changed))).json()
    return told["receipt"]["code"]


def signed_in(world, name: str = "") -> Client:
    client = Client()
    client.force_login(world.users[name] if name else User.objects.get(username="airport_inspector"))
    return client


def test_green_is_released_and_a_second_use_refused(world):
    actor, code = airport_inspector(world), receipt()
    assert accept(actor=actor, code=code, document=zone(), gate="A1").valid
    assert PassengerDeclaration.objects.get().state == "released"
    assert accept(actor=actor, code=code, gate="A2").reason == "used"
    assert accept(actor=actor, code=code, gate="A1").valid, "the same gate reads the same person again"
    assert verify_receipt(code, gate="A1", at=timezone.now() + dt.timedelta(minutes=3)).reason == "used"


def test_another_persons_code_is_refused_and_not_used_up(world):
    actor, code = airport_inspector(world), receipt()
    assert accept(actor=actor, code=code, document=zone("E00000002")).reason == "other_person"
    assert PassengerDeclaration.objects.get().state == "valid"
    assert accept(actor=actor, code=code, document="UTO:E00000001").valid


def test_red_waits_for_the_health_desk(world):
    actor = airport_inspector(world)
    code = receipt(unwell=["fever"])
    assert accept(actor=actor, code=code).colour == "red"
    row = PassengerDeclaration.objects.get()
    assert row.state == "verified"
    for step, state in (
        ("investigate", "investigation"),
        ("examine", "medical_check"),
        ("sample", "sampled"),
        ("release", "released"),
    ):
        row.refresh_from_db()
        take_step(
            actor=actor,
            workflow=PASSENGER_DECLARATION,
            reference=row.reference,
            step=step,
            version=row.version,
        )
        assert PassengerDeclaration.objects.get().state == state


def test_another_office_and_other_roles_may_not(world):
    code = receipt()
    with pytest.raises(Refused):
        accept(actor=world.actor("gate_officer"), code=code)
    with pytest.raises(NotAllowed):
        accept(actor=world.actor("trader"), code=code)
    assert PassengerDeclaration.objects.get().state == "valid"


def test_scans_without_a_network_are_judged_as_of_their_moment(world):
    actor, code, other = airport_inspector(world), receipt(), receipt("E00000002")
    moment = timezone.now()
    told = take_offline(
        actor=actor,
        scans=[(code, None, moment), (code, None, moment), (other, zone("E00000003"), moment)],
        gate="B",
    )
    assert [each.reason for each in told] == ["valid", "valid", "other_person"]
    told = take_offline(actor=actor, scans=[(code, None, moment)], gate="C")
    assert [each.reason for each in told] == ["used"], "two gates without a network: the second is told"


def test_the_list_holds_used_and_replaced_receipts_until_they_expire(world):
    actor = airport_inspector(world)
    used, old, fresh = receipt(), receipt("E00000002"), receipt("E00000002")
    accept(actor=actor, code=used)
    found = refusals()
    assert sorted(found.serials.values()) == ["superseded", "used"]
    assert judge(fresh, (signing_key().public,), timezone.now(), refusals=found).valid
    assert judge(old, (signing_key().public,), timezone.now(), refusals=found).reason is Reason.SUPERSEDED
    assert refusals(timezone.now() + dt.timedelta(hours=25)).serials == {}
    told = signed_in(world).get(f"{ADDRESS}/gate/refusals").json()
    assert read_refusals(told, (signing_key().public,)).serials == found.serials


def test_receipts_expire_by_themselves(world):
    code = receipt()
    PassengerDeclaration.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    expire()
    assert PassengerDeclaration.objects.get().state == "expired"
    assert expire() is False
    assert verify_receipt(code, at=timezone.now() + dt.timedelta(hours=24, seconds=1)).reason == "expired"


def test_the_codes_are_read_back_by_a_scanner(world):
    told = send(body()).json()["receipt"]
    pixels = {
        "QRCode": [told["code"]],
        "PDF417": [told["code"]],
        "Code128": list(parts_of(told["code"])),
    }
    for name, texts in pixels.items():
        form = getattr(zxingcpp.BarcodeFormat, name)
        for text in texts:
            picture = zxingcpp.create_barcode(text, form).to_image(scale=3, add_quiet_zones=True)
            assert zxingcpp.read_barcode(picture, formats=form).text == text
    assert {name: len(each) for name, each in told["svg"].items()} == {"qr": 1, "pdf417": 1, "code128": 2}
    assert all(svg.startswith("<svg") for each in told["svg"].values() for svg in each)


def test_answers_are_read_by_who_investigates_and_that_is_recorded(world):
    from tongguan.platform.audit.interface import AuditEntry

    airport_inspector(world)
    send(body(answers(unwell=["fever"])))
    reference = PassengerDeclaration.objects.get().reference
    page = signed_in(world).get(f"/cases/passenger_declaration/{reference}/")
    assert "TESTER LING" in page.content.decode()
    assert AuditEntry.objects.filter(action="passenger_declaration.read").count() == 1
    assert signed_in(world, "trader").get(f"/cases/passenger_declaration/{reference}/").status_code in (
        403,
        404,
    )


def test_what_is_personal_goes_and_the_count_stays(world):
    receipt()
    now = timezone.now()
    assert delete_personal(now - dt.timedelta(days=30), 100) == 0
    assert delete_personal(now + dt.timedelta(seconds=1), 100) == 1
    assert delete_personal(now + dt.timedelta(seconds=1), 100) == 0
    row = PassengerDeclaration.objects.get()
    assert (row.answers, row.code, row.document_index) == (None, "", "")
    airport_inspector(world)
    assert signed_in(world).get(f"/cases/passenger_declaration/{row.reference}/").status_code == 200


def test_a_lost_key_is_noticed(world):
    from tongguan.operations.passenger_declarations.actions import keys

    receipt()
    path = keys.key_file()
    held = path.read_text()
    try:
        path.write_text("00" * 32)
        with pytest.raises(ReceiptKeyMissing):
            signing_key()
        path.unlink()
        with pytest.raises(ReceiptKeyMissing):
            signing_key()
    finally:
        path.write_text(held)


def test_a_replaced_key_still_opens_its_receipts(world):
    from tongguan.operations.passenger_declarations.actions import keys, replace_key

    path = keys.key_file()
    code = receipt()
    held = path.read_text()
    try:
        replace_key(actor=world.actor("administrator"))
        newer = receipt("E00000002")
        assert verify_receipt(code).valid
        assert verify_receipt(newer).valid
    finally:
        for kept in path.parent.glob("receipt_key.until-*"):
            kept.unlink()
        path.write_text(held)


@pytest.mark.parametrize(
    "hostile", [{}, {"code": 7}, {"code": "x" * 5000}, {"code": "1", "document": "\x00" * 200}, []]
)
def test_hostile_scans_are_answered(world, hostile):
    airport_inspector(world)
    told = signed_in(world).post(
        f"{ADDRESS}/gate/scans", json.dumps(hostile), content_type="application/json"
    )
    assert told.status_code in (200, 422)
    assert told.status_code == 422 or not told.json()["valid"]
