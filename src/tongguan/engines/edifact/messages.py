"""Segments → messages: from UNH to UNT, with the count that UNT claims checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tongguan.engines.edifact.segment import Segment
from tongguan.engines.problems import Problem, Text

SERVICE = frozenset({"UNA", "UNB", "UNG", "UNE", "UNZ"})
WRONG_COUNT = Text(
    zh="UNT 称有 {claimed} 段，实为 {found} 段", en="UNT claims {claimed} segments, there are {found}"
)
NO_HEADER = Text(zh="UNH 之前的段已作为一份报文读取", en="segments before any UNH are read as a message")
NO_TRAILER = Text(zh="报文没有 UNT", en="the message has no UNT")


@dataclass(slots=True)
class Message:
    """A message: its type as UNH names it (`PAXLST`; empty where there is no UNH), version and segments."""

    kind: str = ""
    version: str = ""
    segments: list[Segment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def split_messages(segments: Iterable[Segment]) -> list[Message]:
    """Every message in order; segments outside of UNH … UNT become a message of their own, so that none is lost."""
    out: list[Message] = []
    current: Message | None = None
    for segment in segments:
        if segment.tag == "UNH":
            _closed(current, None)
            kind, version = segment.component(1), f"{segment.component(1, 1)}{segment.component(1, 2)}"
            current = Message(kind.upper(), version, [segment])
            out.append(current)
            continue
        if segment.tag in SERVICE:
            continue
        if current is None:
            current = Message()
            current.problems.append(segment.problem("edifact.no_unh", NO_HEADER))
            out.append(current)
        current.segments.append(segment)
        if segment.tag == "UNT":
            _closed(current, segment)
            current = None
    _closed(current, None)
    return out


def _closed(message: Message | None, trailer: Segment | None) -> None:
    if message is None or not message.kind:
        return
    if trailer is None:
        message.problems.append(message.segments[-1].problem("edifact.no_unt", NO_TRAILER))
        return
    claimed = trailer.component(0)
    if claimed.lstrip("0") != str(len(message.segments)):
        text = WRONG_COUNT.filled(claimed=claimed[:20] or "—", found=len(message.segments))
        message.problems.append(trailer.problem("edifact.wrong_unt", text))
