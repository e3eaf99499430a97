"""Every draw of a day, checked by anyone: each record, its place in the ledger, and that none is left out.

A day is a folder (or a zip of it): `day.json` lists the rounds by purpose and number; each round has a folder with its
public record and the ledger's receipts of its opening, commitment and result; `closing.json` is the receipt of the
entry with which the house closed the day, naming the first and last number of every purpose. Numbers stand in the
ledger from the opening of a round on, before its cut-off, so a round cannot be left out afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tongguan.engines.draw.day_round import RoundCheck, check_round, opened_receipt
from tongguan.engines.draw.findings import finding
from tongguan.engines.problems import Problem
from tongguan.engines.tlog import read_json

DAY_VERSION = "tongguan-draw-day/1"
MANIFEST, CLOSING, KEYS = "day.json", "closing.json", "keys"
CLOSED = "draws.day.closed"
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
_PURPOSE = re.compile(r"[A-Za-z0-9_.]{1,40}")
_STATES = frozenset({"running", "done", "degraded", "void"})
Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class DayVerdict:
    """`complete`: the closing of the day proves that no round is missing and every round has ended."""

    day: str
    complete: bool
    rounds: tuple[RoundCheck, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that is there holds."""
        return not self.problems and all(not each.problems for each in self.rounds)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "ok": self.ok,
            "day": self.day,
            "complete": self.complete,
            "rounds": [each.as_dict() for each in self.rounds],
            "problems": [problem.as_dict("en") for problem in self.problems],
        }


@dataclass(slots=True)
class _Day:
    read: Read
    keys: Sequence[str]
    day: date
    zone: ZoneInfo
    listed: list[dict[str, Any]]
    problems: list[Problem] = field(default_factory=list)
    checkpoints: set[str] = field(default_factory=set)


def folder_of(purpose: str, number: int) -> str:
    """Where a round's files lie."""
    return f"rounds/{purpose}/{number:06d}"


def verify_day(read: Read, keys: Sequence[str], names: Iterable[str] = ()) -> DayVerdict:
    """Check a day; `read` gives a file's bytes or None, `keys` are the ledger's verifier keys, `names` all files that
    are there. Offline; never raises on what the files hold."""
    given, problem = _manifest(read, keys)
    if given is None:
        return DayVerdict("", False, problems=(problem,))
    rounds = []
    before: RoundCheck | None = None
    for listed in given.listed:
        same = before is not None and before.purpose == listed["purpose"]
        check = check_round(
            read,
            keys,
            listed,
            folder_of(listed["purpose"], listed["number"]),
            before if same else None,
            _span(given),
        )
        if before is not None and not same and listed["purpose"] <= before.purpose:
            given.problems.append(finding("draw.day_order", what=str(listed["purpose"])))
        if same and before and check.number != before.number + 1:
            given.problems.append(
                finding(
                    "draw.day_gap", purpose=check.purpose, number=before.number, expected=before.number + 1
                )
            )
        given.checkpoints |= set(check.checkpoints)
        rounds.append(check)
        before = check
    closed = _closing(given)
    if len(given.checkpoints) > 1:
        given.problems.append(finding("draw.day_checkpoint"))
    given.problems += _unlisted(given.listed, names)
    complete = closed and all(each.state != "running" for each in rounds)
    return DayVerdict(given.day.isoformat(), complete, tuple(rounds), tuple(given.problems))


def _manifest(read: Read, keys: Sequence[str]) -> tuple[_Day | None, Problem]:
    fault = finding("draw.day_form", pointer="/", what=MANIFEST)
    data = read(MANIFEST)
    if data is None:
        return None, finding("draw.day_missing", what=MANIFEST)
    value, problems = read_json(data, MAX_MANIFEST_BYTES)
    if problems or not isinstance(value, dict) or value.get("version") != DAY_VERSION:
        return None, fault
    listed = value.get("rounds")
    if not isinstance(listed, list) or not all(_is_round(each) for each in listed):
        return None, finding("draw.day_form", pointer="/rounds", what=MANIFEST)
    try:
        day, zone = date.fromisoformat(value["date"]), ZoneInfo(value["time_zone"])
    except (KeyError, TypeError, ValueError, OSError):
        return None, fault
    return _Day(read, keys, day, zone, listed), fault


def _is_round(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and isinstance(given.get("purpose"), str)
        and _PURPOSE.fullmatch(given["purpose"]) is not None
        and type(given.get("number")) is int
        and 0 < given["number"] < 2**31
        and isinstance(given.get("id"), str)
        and given.get("state") in _STATES
    )


def _span(given: _Day) -> tuple[int, int]:
    """The day in POSIX seconds."""
    begins = datetime.combine(given.day, time(), given.zone)
    ends = datetime.combine(given.day + timedelta(days=1), time(), given.zone)
    return int(begins.timestamp()), int(ends.timestamp())


def _closing(given: _Day) -> bool:
    """Whether the day is closed; names the purposes whose rounds are not those that the closing names."""
    data = given.read(CLOSING)
    if data is None:
        return False
    opened, problems = opened_receipt(data, given.keys, CLOSED)
    given.problems += problems
    if opened is None:
        return False
    given.checkpoints.add(opened.checkpoint)
    if opened.data.get("date") != given.day.isoformat() or opened.data.get("time_zone") != str(given.zone):
        given.problems.append(finding("draw.day_mismatch", pointer="/date", what="date"))
    named = opened.data.get("rounds")
    named = named if isinstance(named, Mapping) else {}
    seen: dict[str, list[int]] = {}
    for each in given.listed:
        seen.setdefault(each["purpose"], []).append(each["number"])
    for purpose in sorted({*named, *seen}):
        span = named.get(purpose)
        numbers = seen.get(purpose, [0])
        if span != {"first": numbers[0], "last": numbers[-1]}:
            told = span if isinstance(span, Mapping) else {}
            first, last = told.get("first", "—"), told.get("last", "—")
            given.problems.append(finding("draw.day_closing", purpose=purpose, first=first, last=last))
    return True


def _unlisted(listed: Sequence[Mapping[str, Any]], names: Iterable[str]) -> list[Problem]:
    known = {folder_of(each["purpose"], each["number"]) for each in listed}
    return [
        finding("draw.day_unlisted", what=name)
        for name in sorted(names)
        if name.startswith("rounds/") and name.rpartition("/")[0] not in known
    ]
