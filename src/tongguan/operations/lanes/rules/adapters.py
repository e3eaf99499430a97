"""The seven adapters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongguan.engines.fusion import Channel, Quality, Reading
from tongguan.engines.mrz import read_text
from tongguan.operations.lanes.rules.declaring import Adapter, Field, Limits, Seal

LONGEST_SPAN_MS = 10_000
PICTURE_BYTES = 400_000
DIGEST = 64


class Radiation(Adapter):
    """Gamma counts over a span, or a dose rate; counts are held against the lane's background later. An N42.42
    document in place of counts is read before."""

    channel, calibrated = Channel.RADIATION, True
    fields = (
        Field("counts", "whole", 0, 10_000_000),
        Field("span_ms", "whole", 50, LONGEST_SPAN_MS),
        Field("dose_nsv_h", "number", 0, 1e9, needed=False),
    )

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        facts = {"counts": values["counts"]}
        if "dose_nsv_h" in values:
            facts["dose_nsv_h"] = values["dose_nsv_h"]
        if values.get("dose_nsv_h", 0) > limits.dose_most_nsv_h:
            return self.reading(Quality.ALARM, at_ms, facts, "radiation.dose", span_ms=values["span_ms"])
        return self.reading(Quality.GOOD, at_ms, facts, span_ms=values["span_ms"])


class Temperature(Adapter):
    """Infrared temperature of the skin or the inner canthus, in °C. What no living person has is not believed."""

    channel, mandatory, calibrated = Channel.TEMPERATURE, True, True
    fields = (Field("celsius", "number", -100, 200),)

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        celsius = round(values["celsius"], 2)
        facts = {"celsius": celsius}
        if not limits.temperature_least <= celsius <= limits.temperature_most:
            return self.reading(Quality.QUARANTINED, at_ms, facts, "temperature.implausible")
        if celsius >= limits.fever:
            return self.reading(Quality.ALARM, at_ms, facts, "temperature.fever")
        return self.reading(Quality.GOOD, at_ms, facts)


class Bioclimate(Adapter):
    """Bio-chemical and micro-climate readings of the air; the device decides its own alarms."""

    channel, calibrated = Channel.BIOCLIMATE, True
    fields = (
        Field("span_ms", "whole", 50, LONGEST_SPAN_MS),
        Field("alarm", "flag"),
        Field("air_celsius", "number", -60, 80, needed=False),
        Field("humidity_percent", "number", 0, 100, needed=False),
        Field("co2_ppm", "number", 0, 100_000, needed=False),
        Field("voc_ppb", "number", 0, 1_000_000, needed=False),
        Field("particles_l", "number", 0, 1e9, needed=False),
    )

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        facts = {name: values[name] for name in values if name not in ("span_ms", "alarm")}
        if values["alarm"]:
            return self.reading(Quality.ALARM, at_ms, facts, "bioclimate.alarm", span_ms=values["span_ms"])
        return self.reading(Quality.GOOD, at_ms, facts, span_ms=values["span_ms"])


class Face(Adapter):
    """A face as the camera cut it out, with the camera's judgement of the picture from 0 to 1."""

    channel, mandatory = Channel.FACE, True
    fields = (
        Field("quality", "number", 0, 1),
        Field("picture", "bytes", most=PICTURE_BYTES, needed=False),
    )
    kept = ("picture",)

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        facts = {"quality": round(values["quality"], 3), "picture": "picture" in values}
        if values["quality"] < limits.face_quality_least:
            return self.reading(Quality.INVALID, at_ms, facts, "face.quality")
        return self.reading(Quality.GOOD, at_ms, facts)


class Document(Adapter):
    """The machine-readable zone of a passport as text, and the portrait of its chip where the reader gives it. Nothing
    is repaired: what does not hold is read again or seen by an officer."""

    channel, mandatory = Channel.DOCUMENT, True
    fields = (
        Field("mrz", "text", most=200),
        Field("portrait", "bytes", most=PICTURE_BYTES, needed=False),
    )
    kept = ("mrz", "portrait")

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        zone = read_text(values["mrz"], limits.today)
        facts: dict[str, Any] = {"portrait": "portrait" in values}
        number = zone.fields.get("number", "")
        if number:
            facts["identity"] = seal(f"{zone.fields.get('issuer', '')}:{number}")
        if not zone.valid:
            code = "document.check_digits" if zone.layout else "document.unreadable"
            return self.reading(Quality.INVALID, at_ms, facts, code)
        if (
            zone.fields.get("expiry_date", "")[:10]
            < limits.today.isoformat()[: len(zone.fields["expiry_date"])]
        ):
            return self.reading(Quality.ALARM, at_ms, facts, "document.expired")
        return self.reading(Quality.GOOD, at_ms, facts)


class HealthCard(Adapter):
    """The code of a health declaration as scanned; whether it verifies is a check of its own."""

    channel, mandatory = Channel.HEALTH_CARD, True
    fields = (Field("code", "text", most=4000),)
    kept = ("code",)

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        return self.reading(Quality.GOOD, at_ms, {"identity": seal(values["code"].strip())})


class Video(Adapter):
    """A segment of video: begun when somebody steps in, ended when the person steps out, with the file's digest and how
    many people were seen."""

    channel = Channel.VIDEO
    fields = (
        Field("event", "word", words=("start", "stop")),
        Field("segment", "text", most=40),
        Field("people", "whole", 1, 50, needed=False),
        Field("sha256", "text", most=DIGEST, needed=False),
    )

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        return self.reading(Quality.GOOD, at_ms, dict(values))


ADAPTERS: dict[Channel, Adapter] = {
    adapter.channel: adapter
    for adapter in (Radiation(), Temperature(), Bioclimate(), Face(), Document(), HealthCard(), Video())
}
