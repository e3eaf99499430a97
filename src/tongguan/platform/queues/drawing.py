"""Rounds after the cut-off: inputs committed to the ledger, secrets revealed, the draw made and published.

Each step is one transaction; the worker calls `advance` again and again, and after a kill at any point the
next call goes on from the last finished step.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tongguan.engines.draw import Officer, Party, Reveal, input_hashes, milliseconds, perform, read_inputs
from tongguan.engines.draw.reading import as_json, version_of
from tongguan.engines.draw.times import unit_ms
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.ledger.interface import index_of, sequence_once
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.aliases import name_alias
from tongguan.platform.queues.duty import roster
from tongguan.platform.queues.enums import Fallback, RoundState
from tongguan.platform.queues.fallbacks import fall_back
from tongguan.platform.queues.models import DrawParty, DrawRound
from tongguan.platform.queues.publishing import publish_results
from tongguan.platform.queues.registry import plan_of, plans
from tongguan.platform.queues.rounds import HOUSE, SUBJECT_KIND, add_entry, as_entry, open_round
from tongguan.platform.queues.sealing import unseal

log = logging.getLogger(__name__)
COMMITTED, DONE, VOID = "draws.round.committed", "draws.round.done", "draws.round.void"


def advance(now: datetime | None = None) -> int:
    """Move every round on as far as it may go at this moment; how many steps were taken.

    A round that fails is logged and tried again at the next call; it never holds up the others.
    """
    moment = now or timezone.now()
    steps = _each(RoundState.OPEN, _close, moment)
    if DrawRound.objects.filter(state=RoundState.COMMITTED).exists():
        sequence_once()  # the commitment enters the ledger before anything is revealed
    steps += _each(RoundState.COMMITTED, _reveal, moment)
    return steps + _each(RoundState.REVEALED, _perform, moment)


def _each(state: str, step: Callable[[DrawRound, datetime], bool], now: datetime) -> int:
    ids = DrawRound.objects.filter(state=state, purpose__in=plans(), cut_off_at__lte=now)
    taken = 0
    for round_id in list(ids.order_by("cut_off_at").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                found = DrawRound.objects.select_for_update(skip_locked=True).filter(pk=round_id, state=state)
                round_ = found.first()
                taken += bool(round_ and step(round_, now))
        except Exception:
            log.exception("draw round %s: %s failed", round_id, step.__name__)
    return taken


def _close(round_: DrawRound, now: datetime) -> bool:
    """Fix the inputs: pool, roster, rules, commitments; put their hashes on record."""
    key = bytes(round_.alias_key)
    if as_json(plan_of(round_.purpose).rules(now)) != round_.rules:
        fall_back(round_, Fallback.RULES_CHANGED)
    officers = roster(plan_of(round_.purpose).site, round_.cut_off_at, round_.repeat_days)
    excluded = _excluded(round_)
    aliased = tuple(
        _replaced(officer, key, tuple(sorted(excluded.get(int(officer.id), ())))) for officer in officers
    )
    inputs, problems = read_inputs(
        {
            "draw_id": round_.pk,
            "cutoff_ms": milliseconds(round_.cut_off_at),
            "parties": [
                as_json(Party(party.party, party.commitment, milliseconds(party.committed_at)))
                for party in round_.parties.all()
            ],
            "pool": [as_json(as_entry(entry, key)) for entry in round_.entries.all()],
            "rules": round_.rules,
            "roster": as_json(aliased),
            "roster_salt": secrets.token_hex(32),
        }
    )
    if inputs is None:
        raise ValueError("; ".join(f"{problem.pointer} {problem.message.en}" for problem in problems))
    hashes = input_hashes(inputs)
    round_.inputs, round_.commitment = as_json(inputs), hashes["inputs"]
    round_.officers = {name_alias(key, "officer", officer.id): int(officer.id) for officer in officers}
    round_.state, round_.committed_at = RoundState.COMMITTED, now
    round_.reveal_until = max(now, round_.cut_off_at) + timedelta(seconds=round_.reveal_within_seconds)
    round_.commitment_entry_id = record(
        actor=SYSTEM,
        action=COMMITTED,
        subject=(SUBJECT_KIND, round_.pk),
        data={
            "purpose": round_.purpose,
            "hashes": hashes,
            "entries": len(inputs.pool),
            "officers": len(inputs.roster),
            "parties": {party.id: party.commitment for party in inputs.parties},
        },
    ).pk
    round_.save()
    return True


def _reveal(round_: DrawRound, now: datetime) -> bool:
    """The house opens its secret, first of all and only once the commitment stands in the ledger: it can no
    longer wait to see what the witnesses reveal."""
    if not is_past_cutoff(round_, now) or index_of(round_.commitment_entry_id) is None:
        return False
    house = round_.parties.get(party=HOUSE)
    opened = unseal(house.sealed or b"", round_.pk)
    if opened is None:
        round_.failure = "house_secret_unreadable"
        log.error("draw round %s: the house's secret cannot be read; it goes on without", round_.pk)
    else:
        house.secret, house.nonce = opened[0].hex(), opened[1].hex()
        house.sealed, house.revealed_at = None, now
        house.save()
    round_.state = RoundState.REVEALED
    round_.save()
    record(
        actor=SYSTEM,
        action="draws.round.revealed",
        subject=(SUBJECT_KIND, round_.pk),
        data={"party": HOUSE, "opened": opened is not None, "failure": round_.failure},
    )
    return True


def _perform(round_: DrawRound, now: datetime) -> bool:
    parties = list(round_.parties.order_by("party"))
    silent = [party for party in parties if party.party != HOUSE and party.revealed_at is None]
    if silent and round_.reveal_until and now < round_.reveal_until:
        return False
    inputs, problems = read_inputs(round_.inputs)
    if inputs is None:
        raise ValueError("; ".join(problem.message.en for problem in problems))
    made, problems = perform(inputs, [_as_reveal(party) for party in parties if party.revealed_at])
    if made is None:
        _void(round_, now, [problem.code for problem in problems])
        return True
    round_.record = made.to_json()
    round_.state = RoundState.DEGRADED if made.value["degraded"] else RoundState.DONE
    round_.done_at = now
    round_.counts = publish_results(round_, inputs, made.value, now)
    if made.value["without_reveal"]:
        fall_back(round_, Fallback.PARTY_SILENT, len(made.value["without_reveal"]))
    round_.result_entry_id = record(
        actor=SYSTEM,
        action=DONE,
        subject=(SUBJECT_KIND, round_.pk),
        data={
            "purpose": round_.purpose,
            "record_sha256": hashlib.sha256(round_.record).hexdigest(),
            "public_record_sha256": hashlib.sha256(made.without_roster().to_json()).hexdigest(),
            "seed": made.value["seed"],
            "degraded": made.value["degraded"],
            "without_reveal": made.value["without_reveal"],
            "counts": round_.counts,
        },
    ).pk
    round_.save()
    return True


def _void(round_: DrawRound, now: datetime, codes: list[str]) -> None:
    """Nobody could reveal: no randomness, no draw. The same entries go into a new round, nothing is picked."""
    round_.state, round_.done_at = RoundState.VOID, now
    round_.failure = round_.failure or ",".join(codes)[:80]
    fall_back(round_, Fallback.NO_RANDOMNESS)
    again = open_round(round_.purpose, now)
    for entry in round_.entries.order_by("id"):
        add_entry(again, entry.entry, entry.given)
    data = {"reason": round_.failure, "again_in": again.pk, "entries": again.entries.count()}
    told = record(actor=SYSTEM, action=VOID, subject=(SUBJECT_KIND, round_.pk), data=data)
    round_.result_entry_id = told.pk
    round_.save()
    publish("draw.void", f"draw:{round_.pk}", data)
    log.error("draw round %s is void (%s), its entries are in %s", round_.pk, round_.failure, again.pk)


def is_past_cutoff(round_: DrawRound, now: datetime) -> bool:
    """Whether a reveal of this moment comes after the cut-off as the record will state both: within its millisecond
    it does not, nor within its second in a round whose inputs were fixed when records counted seconds."""
    unit = unit_ms(version_of(round_.inputs))
    return milliseconds(now) // unit > milliseconds(round_.cut_off_at) // unit


def _as_reveal(party: DrawParty) -> Reveal:
    revealed_at_ms = milliseconds(party.revealed_at) if party.revealed_at else 0
    return Reveal(party.party, party.secret, party.nonce, revealed_at_ms)


def _excluded(round_: DrawRound) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for alias, given in round_.entries.values_list("alias", "given"):
        for user_id in given["excluded"]:
            found.setdefault(user_id, []).append(alias)
    return found


def _replaced(officer: Officer, key: bytes, own_cases: tuple[str, ...]) -> Officer:
    return replace(
        officer,
        id=name_alias(key, "officer", officer.id),
        recent_firms=tuple(sorted(name_alias(key, "firm", firm) for firm in officer.recent_firms)),
        kin_firms=tuple(sorted(name_alias(key, "firm", firm) for firm in officer.kin_firms)),
        own_cases=own_cases,
    )
