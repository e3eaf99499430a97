"""The gateway over HTTP: the same envelopes as over TCP, several at once."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from tongguan.operations.lanes.actions import Answer, accept
from tongguan.operations.lanes.errors import problem
from tongguan.operations.lanes.rules import read_envelope
from tongguan.operations.lanes.rules.protocol import MOST_BYTES
from tongguan.platform.permissions.interface import PUBLIC, requires

router = Router()
PREFIX = "/lanes"
MOST_MESSAGES = 100


class SamplesBody(Schema):
    """Envelopes of version 1 of the protocol; each is authenticated by its device's key."""

    messages: list[dict[str, Any]] = Field(max_length=MOST_MESSAGES)


class SamplesAnswer(Schema):
    """An answer for each message in its order; what is acknowledged is stored."""

    answers: list[dict[str, Any]]


@router.post("/{slug:lane}/samples", auth=requires(PUBLIC), response={200: SamplesAnswer, 413: SamplesAnswer})
def post_samples(request: HttpRequest, lane: str, body: SamplesBody) -> Any:
    """Messages of a lane's devices. Nobody signs in: every message carries its device's signature."""
    received_ms = int(time.time() * 1000)
    if len(request.body) > MOST_BYTES:
        told = Answer("refused", problems=(problem("too_large", most=MOST_BYTES),)).envelope()
        return Status(413, {"answers": [told]})
    answers: list[Answer | None] = []
    good = []
    for told in body.messages:
        envelope, wrong = read_envelope(told)
        answers.append(None if envelope else Answer("refused", problems=(wrong,) if wrong else ()))
        if envelope:
            good.append((envelope, received_ms))
    stored = iter(accept(good, lane=lane))
    return {"answers": [(each or next(stored)).envelope() for each in answers]}
