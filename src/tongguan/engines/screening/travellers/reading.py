"""A manifest file of any of the known kinds → everybody in it."""

from __future__ import annotations

import datetime as dt

from tongguan.engines.edifact import MAX_BYTES, Message, read_interchange, split_messages
from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import tables
from tongguan.engines.screening.travellers.manifest_csv import read_manifest_csv
from tongguan.engines.screening.travellers.model import Manifest
from tongguan.engines.screening.travellers.paxlst import read_paxlst
from tongguan.engines.screening.travellers.pnrgov import read_pnrgov

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
        kinds.append("PAXLST" if read is read_paxlst else "PNRGOV")
    out.kind = "+".join(dict.fromkeys(kinds)) or out.kind
    return out


def _reader(message: Message):
    """By the type in UNH, or by the segments where the header is damaged."""
    tags = {segment.tag for segment in message.segments}
    if message.kind == "PNRGOV" or "TIF" in tags:
        return read_pnrgov
    if message.kind == "PAXLST" or {"NAD", "DOC"} <= tags or {"NAD", "NAT"} <= tags:
        return read_paxlst
    return None
