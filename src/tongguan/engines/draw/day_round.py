"""One round of a day against the ledger: opened with its number, committed before its result, and nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongguan.engines.draw.findings import finding
from tongguan.engines.draw.record import MAX_RECORD_BYTES, recompute
from tongguan.engines.problems import Problem
from tongguan.engines.tlog import parse_receipt, read_json, verify_receipt
from tongguan.engines.tlog.receipt import MAX_RECEIPT_BYTES

RECORD, OPENED_FILE, COMMITTED_FILE, RESULT_FILE = (
    "record.json",
    "opened.json",
    "committed.json",
    "result.json",
)
OPENED, COMMITTED = "draws.round.opened", "draws.round.committed"
RESULTS = {"draws.round.done": ("done", "degraded"), "draws.round.void": ("void",)}
HOUSE = "house"


@dataclass(frozen=True, slots=True)
class RoundCheck:
    """What was found of one round. `index` is the place of its opening in the ledger."""

    purpose: str
    number: int
    id: str
    state: str
    entries: int | None = None
    selected: int | None = None
    index: int = -1
    checkpoints: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "purpose": self.purpose,
            "number": self.number,
            "id": self.id,
            "state": self.state,
            "entries": self.entries,
            "selected": self.selected,
            "ok": not self.problems,
            "problems": [problem.as_dict("en") for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class OpenedReceipt:
    """A receipt that holds: what its entry says, and where it stands."""

    data: Mapping[str, Any]
    action: str
    subject: str
    index: int
    checkpoint: str


def opened_receipt(
    data: bytes, keys: Sequence[str], *actions: str
) -> tuple[OpenedReceipt | None, list[Problem]]:
    """What a receipt proves, if it holds under one of the keys and its entry is one of these actions."""
    problems = list(verify_receipt(data, keys).problems)
    receipt, _found = parse_receipt(data)
    if problems or receipt is None:
        return None, problems
    entry, _found = read_json(receipt.entry, MAX_RECEIPT_BYTES)
    told = entry if isinstance(entry, dict) else {}
    subject, content = told.get("subject"), told.get("data")
    if told.get("action") not in actions or not isinstance(content, dict) or not isinstance(subject, dict):
        return None, [finding("draw.day_mismatch", pointer="/entry/action", what=", ".join(actions))]
    opened = OpenedReceipt(
        content, told["action"], str(subject.get("ref")), receipt.index, receipt.checkpoint
    )
    return opened, []


def check_round(
    read: Callable[[str], bytes | None],
    keys: Sequence[str],
    listed: Mapping[str, Any],
    folder: str,
    before: RoundCheck | None,
    span_s: tuple[int, int],
) -> RoundCheck:
    """Check one listed round; `before` is the one listed before it for the same purpose, `span_s` the day."""
    given = _Files(read, keys, folder, listed["id"])
    state = listed["state"]
    opening = given.receipt(OPENED_FILE, OPENED)
    committed = given.receipt(COMMITTED_FILE, COMMITTED, needed=state in ("done", "degraded"))
    result = given.receipt(RESULT_FILE, *RESULTS, needed=state != "running")
    if opening:
        _check_opening(given, opening, listed, before, span_s)
    places = [each.index for each in (opening, committed, result) if each]
    if places != sorted(places):
        given.problems.append(finding("draw.day_order", pointer=folder, what="opened, committed, result"))
    if result and state not in RESULTS[result.action]:
        given.differs("state")
    value = _check_record(given, opening, committed, result) if state in ("done", "degraded") else {}
    selections = value.get("result", {}).get("selections") if isinstance(value.get("result"), dict) else None
    rows = selections if isinstance(selections, list) else None
    return RoundCheck(
        listed["purpose"],
        listed["number"],
        listed["id"],
        state,
        None if rows is None else len(rows),
        None if rows is None else sum(bool(isinstance(row, dict) and row.get("arms")) for row in rows),
        opening.index if opening else -1,
        tuple(sorted({each.checkpoint for each in (opening, committed, result) if each})),
        tuple(given.problems),
    )


class _Files:
    """The files of one round and what is wrong with them."""

    def __init__(
        self, read: Callable[[str], bytes | None], keys: Sequence[str], folder: str, round_id: str
    ) -> None:
        self.problems: list[Problem] = []
        self._read, self._keys, self._folder, self._id = read, keys, folder, round_id

    def bytes_of(self, name: str, needed: bool = True) -> bytes | None:
        """A file; a missing one is a problem where it is needed."""
        data = self._read(f"{self._folder}/{name}")
        if data is None and needed:
            self.problems.append(finding("draw.day_missing", what=f"{self._folder}/{name}"))
        return data

    def receipt(self, name: str, *actions: str, needed: bool = True) -> OpenedReceipt | None:
        """A receipt about this round, or None."""
        data = self.bytes_of(name, needed)
        if data is None:
            return None
        opened, problems = opened_receipt(data, self._keys, *actions)
        self.problems += problems
        if opened and opened.subject != self._id:
            self.differs(f"{name}: id")
        return opened

    def differs(self, what: str) -> None:
        """Something is not what the ledger says."""
        self.problems.append(finding("draw.day_mismatch", pointer=self._folder, what=what))


def _check_opening(
    given: _Files,
    opening: OpenedReceipt,
    listed: Mapping[str, Any],
    before: RoundCheck | None,
    span_s: tuple[int, int],
) -> None:
    data = opening.data
    for name in ("purpose", "number"):
        if data.get(name) != listed[name]:
            given.differs(name)
    at = data.get("opened_at_s")
    if type(at) is not int or not span_s[0] <= at < span_s[1]:
        given.differs("opened_at_s")
    if before is not None and before.number + 1 == listed["number"]:
        if data.get("previous") != before.id:
            given.differs("previous")
        if before.index >= opening.index:
            given.problems.append(finding("draw.day_order", what=listed["id"]))


def _check_record(
    given: _Files,
    opening: OpenedReceipt | None,
    committed: OpenedReceipt | None,
    result: OpenedReceipt | None,
) -> dict[str, Any]:
    """The record recomputes and is the one that the ledger's entries speak of."""
    data = given.bytes_of(RECORD)
    if data is None:
        return {}
    given.problems += recompute(data).problems
    value, problems = read_json(data, MAX_RECORD_BYTES)
    if problems or not isinstance(value, dict):
        return {}
    inputs = value.get("inputs") if isinstance(value.get("inputs"), dict) else {}
    digest = hashlib.sha256(data).hexdigest()
    told = result.data if result else {}
    if result and digest not in (told.get("public_record_sha256"), told.get("record_sha256")):
        given.differs("record")
    if result and value.get("seed") != told.get("seed"):
        given.differs("seed")
    if committed and committed.data.get("hashes") != value.get("hashes"):
        given.differs("hashes")
    if opening and opening.subject != inputs.get("draw_id"):
        given.differs("draw_id")
    if opening and opening.data.get("rules") != inputs.get("rules"):
        given.differs("rules")
    if opening and "cutoff_ms" in opening.data and opening.data["cutoff_ms"] != inputs.get("cutoff_ms"):
        given.differs("cutoff_ms")
    if opening and opening.data.get("house_commitment") != _house(inputs):
        given.differs("house_commitment")
    return value


def _house(inputs: Mapping[str, Any]) -> Any:
    parties = inputs.get("parties")
    rows = parties if isinstance(parties, list) else []
    return next(
        (row.get("commitment") for row in rows if isinstance(row, dict) and row.get("id") == HOUSE), None
    )
