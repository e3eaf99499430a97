"""A declaration is taken: looked through, its receipt signed, an older one of the same document replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from tongguan.engines.travel_receipts import document_key
from tongguan.operations.passenger_declarations.actions.receipts import issued
from tongguan.operations.passenger_declarations.contracts import COLOURS, Receipt, Sent
from tongguan.operations.passenger_declarations.enums import Mode, State
from tongguan.operations.passenger_declarations.errors import refused
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.queries.checking import Examined, examine
from tongguan.operations.passenger_declarations.queries.lists import office_of
from tongguan.operations.passenger_declarations.workflow import PASSENGER_DECLARATION
from tongguan.platform.cases.interface import Submission, next_reference, once, open_case, take_step
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.privacy.interface import blind_index
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES

DOCUMENT_INDEX = "passenger_declarations.document"


@dataclass(frozen=True, slots=True)
class Answered:
    """A receipt, or what stands against one."""

    receipt: Receipt | None = None
    examined: Examined | None = None


class _NotYet(Exception):
    """Something stands against it; nothing is stored."""

    def __init__(self, examined: Examined) -> None:
        super().__init__("findings or hints")
        self.examined = examined


def declare(*, submission: Submission, sent: Sent) -> Answered:
    """Take a declaration once under the device's id. A repetition gets the receipt of the first time. Raises Refused
    where the id was used for other content, or for an unknown language."""
    if sent.language not in TRAVELLER_LANGUAGES:
        raise refused("language", "/language")
    try:
        row, _again = once(PassengerDeclaration, submission, lambda: _taken(submission, sent))
    except _NotYet as against:
        return Answered(examined=against.examined)
    return Answered(receipt=receipt_of(row))


def receipt_of(row: PassengerDeclaration) -> Receipt:
    """What its traveller is given."""
    return Receipt(row.reference, row.code, COLOURS[row.colour], row.issued_at, row.expires_at, row.state)


def _taken(submission: Submission, sent: Sent) -> PassengerDeclaration:
    examined = examine(sent)
    if examined.findings or examined.hints or not examined.current:
        raise _NotYet(examined)
    answers, facts = examined.answers, examined.facts
    document = document_key(facts.get("issuer", ""), facts.get("number", ""))
    index, leaving = blind_index(document, DOCUMENT_INDEX), answers["direction"] == "exit"
    _one_at_a_time(index)
    _supersede(index, leaving)
    now, today = timezone.now(), timezone.localdate()
    flight, travels = str(answers.get("flight") or ""), date.fromisoformat(answers["travel_date"])
    content, code = issued(
        now=now, day=today, colour=examined.colour, form=examined.form.number, flight=flight, travel_date=travels,
        document=document, leaving=leaving,
    )  # fmt: skip
    key, reference = next_reference(PassengerDeclaration, "TD")
    row = PassengerDeclaration(
        id=key,
        reference=reference,
        office=organisation_by_code(office_of(answers["port"], today)),
        submission_id=submission.id,
        submission_sha256=submission.sha256,
        form=examined.form.code,
        language=sent.language,
        mode=sent.mode if sent.mode in Mode.values else Mode.PHONE,
        leaving=leaving,
        flight=flight,
        travel_date=travels,
        colour=examined.colour,
        document_index=index,
        answers={"answers": answers, "document": facts, "kept": _kept(sent, answers)},
        serial=content.serial,
        code=code,
        issued_at=content.issued_at,
        expires_at=content.expires_at,
        hints=len(_kept(sent, answers)),
    )
    open_case(actor=SYSTEM, workflow=PASSENGER_DECLARATION, case=row, step="submit")
    take_step(actor=SYSTEM, workflow=PASSENGER_DECLARATION, reference=reference, step="issue")
    row.state = State.VALID
    return row


def _kept(sent: Sent, answers: dict[str, Any]) -> dict[str, str]:
    """By question the suggestion that the traveller refused, beside which the answer stands."""
    return {code: str(value)[:80] for code, value in sent.kept.items() if code in answers}


def _one_at_a_time(index: str) -> None:
    """Two devices that declare for one document at the same moment wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index])


def _supersede(index: str, leaving: bool) -> None:
    valid = PassengerDeclaration.objects.filter(document_index=index, leaving=leaving, state=State.VALID)
    for reference in valid.values_list("reference", flat=True):
        take_step(actor=SYSTEM, workflow=PASSENGER_DECLARATION, reference=reference, step="supersede")
