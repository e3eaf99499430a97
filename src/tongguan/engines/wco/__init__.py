"""WCO Data Model XML: declarations and responses, read and written; other messages are recognised."""

from tongguan.engines.wco.declaration_writer import write
from tongguan.engines.wco.layout import wco_pointer
from tongguan.engines.wco.messages import (
    Change,
    Kind,
    Reading,
    Request,
    Response,
    ResponseError,
    ResponseStatus,
)
from tongguan.engines.wco.places import xpath_of
from tongguan.engines.wco.reader import read, read_document, read_stream
from tongguan.engines.wco.response import write_response

__all__ = [
    "Change",
    "Kind",
    "Reading",
    "Request",
    "Response",
    "ResponseError",
    "ResponseStatus",
    "read",
    "read_document",
    "read_stream",
    "wco_pointer",
    "write",
    "write_response",
    "xpath_of",
]
