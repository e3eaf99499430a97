"""DecMessage: the declaration message of the China International Trade Single Window, read and written."""

from tongguan.engines.decmessage.layout import NAMESPACE, ROOT
from tongguan.engines.decmessage.places import place_of
from tongguan.engines.decmessage.reader import Reading, read, read_document, read_stream
from tongguan.engines.decmessage.writer import write

__all__ = [
    "NAMESPACE",
    "ROOT",
    "Reading",
    "place_of",
    "read",
    "read_document",
    "read_stream",
    "write",
]
