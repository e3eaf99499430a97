"""Reading declarations out of JSON, WCO XML, DecMessage XML and CSV, and writing them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from tongguan.engines import decmessage, wco
from tongguan.engines.declaration import GoodsDeclaration, from_csv, from_json, to_csv, to_json
from tongguan.engines.declaration.limits import MAX_CSV_BYTES, MAX_JSON_BYTES
from tongguan.engines.problems import Problem, Text
from tongguan.engines.xml import Document, parse
from tongguan.engines.xml.leaves import local_name

DECLARATION = "declaration"
UNKNOWN = "unknown"
SNIFFED_BYTES = 4096
_DECMESSAGE_ROOT = re.compile(rb"<(?:[A-Za-z0-9_.-]{1,20}:)?DecMessage[\s/>]")


class Dialect(StrEnum):
    """The forms a declaration comes in: neutral JSON, WCO XML, CSV, the single window's DecMessage XML."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    DECMESSAGE = "decmessage"


NO_ROWS = Text(zh="表头之后没有任何数据行", en="there is no row after the header")

MEDIA = {
    "application/json": Dialect.JSON,
    "application/xml": Dialect.XML,
    "text/xml": Dialect.XML,
    "text/csv": Dialect.CSV,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What was read: `kind` is `declaration` or what else a WCO message is; none with problems.

    `document` is the XML it was read from, to find the line and column of an element again.
    """

    dialect: Dialect
    kind: str
    declarations: tuple[GoodsDeclaration, ...] = ()
    problems: tuple[Problem, ...] = ()
    reference: str = ""
    document: Document | None = field(default=None, compare=False, repr=False)


def sniffed(start: bytes) -> Dialect:
    """The dialect by the first character that says something, of XML by the name of the single window's root."""
    text = start[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if text.startswith(b"<"):
        named = _DECMESSAGE_ROOT.search(text.replace(b"\x00", b""))
        return Dialect.DECMESSAGE if named else Dialect.XML
    return Dialect.JSON if text.startswith((b"{", b"[")) else Dialect.CSV


def read_message(stream: BinaryIO | bytes, dialect: Dialect | None = None) -> Message:
    """Read a message no further than the limits of its dialect; never raises on content."""
    if isinstance(stream, bytes):
        stream = io.BytesIO(stream)
    if dialect in (None, Dialect.XML):
        start = stream.read(SNIFFED_BYTES)
        stream.seek(0)
        found = sniffed(start)
        dialect = found if dialect is None or found is Dialect.DECMESSAGE else dialect
    if dialect in (Dialect.XML, Dialect.DECMESSAGE):
        return _xml(stream, dialect)
    if dialect is Dialect.JSON:
        declaration, problems = from_json(stream.read(MAX_JSON_BYTES + 1))
        found = (declaration,) if declaration is not None else ()
        return Message(dialect, DECLARATION, found, problems, _own_reference(found))
    reading = from_csv(stream.read(MAX_CSV_BYTES + 1))
    problems = reading.problems
    if not reading.declarations and not problems:
        problems = (Problem("declaration.csv.no_rows", NO_ROWS, "2"),)
    return Message(dialect, DECLARATION, reading.declarations, problems, _own_reference(reading.declarations))


def _xml(stream: BinaryIO, expected: Dialect) -> Message:
    """The root element decides; `expected` only says whose codes the problems of unreadable XML carry."""
    family = "decmessage" if expected is Dialect.DECMESSAGE else "wco"
    document, problem = parse(stream, family)
    if document is None:
        return Message(expected, UNKNOWN, problems=(problem,) if problem else ())
    if local_name(document.root) == decmessage.ROOT:
        told = decmessage.read_document(document)
        found = (told.declaration,) if told.declaration is not None else ()
        own = _own_reference(found)
        return Message(Dialect.DECMESSAGE, DECLARATION, found, told.problems, own, document)
    reading = wco.read_document(document)
    kind = str(reading.kind) if reading.kind is not None else UNKNOWN
    if reading.declaration is not None:
        found = (reading.declaration,)
        return Message(Dialect.XML, kind, found, reading.problems, _own_reference(found), document)
    about = reading.request or reading.response
    reference = (about.trader_reference or about.declaration_number) if about is not None else ""
    return Message(Dialect.XML, kind, (), reading.problems, reference)


def _own_reference(found: tuple[GoodsDeclaration, ...]) -> str:
    if not found:
        return ""
    return found[0].trader_reference or found[0].submission_id or found[0].declaration_number or ""


def written(declaration: GoodsDeclaration, dialect: Dialect) -> bytes:
    """The declaration in a dialect."""
    return _WRITERS[dialect](declaration)


_WRITERS: dict[Dialect, Callable[[GoodsDeclaration], bytes]] = {
    Dialect.JSON: to_json,
    Dialect.XML: wco.write,
    Dialect.CSV: lambda declaration: to_csv([declaration]),
    Dialect.DECMESSAGE: decmessage.write,
}
