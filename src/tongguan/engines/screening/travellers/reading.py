"""A manifest file of any of the known kinds → everybody in it."""

from __future__ import annotations

import datetime as dt

from tongguan.engines.edifact import MAX_BYTES, Message, Segment, read_interchange, split_messages
from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import tables
from tongguan.engines.screening.travellers.manifest_csv import read_manifest_csv
from tongguan.engines.screening.travellers.model import Manifest, Sent, Traveller
from tongguan.engines.screening.travellers.paxlst import read_paxlst
from tongguan.engines.screening.travellers.pnrgov import read_pnrgov
from tongguan.engines.screening.travellers.voyage import function_of, local_time, paxlst_voyage, pnrgov_voyage

FORMATS = ("auto", "edifact", "csv")
_MARKS = (b"UNA", b"UNB", b"UNH", b"UNG")

NOT_PASSENGERS = Text(
    zh="报文类型 {kind} 不含旅客，未读取", en="a {kind} message names no travellers; not read"
)
NOBODY = Text(zh="文件中没有任何旅客", en="the file names no travellers")
TOO_LARGE = Text(
    zh="文件超过 {limit} 字节，未读取", en="the file is larger than {limit} bytes and was not read"
)


def read_travellers(data: bytes, today: dt.date, form: str = "auto") -> Manifest:
    """PAXLST, PNRGOV (several messages and interchanges a file) or CSV, told apart by content. Never raises.

    `today` decides the century of years with two digits.
    """
    if form == "edifact" or (form == "auto" and any(mark in data[:400] for mark in _MARKS)):
        out = _edifact(data, today)
    elif len(data) > tables.MAX_BYTES:
        out = Manifest("CSV")
        out.rejects.append(Problem("manifest.too_large", TOO_LARGE.filled(limit=tables.MAX_BYTES)))
    else:
        out = read_manifest_csv(data, today)
    if not out.travellers:
        out.problems.append(Problem("manifest.nobody", NOBODY))
    return out


def _edifact(data: bytes, today: dt.date) -> Manifest:
    interchange = read_interchange(data)
    out = Manifest("EDIFACT", problems=list(interchange.problems))
    if len(data) > MAX_BYTES:
        out.rejects += interchange.problems[:1]
    kinds = []
    envelopes = [segment for segment in interchange.segments if segment.tag == "UNB"]
    for message in split_messages(interchange.segments):
        out.problems += message.problems
        read = _reader(message)
        if read is None:
            problem = Problem("manifest.not_passengers", NOT_PASSENGERS.filled(kind=message.kind[:20] or "—"))
            out.problems.append(problem)
            continue
        people, problems = read(message, today)
        out.travellers += people
        out.problems += problems
        kind = "PAXLST" if read is read_paxlst else "PNRGOV"
        kinds.append(kind)
        out.messages.append(_sent(kind, message, people, envelopes))
    out.kind = "+".join(dict.fromkeys(kinds)) or out.kind
    return out


def _sent(kind: str, message: Message, people: list[Traveller], envelopes: list[Segment]) -> Sent:
    """The message with what its envelope says: sender, when it was prepared, and a reference of its own."""
    first = message.segments[0]
    envelope = next((each for each in reversed(envelopes) if each.number < first.number), None)
    sender = envelope.component(1)[:35] if envelope else ""
    prepared = (
        local_time("".join(envelope.elements[3][:2])) if envelope and len(envelope.elements) > 3 else None
    )
    parts = (envelope.component(4) if envelope else "", first.component(0) if first.tag == "UNH" else "")
    voyage = paxlst_voyage(message) if kind == "PAXLST" else pnrgov_voyage(message)
    return Sent(
        kind, voyage, function_of(message), sender, "/".join(filter(None, parts))[:71], prepared, people
    )


def _reader(message: Message):
    """By the type in UNH, or by the segments where the header is damaged."""
    tags = {segment.tag for segment in message.segments}
    if message.kind == "PNRGOV" or "TIF" in tags:
        return read_pnrgov
    if message.kind == "PAXLST" or {"NAD", "DOC"} <= tags or {"NAD", "NAT"} <= tags:
        return read_paxlst
    return None
