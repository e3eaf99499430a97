"""Bytes → what they are: a declaration, a request about one, a response, or another message of the customs world."""

from __future__ import annotations

from collections import deque
from typing import BinaryIO

from lxml import etree

from tongguan.engines.problems import Problem, Text
from tongguan.engines.wco.declaration_reader import read_declaration
from tongguan.engines.wco.messages import Change, Kind, Reading, Request
from tongguan.engines.wco.pointers import read_pointer
from tongguan.engines.wco.response import read_response
from tongguan.engines.xml import Document, parse, placed_by_path
from tongguan.engines.xml.leaves import child_text, children, leaves, local_name

UNKNOWN = Text(
    zh="“{name}”不是已知的 WCO 报文", en="'{name}' is not a message of the WCO Data Model that is known here"
)
# How deep below the root the message proper may stand in its envelopes.
ENVELOPE_DEPTH = 4
AMENDMENT_TYPES = frozenset({"COR"})
CANCELLATION_TYPES = frozenset({"INV"})
PRESENTATION_TYPES = frozenset({"GPR"})
# UN/EDIFACT 1225: 1 cancellation, 4 change, 5 replacement.
AMENDMENT_FUNCTIONS = frozenset({"4", "5"})
CANCELLATION_FUNCTIONS = frozenset({"1"})
OTHER_ROOTS = frozenset({"FileUploadRequest", "FileUploadResponse", "FileUploadNotification"})


def read(data: bytes) -> Reading:
    """Read a message. Never raises; what cannot be read has problems with line and column or pointers."""
    return read_stream(data)


def read_stream(stream: BinaryIO | bytes) -> Reading:
    """Read a message from an open binary file, no further than the limit of size."""
    document, problem = parse(stream, "wco")
    if document is None:
        return Reading(None, problems=(problem,) if problem else ())
    return read_document(document)


def read_document(document: Document) -> Reading:
    """Read a message that is parsed already."""
    root = document.root
    name = local_name(root)
    kind = _kind_of_root(name)
    if kind is not None:
        return Reading(kind, fields=tuple(leaves(root)))
    message = _message(root)
    if message is None:
        return Reading(
            Kind.OTHER, problems=(Problem("wco.unknown_message", _unknown(name), f"/{name[:100]}"),)
        )
    envelope = tuple(leaves(root, without=message)) if message is not root else ()
    if local_name(message) == "Response":
        response, problems = read_response(message)
        told = placed_by_path(document, problems)
        return Reading(Kind.RESPONSE, response=response, problems=told, envelope=envelope)
    kind = _kind_of_declaration(message)
    if kind is not Kind.DECLARATION:
        return Reading(kind, request=_request(message), envelope=envelope)
    declaration, problems = read_declaration(message)
    told = placed_by_path(document, problems)
    return Reading(kind, declaration=declaration, problems=told, envelope=envelope)


def _unknown(name: str) -> Text:
    shown = ascii(name[:100])[1:-1]
    return UNKNOWN.filled(name=shown)


def _kind_of_root(name: str) -> Kind | None:
    lowered = name.lower()
    if lowered.startswith("inventorylinking"):
        return Kind.QUERY if "query" in lowered else Kind.INVENTORY_LINKING
    if lowered.startswith(
        ("declarationstatus", "declarationfull", "declarationsearch", "declarationversion")
    ):
        return Kind.QUERY
    return Kind.OTHER if name in OTHER_ROOTS else None


def _message(root: etree._Element) -> etree._Element | None:
    """The nearest Declaration or Response element, the root first."""
    queue = deque([(root, 0)])
    while queue:
        element, depth = queue.popleft()
        if local_name(element) in ("Declaration", "Response"):
            return element
        if depth < ENVELOPE_DEPTH:
            queue.extend((entry, depth + 1) for entry in element)
    return None


def _kind_of_declaration(element: etree._Element) -> Kind:
    type_code, function = child_text(element, "TypeCode"), child_text(element, "FunctionCode").lstrip("0")
    if type_code in CANCELLATION_TYPES or function in CANCELLATION_FUNCTIONS:
        return Kind.CANCELLATION
    if type_code in AMENDMENT_TYPES or function in AMENDMENT_FUNCTIONS or children(element, "Amendment"):
        return Kind.AMENDMENT
    return Kind.PRESENTATION if type_code in PRESENTATION_TYPES else Kind.DECLARATION


def _request(element: etree._Element) -> Request:
    reasons = (
        child_text(entry, "StatementDescription") for entry in children(element, "AdditionalInformation")
    )
    return Request(
        declaration_number=child_text(element, "ID"),
        trader_reference=child_text(element, "FunctionalReferenceID"),
        type_code=child_text(element, "TypeCode"),
        reason="\n".join(reason for reason in reasons if reason),
        changes=tuple(
            Change(child_text(entry, "ChangeReasonCode"), read_pointer(entry))
            for entry in children(element, "Amendment")
        ),
        fields=tuple(leaves(element)),
    )
