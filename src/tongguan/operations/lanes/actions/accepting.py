"""Messages of devices: authenticated, understood, stored; acknowledged only then."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.fusion import Channel, Clock, Kind, Quality, Reading
from tongguan.engines.n42 import read_n42
from tongguan.engines.problems import Problem
from tongguan.operations.lanes.actions.logging import hold_lane
from tongguan.operations.lanes.actions.registering import key_of
from tongguan.operations.lanes.enums import MessageType
from tongguan.operations.lanes.errors import problem
from tongguan.operations.lanes.models import Device, Lane, LogEntry
from tongguan.operations.lanes.queries import limits_of
from tongguan.operations.lanes.rules import ADAPTERS, Envelope, Message, read_message, signed
from tongguan.operations.lanes.rules.protocol import VERSION, holds
from tongguan.platform.measurement.interface import valid_instrument
from tongguan.platform.privacy.interface import blind_index

OLDEST_MS = 600_000
BUSY_MS = 10_000
RATE_PER_S, BURST = 40.0, 200.0
SEEN_EVERY_S = 2.0
CALIBRATION_KEPT_S = 30.0
IDENTITY = "lanes.identity"


@dataclass
class Meter:
    """How many messages a device may still send."""

    left: float = BURST
    at_s: float = field(default_factory=time.monotonic)

    def admits(self) -> bool:
        """Whether one more is within its rate."""
        now_s = time.monotonic()
        self.left = min(BURST, self.left + max(0.0, now_s - self.at_s) * RATE_PER_S)
        self.at_s = now_s
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device is told: acknowledged, or refused and why. `device` is None where nobody is known to have asked."""

    type: str
    device: Device | None = None
    boot: str = ""
    sequence: int = 0
    problems: tuple[Problem, ...] = ()
    prompt: str = ""
    of: str = ""
    """The type of the message that is answered: a sample's number alone would also be that of the beat after it."""

    def envelope(self) -> dict[str, Any]:
        """For the wire: signed with the device's key where there is one; `at` is the moment of sending."""
        told: dict[str, Any] = {"v": VERSION, "type": self.type, "boot": self.boot, "seq": self.sequence}
        told["at"] = int(time.time() * 1000)
        if self.of:
            told["of"] = self.of
        if self.problems:
            told["errors"] = [
                {**each.as_dict("en"), "zh": each.message.zh, "en": each.message.en} for each in self.problems
            ]
        if self.prompt:
            told["prompt"] = self.prompt
        if self.device is None:
            return {"device": "", "mac": "", "body": json.dumps(told, ensure_ascii=False)}
        return signed(key_of(self.device), self.device.code, told)


@dataclass(frozen=True, slots=True)
class Understood:
    """A message of a known device that may be stored."""

    device: Device
    message: Message
    reading: Reading | None
    payload: dict[str, Any] | None


_meters: dict[str, Meter] = {}
_calibrations: dict[int, tuple[float, bool]] = {}


def accept(envelopes: Sequence[tuple[Envelope, int]], *, lane: str = "") -> list[Answer]:
    """Store what can be stored of messages with the moments they came, and answer each in order. With `lane` devices
    of other lanes are refused. The answers are true once this returns: everything acknowledged is committed."""
    devices = {
        device.code: device
        for device in Device.objects.filter(
            code__in={e.device for e, _at in envelopes}, active=True
        ).select_related("lane")
        if device.lane.active
    }
    answers: list[Answer | Understood] = [
        _understood(devices.get(envelope.device), envelope, at_ms, lane) for envelope, at_ms in envelopes
    ]
    by_lane: dict[int, list[Understood]] = {}
    for each in answers:
        if isinstance(each, Understood):
            by_lane.setdefault(each.device.lane_id, []).append(each)
    for lane_id in sorted(by_lane):
        _store(lane_id, by_lane[lane_id])
    return [_answered(each) if isinstance(each, Understood) else each for each in answers]


def _understood(device: Device | None, envelope: Envelope, at_ms: int, lane: str) -> Answer | Understood:
    if device is None or not holds(key_of(device), envelope):
        return Answer("refused", problems=(problem("device", "/device"),))
    if lane and device.lane.code != lane:
        return Answer("refused", problems=(problem("lane", "/device"),))
    if not _meters.setdefault(device.code, Meter()).admits():
        return Answer("refused", device, problems=(problem("rate"),))
    message, wrong = read_message(envelope.body, at_ms)
    if message is None:
        return Answer("refused", device, problems=(wrong,) if wrong else ())
    told = Answer("refused", device, message.boot, message.sequence, of=message.type)
    if message.type is MessageType.HELLO:
        return Understood(device, message, None, None)
    if message.exchange is None:
        return replace(told, problems=(problem("hello", "/clock"),))
    if (
        message.exchange.sent_ms - message.at_ms > OLDEST_MS
        or at_ms - message.exchange.answered_ms > OLDEST_MS
    ):
        return replace(told, problems=(problem("stale", "/at"),))
    if message.type is MessageType.BEAT:
        reading = Reading(Channel(device.channel), Quality.GOOD, message.at_ms)
        return Understood(device, message, reading, None)
    reading, payload, problems = read_sample(device, message)
    if reading is None:
        return replace(told, problems=tuple(problems))
    return Understood(device, message, reading, payload)


