"""How much input a declaration may be: named once, used by every codec."""

from __future__ import annotations

MAX_JSON_BYTES = 8 * 1024 * 1024
MAX_CSV_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 32
MAX_LIST_LENGTH = 2_000
MAX_TEXT_LENGTH = 4_000
MAX_NUMBER_DIGITS = 30
MAX_DECIMALS = 12
MAX_PROBLEMS = 200
MAX_CSV_COLUMNS = 500
MAX_CSV_ROWS = 100_000
