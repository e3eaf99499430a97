"""Instruments, methods and authorisations of the test world."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.factories.world import World
from tongguan.platform.measurement import actions
from tongguan.platform.measurement.models import Authorisation, Calibration, Instrument, Method
from tongguan.platform.permissions.interface import SYSTEM

SINCE = dt.date(2025, 1, 1)


def an_instrument(world: World, code: str = "PCR-1", kind: str = "thermocycler", **given: Any) -> Instrument:
    """In service since 2025, not calibrated."""
    return actions.register_instrument(
        actor=SYSTEM, code=code, kind=kind, name="QuantStudio", office_id=world.organisations["port"].pk,
        in_service_from=given.pop("in_service_from", SINCE), **given,
    )  # fmt: skip


def a_calibration(code: str = "PCR-1", **given: Any) -> Calibration:
    """Half a year old, good for another half."""
    today = timezone.localdate()
    days = {"valid_from": today - dt.timedelta(days=180), "valid_to": today + dt.timedelta(days=185)}
    return actions.calibrate(
        actor=SYSTEM, instrument=code, certificate=given.pop("certificate", "CAL-1"), issued_by="NIM", **days | given
    )  # fmt: skip


def a_method(rule: str, code: str = "sum", **given: Any) -> Method:
    """In force since 2025."""
    return actions.set_method(
        actor=SYSTEM, code=code, version=given.pop("version", "1"), zh="求和", en="Sum", evaluator=rule, source="test",
        instrument_kinds=given.pop("instrument_kinds", ["thermocycler"]), valid_from=given.pop("valid_from", SINCE),
        **given,
    )  # fmt: skip


def an_authorisation(
    world: World, who: str = "laboratory_analyst", code: str = "sum", **given: Any
) -> Authorisation:
    """Since 2025, without end."""
    return actions.authorise(
        actor=SYSTEM, person=world.users[who].pk, method=code, valid_from=given.pop("valid_from", SINCE), **given
    )  # fmt: skip
