"""Reads: what was valid on a day as known at a moment, what ends soon, whether results still follow from readings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import canonical
from tongguan.platform.measurement.contracts import Reading, Recomputed, Validity
from tongguan.platform.measurement.errors import problem
from tongguan.platform.measurement.models import Authorisation, Calibration, Instrument, Measurement, Method
from tongguan.platform.measurement.module import VIEW
from tongguan.platform.measurement.registry import evaluator_of
from tongguan.platform.measurement.rules import Window, covering, deciding, earliest
from tongguan.platform.permissions.interface import Actor, NotFound, require

INSTRUMENT = Text(zh="仪器", en="instrument")


def valid_instrument(
    code: str, method: str = "", on: date | None = None, *, known_at: datetime | None = None
) -> Validity:
    """Whether an instrument was in service and calibrated on a day (today), and of a kind the method is done with,
    as known at a moment (now). Never raises: an unknown code is not valid."""
    on, known_at = on or timezone.localdate(), known_at or timezone.now()
    instrument = Instrument.objects.filter(code=code).first()
    if instrument is None:
        return Validity(on, (problem("instrument_unknown", "/instrument", code=code),))
    found = [*_service(instrument, on)]
    until = instrument.retired_on - timedelta(days=1) if instrument.retired_on else None
    if method:
        version = method_on(method, on)
        if version is None:
            found.append(problem("method_unknown", "/method", code=method, on=on))
        elif instrument.kind not in version.instrument_kinds:
            found.append(problem("instrument_kind", "/instrument", code=code, method=method))
        else:
            until = earliest(until, version.valid_to)
    calibration, fault = calibration_of(instrument, on, known_at)
    if fault:
        found.append(fault)
    elif calibration:
        until = earliest(until, calibration.valid_to)
    return Validity(on, tuple(found), None if found else until)


def _service(instrument: Instrument, on: date) -> Iterable[Problem]:
    code = instrument.code
    if on < instrument.in_service_from:
        yield problem("instrument_not_yet", "/instrument", code=code, day=instrument.in_service_from, on=on)
    if instrument.retired_on and on >= instrument.retired_on:
        yield problem("instrument_retired", "/instrument", code=code, day=instrument.retired_on)


def calibration_of(
    instrument: Instrument, on: date, known_at: datetime
) -> tuple[Calibration | None, Problem | None]:
    """The calibration that held on a day, or why none did."""
    rows = {row.pk: row for row in instrument.calibrations.all()}
    window = deciding((row.window(row.certificate, row.passed) for row in rows.values()), on, known_at)
    if window is None:
        return None, problem("uncalibrated", "/instrument", code=instrument.code, on=on)
    told: dict[str, Any] = {"code": instrument.code, "certificate": window.label}
    if not window.passed:
        return None, problem("calibration_failed", "/instrument", day=window.valid_from, **told)
    if not window.holds(on):
        return None, problem("calibration_expired", "/instrument", day=window.valid_to, **told)
    return rows[window.key], None


def method_on(code: str, on: date) -> Method | None:
    """The version of a method in force on a day."""
    held = Method.objects.filter(code=code, valid_from__lte=on)
    return held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("-valid_from").first()


def authorised(
    person: int | None, method: str, on: date | None = None, *, known_at: datetime | None = None
) -> Validity:
    """Whether a person (user id) was authorised for a method on a day, as known at a moment."""
    on, known_at = on or timezone.localdate(), known_at or timezone.now()
    found = authorisation_of(person, method, on, known_at)
    if found is None:
        name = get_user_model().objects.filter(pk=person).first() if person else None
        told = problem("person_unauthorised", "/person", person=str(name or "—"), method=method, on=on)
        return Validity(on, (told,))
    return Validity(on, (), found.valid_to)


def authorisation_of(person: int | None, method: str, on: date, known_at: datetime) -> Authorisation | None:
    """The authorisation that covered a day."""
    rows = {row.pk: row for row in Authorisation.objects.filter(person_id=person, method=method)}
    window: Window | None = covering((row.window() for row in rows.values()), on, known_at)
    return rows[window.key] if window else None


def standing(references: Iterable[str], *, at: datetime | None = None) -> list[Problem]:
    """Why no certificate may rest on these measurements, as known now: an instrument, method or person that was not
    valid on the day of measuring (also where that became known later), or a result that does not follow from its
    readings. Empty: it may."""
    at = at or timezone.now()
    wanted = list(dict.fromkeys(references))
    rows = Measurement.objects.select_related("method", "instrument", "performer").in_bulk(
        wanted, field_name="reference"
    )
    found: list[Problem] = []
    for reference in wanted:
        row = rows.get(reference)
        if row is None:
            found.append(problem("missing", "/measurement", reference=reference))
            continue
        day = timezone.localdate(row.measured_at)
        found += valid_instrument(row.instrument.code, row.method.code, day, known_at=at).problems
        found += authorised(row.performer_id, row.method.code, day, known_at=at).problems
        if not _computed_again(row).ok:
            found.append(problem("altered", "/measurement", reference=reference))
    return list(dict.fromkeys(found))


def recompute(reference: str) -> Recomputed:
    """Compute a result again from its raw readings. Raises NotFound."""
    return _computed_again(_measurement(reference))


def _computed_again(row: Measurement) -> Recomputed:
    rule = evaluator_of(row.evaluator)
    intact = digest(row.readings) == row.readings_sha256 and digest(row.result) == row.result_sha256
    if rule is None:
        return Recomputed(row.reference, intact, False, False)
    try:
        again = canonical(rule(_readings(row), json.loads(row.parameters))).decode()
    except (ValueError, KeyError, TypeError):
        return Recomputed(row.reference, False, False, True)
    return Recomputed(row.reference, intact, again == row.result, True)


def readings_of(reference: str) -> list[Reading]:
    """The raw readings of a measurement. Raises NotFound."""
    return _readings(_measurement(reference))


def _readings(row: Measurement) -> list[Reading]:
    return [Reading.from_json(stored) for stored in json.loads(row.readings)["readings"]]


def _measurement(reference: str) -> Measurement:
    row = Measurement.objects.filter(reference=reference).first()
    if row is None:
        raise NotFound(Text(zh="测量", en="measurement"))
    return row


def result_of(reference: str) -> Mapping[str, Any]:
    """What a measurement found. Raises NotFound."""
    return dict(json.loads(_measurement(reference).result))


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def instruments(actor: Actor) -> QuerySet[Instrument]:
    """Instruments of the actor's offices, each with the calibration that decides about today."""
    require(actor, VIEW)
    today = timezone.localdate()
    latest = Calibration.objects.filter(
        instrument=OuterRef("pk"), known_to__isnull=True, valid_from__lte=today
    ).order_by("-valid_from", "-known_from", "-pk")
    found = Instrument.objects.select_related("office").annotate(
        calibrated_until=Subquery(latest.values("valid_to")[:1]),
        calibration_passed=Subquery(latest.values("passed")[:1]),
    )
    return found if actor.kind == "system" else found.filter(office_id__in=actor.office_ids)


