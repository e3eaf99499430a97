"""The laboratory over HTTP: orders, custody by scanners, plates, run files from instruments, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict

from tongguan.operations.quarantine import actions
from tongguan.operations.quarantine.contracts import Custody, Person, Relation, RunUpload, Scanned
from tongguan.operations.quarantine.enums import Pooling, Specimen
from tongguan.operations.quarantine.models import Run
from tongguan.operations.quarantine.module import ACKNOWLEDGE, ANALYSE, CARRY, ORDER, SIGN, VIEW
from tongguan.operations.quarantine.queries import notices, waiting_for_plate
from tongguan.operations.quarantine.views.bench import MOST_FILE_BYTES
from tongguan.operations.quarantine.workflow import RUN
from tongguan.platform.cases.interface import submission_of, visible_case
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/quarantine"
MOST_ROWS = 400


class PersonBody(Schema):
    """Whose sample it is."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=100)
    document: str = Field("", max_length=40)
    nationality: str = Field("", max_length=3)
    born_on: str = Field("", max_length=10)
    sex: str = Field("", max_length=1)
    flight: str = Field("", max_length=10)
    seat: str = Field("", max_length=5)


class OrderBody(Schema):
    """An order of a sample, of a person or of goods."""

    model_config = ConfigDict(extra="forbid")
    office: str = Field(max_length=20)
    person: PersonBody | None = None
    goods: str = Field("", max_length=200)
    kit: str = Field("ncov-dual", max_length=40)
    note: str = Field("", max_length=300)


class CollectBody(Schema):
    """Tubes collected for an order."""

    specimen: Specimen
    tubes: int = Field(1, ge=1, le=24)
    place: str = Field(min_length=1, max_length=120)
    version: int


class ScanBody(Schema):
    """Scanned tubes and where they are now."""

    tubes: list[str] = Field(max_length=MOST_ROWS)
    receiver: str = Field("", max_length=100)
    place: str = Field(min_length=1, max_length=120)
    temperature_c: Decimal | None = Field(None, ge=-200, le=100, decimal_places=1)
    box: str = Field("", max_length=40)

    def custody(self) -> Custody:
        """For the action."""
        return Custody(self.receiver, self.place, self.temperature_c, self.box)


class PlateBody(Schema):
    """A plate to plan."""

    tubes: list[str] = Field(max_length=MOST_ROWS)
    kit: str = Field("ncov-dual", max_length=40)
    instrument: str = Field(max_length=40)
    pooling: Pooling = Pooling.SINGLE
    pool_size: int = Field(1, ge=1, le=20)


class Made(Schema):
    """What was made, and its version for the next step."""

    reference: str
    state: str
    version: int


class ScannedRow(Schema):
    """What became of a tube."""

    tube: str
    accepted: bool
    code: str
    zh: str
    en: str


class WellRow(Schema):
    """A well of a plate."""

    place: str
    role: str
    tube: str


class PlateRow(Made):
    """A plate as it is pipetted."""

    wells: list[WellRow]


class WaitingRow(Schema):
    """A sample that may go on a plate."""

    tube: str
    kit: str
    state: str
    due_at: datetime | None


class NoticeRow(Schema):
    """A notice to the health authority."""

    id: int
    report: str
    sent_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None


def _scanned(rows: list[Scanned]) -> list[dict[str, Any]]:
    return [
        {
            "tube": each.tube,
            "accepted": each.accepted,
            "code": each.problem.code if each.problem else "",
            "zh": each.problem.message.zh if each.problem else "",
            "en": each.problem.message.en if each.problem else "",
        }
        for each in rows
    ]


def _scan(act: Callable[..., list[Scanned]], request: HttpRequest, body: ScanBody) -> list[Scanned]:
    return act(
        actor=request.auth,  # type: ignore[attr-defined]
        tubes=body.tubes,
        custody=body.custody(),
        submission=submission_of(request),
    )


@router.post("/orders", auth=requires(ORDER), response={201: Made, 200: Made})
def post_order(request: HttpRequest, body: OrderBody) -> Any:
    """Order a sample; needs an Idempotency-Key, 200 with the same order when repeated."""
    office = organisation_by_code(body.office)
    order, known = actions.order_sample(
        actor=request.auth,  # type: ignore[attr-defined]
        office_id=office.pk if office else 0,
        person=Person(**body.person.model_dump()) if body.person else None,
        goods=body.goods,
        cause=Relation("officer", note=body.note),
        kit=body.kit,
        submission=submission_of(request),
    )
    return Status(200 if known else 201, order)


