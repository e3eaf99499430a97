"""Kiosks and calls over HTTP: what devices and travellers send without an account, and what officers' pages ask."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from ninja import Field, Router, Schema, Status

from tongguan.operations.kiosks import actions, queries
from tongguan.operations.kiosks.contracts import MAX_TEXT
from tongguan.operations.kiosks.module import ANSWER, MANAGE, VIEW
from tongguan.operations.kiosks.queries.fleet import standing_of
from tongguan.operations.kiosks.queries.words import call_words
from tongguan.operations.kiosks.rules import number
from tongguan.platform.calls.interface import SignalBody
from tongguan.platform.permissions.interface import PUBLIC, requires

router = Router()
PREFIX = "/kiosks"
PLAIN = r"^[^\x00-\x1f\x7f]*$"
CODE = r"^[A-Za-z0-9._:/-]*$"
ANYBODY = requires(PUBLIC)
OFFICER = requires(ANSWER)


class KioskBody(Schema):
    """A new kiosk."""

    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
    hall: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    place: int = Field(0, ge=0, le=9999)


class HeartbeatBody(Schema):
    """What a kiosk says of itself; unknown states of parts count as faults."""

    state: str = Field("idle", max_length=40)
    version: str = Field("", max_length=40, pattern=PLAIN)
    printer: str = Field("none", max_length=40)
    scanner: str = Field("none", max_length=40)


class SessionBody(Schema):
    """A traveller begins a form in a language."""

    form: str = Field(max_length=40, pattern=CODE)
    language: str = Field(max_length=12, pattern=CODE)


class StageBody(Schema):
    """How a session ended; `started`: it goes on, somebody is there."""

    state: Literal["started", "submitted", "abandoned"]


class StateBody(Schema):
    """The form as the traveller has it: form, language, step, answers."""

    state: Any


class TextBody(Schema):
    """A line of the written conversation."""

    text: str = Field(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")


class DeskBody(Schema):
    """The officer's page is open; `ready` where that changes."""

    ready: bool | None = None


class PointBody(Schema):
    """The question pointed at; empty: none."""

    question: str = Field("", max_length=80, pattern=PLAIN)


class OutcomeBody(Schema):
    """How the call came out."""

    outcome: str = Field(max_length=16)


@router.get("", auth=requires(VIEW), summary="The fleet")
def get_fleet(request: HttpRequest) -> list[dict[str, Any]]:
    """Every kiosk in service, hall by hall."""
    return [
        {
            "id": each.pk, "code": each.code, "hall": each.hall, "place": each.place, "state": standing_of(each),
            "version": each.version, "printer": each.printer, "scanner": each.scanner, "seen_at": each.seen_at,
        }
        for row in queries.fleet(request.auth).values()  # type: ignore[attr-defined]
        for each in row
    ]  # fmt: skip


@router.post("", auth=requires(MANAGE), response={201: dict[str, Any]}, summary="Register a kiosk")
def post_kiosk(request: HttpRequest, body: KioskBody) -> Any:
    """Its key, told this once."""
    kiosk, key = actions.register_kiosk(actor=request.auth, **body.model_dump())  # type: ignore[attr-defined]
    return Status(201, {"id": kiosk.pk, "key": key})


@router.post("/{int:kiosk_id}/key", auth=requires(MANAGE), summary="A new key for a kiosk")
def post_key(request: HttpRequest, kiosk_id: int) -> dict[str, str]:
    """The old key opens nothing any more."""
    return {"key": actions.renew_key(actor=request.auth, kiosk_id=kiosk_id)}  # type: ignore[attr-defined]


@router.post("/heartbeat", auth=ANYBODY, summary="A kiosk says that it is there (X-Kiosk-Key)")
def post_heartbeat(request: HttpRequest, body: HeartbeatBody) -> dict[str, Any]:
    """Answers how often to say it."""
    actions.heartbeat(
        key=_key(request),
        stage=body.state,
        version=body.version,
        printer=body.printer,
        scanner=body.scanner,
        token=_token(request),
    )
    return {"server_now": timezone.now(), "every_s": number("heartbeat_seconds")}


@router.post(
    "/sessions",
    auth=ANYBODY,
    response={201: dict[str, Any]},
    summary="A traveller begins; X-Kiosk-Key at a kiosk",
)
def post_session(request: HttpRequest, body: SessionBody) -> Any:
    """The token, told this once; it is sent as X-Session-Token from then on."""
    session, token = actions.start_session(
        form=body.form, language=body.language, key=_key(request), origin=_origin(request)
    )
    told = {"token": token, "language": session.language, "silence_s": number("session_silence")}
    return Status(201, told)


@router.post("/sessions/state", auth=ANYBODY, summary="A session goes on, was submitted or abandoned")
def post_stage(request: HttpRequest, body: StageBody) -> dict[str, str]:
    """Once it ended its token opens nothing any more."""
    return {"state": actions.move_session(token=_token(request), stage=body.state).stage}


@router.get("/words/{language}", auth=ANYBODY, summary="What a call says to a traveller, in their language")
def get_words(request: HttpRequest, language: str) -> dict[str, Any]:
    """All sentences of the traveller's side of a call."""
    return call_words(language)


@router.post("/calls", auth=ANYBODY, response={201: dict[str, Any]}, summary="Ask for an officer")
def post_call(request: HttpRequest, body: StateBody) -> Any:
    """Rings the longest idle officer who speaks the language."""
    call = actions.ask(token=_token(request), state=body.state)
    return Status(201, {"id": str(call.pk), "state": call.state})


