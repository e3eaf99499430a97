"""Inputs from and to JSON: one declaration per field, every list in one order, nothing unknown let in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from tongguan.engines.draw.findings import finding
from tongguan.engines.draw.inputs import Entry, Inputs, Officer, Party, Reveal, Role, Rules
from tongguan.engines.draw.times import DRAW_VERSION, WHOLE_SECONDS, unit_ms, written, written_name
from tongguan.engines.problems import Problem
from tongguan.engines.tlog import NotCanonical, canonical

MAX_ITEMS = 500_000
MAX_SLOTS = 16
_PROBABILITY = re.compile(r"([0-9]{1,20})(?:/([0-9]{1,20})|\.([0-9]{1,18}))?", re.ASCII)
_HEX = re.compile(r"(?:[0-9a-f]{2}){0,512}")
_TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")

Reader = Callable[[Any, str], Any]


class Refused(Exception):
    """Carries the problem out of a nested reader; never leaves this package."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def version_of(inputs: Any) -> str:
    """The version in which the JSON value of inputs was written: the name of the cut-off shows it."""
    return WHOLE_SECONDS if isinstance(inputs, Mapping) and "cutoff_s" in inputs else DRAW_VERSION


def read_inputs(value: Any) -> tuple[Inputs | None, list[Problem]]:
    """Inputs from their JSON value, lists sorted, or (None, problems). Never raises on input."""
    try:
        inputs = _INPUTS[version_of(value)](value, "")
        _check_parties(inputs)
    except Refused as refused:
        return None, [refused.problem]
    return inputs, []


def read_reveals(value: Any, version: str = DRAW_VERSION) -> tuple[list[Reveal], list[Problem]]:
    """Reveals from their JSON value, sorted by party. Never raises on input."""
    try:
        return list(_records(_REVEALS[version], "party")(value, "/reveals")), []
    except Refused as refused:
        return [], [refused.problem]


def normalised(inputs: Inputs) -> tuple[Inputs | None, list[Problem]]:
    """The same inputs as a reader of the record will see them: checked and in the one order."""
    try:
        value = as_json(inputs)
        canonical(value)
    except (NotCanonical, TypeError, AttributeError) as error:
        return None, [finding("draw.field", detail=str(error))]
    return read_inputs(value)


