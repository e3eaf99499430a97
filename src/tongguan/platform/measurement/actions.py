"""Writes: register, calibrate, authorise, withdraw, measure, warn. Each is audited."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import canonical, record
from tongguan.platform.cases.interface import next_reference
from tongguan.platform.identity.interface import User
from tongguan.platform.measurement.contracts import Measured, Reading
from tongguan.platform.measurement.enums import InstrumentKind
from tongguan.platform.measurement.errors import refused
from tongguan.platform.measurement.models import Authorisation, Calibration, Instrument, Measurement, Method
from tongguan.platform.measurement.module import MANAGE
from tongguan.platform.measurement.queries import (
    authorisation_of,
    authorised,
    calibration_of,
    digest,
    ending_authorisations,
    ending_calibrations,
    method_on,
    valid_instrument,
    visible_instrument,
)
from tongguan.platform.measurement.registry import evaluator_of
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, require
from tongguan.platform.reference.interface import parameter

MOST_READINGS = 2_000
MOST_VALUES = 20_000
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,12})?\Z")
WARNING_DAYS = "measurement.expiry_warning"


@transaction.atomic
def register_instrument(
    *, actor: Actor, code: str, kind: str, name: str, office_id: int, in_service_from: date, serial_number: str = "",
    place: str = "",
) -> Instrument:  # fmt: skip
    """Register an instrument of one of the actor's offices. Raises NotAllowed, NotFound, Refused."""
    require(actor, MANAGE)
    if actor.kind != "system" and office_id not in actor.office_ids:
        raise NotFound(Text(zh="关区", en="office"))
    if Instrument.objects.filter(code=code).exists():
        raise refused("taken", "/code", status=409, code=code)
    row = Instrument.objects.create(
        code=code, kind=InstrumentKind(kind), name=name, office_id=office_id, in_service_from=in_service_from,
        serial_number=serial_number, place=place,
    )  # fmt: skip
    _note(
        actor,
        "registered",
        row.code,
        {"kind": row.kind, "serial_number": serial_number, "from": in_service_from},
    )
    return row


@transaction.atomic
def retire_instrument(*, actor: Actor, code: str, on: date) -> Instrument:
    """Take an instrument out of service from a day on."""
    require(actor, MANAGE)
    row = visible_instrument(actor, code)
    if on < row.in_service_from:
        raise refused("dates", "/retired_on")
    Instrument.objects.filter(pk=row.pk).update(retired_on=on)
    _note(actor, "retired", code, {"on": on})
    return row


@transaction.atomic
def calibrate(
    *, actor: Actor, instrument: str, certificate: str, issued_by: str, valid_from: date, valid_to: date,
    passed: bool = True, uncertainty: str = "",
) -> Calibration:  # fmt: skip
    """Record a calibration's certificate; one that was not passed ends the validity of those before."""
    require(actor, MANAGE)
    row = visible_instrument(actor, instrument)
    if valid_to < valid_from or valid_from > timezone.localdate():
        raise refused("dates", "/valid_to" if valid_to < valid_from else "/valid_from")
    made = Calibration.objects.create(
        instrument_id=row.pk, certificate=certificate, issued_by=issued_by, valid_from=valid_from,
        valid_to=valid_to, passed=passed, uncertainty=uncertainty, known_from=timezone.now(),
        recorded_by=actor.name[:100],
    )  # fmt: skip
    told = {"certificate": certificate, "from": valid_from, "to": valid_to, "passed": passed}
    _note(actor, "calibrated", row.code, told)
    return made


@transaction.atomic
def withdraw_calibration(*, actor: Actor, calibration_id: int, reason: str) -> Calibration:
    """From now on it is known not to hold; what was known before stays on record."""
    require(actor, MANAGE)
    row = (
        Calibration.objects.select_related("instrument")
        .select_for_update(of=("self",))
        .filter(pk=calibration_id)
        .first()
    )
    if row is None or (actor.kind != "system" and row.instrument.office_id not in actor.office_ids):
        raise NotFound(Text(zh="校准", en="calibration"))
    _withdraw(row, reason)
    _note(
        actor,
        "calibration_withdrawn",
        row.instrument.code,
        {"certificate": row.certificate, "reason": reason},
    )
    return row


