"""How much of an interchange is read. What lies beyond is reported, never dropped in silence."""

MAX_BYTES = 32 * 1024 * 1024
MAX_SEGMENTS = 1_000_000
MAX_SEGMENT_CHARS = 20_000
MAX_PROBLEMS = 1_000