@router.post("/orders/{reference}/collect", auth=requires(ORDER), response=list[str])
def post_collect(request: HttpRequest, reference: str, body: CollectBody) -> list[str]:
    """Collect samples for an order; the numbers of their tubes."""
    found = actions.collect(actor=request.auth, order=reference, **body.model_dump())  # type: ignore[attr-defined]
    return [sample.tube for sample in found]


@router.post("/custody", auth=requires(CARRY), response=list[ScannedRow])
def post_custody(request: HttpRequest, body: ScanBody) -> Any:
    """Hand scanned tubes over; needs an Idempotency-Key, the same answer when repeated."""
    return _scanned(_scan(actions.hand_over, request, body))


@router.post("/reception", auth=requires(ANALYSE), response=list[ScannedRow])
def post_reception(request: HttpRequest, body: ScanBody) -> Any:
    """Receive scanned tubes, against a box's manifest where one is named; needs an Idempotency-Key."""
    return _scanned(_scan(actions.receive, request, body))


@router.get("/waiting", auth=requires(ANALYSE), response=list[WaitingRow])
def get_waiting(request: HttpRequest) -> Any:
    """Up to 400 samples that may go on a plate, the most urgent first."""
    return list(waiting_for_plate(request.auth).only("tube", "kit", "state", "due_at")[:MOST_ROWS])  # type: ignore[attr-defined]


@router.post("/plates", auth=requires(ANALYSE), response={201: PlateRow})
def post_plate(request: HttpRequest, body: PlateBody) -> Any:
    """Plan a plate."""
    run = actions.plan_run(actor=request.auth, **body.model_dump())  # type: ignore[attr-defined]
    return Status(201, _plate(run))


@router.get("/plates/{reference}", auth=requires(VIEW), response=PlateRow)
def get_plate(request: HttpRequest, reference: str) -> dict[str, Any]:
    """A plate as it is pipetted: what a pipetting robot and a thermocycler need."""
    return _plate(visible_case(request.auth, RUN, reference))  # type: ignore[attr-defined]


@router.post("/runs/{reference}/file", auth=requires(ANALYSE), response=Made)
def post_file(
    request: HttpRequest,
    reference: str,
    file: File[UploadedFile],
    started_at: Form[datetime | None] = None,
) -> Any:
    """Load the file of a planned run: RDML or CSV. The answer says whether the run stands or is void."""
    sent = RunUpload(file.read(MOST_FILE_BYTES), file.name or "run", started_at)
    return actions.load_run(actor=request.auth, run=reference, upload=sent)  # type: ignore[attr-defined]


@router.post("/runs/{reference}/reports", auth=requires(SIGN), response=list[ScannedRow])
def post_reports(request: HttpRequest, reference: str) -> Any:
    """Sign the reports of all reviewed samples of a run."""
    return _scanned(actions.sign_reports(actor=request.auth, run=reference))  # type: ignore[attr-defined]


@router.get("/notices", auth=requires(ACKNOWLEDGE), response=list[NoticeRow])
def get_notices(request: HttpRequest) -> Any:
    """Up to 100 notices that wait for the health authority, the oldest first."""
    rows = notices(request.auth).filter(acknowledged_at=None)  # type: ignore[attr-defined]
    return list(rows.order_by("sent_at")[:100])


@router.post("/notices/{key}/acknowledge", auth=requires(ACKNOWLEDGE), response=NoticeRow)
def post_acknowledge(request: HttpRequest, key: int) -> Any:
    """The health authority says that it knows."""
    return actions.acknowledge(actor=request.auth, notice_id=key)  # type: ignore[attr-defined]


def _plate(run: Run) -> dict[str, Any]:
    wells = run.wells.select_related("sample", "pool").order_by("id")
    return {
        "reference": run.reference,
        "state": run.state,
        "version": run.version,
        "wells": [{"place": well.place, "role": well.role, "tube": well.tube} for well in wells],
    }
