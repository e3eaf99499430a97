"""UN/EDIFACT interchanges as they come: segments with their places, and everything that was mended on the way."""

from tongguan.engines.edifact.delimiters import Delimiters
from tongguan.engines.edifact.limits import MAX_BYTES, MAX_SEGMENT_CHARS, MAX_SEGMENTS
from tongguan.engines.edifact.messages import Message, split_messages
from tongguan.engines.edifact.reading import Interchange, read_interchange
from tongguan.engines.edifact.segment import Segment

__all__ = [
    "MAX_BYTES",
    "MAX_SEGMENTS",
    "MAX_SEGMENT_CHARS",
    "Delimiters",
    "Interchange",
    "Message",
    "Segment",
    "read_interchange",
    "split_messages",
]
