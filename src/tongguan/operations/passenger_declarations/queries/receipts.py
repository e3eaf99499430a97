"""Receipts judged with what the database knows, and the list that gates keep."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tongguan.engines.mrz import read_text
from tongguan.engines.problems import Text
from tongguan.engines.travel_receipts import (
    MOST_ENTRIES,
    Reason,
    Refusals,
    Refused,
    Verdict,
    document_key,
    judge,
)
from tongguan.operations.passenger_declarations.contracts import COLOURS, ReceiptVerdict
from tongguan.operations.passenger_declarations.enums import State
from tongguan.operations.passenger_declarations.errors import refused
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.queries.keys import known_keys
from tongguan.operations.passenger_declarations.rules import GERMANY

SAID = {
    Reason.VALID: Text(zh="有效", en="Valid"),
    Reason.MALFORMED: Text(zh="无效：不是申报回执码", en="Not valid: this is no receipt's code"),
    Reason.ALTERED: Text(zh="无效：回执码被改动或伪造", en="Not valid: the code was altered or forged"),
    Reason.UNKNOWN_KEY: Text(zh="无效：签名密钥未知", en="Not valid: signed with an unknown key"),
    Reason.NOT_YET: Text(zh="无效：签发时间在未来，请核对本机时钟", en="Not valid: issued in the future"),
    Reason.EXPIRED: Text(zh="无效：回执已过期", en="Not valid: the receipt has expired"),
    Reason.SUPERSEDED: Text(zh="无效：已被新的申报替代", en="Not valid: replaced by a newer declaration"),
    Reason.USED: Text(zh="无效：此回执已使用", en="Not valid: this receipt was used before"),
    Reason.OTHER_PERSON: Text(
        zh="无效：回执属于另一份证件", en="Not valid: the receipt is of another document"
    ),
}
USED = (State.VERIFIED, State.INVESTIGATION, State.MEDICAL_CHECK, State.SAMPLED, State.RELEASED)
REPEAT = timedelta(minutes=2)
"""A gate that reads the same code again so soon reads the same person again."""


def document_of(shown: str | None) -> str | None:
    """The document key of what a gate was shown: lines of a machine-readable zone, or `ISSUER:NUMBER`. What is neither
    is the key of nobody's document."""
    if shown is None:
        return None
    issuer, colon, number = shown.partition(":")
    if colon:
        return document_key(issuer, number)
    fields = read_text(shown).fields
    issuer = "DEU" if fields.get("issuer") == GERMANY else fields.get("issuer", "")
    return document_key(issuer, fields.get("number", ""))


def verify_receipt(
    code: str, *, at: datetime | None = None, document: str | None = None, gate: str = ""
) -> ReceiptVerdict:
    """Judge a code with the keys and the state of its declaration; changes nothing, never raises on a code.

    `document` is what the traveller shows: zone lines or `ISSUER:NUMBER`; None where nobody looked. A code that the
    same `gate` used within the last two minutes is read again, not replayed.
    """
    now = at or timezone.now()
    verdict = judge(code, known_keys(now), now, document_of(document))
    row = None
    if verdict.content is not None:
        row = PassengerDeclaration.objects.filter(serial=verdict.content.serial).first()
    return told(_by_state(verdict, row, now, gate), row.reference if row else "")


def _by_state(verdict: Verdict, row: PassengerDeclaration | None, now: datetime, gate: str) -> Verdict:
    if row is None or verdict.reason not in (Reason.VALID, Reason.EXPIRED):
        return verdict
    if row.state == State.SUPERSEDED:
        return Verdict(Reason.SUPERSEDED, verdict.content, verdict.document_checked)
    again = bool(gate) and row.gate == gate and row.verified_at and now - row.verified_at < REPEAT
    if verdict.valid and row.state in USED and not again:
        return Verdict(Reason.USED, verdict.content, verdict.document_checked)
    return verdict


def told(verdict: Verdict, reference: str = "") -> ReceiptVerdict:
    """A verdict as other modules and pages get it."""
    message, content = SAID[verdict.reason], verdict.content
    if content is None:
        return ReceiptVerdict(False, verdict.reason, message, document_checked=verdict.document_checked)
    return ReceiptVerdict(
        verdict.valid,
        verdict.reason,
        message,
        COLOURS[content.colour],
        content.flight,
        content.travel_date,
        content.leaving,
        content.form,
        content.serial,
        content.issued_at,
        content.expires_at,
        reference,
        verdict.document_checked,
    )


def refusals(at: datetime | None = None) -> Refusals:
    """Receipts that have not expired and no longer count. Raises Refused where there are more than a gate can keep."""
    now = at or timezone.now()
    rows = PassengerDeclaration.objects.filter(expires_at__gt=now, state__in=(State.SUPERSEDED, *USED))
    found = rows.values_list("serial", "state")[: MOST_ENTRIES + 1]
    serials = {
        serial: Refused.SUPERSEDED if state == State.SUPERSEDED else Refused.USED for serial, state in found
    }
    if len(serials) > MOST_ENTRIES:
        raise refused("too_many_refusals", status=503)
    return Refusals(now, serials)