def as_json(value: Any, version: str = DRAW_VERSION) -> Any:
    """The JSON value of any of the input classes; inputs are written in their own version, whatever is asked for."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {key: as_json(item, version) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item, version) for item in value]
    if type(value) in _WRITTEN:
        version = value.version if isinstance(value, Inputs) else version
        names = [each.name for each in fields(value) if each.name != "version"]
        return dict(written(name, as_json(getattr(value, name), version), version) for name in names)
    return value


def probability(value: Any, at: str = "") -> Fraction:
    """A probability written `"1/4"` or `"0.25"`, or a whole number; exact. Raises `Refused` otherwise."""
    match = _PROBABILITY.fullmatch(str(value)) if isinstance(value, str | int) else None
    if not match or isinstance(value, bool) or (match.group(2) and not int(match.group(2))):
        raise _wrong(at, "a probability")
    exact = Fraction(match.group(0))
    if exact > 1:
        raise _wrong(at, "a probability")
    return exact


def _wrong(at: str, wanted: str) -> Refused:
    return Refused(finding("draw.field", pointer=at, detail=f"{at or '/'}: {wanted}"))


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str) or not _TEXT.fullmatch(value):
        raise _wrong(at, "a text of 1 to 200 characters")
    return value


def _maybe_text(value: Any, at: str) -> str:
    return "" if value == "" else _text(value, at)


def _hex(value: Any, at: str) -> str:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise _wrong(at, "lower-case hex")
    return value


def _whole(low: int = 0, high: int = 2**53 - 1) -> Reader:
    def read(value: Any, at: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _wrong(at, f"a whole number from {low} to {high}")
        return value

    return read


def _optional(reader: Reader) -> Reader:
    return lambda value, at: None if value is None else reader(value, at)


def _flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(at, "true or false")
    return value


def _list(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > MAX_ITEMS:
        raise _wrong(at, f"a list of at most {MAX_ITEMS}")
    return list(value)


def _names(value: Any, at: str) -> tuple[str, ...]:
    """A set of texts."""
    names = [_text(item, f"{at}/{place}") for place, item in enumerate(_list(value, at))]
    if len(set(names)) != len(names):
        raise _wrong(at, "no text twice")
    return tuple(sorted(names))


def _object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or len(value) > MAX_ITEMS:
        raise _wrong(at, "an object")
    return {_text(key, at): value[key] for key in value}


def _free(value: Any, at: str) -> dict[str, Any]:
    """Committed along, but without a say in the draw."""
    return _object(value, at)


def _options(value: Any, at: str) -> dict[str, tuple[str, ...]]:
    return {key: _names(item, f"{at}/{key}") for key, item in _object(value, at).items()}


def _records(reader: Reader, key: str, keep_order: bool = False) -> Reader:
    """A list of records, each with its own key; sorted by it unless their order means something."""

    def read(value: Any, at: str) -> tuple[Any, ...]:
        records = [reader(item, f"{at}/{place}") for place, item in enumerate(_list(value, at))]
        seen = set()
        for record in records:
            name = getattr(record, key)
            if name in seen:
                what = type(record).__name__.lower()
                raise Refused(finding("draw.duplicate", pointer=at, what=what, id=name))
            seen.add(name)
        return tuple(records if keep_order else sorted(records, key=lambda record: getattr(record, key)))

    return read


def _record(kind: type, version: str = DRAW_VERSION, **readers: Reader) -> Reader:
    names = {name: written_name(name, version) for name in readers}

    def read(value: Any, at: str) -> Any:
        if not isinstance(value, Mapping) or set(value) != set(names.values()):
            raise _wrong(at, f"exactly the fields {', '.join(names.values())}")
        return kind(**{name: readers[name](value[key], f"{at}/{key}") for name, key in names.items()})

    return read


def _moment(version: str) -> Reader:
    """A time in the version's unit, as milliseconds."""
    unit = unit_ms(version)
    whole = _whole(high=(2**53 - 1) // unit)
    return lambda value, at: whole(value, at) * unit


def _check_parties(inputs: Inputs) -> None:
    if not inputs.parties:
        raise _wrong("/parties", "at least one party")
    for party in inputs.parties:
        if len(party.commitment) != 64:
            raise _wrong("/parties", "commitments of 64 hex digits")
        if party.committed_at_ms > inputs.cutoff_ms:
            raise Refused(finding("draw.late_commitment", pointer="/parties", party=party.id))
    if sum(role.people for role in inputs.rules.roles) > MAX_SLOTS:
        raise _wrong("/rules/roles", f"at most {MAX_SLOTS} people for an entry")


_ENTRY = _record(
    Entry, id=_text, risk_probability=probability, site=_maybe_text, firms=_names, skills=_names,
    options=_options, attributes=_free,
)  # fmt: skip
_OFFICER = _record(
    Officer, id=_text, on_duty=_flag, site=_maybe_text, skills=_names, load=_whole(0, 10**6),
    recent_firms=_names, kin_firms=_names, own_cases=_names,
)  # fmt: skip
_ROLE = _record(
    Role, id=_text, skills=_names, people=_whole(1, MAX_SLOTS), probability=probability,
    same_site=_flag, entry_skills=_flag,
)  # fmt: skip
_RULES = _record(
    Rules,
    random_probability=probability,
    risk_cap=probability,
    capacity=_optional(_whole()),
    count=_optional(_whole()),
    roles=_records(_ROLE, "id", keep_order=True),
)


def _inputs(version: str) -> Reader:
    party = _record(Party, version, id=_text, commitment=_hex, committed_at_ms=_moment(version))
    read = _record(
        Inputs,
        version,
        draw_id=_text,
        cutoff_ms=_moment(version),
        parties=_records(party, "id"),
        pool=_records(_ENTRY, "id"),
        rules=_RULES,
        roster=_records(_OFFICER, "id"),
        roster_salt=_hex,
    )
    return lambda value, at: replace(read(value, at), version=version)


def _reveal(version: str) -> Reader:
    return _record(Reveal, version, party=_text, secret=_hex, nonce=_hex, revealed_at_ms=_moment(version))


_WRITTEN = (Party, Reveal, Entry, Officer, Role, Rules, Inputs)
_VERSIONS = (WHOLE_SECONDS, DRAW_VERSION)
_INPUTS = {version: _inputs(version) for version in _VERSIONS}
_REVEALS = {version: _reveal(version) for version in _VERSIONS}
