"""The live stream: one server-sent event for each thing that changed, without its content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from django.http import HttpRequest, StreamingHttpResponse

from tongguan.platform.events.live import END, LISTENER
from tongguan.platform.permissions.interface import SIGNED_IN, page

KEEP_ALIVE_S = 15
STREAM_S = 600
"""A stream ends after this and the browser reconnects, so that a revoked sign-in does not listen on."""


@page(SIGNED_IN)
def live(request: HttpRequest) -> StreamingHttpResponse:
    """Events named by area (`declaration`, `alert`, …); pages fetch anew what they may see."""
    response = StreamingHttpResponse(stream(request.actor.user_id), content_type="text/event-stream")  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


async def stream(user_id: int | None) -> AsyncIterator[bytes]:
    """Areas as they change; a comment now and then keeps the connection open."""
    loop = asyncio.get_running_loop()
    end = loop.time() + STREAM_S
    with LISTENER.subscribed(user_id) as waiting:
        yield b"retry: 2000\n\n"
        while loop.time() < end:
            try:
                area = await asyncio.wait_for(waiting.get(), KEEP_ALIVE_S)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if area == END:
                return
            yield f"event: {area}\ndata: {json.dumps({'area': area})}\n\n".encode()