def read_sample(
    device: Device, message: Message
) -> tuple[Reading | None, dict[str, Any] | None, list[Problem]]:
    """A sample's reading, and what of its payload later checks need."""
    adapter = ADAPTERS[Channel(device.channel)]
    data: Mapping[str, Any] = message.data
    if adapter.channel is Channel.RADIATION and "n42" in data:
        found, problems = _from_n42(data)
        if problems:
            return None, None, problems
        data = found
    values, problems = adapter.values(data)
    if problems:
        return None, None, problems
    limits = limits_of(timezone.localdate())
    reading = adapter.read(values, message.at_ms, limits, lambda text: blind_index(text, IDENTITY))
    if adapter.calibrated and not _calibrated(device):
        reading = replace(reading, quality=Quality.INVALID, reasons=("device.calibration",))
    payload = {name: data[name] for name in adapter.kept if name in data}
    return reading, payload or None, []


def _from_n42(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    text = data["n42"]
    if not isinstance(text, str) or set(data) != {"n42"}:
        return {}, [problem("field", "/data/n42", name="n42")]
    document, problems = read_n42(text.encode("utf-8", "replace"))
    if document is None:
        return {}, [problem("n42", "/data/n42", why=each.message) for each in problems[:5]]
    spectra = document.foreground
    found: dict[str, Any] = {
        "counts": round(sum(each.counts for each in spectra)),
        "span_ms": round(1000 * max((each.real_s for each in spectra), default=0)),
    }
    if document.dose_nsv_h is not None:
        found["dose_nsv_h"] = document.dose_nsv_h
    return found, []


def _calibrated(device: Device) -> bool:
    """Whether its instrument's calibration is in force today; looked up again every half minute."""
    known = _calibrations.get(device.pk)
    now_s = time.monotonic()
    if known is None or now_s - known[0] > CALIBRATION_KEPT_S:
        known = (now_s, bool(device.instrument) and valid_instrument(device.instrument, device.method).ok)
        _calibrations[device.pk] = known
    return known[1]


def forget_calibrations() -> None:
    """Look calibrations up anew."""
    _calibrations.clear()


@transaction.atomic
def _store(lane_id: int, found: Sequence[Understood]) -> None:
    """One transaction for what came together: a repeated sample is there already, a beat is kept while it matters."""
    now_ms = hold_lane(lane_id)
    lane = Lane.objects.only("busy_until_ms").get(pk=lane_id)
    rows, busy = [], False
    for each in found:
        personal = each.message.type is MessageType.SAMPLE and each.device.channel not in (
            "radiation",
            "bioclimate",
        )
        busy = busy or personal
        idle = now_ms > lane.busy_until_ms and not busy
        if each.message.type is MessageType.BEAT and (each.device.channel != Channel.VIDEO or idle):
            continue
        rows.append(_row(each, lane_id, now_ms))
    LogEntry.objects.bulk_create(rows, ignore_conflicts=True)
    if busy:
        Lane.objects.filter(pk=lane_id).update(busy_until_ms=now_ms + BUSY_MS)
    for device, message in {each.device: each.message for each in found}.items():
        _seen(device, message)


def _row(each: Understood, lane_id: int, now_ms: int) -> LogEntry:
    message, e = each.message, each.message.exchange
    kind = Kind.BACK if message.type is MessageType.HELLO else Kind(message.type)
    return LogEntry(
        lane_id=lane_id,
        device=each.device,
        kind=kind,
        channel=each.device.channel,
        boot=message.boot,
        sequence=message.sequence,
        received_ms=now_ms,
        exchange=[e.answered_ms, e.heard_ms, e.sent_ms, e.received_ms] if e else None,
        reading=asdict(each.reading) if each.reading else None,
        payload=each.payload,
    )


def _seen(device: Device, message: Message) -> None:
    """Note that a device lives and how its clock stands, every other second at most."""
    now = timezone.now()
    if (
        device.last_seen_at
        and not device.lost_at
        and (now - device.last_seen_at).total_seconds() < SEEN_EVERY_S
    ):
        return
    told: dict[str, Any] = {"last_seen_at": now, "lost_at": None}
    if message.exchange is not None:
        clock = Clock()
        clock.hear(message.exchange)
        ahead = clock.ahead_ms(message.exchange.received_ms)
        if ahead is not None:
            told |= {"ahead_ms": ahead[0], "unsure_ms": ahead[1]}
    Device.objects.filter(pk=device.pk).update(**told)


def _answered(each: Understood) -> Answer:
    quarantined = each.reading is not None and each.reading.quality in (Quality.QUARANTINED, Quality.INVALID)
    prompt = "measure_again" if quarantined and each.message.type is MessageType.SAMPLE else ""
    return Answer(
        "ack", each.device, each.message.boot, each.message.sequence, prompt=prompt, of=each.message.type
    )