@router.get("/calls/mine", auth=ANYBODY, summary="Where one's call stands")
def get_mine(request: HttpRequest, after_message: int = 0, after_signal: int = 0) -> dict[str, Any]:
    """State, honest wait, what the officer wrote and pointed at, signals."""
    return queries.traveller_standing(_token(request), after_message, after_signal)


@router.post("/calls/mine/state", auth=ANYBODY, summary="The form changed")
def post_state(request: HttpRequest, body: StateBody) -> dict[str, int]:
    """The officer sees it with their next look."""
    return {"version": actions.push_state(token=_token(request), state=body.state)}


@router.post(
    "/calls/mine/messages", auth=ANYBODY, response={201: dict[str, int]}, summary="Write to the officer"
)
def post_message(request: HttpRequest, body: TextBody) -> Any:
    """A line of the conversation."""
    return Status(201, {"id": actions.say(token=_token(request), text=body.text)})


@router.post(
    "/calls/mine/signals", auth=ANYBODY, response={201: dict[str, int]}, summary="Tell the other browser"
)
def post_signal(request: HttpRequest, body: SignalBody) -> Any:
    """A session description."""
    return Status(201, {"id": actions.signal(token=_token(request), kind=body.kind, payload=body.payload)})


@router.post("/calls/mine/end", auth=ANYBODY, summary="Hang up")
def post_end(request: HttpRequest) -> dict[str, str]:
    """Everything said and shown is deleted."""
    return {"outcome": actions.hang_up(token=_token(request)).outcome}


@router.post("/desk", auth=OFFICER, summary="The officer's page is open")
def post_desk(request: HttpRequest, body: DeskBody) -> dict[str, Any]:
    """What rings, what is under way, who waits."""
    actions.at_desk(actor=request.auth, ready=body.ready)  # type: ignore[attr-defined]
    return queries.desk_standing(request.auth)  # type: ignore[attr-defined]


@router.post("/desk/calls/{call_id}/answer", auth=OFFICER, summary="Answer a call")
def post_answer(request: HttpRequest, call_id: UUID) -> dict[str, str]:
    """409 where another officer was faster."""
    return {"state": actions.answer(actor=request.auth, call_id=call_id).state}  # type: ignore[attr-defined]


@router.post("/desk/calls/{call_id}/decline", auth=OFFICER, summary="Pass a ringing call on")
def post_decline(request: HttpRequest, call_id: UUID) -> dict[str, str]:
    """The next officer is rung."""
    actions.decline(actor=request.auth, call_id=call_id)  # type: ignore[attr-defined]
    return {"state": "waiting"}


@router.get("/desk/calls/{call_id}", auth=OFFICER, summary="The conversation one is in")
def get_call(
    request: HttpRequest, call_id: UUID, after_version: int = 0, after_message: int = 0, after_signal: int = 0
) -> dict[str, Any]:
    """The form in the officer's language where it changed, what was written and signalled since."""
    return queries.officer_call(
        request.auth,  # type: ignore[attr-defined]
        call_id,
        get_language() or "zh-hans",
        after_version,
        after_message,
        after_signal,
    )


@router.post("/desk/calls/{call_id}/messages", auth=OFFICER, response={201: dict[str, int]}, summary="Write")
def post_officer_message(request: HttpRequest, call_id: UUID, body: TextBody) -> Any:
    """A line of the conversation."""
    return Status(201, {"id": actions.say(actor=request.auth, call_id=call_id, text=body.text)})  # type: ignore[attr-defined]


@router.post("/desk/calls/{call_id}/signals", auth=OFFICER, response={201: dict[str, int]}, summary="Signal")
def post_officer_signal(request: HttpRequest, call_id: UUID, body: SignalBody) -> Any:
    """A session description."""
    sent = actions.signal(actor=request.auth, call_id=call_id, kind=body.kind, payload=body.payload)  # type: ignore[attr-defined]
    return Status(201, {"id": sent})


@router.post("/desk/calls/{call_id}/point", auth=OFFICER, summary="Point at a question")
def post_point(request: HttpRequest, call_id: UUID, body: PointBody) -> dict[str, str]:
    """The traveller's page marks it; answers stay the traveller's."""
    actions.point(actor=request.auth, call_id=call_id, question=body.question)  # type: ignore[attr-defined]
    return {"pointed": body.question}


@router.post("/desk/calls/{call_id}/end", auth=OFFICER, summary="End a call with its outcome")
def post_officer_end(request: HttpRequest, call_id: UUID, body: OutcomeBody) -> dict[str, str]:
    """Also after the traveller hung up."""
    ended = actions.hang_up(actor=request.auth, call_id=call_id, outcome=body.outcome)  # type: ignore[attr-defined]
    return {"outcome": ended.outcome}


def _key(request: HttpRequest) -> str:
    return request.headers.get("X-Kiosk-Key", "")[:100]


def _token(request: HttpRequest) -> str:
    return request.headers.get("X-Session-Token", "")[:100]


def _origin(request: HttpRequest) -> str:
    """A keyed hash of the caller's network address that means nothing tomorrow."""
    text = f"{timezone.localdate()} {request.META.get('REMOTE_ADDR', '')}"
    return salted_hmac("tongguan.kiosks.origin", text, algorithm="sha256").hexdigest()[:32]
