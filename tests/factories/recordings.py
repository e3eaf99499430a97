"""Evidence from the field: stills and segments of video, stored by a person, as forms want them."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import datetime, timedelta
from typing import Any

from tests.factories.image_review import picture
from tongguan.engines.fieldwork import Segment, Still
from tongguan.platform.files.interface import store
from tongguan.platform.permissions.interface import Actor

WEBM_HEAD = bytes.fromhex(
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701"
)


def webm() -> bytes:
    """The head of a WebM file, with bytes nobody has seen before behind it."""
    return WEBM_HEAD + random.randbytes(400)


def segments(
    actor: Actor, start: datetime, count: int = 3, length_s: float = 2.0, gap_s: float = 0.05
) -> str:
    """A recording from `start` in so many segments."""
    found = []
    at = start
    for _number in range(count):
        end = at + timedelta(seconds=length_s)
        digest = store(webm(), actor=actor, declared_name="s.webm", purpose="test").digest
        found.append(Segment(digest, at, end).told())
        at = end + timedelta(seconds=gap_s)
    return json.dumps(found)


def stills(actor: Actor, at: datetime, count: int = 1) -> str:
    """Stills with their place."""
    digests = [
        store(picture(), actor=actor, declared_name="p.png", purpose="test").digest for _n in range(count)
    ]
    return json.dumps([Still(each, at, "22.57", "114.27").told() for each in digests])


def downloaded(response: Any) -> bytes:
    """What a streamed download holds."""

    async def pieces() -> bytes:
        return b"".join([piece async for piece in response.streaming_content])

    return asyncio.run(pieces())
