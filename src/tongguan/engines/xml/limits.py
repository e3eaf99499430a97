"""How much an XML message may be."""

from __future__ import annotations

MAX_XML_BYTES = 20 * 1024 * 1024
MAX_XML_DEPTH = 64
MAX_ELEMENTS = 200_000
FEED_BYTES = 64 * 1024
MAX_PROBLEMS = 200
MAX_POSITION = 10_000