@transaction.atomic
def set_method(
    *, actor: Actor, code: str, version: str, zh: str, en: str, instrument_kinds: Sequence[str], evaluator: str,
    source: str, valid_from: date, parameters: Mapping[str, Any] | None = None,
) -> Method:  # fmt: skip
    """A new version of a method; the one before ends the day before. Raises Refused where a later one exists."""
    require(actor, MANAGE)
    if evaluator_of(evaluator) is None:
        raise refused("rule_unknown", "/evaluator")
    versions = Method.objects.select_for_update().filter(code=code)
    if versions.filter(version=version).exists():
        raise refused("taken", "/version", status=409, code=f"{code} {version}")
    if versions.filter(valid_from__gte=valid_from).exists():
        raise refused("overlap", "/valid_from", status=409, code=code)
    versions.filter(valid_to__isnull=True).update(valid_to=valid_from - timedelta(days=1))
    kinds = sorted(InstrumentKind(kind) for kind in instrument_kinds)
    row = Method.objects.create(
        code=code, version=version, zh=zh, en=en, instrument_kinds=kinds, evaluator=evaluator, source=source,
        valid_from=valid_from, parameters=dict(parameters or {}),
    )  # fmt: skip
    record(
        actor=actor, action="measurement.method_set", subject=("method", code),
        data={"version": version, "from": valid_from, "kinds": kinds, "rule": evaluator, "parameters": row.parameters},
    )  # fmt: skip
    return row


@transaction.atomic
def authorise(
    *, actor: Actor, person: int, method: str, valid_from: date, valid_to: date | None = None
) -> Authorisation:
    """Authorise a person for a method; nobody does so for themselves."""
    require(actor, MANAGE)
    if person == actor.user_id:
        raise refused("own_authorisation", "/person", status=403)
    if valid_to is not None and valid_to < valid_from:
        raise refused("dates", "/valid_to")
    if not Method.objects.filter(code=method).exists():
        raise refused("method_unknown", "/method", code=method, on=valid_from)
    if not User.objects.filter(pk=person, is_active=True).exists():
        raise NotFound(Text(zh="人员", en="person"))
    row = Authorisation.objects.create(
        person_id=person, method=method, valid_from=valid_from, valid_to=valid_to, known_from=timezone.now(),
        recorded_by=actor.name[:100],
    )  # fmt: skip
    _authorisation(actor, "authorised", row)
    return row


@transaction.atomic
def withdraw_authorisation(*, actor: Actor, authorisation_id: int, reason: str) -> Authorisation:
    """From now on it is known not to hold."""
    require(actor, MANAGE)
    row = Authorisation.objects.select_for_update().filter(pk=authorisation_id).first()
    if row is None:
        raise NotFound(Text(zh="授权", en="authorisation"))
    _withdraw(row, reason)
    _authorisation(actor, "authorisation_withdrawn", row)
    return row


def _withdraw(row: Any, reason: str) -> None:
    if row.known_to is not None:
        raise refused("withdrawn", status=409)
    if not reason.strip():
        raise refused("reason", "/reason")
    row.known_to, row.withdrawn_reason = timezone.now(), reason.strip()[:300]
    row.save(update_fields=["known_to", "withdrawn_reason"])


