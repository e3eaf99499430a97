"""No result from an instrument, person or method that was not valid that day; results follow from raw readings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories.measurement import a_calibration, a_method, an_authorisation, an_instrument
from tests.factories.world import World, make_world
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.measurement import actions
from tongguan.platform.measurement.interface import (
    Reading,
    authorised,
    evaluator,
    measure,
    recompute,
    standing,
    valid_instrument,
)  # fmt: skip
from tongguan.platform.measurement.models import Authorisation, Calibration, Instrument, Measurement, Method
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
RULE = evaluator("test.sum/1", lambda readings, parameters: {
    "sum": str(sum(Decimal(value) for each in readings for value in each.values)), "kit": parameters.get("kit", ""),
})  # fmt: skip
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def ready(world) -> World:
    """An instrument, a method and a person, all valid today."""
    an_instrument(world)
    a_calibration()
    a_method("test.sum/1", parameters={"kit": "K1"})
    an_authorisation(world)
    return world


def measured(world, who="laboratory_analyst", at=None, **given):
    base = {
        "method": "sum",
        "instrument": "PCR-1",
        "readings": [Reading("A1", ("1.5", "2.25"), "RFU", "0.01")],
    }
    return measure(
        actor=world.actor(who), measured_at=at or timezone.now(), subject=("lab_run", "LR1"), **base | given
    )  # fmt: skip


def codes(world, **given) -> set[str]:
    with pytest.raises(Refused) as refused:
        measured(world, **given)
    assert not Measurement.objects.exists()
    return {problem.code.removeprefix("measurement.") for problem in refused.value.problems}


def test_a_result_is_kept_with_its_readings_and_can_be_computed_again(ready):
    found = measured(ready)
    assert found.result == {"sum": "3.75", "kit": "K1"}
    row = Measurement.objects.get(reference=found.reference)
    assert (row.calibration.certificate, row.authorisation.method, row.method.version) == (
        "CAL-1",
        "sum",
        "1",
    )
    assert recompute(found.reference).ok
    assert standing([found.reference]) == []
    entry = AuditEntry.objects.get(subject_ref=found.reference)
    assert row.readings_sha256.encode() in bytes(entry.body)


def test_an_altered_reading_or_result_shows_and_gives_no_certificate(ready):
    found = measured(ready)
    row = Measurement.objects.get(reference=found.reference)
    Measurement.objects.update(readings=row.readings.replace("2.25", "9.25"))
    assert not recompute(found.reference).ok
    Measurement.objects.update(readings=row.readings, result=row.result.replace("3.75", "9.75"))
    again = recompute(found.reference)
    assert (again.intact, again.same) == (False, False)
    assert [problem.code for problem in standing([found.reference])] == ["measurement.altered"]


def test_each_thing_that_was_not_valid_is_named(ready):
    assert codes(ready, instrument="PCR-9") == {"instrument_unknown"}
    assert codes(ready, method="other") == {"method_unknown", "person_unauthorised"}
    assert codes(ready, who="laboratory_analyst_2") == {"person_unauthorised"}
    an_instrument(ready, "BB-1", "black_body")
    a_calibration("BB-1")
    assert codes(ready, instrument="BB-1") == {"instrument_kind"}
    an_instrument(ready, "PCR-2")
    assert codes(ready, instrument="PCR-2") == {"uncalibrated"}
    assert codes(ready, at=timezone.now() + dt.timedelta(hours=1)) == {"future"}
    assert codes(ready, readings=[]) == {"readings"}
    assert codes(ready, readings=[Reading("A1", ("1e5",), "RFU")]) == {"reading_value"}
    assert codes(ready, readings=[Reading("{x}", ("nan",), "RFU")]) == {"reading_value"}
    text = str(refusal(ready, instrument="PCR-2").message.zh)
    assert "PCR-2" in text


def refusal(world, **given):
    with pytest.raises(Refused) as refused:
        measured(world, **given)
    return refused.value.problems[0]


def test_a_calibration_holds_on_its_last_day_and_not_after(ready):
    Calibration.objects.update(valid_to=TODAY())
    assert valid_instrument("PCR-1", "sum").ok
    assert valid_instrument("PCR-1", "sum").until == TODAY()
    Calibration.objects.update(valid_to=TODAY() - DAY)
    assert codes(ready) == {"calibration_expired"}
    a_calibration(certificate="CAL-2", valid_from=TODAY(), valid_to=TODAY() + 300 * DAY)
    assert measured(ready).reference
    assert not valid_instrument("PCR-1", "sum", TODAY() + 301 * DAY).ok


def test_a_failed_calibration_ends_the_one_before(ready):
    a_calibration(certificate="CAL-F", valid_from=TODAY(), valid_to=TODAY(), passed=False)
    assert codes(ready) == {"calibration_failed"}
    assert valid_instrument("PCR-1", "sum", TODAY() - DAY).ok, "the day before it still held"


def test_what_becomes_known_later_refuses_the_certificate_but_not_the_past(ready):
    found = measured(ready)
    before = timezone.now()
    actions.withdraw_calibration(
        actor=SYSTEM, calibration_id=Calibration.objects.get().pk, reason="wrong reference"
    )
    assert [problem.code for problem in standing([found.reference])] == ["measurement.uncalibrated"]
    assert standing([found.reference], at=before) == []
    assert valid_instrument("PCR-1", "sum", known_at=before).ok
    assert codes_after(ready) == {"uncalibrated"}


def codes_after(world):
    with pytest.raises(Refused) as refused:
        measured(world)
    return {problem.code.removeprefix("measurement.") for problem in refused.value.problems}


def test_a_withdrawn_authorisation_and_one_of_another_time(ready):
    actions.withdraw_authorisation(
        actor=SYSTEM, authorisation_id=Authorisation.objects.get().pk, reason="retraining"
    )
    assert codes(ready) == {"person_unauthorised"}
    an_authorisation(ready, valid_from=TODAY() + DAY)
    assert codes(ready) == {"person_unauthorised"}
    person = ready.users["laboratory_analyst"].pk
    assert authorised(person, "sum", TODAY() + DAY).ok
    assert not authorised(None, "sum").ok


def test_out_of_service_and_not_yet(ready):
    actions.retire_instrument(actor=SYSTEM, code="PCR-1", on=TODAY())
    assert codes(ready) == {"instrument_retired"}
    assert valid_instrument("PCR-1", on=TODAY() - DAY).until == TODAY() - DAY
    Instrument.objects.update(retired_on=None, in_service_from=TODAY() + DAY)
    assert codes(ready) == {"instrument_not_yet"}


def test_a_method_has_one_version_a_day(ready):
    a_method("test.sum/1", version="2", valid_from=TODAY(), parameters={"kit": "K2"})
    assert Method.objects.get(version="1").valid_to == TODAY() - DAY
    assert measured(ready).result["kit"] == "K2"
    assert measured(ready, at=timezone.now() - DAY).result["kit"] == "K1"
    with pytest.raises(Refused):
        a_method("test.sum/1", version="3", valid_from=TODAY() - 5 * DAY)
    with pytest.raises(Refused):
        a_method("test.gone/1", version="4", valid_from=TODAY() + DAY)


def test_nobody_authorises_themselves_and_only_managers_write(ready):
    with pytest.raises(Refused):
        actions.authorise(
            actor=ready.actor("laboratory_signatory"), person=ready.users["laboratory_signatory"].pk, method="sum",
            valid_from=TODAY(),
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.calibrate(
            actor=ready.actor("laboratory_analyst"), instrument="PCR-1", certificate="X", issued_by="me",
            valid_from=TODAY(), valid_to=TODAY(),
        )  # fmt: skip
    Instrument.objects.update(office=ready.organisations["airport"])
    with pytest.raises(NotFound):
        actions.calibrate(
            actor=ready.actor("laboratory_signatory"), instrument="PCR-1", certificate="X", issued_by="me",
            valid_from=TODAY(), valid_to=TODAY(),
        )  # fmt: skip


def test_what_ends_is_warned_of_once_and_again_when_it_has_ended(ready):
    Calibration.objects.update(valid_to=TODAY() + 10 * DAY)
    Authorisation.objects.update(valid_to=TODAY() + 5 * DAY)
    actions.warn_of_endings()
    actions.warn_of_endings()
    assert sorted(Alert.objects.values_list("severity", flat=True)) == ["low", "low"]
    Calibration.objects.update(valid_to=TODAY() - DAY)
    actions.warn_of_endings()
    assert Alert.objects.filter(severity="high").count() == 1
    a_calibration(certificate="CAL-2", valid_from=TODAY(), valid_to=TODAY() + 300 * DAY)
    Alert.objects.all().delete()
    an_authorisation(ready)
    assert actions.warn_of_endings() == 0, "a successor takes the warning away"


def test_a_failure_leaves_no_measurement(ready):
    with transaction.atomic():
        measured(ready)
        transaction.set_rollback(True)
    assert not Measurement.objects.exists()


def test_pages_show_what_is_valid_and_their_queries_do_not_grow(ready, client, django_assert_max_num_queries):
    client.force_login(ready.users["laboratory_signatory"])
    for path in ("", "methods/", "authorisations/"):
        assert client.get(f"/measurement/{path}").status_code == 200
    with connection.execute_wrapper(counting := Counter()):
        client.get("/measurement/")
    first = counting.count
    for number in range(2, 14):
        an_instrument(ready, f"PCR-{number}")
        a_calibration(f"PCR-{number}")
    with connection.execute_wrapper(counting := Counter()):
        page = client.get("/measurement/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert counting.count <= first
    assert "PCR-13" in page
    detail = client.get("/measurement/instruments/PCR-1/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "CAL-1" in detail


class Counter:
    count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def test_forms_record_calibrate_and_withdraw(ready, client):
    client.force_login(ready.users["laboratory_signatory"])
    office = ready.organisations["port"].pk
    today = TODAY().isoformat()
    new = {
        "code": "PCR-7",
        "kind": "thermocycler",
        "name": "七号",
        "office_id": office,
        "in_service_from": today,
    }
    assert client.post("/measurement/instruments/new/", new).status_code == 302
    assert client.post("/measurement/instruments/new/", new).status_code == 422, "the code is taken"
    good = {"certificate": "C-7", "issued_by": "NIM", "valid_from": today, "valid_to": today, "passed": "on"}
    address = "/measurement/instruments/PCR-7/"
    assert client.post(address, good | {"valid_to": "2020-01-01"}).status_code == 422
    assert client.post(address, good).status_code == 302
    assert valid_instrument("PCR-7", "sum").ok
    row = Calibration.objects.get(certificate="C-7")
    assert client.post(address, {"row": row.pk, "reason": "误录"}).status_code == 302
    assert not valid_instrument("PCR-7", "sum").ok
    person = ready.users["laboratory_analyst_2"].pk
    given = {"person": person, "method": "sum", "valid_from": today}
    assert client.post("/measurement/authorisations/new/", given).status_code == 302
    assert authorised(person, "sum").ok
    one = Authorisation.objects.get(person_id=person)
    gone = client.post("/measurement/authorisations/withdraw/", {"row": one.pk, "reason": "离岗"})
    assert gone.status_code == 302
    assert not authorised(person, "sum").ok
    version = {
        "code": "sum", "version": "9", "zh": "求和", "en": "Sum", "instrument_kinds": "balance", "source": "test",
        "evaluator": "test.sum/1", "valid_from": today, "parameters": "{}",
    }  # fmt: skip
    assert client.post("/measurement/methods/new/", version | {"parameters": "[1]"}).status_code == 422
    assert client.post("/measurement/methods/new/", version).status_code == 302
