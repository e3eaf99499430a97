"""Inspection without the firm: both branches, special goods first, never after the opening, the right party signs."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories.attendance import choose, notified, sign, stamped
from tests.factories.inspections import recording, report, step
from tests.factories.recordings import downloaded
from tests.factories.selection import dispatch_all
from tongguan.engines.tlog import parse_receipt, parse_verifier_key, verify_receipt
from tongguan.operations.attendance.models import Attendance, RecordSignature
from tongguan.operations.attendance.rules import special_goods_of
from tongguan.operations.inspections.models import Inspection
from tongguan.platform.alerts.models import Alert
from tongguan.platform.files import vault
from tongguan.platform.ledger.interface import sequence_all
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db
SPECIAL = [{"line": "1", "hs_code": "70134100", "prefix": "70", "nature": "fragile"}]


def plain(case: Attendance) -> Attendance:
    """As if nothing about the goods needed stating."""
    Attendance.objects.filter(pk=case.pk).update(special_goods=[])
    return case


def refusal(world, case, code, who="trader", **data) -> str:
    with pytest.raises(Refused) as refused:
        choose(world, case, code, who, **data)
    return refused.value.problems[0].code


def away(world, **changed):
    return {"operator": "E-broker", "scans": stamped(world), **changed}


def reported(world, inspection):
    """The whole inspection, done and told."""
    recording(world, case=inspection)
    dispatch_all()
    step(world, "inspector", inspection, "submit", **report(world, inspection, "inspector"))
    dispatch_all()


@pytest.mark.parametrize(("code", "choice"), [("entrust", "entrust"), ("stay_away", "absent")])
def test_both_branches_end_with_the_operators_signature_and_the_firms_evidence(world, client, code, choice):
    case, inspection = notified(world)
    choose(world, plain(case), code, **away(world))
    assert (case.state, case.choice, case.operator.code) == ("chosen", choice, "E-broker")
    reported(world, inspection)
    case.refresh_from_db()
    assert case.state == "signing"
    signature = RecordSignature.objects.get(attendance=case)
    for other in ("trader", "rival", "inspector"):
        with pytest.raises(Refused):
            sign(world, signature, other)
    assert sign(world, signature, "terminal").state == "signed"
    dispatch_all()
    case.refresh_from_db()
    assert case.state == "concluded"
    sequence_all()
    client.force_login(world.users["trader"])
    answered = client.get(f"/api/v1/attendance/{case.reference}/package")
    checked_archive(downloaded(answered), inspection)
    assert downloaded(client.get(f"/attendance/{case.reference}/package/"))
    client.force_login(world.users["rival"])
    assert client.get(f"/api/v1/attendance/{case.reference}/package").status_code == 404


def checked_archive(content: bytes, inspection) -> None:
    """Every part has the hash the manifest says, the record's photographs are in it, and each receipt verifies with
    the keys in the archive, without the house."""
    with ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    assert {row["path"]: row["sha256"] for row in manifest["parts"]} == {
        name: hashlib.sha256(body).hexdigest() for name, body in parts.items()
    }
    record = json.loads(parts["record.json"])
    for photo in record["photos"]:
        assert any(name.startswith(f"files/{photo['digest']}.") for name in parts)
    assert not manifest["problems"]
    assert not manifest["steps_without_receipt"]
    keys = [parse_verifier_key(line)[0] for line in parts["keys"].decode().split()]
    receipts = {name: body for name, body in parts.items() if name.startswith("receipts/")}
    assert any(name.startswith(f"receipts/{inspection.reference}-") and "submit" in name for name in receipts)
    assert any("-sign.json" in name for name in receipts)
    for name, body in receipts.items():
        found, problems = parse_receipt(body)
        assert not problems, name
        assert verify_receipt(found, keys).ok, name


def test_a_photograph_altered_in_the_store_is_named_not_handed_out(world, client):
    case, inspection = notified(world)
    choose(world, plain(case), "stay_away", **away(world))
    reported(world, inspection)
    digest = json.loads(inspection.reports.get().content)["photos"][0]["digest"]
    vault.put(digest, vault.get(digest) + b"!")
    client.force_login(world.users["trader"])
    content = downloaded(client.get(f"/api/v1/attendance/{case.reference}/package"))
    with ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert not [name for name in archive.namelist() if digest in name]
    assert [problem["code"] for problem in manifest["problems"]] == ["file.altered"]


def test_who_attends_itself_signs_itself_and_who_does_not_answer_holds_nothing_up(world):
    case, inspection = notified(world)
    choose(world, case, "attend")
    reported(world, inspection)
    assert sign(world, RecordSignature.objects.get(attendance=case), "trader").state == "signed"
    silent, second = notified(world)
    reported(world, second)
    silent.refresh_from_db()
    assert (silent.state, silent.choice) == ("concluded", "")
    assert not silent.signatures.exists()


def refused_opening(world, inspection, **data) -> str:
    with pytest.raises(Refused) as refused:
        step(world, "inspector", inspection, "start", seal_state="intact", **data)
    return refused.value.problems[0].code


def test_goods_are_not_opened_before_the_firm_has_answered_or_its_time_is_over(world):
    case, inspection = notified(world)
    step(world, "inspector", inspection, "accept")
    step(world, "inspector", inspection, "arrive", container=inspection.container)
    assert refused_opening(world, inspection) == "attendance.awaited"
    assert refused_opening(world, inspection, direct_opening="   ") == "attendance.awaited"
    with transaction.atomic():
        choose(world, case, "attend")
        assert step(world, "inspector", inspection, "start", seal_state="intact").state == "recording"
        transaction.set_rollback(True)
    Attendance.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert step(world, "inspector", inspection, "start", seal_state="intact").state == "recording"
    dispatch_all()
    assert not Alert.objects.filter(kind="attendance.opened_early").exists()


def test_customs_opens_directly_with_a_reason_which_the_commander_reads(world):
    case, inspection = notified(world)
    step(world, "inspector", inspection, "accept")
    step(world, "inspector", inspection, "arrive", container=inspection.container)
    step(world, "inspector", inspection, "start", seal_state="intact", direct_opening="箱内有异响，疑似活体")
    dispatch_all()
    alert = Alert.objects.get(kind="attendance.opened_early")
    assert (alert.owner_role, "活体" in alert.title_zh) == ("commander", True)
    case.refresh_from_db()
    assert case.state == "inspecting"


def test_an_opening_that_is_past_when_it_is_told_is_kept_and_told_as_early(world):
    case, inspection = notified(world)
    before = timezone.now() - timedelta(hours=3)
    Inspection.objects.filter(pk=inspection.pk).update(created_at=before - timedelta(hours=1))
    Attendance.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=2))
    step(world, "inspector", inspection, "accept")
    arrived = (before - timedelta(minutes=5)).isoformat()
    step(world, "inspector", inspection, "arrive", container=inspection.container, at=arrived)
    step(world, "inspector", inspection, "start", seal_state="intact", at=before.isoformat())
    dispatch_all()
    assert Alert.objects.filter(kind="attendance.opened_early").count() == 1


@pytest.mark.parametrize("code", ["entrust", "stay_away"])
def test_special_goods_are_stated_before(world, code):
    case, _inspection = notified(world)
    Attendance.objects.filter(pk=case.pk).update(special_goods=SPECIAL)
    assert refusal(world, case, code, **away(world)) == "attendance.special_goods"
    scans = stamped(world)
    choose(world, case, "state_special_goods", nature=["fragile"], handling="keep upright", scans=scans)
    assert choose(world, case, code, **away(world)).state == "chosen"


def test_which_goods_are_special_are_dated_rows(world):
    from datetime import date

    items = [{"hs_code": "70134100"}, {"hs_code": "30021200"}, {"hs_code": "94036010"}, {"hs_code": ""}]
    found = special_goods_of(items, date(2026, 3, 1))
    assert [(row["line"], row["prefix"], row["nature"]) for row in found] == [
        ("1", "70", "fragile"), ("2", "3002", "perishable"),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["entrust", "stay_away", "attend"])
def test_after_the_opening_there_is_no_choice(world, code):
    case, inspection = notified(world)
    recording(world, case=inspection)
    data = {} if code == "attend" else away(world)
    assert refusal(world, plain(case), code, **data) == "attendance.started", "before the event has arrived"
    dispatch_all()
    assert refusal(world, case, code, **data) == "case.wrong_state"
    case.refresh_from_db()
    assert case.state == "inspecting"


def test_only_the_firm_chooses_and_only_an_operator_is_named_with_a_stamp(world):
    case, _inspection = notified(world)
    plain(case)
    for who in ("rival", "inspector", "terminal"):
        assert refusal(world, case, "attend", who).startswith("case.not")
    assert refusal(world, case, "stay_away", **away(world, operator="E-trader")) == "attendance.operator"
    assert refusal(world, case, "stay_away", **away(world, operator="nobody")) == "attendance.operator"
    refusal(world, case, "stay_away", **away(world, scans=[]))
    assert choose(world, case, "entrust", **away(world)).state == "chosen"


def test_an_amended_record_is_signed_anew(world):
    case, inspection = notified(world)
    choose(world, plain(case), "entrust", **away(world))
    reported(world, inspection)
    first = RecordSignature.objects.get(attendance=case)
    Parameter.objects.filter(code="selection.reinspection_share").update(value="0")
    inspection.refresh_from_db()
    assert inspection.state == "finished"
    changed = report(world, inspection, "inspector", result="14")
    step(world, "inspector", inspection, "amend", **changed, reason="weighed again")
    with pytest.raises(Refused) as refused:
        sign(world, first, "terminal")
    assert refused.value.problems[0].code == "attendance.record_changed"
    dispatch_all()
    second = RecordSignature.objects.get(attendance=case, report_version=2)
    assert sign(world, second, "carrier").state == "signed"


def test_the_answer_has_a_clock_in_minutes(world):
    case, _inspection = notified(world)
    assert case.due_at - case.created_at == timedelta(minutes=60)


def test_a_repetition_is_done_without_notice(world):
    case, inspection = notified(world)
    again = Inspection.objects.get(pk=inspection.pk)
    again.pk, again.reference, again.source, again.source_key = None, "IN99", "reinspection", "x"
    again.original = inspection
    again.save(force_insert=True)
    from tongguan.operations.attendance.actions import inspection_ordered

    inspection_ordered(reference="IN99")
    inspection_ordered(reference=inspection.reference)
    assert Attendance.objects.count() == 1
    assert case.applicant == world.organisations["trader"]


def test_the_pages_of_firm_and_operator(world, client):
    case, inspection = notified(world)
    Attendance.objects.filter(pk=case.pk).update(special_goods=SPECIAL)
    world.users["trader"].language = "en"
    world.users["trader"].save()
    client.force_login(world.users["trader"])
    page = client.get(f"/cases/attendance/{case.reference}/").content.decode()
    assert "Stay away" in page
    assert "70134100" in page
    assert client.get(f"/api/v1/attendance/{case.reference}").json()["special_goods"] == SPECIAL
    choose(world, plain(case), "entrust", **away(world))
    reported(world, inspection)
    signature = RecordSignature.objects.get(attendance=case)
    client.force_login(world.users["terminal"])
    page = client.get(f"/cases/record_signature/{signature.reference}/").content.decode()
    record = client.get(f"/api/v1/attendance/records/{signature.reference}").json()
    photo = record["record"]["photos"][0]["digest"]
    assert photo in page
    assert client.get(f"/api/v1/files/{photo}").status_code == 200
    client.force_login(world.users["rival"])
    assert client.get(f"/api/v1/files/{photo}").status_code == 404
    assert client.get(f"/api/v1/attendance/records/{signature.reference}").status_code == 404