def measure(
    *, actor: Actor, method: str, instrument: str, measured_at: datetime, readings: Sequence[Reading],
    subject: tuple[str, str], parameters: Mapping[str, Any] | None = None, raw_file: str = "",
) -> Measured:  # fmt: skip
    """Keep raw readings and what the method's rule makes of them, inside the caller's transaction. The actor is who
    measured; whether they may write to the subject the caller has checked.

    `parameters` are added to the method's own and kept with the measurement. Raises Refused: it names the instrument,
    method or person that was not valid on the day of measuring, and why.
    """
    day, now = timezone.localdate(measured_at), timezone.now()
    checked = _checked(readings)
    if measured_at > now:
        raise refused("future", "/measured_at")
    found = [
        *valid_instrument(instrument, method, day).problems,
        *authorised(actor.user_id, method, day).problems,
    ]
    version = method_on(method, day)
    rule = evaluator_of(version.evaluator) if version else None
    if version is not None and rule is None:
        found.append(refused("evaluator", "/method", code=method, rule=version.evaluator).problems[0])
    if found or version is None or rule is None:
        raise Refused(*dict.fromkeys(found))
    used = {**version.parameters, **(parameters or {})}
    text = canonical({"readings": [each.as_json() for each in checked]}).decode()
    held = canonical(used).decode()
    result = canonical(rule(checked, json.loads(held))).decode()
    device = Instrument.objects.get(code=instrument)
    calibration, _fault = calibration_of(device, day, now)
    key, reference = next_reference(Measurement, "ME")
    row = Measurement.objects.create(
        pk=key, reference=reference, method=version, instrument=device, performer_id=actor.user_id,
        calibration=calibration, authorisation=authorisation_of(actor.user_id, method, day, now),
        measured_at=measured_at, recorded_at=now, subject_kind=subject[0], subject_ref=subject[1],
        evaluator=version.evaluator, readings=text, readings_sha256=digest(text), parameters=held, result=result,
        result_sha256=digest(result), raw_file=raw_file,
    )  # fmt: skip
    told = {
        "method": str(version), "instrument": instrument, "measured_at": measured_at, "of": list(subject),
        "readings_sha256": row.readings_sha256, "result_sha256": row.result_sha256, "raw_file": raw_file,
    }  # fmt: skip
    record(actor=actor, action="measurement.measured", subject=("measurement", reference), data=told)
    return Measured(reference, measured_at, json.loads(result))


def _checked(readings: Sequence[Reading]) -> list[Reading]:
    if not readings or len(readings) > MOST_READINGS or sum(len(r.values) for r in readings) > MOST_VALUES:
        raise refused("readings", "/readings")
    for each in readings:
        texts = (*each.values, *([each.uncertainty] if each.uncertainty else ()))
        if not all(_DECIMAL.match(text) for text in texts):
            raise refused("reading_value", "/readings", name=each.name[:60].replace("{", "").replace("}", ""))
    return list(readings)


@transaction.atomic
def warn_of_endings() -> int:
    """Raise one alert for each calibration and authorisation that ends soon or has ended; returns how many rows were
    looked at."""
    today = timezone.localdate()
    by = today + timedelta(days=int(str(parameter(WARNING_DAYS, today))))
    calibrations = list(ending_calibrations(by))
    for row in calibrations:
        late = row.valid_to is not None and row.valid_to < today
        device = row.instrument
        raise_alert(
            source_key=f"measurement:calibration:{row.pk}:{'ended' if late else 'ending'}",
            kind="measurement",
            title=Text(
                zh=f"仪器 {device.code} 的校准{'已' if late else '将'}于 {row.valid_to} 到期",
                en=f"The calibration of instrument {device.code} {'ended' if late else 'ends'} on {row.valid_to}",
            ),
            severity=Severity.HIGH if late else Severity.LOW,
            evidence=[
                Evidence("row", row.certificate, url=reverse("measurement_instrument", args=[device.code]))
            ],
            source=Source("watch", "measurement.endings"),
            office_id=device.office_id,
            owner_role="laboratory_signatory",
        )
    people = ending_authorisations(by, today - timedelta(days=365))
    for row in people:
        raise_alert(
            source_key=f"measurement:authorisation:{row.pk}",
            kind="measurement",
            title=Text(
                zh=f"{row.person} 的方法 {row.method} 授权于 {row.valid_to} 到期",
                en=f"The authorisation of {row.person} for method {row.method} ends on {row.valid_to}",
            ),
            severity=Severity.LOW,
            evidence=[Evidence("row", str(row.pk), url=reverse("measurement_authorisations"))],
            source=Source("watch", "measurement.endings"),
            owner_role="laboratory_signatory",
        )
    return len(calibrations) + len(people)


def _note(actor: Actor, act: str, code: str, told: Mapping[str, Any]) -> None:
    record(actor=actor, action=f"measurement.{act}", subject=("instrument", code), data=told)


def _authorisation(actor: Actor, act: str, row: Authorisation) -> None:
    told = {"person": row.person_id, "method": row.method, "from": row.valid_from, "to": row.valid_to}
    record(actor=actor, action=f"measurement.{act}", subject=("authorisation", str(row.pk)), data=told)
