"""Declarations over HTTP: travellers' devices without signing in, gates and supervisors with their permissions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.throttling import SimpleRateThrottle

from tongguan.operations.passenger_declarations.actions import accept, declare, signing_key, take_offline
from tongguan.operations.passenger_declarations.actions.receipts import drawn
from tongguan.operations.passenger_declarations.contracts import Receipt, ReceiptVerdict, Sent
from tongguan.operations.passenger_declarations.errors import refused
from tongguan.operations.passenger_declarations.module import VERIFY, VIEW
from tongguan.operations.passenger_declarations.queries.checking import Examined, sentence
from tongguan.operations.passenger_declarations.queries.keys import known_keys
from tongguan.operations.passenger_declarations.queries.lists import country_names
from tongguan.operations.passenger_declarations.queries.receipts import refusals
from tongguan.operations.passenger_declarations.queries.summaries import summary
from tongguan.platform.cases.interface import submission_of
from tongguan.platform.permissions.interface import PUBLIC, requires

router = Router()
PREFIX = "/passenger-declarations"
MOST_BYTES = 60_000
MOST_PICTURE_BYTES = 12_000_000


class ByAddress(SimpleRateThrottle):
    """So many requests of one network address in a process; an aircraft full of people shares one."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """The address of the connection: what a header says can be said by anybody."""
        address = request.META.get("REMOTE_ADDR", "")
        return self.cache_format % {"scope": self.scope or self.rate, "ident": address}


DECLARING, READING = ByAddress("1200/m"), ByAddress("30/m")


class DeclarationBody(Schema):
    """Answers by question; `kept` by question the suggestion that the traveller refused."""

    form: str = Field(max_length=60)
    language: str = Field(max_length=2)
    mode: str = Field(default="phone", max_length=5)
    office: str = Field(default="", max_length=10)
    answers: dict[str, Any] = {}
    kept: dict[str, str] = {}


class ReceiptTold(Schema):
    """A receipt: its code as digits and drawn as SVG."""

    reference: str
    code: str
    colour: str
    issued_at: datetime
    expires_at: datetime
    state: str
    svg: dict[str, list[str]]


class Said(Schema):
    """Something about one question, in the traveller's language. `suggestion` and `shown` for hints."""

    question: str
    code: str
    message: str
    suggestion: str = ""
    shown: str = ""


class Told(Schema):
    """`valid` with the receipt; `refused` with errors; `asks` with hints; `form` where the form has changed."""

    status: str
    receipt: ReceiptTold | None = None
    errors: list[Said] = []
    hints: list[Said] = []


class Zone(Schema):
    """The lines of a machine-readable zone; none where it was not found."""

    lines: list[str]
    valid: bool


class ScanBody(Schema):
    """A code and, where it is compared, the document: zone lines or ISSUER:NUMBER."""

    code: str = Field(max_length=1000)
    document: str | None = Field(default=None, max_length=300)
    gate: str = Field(default="", max_length=40)


class OfflineScan(Schema):
    """A scan that a gate accepted without a network."""

    code: str = Field(max_length=1000)
    document: str | None = Field(default=None, max_length=300)
    at: datetime


class OfflineBody(Schema):
    """Scans of one gate, oldest first."""

    gate: str = Field(default="", max_length=40)
    scans: list[OfflineScan] = Field(max_length=100)


class VerdictTold(Schema):
    """What the gate says."""

    valid: bool
    reason: str
    zh: str
    en: str
    colour: str
    flight: str
    travel_date: date | None
    leaving: bool
    serial: str
    expires_at: datetime | None
    reference: str
    document_checked: bool


class SummaryTold(Schema):
    """Counts of a flight, which add up to `declared` by colour and by state."""

    flight: str
    travel_date: date
    leaving: bool
    declared: int
    by_colour: dict[str, int]
    by_state: dict[str, int]
    superseded: int


@router.post(
    "",
    auth=requires(PUBLIC),
    throttle=[DECLARING],
    response={201: Told, 409: Told, 422: Told},
    summary="Declare as a traveller",
)
def post_declaration(request: HttpRequest, body: DeclarationBody) -> Status[Told]:
    """Once under the `Idempotency-Key` that the device made; the receipt counts from the server's clock."""
    if len(request.body) > MOST_BYTES:
        raise refused("too_large", status=413)
    sent = Sent(body.form, body.language, body.mode, body.answers, body.kept, body.office)
    answered = declare(submission=submission_of(request), sent=sent)
    if answered.receipt is not None:
        return Status(201, Told(status="valid", receipt=_receipt(answered.receipt)))
    assert answered.examined is not None
    return _against(answered.examined, body.language)


