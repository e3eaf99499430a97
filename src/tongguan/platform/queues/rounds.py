"""Rounds while they are open: opening, entering, committing. All of it inside somebody's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils import timezone

from tongguan.engines.draw import Entry, Inputs, Party, Rules, commit, commitment_of, milliseconds
from tongguan.engines.draw.reading import as_json
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.aliases import attributes_alias, entry_alias, name_alias
from tongguan.platform.queues.enums import RUNNING, RoundState
from tongguan.platform.queues.models import DrawEntry, DrawParty, DrawRound
from tongguan.platform.queues.registry import plan_of
from tongguan.platform.queues.sealing import SECRET_BYTES, seal

HOUSE = "house"
SUBJECT_KIND = "draw"
OPENED = "draws.round.opened"
_LOCK_SPACE = 0x64726177  # advisory locks of this module


def enter(
    purpose: str,
    entry: str,
    *,
    risk_probability: Fraction = Fraction(0),
    site: str = "",
    firms: Iterable[str] = (),
    skills: Iterable[str] = (),
    options: Mapping[str, Sequence[str]] | None = None,
    attributes: Mapping[str, Any] | None = None,
    excluded_officers: Iterable[int] = (),
) -> str:
    """Put a thing into the purpose's open round inside the caller's transaction; the round's id.

    `firms` are organisation ids as text; `options` what is left to chance once it is selected; `attributes`
    are bound into the commitment without being published; `excluded_officers` are user ids that acted in it
    already. An entry still waiting in a round stays there. KeyError on an unregistered purpose, ValueError on
    values no draw can be made from, RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a draw is entered in the transaction of what it is about")
    plan_of(purpose)
    given = {
        "risk_probability": str(Fraction(risk_probability)),
        "site": site,
        "firms": sorted(set(firms)),
        "skills": sorted(set(skills)),
        "options": {kind: sorted(set(values)) for kind, values in (options or {}).items()},
        "attributes": dict(attributes or {}),
        "excluded": sorted(set(excluded_officers)),
    }
    waiting = DrawEntry.objects.filter(purpose=purpose, entry=entry, round__state__in=RUNNING).first()
    if waiting:
        return waiting.round_id
    round_ = _joined(purpose, timezone.now())
    add_entry(round_, entry, given)
    return round_.pk


def add_entry(round_: DrawRound, entry: str, given: dict[str, Any]) -> None:
    """Write the row; ValueError if the engine would refuse the entry at the cut-off."""
    row = DrawEntry(
        round=round_,
        purpose=round_.purpose,
        entry=entry,
        salt=secrets.token_hex(16),
        given=given,
        entered_at=timezone.now(),
    )
    row.alias = entry_alias(row.salt, entry)
    party = Party(HOUSE, "0" * 64, 0)
    _hashes, problems = commit(Inputs("check", 0, (party,), (as_entry(row, round_.alias_key),), Rules()))
    if problems:
        raise ValueError(f"{round_.purpose} {entry}: {problems[0].message.en}")
    row.save(force_insert=True)


def as_entry(row: DrawEntry, key: bytes) -> Entry:
    """The entry as the draw and the public see it: aliases for everything that names somebody."""
    given = row.given
    return Entry(
        id=row.alias,
        risk_probability=Fraction(given["risk_probability"]),
        site=given["site"],
        firms=tuple(sorted(name_alias(key, "firm", firm) for firm in given["firms"])),
        skills=tuple(given["skills"]),
        options={
            kind: tuple(sorted(name_alias(key, "option", value) for value in values))
            for kind, values in given["options"].items()
        },
        attributes=attributes_alias(key, given["attributes"]),
    )


def open_round(purpose: str, now: datetime) -> DrawRound:
    """A new round with the purpose's next number, the rules of this moment frozen in it, the house committed and on
    record."""
    _lock_purpose(purpose)
    return _opened(purpose, now)


def _opened(purpose: str, now: datetime) -> DrawRound:
    plan = plan_of(purpose)
    before = DrawRound.objects.filter(purpose=purpose, number__isnull=False).order_by("-number")
    last = before.only("number", "opened_at").first()
    now = max(now, last.opened_at) if last else now  # numbers and times have one order, also at midnight
    round_id = f"{purpose}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    number, rules = (last.number or 0) + 1 if last else 1, as_json(plan.rules(now))
    cut_off_at = now + timedelta(seconds=plan.every_seconds(now))
    secret, nonce = secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES)
    commitment = commitment_of(round_id, HOUSE, secret, nonce)
    entry = record(
        actor=SYSTEM,
        action=OPENED,
        subject=(SUBJECT_KIND, round_id),
        data={
            "purpose": purpose,
            "number": number,
            "previous": last.pk if last else "",
            "opened_at_s": int(now.timestamp()),
            "cut_off_at": cut_off_at,
            "cutoff_ms": milliseconds(cut_off_at),
            "rules": rules,
            "house_commitment": commitment,
        },
    )
    round_ = DrawRound.objects.create(
        id=round_id,
        purpose=purpose,
        number=number,
        opened_at=now,
        cut_off_at=cut_off_at,
        reveal_within_seconds=plan.reveal_within_seconds(now),
        repeat_days=plan.repeat_days(now),
        rules=rules,
        alias_key=secrets.token_bytes(32),
        opening_entry_id=entry.pk,
    )
    DrawParty.objects.create(
        round=round_,
        party=HOUSE,
        name=HOUSE,
        commitment=commitment,
        committed_at=now,
        sealed=seal(secret, nonce, round_id),
    )
    return round_


def lock_open(purpose: str, now: datetime) -> DrawRound | None:
    """The open round, held shared: it cannot close before the caller's transaction ends."""
    found = DrawRound.objects.raw(
        "SELECT * FROM queues_drawround WHERE purpose = %s AND state = %s AND cut_off_at > %s"
        " ORDER BY cut_off_at LIMIT 1 FOR SHARE",
        [purpose, RoundState.OPEN, now],
    )
    return next(iter(found), None)


def lock_round(round_id: str) -> DrawRound | None:
    """One round, held shared in the same way."""
    found = DrawRound.objects.raw("SELECT * FROM queues_drawround WHERE id = %s FOR SHARE", [round_id])
    return next(iter(found), None)


def _joined(purpose: str, now: datetime) -> DrawRound:
    if found := lock_open(purpose, now):
        return found
    _lock_purpose(purpose)
    return lock_open(purpose, now) or _opened(purpose, now)


def _lock_purpose(purpose: str) -> None:
    """Two callers must neither both open a round nor give one number twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, purpose])