def usable_instruments(actor: Actor, kind: str, on: date | None = None) -> list[Instrument]:
    """Instruments of a kind at the actor's offices that are in service and calibrated on a day."""
    on = on or timezone.localdate()
    found = Instrument.objects.filter(kind=kind, office_id__in=actor.office_ids).order_by("code")
    return [row for row in found if valid_instrument(row.code, on=on).ok]


def visible_instrument(actor: Actor, code: str) -> Instrument:
    """One of them; NotFound alike for a missing and a hidden one."""
    found = instruments(actor).filter(code=code).first()
    if found is None:
        raise NotFound(INSTRUMENT)
    return found


def methods(actor: Actor) -> QuerySet[Method]:
    """All versions of all methods."""
    require(actor, VIEW)
    return Method.objects.all()


def authorisations(actor: Actor) -> QuerySet[Authorisation]:
    """All authorisations, with their people."""
    require(actor, VIEW)
    return Authorisation.objects.select_related("person")


def ending_calibrations(by: date) -> QuerySet[Calibration]:
    """The newest known calibration of each instrument in service that ends by a day."""
    newest = Calibration.objects.filter(instrument=OuterRef("instrument"), known_to__isnull=True).order_by(
        "-valid_from", "-known_from", "-pk"
    )
    found = Calibration.objects.select_related("instrument").annotate(
        newest=Subquery(newest.values("pk")[:1])
    )
    in_service = Q(instrument__retired_on__isnull=True) | Q(instrument__retired_on__gt=timezone.localdate())
    return found.filter(in_service, pk=F("newest"), valid_to__lte=by).order_by("pk")


def ending_authorisations(by: date, since: date) -> list[Authorisation]:
    """Authorisations in force or ended since a day that end by a day and have no successor."""
    rows = Authorisation.objects.select_related("person").filter(known_to__isnull=True)
    found = rows.filter(valid_to__lte=by, valid_to__gte=since, person__is_active=True).order_by("pk")
    later = set(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=by)).values_list("person_id", "method"))
    return [row for row in found if (row.person_id, row.method) not in later]