def _receipt(receipt: Receipt) -> ReceiptTold:
    fields = {name: getattr(receipt, name) for name in Receipt.__dataclass_fields__}
    return ReceiptTold(**fields, svg=drawn(receipt.code) if receipt.code else {})


def _against(examined: Examined, language: str) -> Status[Told]:
    if not examined.current:
        return Status(409, Told(status="form"))
    if examined.findings:
        errors = [
            Said(question=f.question, code=f.code, message=sentence("error", f.code, f.values, language))
            for f in examined.findings
        ]
        return Status(422, Told(status="refused", errors=errors))
    names = country_names(language)
    hints = [
        Said(
            question=hint.question,
            code=hint.code,
            message=sentence("hint", hint.code, hint.values, language),
            suggestion=hint.suggestion,
            shown=names.get(hint.suggestion, hint.suggestion),
        )
        for hint in examined.hints
    ]
    return Status(409, Told(status="asks", hints=hints))


@router.post(
    "/document",
    auth=requires(PUBLIC),
    throttle=[READING],
    response=Zone,
    summary="Read the zone of a document's picture",
)
def post_document(request: HttpRequest, picture: File[UploadedFile]) -> Zone:
    """The picture is read in memory and kept nowhere."""
    if not picture.size or picture.size > MOST_PICTURE_BYTES:
        raise refused("picture", "/picture")
    try:
        from tongguan.engines.mrz.picture import read_picture
    except ImportError:
        raise refused("no_vision", status=501) from None
    reading = read_picture(picture.read())
    return Zone(lines=list(reading.reading.lines), valid=reading.reading.valid)


@router.get("/keys", auth=requires(PUBLIC), response=list[str], summary="Public keys of receipts")
def get_keys(request: HttpRequest) -> list[str]:
    """Ed25519 keys in hexadecimal, newest first: with one of them a receipt verifies without this house."""
    signing_key()
    return [key.hex() for key in known_keys()]


@router.post("/gate/scans", auth=requires(VERIFY), response=VerdictTold, summary="Judge a receipt at a gate")
def post_scan(request: HttpRequest, body: ScanBody) -> VerdictTold:
    """A valid receipt is used by this; who is green is released."""
    actor = request.actor  # type: ignore[attr-defined]
    return _verdict(accept(actor=actor, code=body.code, document=body.document, gate=body.gate))


@router.post(
    "/gate/offline",
    auth=requires(VERIFY),
    response=list[VerdictTold],
    summary="Tell scans made without a network",
)
def post_offline(request: HttpRequest, body: OfflineBody) -> list[VerdictTold]:
    """Each is judged as of its moment; what no longer held is answered, not dropped."""
    scans = [(each.code, each.document, _aware(each.at)) for each in body.scans]
    actor = request.actor  # type: ignore[attr-defined]
    return [_verdict(each) for each in take_offline(actor=actor, scans=scans, gate=body.gate)]


@router.get(
    "/gate/refusals", auth=requires(VERIFY), response=dict[str, Any], summary="Receipts that no longer count"
)
def get_refusals(request: HttpRequest) -> dict[str, Any]:
    """Serials of receipts that have not expired and are replaced or used, signed; for gates without a network."""
    return refusals().signed(signing_key())


@router.get(
    "/flights/{flight}/{travel_date}",
    auth=requires(VIEW),
    response=SummaryTold,
    summary="A flight in numbers",
)
def get_summary(request: HttpRequest, flight: str, travel_date: date, leaving: bool = False) -> Any:
    """Declarations of the caller's offices."""
    return summary(flight, travel_date, leaving=leaving, actor=request.actor)  # type: ignore[attr-defined]


def _verdict(verdict: ReceiptVerdict) -> VerdictTold:
    fields = {name: getattr(verdict, name) for name in VerdictTold.model_fields if name not in ("zh", "en")}
    return VerdictTold(**fields, zh=verdict.message.zh, en=verdict.message.en)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.astimezone()
