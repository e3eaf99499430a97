"""A run file of either format, told by its bytes."""

from __future__ import annotations

from tongguan.engines.pcr.rdml import is_archive, read_rdml
from tongguan.engines.pcr.run_tables import read_table
from tongguan.engines.pcr.runs import MOST_BYTES, TEXTS, Findings, RunFile


def read_run(content: bytes) -> RunFile:
    """Read RDML (zip or XML) or CSV. Never raises on input; what is wrong is in `problems`, with its place."""
    found = Findings()
    if not content.strip():
        found.add("empty", TEXTS["empty"], "")
    elif len(content) > MOST_BYTES:
        found.add("size", TEXTS["size"], "")
    if found.found:
        return RunFile("", problems=tuple(found.found))
    head = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return read_rdml(content) if is_archive(content) or head.startswith(b"<") else read_table(content)
