"""The published record of a draw, and its recomputation by anyone who holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongguan.engines.draw.assignment import Assigner
from tongguan.engines.draw.commitment import input_hashes, seed_of, settle
from tongguan.engines.draw.findings import finding
from tongguan.engines.draw.inputs import Inputs, Reveal
from tongguan.engines.draw.reading import as_json, normalised, read_inputs, read_reveals
from tongguan.engines.draw.selection import choose, risk_factor, select
from tongguan.engines.draw.stream import Stream
from tongguan.engines.draw.times import DRAW_VERSION, WHOLE_SECONDS
from tongguan.engines.problems import Problem
from tongguan.engines.tlog import NotCanonical, Verdict, canonical, read_json

MAX_RECORD_BYTES = 512 * 1024 * 1024
_MAX_DIFFERENCES = 20
_FIELDS = {"version", "inputs", "hashes", "reveals", "without_reveal", "degraded", "seed", "result"}
_CHECKED = ("inputs", "commitments", "randomness", "selections")


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """A finished draw. `value` is its JSON value; `to_json` the bytes to publish and to log."""

    value: dict[str, Any]

    def to_json(self) -> bytes:
        """Canonical JSON."""
        return canonical(self.value)

    def without_roster(self) -> DrawRecord:
        """The record for the public: the roster (with its conflicts of interest) withheld, its hash kept."""
        inputs = {name: item for name, item in self.value["inputs"].items() if name not in _ROSTER}
        return DrawRecord({**self.value, "inputs": inputs})


_ROSTER = {"roster": [], "roster_salt": ""}


def commit(inputs: Inputs) -> tuple[dict[str, str] | None, list[Problem]]:
    """The hashes to put into the ledger before the cut-off; (None, problems) if the inputs are unusable."""
    checked, problems = normalised(inputs)
    return (None, problems) if checked is None else (input_hashes(checked), [])


def perform(inputs: Inputs, reveals: Iterable[Reveal]) -> tuple[DrawRecord | None, list[Problem]]:
    """The draw: a pure function of committed inputs and reveals. No valid reveal, no draw."""
    checked, problems = normalised(inputs)
    if checked is None:
        return None, problems
    given, problems = read_reveals([as_json(reveal, checked.version) for reveal in reveals], checked.version)
    if problems:
        return None, problems
    value, problems = _value(checked, given, None)
    return (None, problems) if value is None else (DrawRecord(value), [])


def recompute(record: DrawRecord | bytes | str) -> Verdict:
    """Whether the record is what its committed inputs and reveals lead to; offline, never raises on input.

    `checked` names what was really checked: without the roster, officer assignments are not.
    That the hashes were published before the cut-off is shown by the ledger receipt for them.
    """
    try:
        data = record.to_json() if isinstance(record, DrawRecord) else record
    except NotCanonical as error:
        return Verdict.of([finding("draw.field", detail=str(error))])
    value, problems = read_json(data, MAX_RECORD_BYTES)
    if problems:
        return Verdict.of(problems)
    if not isinstance(value, dict) or set(value) != _FIELDS or not isinstance(value["hashes"], dict):
        return Verdict.of([finding("draw.field", detail=", ".join(sorted(_FIELDS)))])
    if value["version"] not in (WHOLE_SECONDS, DRAW_VERSION):
        return Verdict.of([finding("draw.version", pointer="/version")])
    given = value["inputs"]
    withheld = isinstance(given, dict) and not _ROSTER.keys() & given.keys()
    inputs, problems = read_inputs({**given, **_ROSTER} if withheld else given)
    if inputs is not None and inputs.version != value["version"]:
        return Verdict.of([finding("draw.version", pointer="/version")])
    reveals, more = read_reveals(value["reveals"], value["version"])
    problems += more
    if inputs is None or problems:
        return Verdict.of(problems)
    roster_hash = value["hashes"].get("roster") if withheld else None
    expected, problems = _value(inputs, reveals, str(roster_hash) if withheld else None)
    if expected is None:
        return Verdict.of(problems)
    if withheld:
        expected = DrawRecord(expected).without_roster().value
        expected["result"]["assignments"] = _assignments_of(value)
    problems = _differences(value, expected)
    return Verdict.of(problems, _CHECKED if withheld else (*_CHECKED, "assignments"))


def _value(
    inputs: Inputs, reveals: list[Reveal], roster_hash: str | None
) -> tuple[dict[str, Any] | None, list[Problem]]:
    accepted, without, problems = settle(inputs, reveals)
    if problems:
        return None, problems
    hashes = input_hashes(inputs, roster_hash)
    seed = seed_of(hashes["inputs"], accepted)
    return {
        "version": inputs.version,
        "inputs": as_json(inputs),
        "hashes": hashes,
        "reveals": [as_json(reveal, inputs.version) for reveal in reveals],
        "without_reveal": without,
        "degraded": bool(without),
        "seed": seed.hex(),
        "result": _result(inputs, Stream(seed)),
    }, []


def _result(inputs: Inputs, stream: Stream) -> dict[str, Any]:
    selections = select(inputs.pool, inputs.rules, stream)
    entries = [entry for entry, each in zip(inputs.pool, selections, strict=True) if each.arms]
    chosen = {entry.id: choose(entry, stream) for entry in entries}
    assigned = Assigner(inputs.roster, inputs.rules.roles, stream).assign_all(entries)
    return {
        "risk_factor": str(risk_factor(inputs.pool, inputs.rules)),
        "selections": [
            {
                "entry": each.entry,
                "arms": list(each.arms),
                "risk": str(each.risk),
                "random": str(each.random),
                "inclusion": str(each.inclusion),
                "choices": chosen.get(each.entry, {}),
            }
            for each in selections
        ],
        "assignments": [
            {
                "entry": each.entry,
                "role": each.role,
                "officer": each.officer,
                "fallback": each.fallback,
                "eligible": each.eligible,
            }
            for each in assigned
        ],
    }


def _assignments_of(value: dict[str, Any]) -> Any:
    result = value["result"]
    return result.get("assignments") if isinstance(result, dict) else None


def _differences(given: Any, expected: Any) -> list[Problem]:
    found: list[Problem] = []
    waiting = [("", given, expected)]
    while waiting and len(found) < _MAX_DIFFERENCES:
        at, left, right = waiting.pop()
        if type(left) is not type(right):
            found.append(_difference(at))
        elif isinstance(left, dict) and left.keys() == right.keys():
            waiting += [(f"{at}/{name}", left[name], right[name]) for name in reversed(left)]
        elif isinstance(left, list) and len(left) == len(right):
            waiting += [(f"{at}/{place}", *pair) for place, pair in enumerate(zip(left, right, strict=True))]
        elif left != right:
            found.append(_difference(at))
    return found


def _difference(at: str) -> Problem:
    if at.startswith("/inputs"):
        return finding("draw.order", pointer=at)
    if at.startswith("/hashes/"):
        return finding("draw.hash", pointer=at, what=at.removeprefix("/hashes/"))
    return finding("draw.differs", pointer=at)
