"""How an adapter declares what its device sends."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tongguan.engines.fusion import Channel, Quality, Reading
from tongguan.engines.problems import Problem
from tongguan.operations.lanes.errors import problem

Seal = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Limits:
    """The dated numbers of a day: what is plausible, and from where on it is an alarm."""

    today: date
    temperature_least: float
    temperature_most: float
    fever: float
    dose_most_nsv_h: float
    face_quality_least: float


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload: a number within bounds, a text up to a length, a flag, one of some words, or bytes in
    base64 up to a size."""

    name: str
    kind: str
    least: float = 0.0
    most: float = 0.0
    needed: bool = True
    words: tuple[str, ...] = ()

    def read(self, value: Any) -> Any:
        """The value as declared; raises ValueError for anything else."""
        if self.kind in ("number", "whole"):
            kinds = int if self.kind == "whole" else int | float
            good = isinstance(value, kinds) and not isinstance(value, bool) and math.isfinite(value)
            if good and self.least <= value <= self.most:
                return value
        elif self.kind == "flag":
            if isinstance(value, bool):
                return value
        elif isinstance(value, str) and value:
            if self.kind == "word" and value in self.words:
                return value
            if self.kind == "text" and len(value) <= self.most:
                return value
            if self.kind == "bytes" and len(value) <= self.most * 4 / 3 + 4:
                return _decoded(value)
        raise ValueError(self.name)


def _decoded(text: str) -> bytes:
    """Base64, strictly; binascii.Error is a ValueError."""
    return base64.b64decode(text, validate=True)


class Adapter:
    """What one kind of device sends and what that is worth. `calibrated`: only while its instrument's calibration is in
    force. `mandatory`: a lane cannot do without such a device. `kept`: fields a later check needs, stored sealed."""

    channel: ClassVar[Channel]
    fields: ClassVar[tuple[Field, ...]] = ()
    mandatory: ClassVar[bool] = False
    calibrated: ClassVar[bool] = False
    kept: ClassVar[tuple[str, ...]] = ()

    def values(self, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """The declared fields of a payload, and what is wrong with it; a field nobody declared is wrong too."""
        values, problems = {}, []
        declared = {field.name: field for field in self.fields}
        for name in data:
            if name not in declared:
                problems.append(problem("field", "/data", name="data"))
        for name, field in declared.items():
            if name not in data:
                if field.needed:
                    problems.append(problem("field", f"/data/{name}", name=name))
                continue
            try:
                values[name] = field.read(data[name])
            except ValueError:
                problems.append(problem("field", f"/data/{name}", name=name))
        return values, problems

    def read(self, values: Mapping[str, Any], at_ms: int, limits: Limits, seal: Seal) -> Reading:
        """What the values are worth by themselves; `seal` turns an identity into a keyed hash."""
        raise NotImplementedError

    def reading(
        self, quality: Quality, at_ms: int, facts: Mapping[str, Any], *reasons: str, span_ms: int = 0
    ) -> Reading:
        """A reading of this channel."""
        return Reading(self.channel, quality, at_ms, facts, reasons, span_ms)
