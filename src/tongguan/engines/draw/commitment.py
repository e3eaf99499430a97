"""Randomness that nobody chose: every party commits before the cut-off and reveals after it.

One honest party that keeps its secret until the cut-off makes the seed unpredictable for all others. A party
that sees the others' reveals and then keeps silent can still choose between two outcomes; such a draw goes on
with the rest, and is marked degraded with that party's name.
"""

from __future__ import annotations

from collections.abc import Iterable

from tongguan.engines.draw.findings import finding
from tongguan.engines.draw.inputs import Inputs, Reveal
from tongguan.engines.draw.reading import as_json
from tongguan.engines.draw.stream import tagged_hash
from tongguan.engines.draw.times import written_name
from tongguan.engines.problems import Problem
from tongguan.engines.tlog import canonical

MIN_SECRET_BYTES = 16


def commitment_of(draw_id: str, party: str, secret: bytes, nonce: bytes) -> str:
    """What a party publishes before the cut-off: 64 hex digits, useless in another draw or to another party.

    Raises ValueError if secret or nonce has under 16 bytes: it could be guessed before the cut-off.
    """
    if min(len(secret), len(nonce)) < MIN_SECRET_BYTES:
        raise ValueError(f"secret and nonce need {MIN_SECRET_BYTES} bytes each")
    return tagged_hash("commitment", draw_id.encode(), party.encode(), secret, nonce).hex()


def input_hashes(inputs: Inputs, withheld_roster_hash: str | None = None) -> dict[str, str]:
    """The hashes to publish before the cut-off. `inputs` stands for all; the parts let a part be withheld."""
    value = as_json(inputs)
    roster = tagged_hash(
        "roster", canonical({"officers": value["roster"], "salt": value["roster_salt"]})
    ).hex()
    hashes = {
        "pool": tagged_hash("pool", canonical(value["pool"])).hex(),
        "roster": withheld_roster_hash or roster,
        "rules": tagged_hash("rules", canonical(value["rules"])).hex(),
    }
    cutoff = written_name("cutoff_ms", inputs.version)
    whole = {"draw_id": inputs.draw_id, cutoff: value[cutoff], "parties": value["parties"], **hashes}
    return {**hashes, "inputs": tagged_hash("inputs", canonical(whole)).hex()}


def settle(
    inputs: Inputs, reveals: Iterable[Reveal]
) -> tuple[list[Reveal], list[dict[str, str]], list[Problem]]:
    """Which reveals count (by party), which parties have none that counts and why, and what is wrong.

    Reasons: `missing`, `early` (revealed at or before the cut-off), `weak` (short), `mismatched`.
    """
    known = {party.id: party for party in inputs.parties}
    given: dict[str, Reveal] = {}
    problems = []
    for reveal in reveals:
        if reveal.party not in known:
            problems.append(finding("draw.reveal_unknown", pointer="/reveals", party=reveal.party))
        elif reveal.party in given:
            problems.append(finding("draw.duplicate", pointer="/reveals", what="reveal", id=reveal.party))
        given[reveal.party] = reveal
    accepted, without = [], []
    for party in inputs.parties:
        reason = _fault(inputs, party.commitment, given.get(party.id))
        if reason:
            without.append({"party": party.id, "reason": reason})
        else:
            accepted.append(given[party.id])
    if not accepted:
        problems.append(finding("draw.no_reveal", pointer="/reveals"))
    return accepted, without, problems


def _fault(inputs: Inputs, commitment: str, reveal: Reveal | None) -> str:
    if reveal is None:
        return "missing"
    if reveal.revealed_at_ms <= inputs.cutoff_ms:
        return "early"
    try:
        opened = commitment_of(
            inputs.draw_id, reveal.party, bytes.fromhex(reveal.secret), bytes.fromhex(reveal.nonce)
        )
    except ValueError:
        return "weak"
    return "" if opened == commitment else "mismatched"


def seed_of(inputs_hash: str, accepted: Iterable[Reveal]) -> bytes:
    """The seed: 32 bytes over the committed inputs and the accepted reveals in the parties' order."""
    parts = [bytes.fromhex(inputs_hash)]
    for reveal in accepted:
        parts += [reveal.party.encode(), bytes.fromhex(reveal.secret), bytes.fromhex(reveal.nonce)]
    return tagged_hash("seed", *parts)
