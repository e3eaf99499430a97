"""What the verbs share: the house's database, reading a file, telling what was found in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.queries.messages import Message, read_message

DONE, SOME_REFUSED, UNUSABLE = 0, 1, 2
"""Exit codes: every file accepted, some refused, one cannot be opened."""
NOT_LODGEABLE = Text(
    zh="这是“{kind}”报文，不是可申报的报关单",
    en="this is a {kind} message, not a declaration that can be lodged",
)


@contextlib.contextmanager
def database() -> Iterator[None]:
    """The house's database, started where it is not running."""
    from tongguan.platform.database.interface import running_database

    with running_database():
        yield


def read(name: str) -> tuple[Message | None, list[Problem]]:
    """The message in a file, or why it cannot be opened."""
    try:
        with Path(name).open("rb") as stream:
            return read_message(stream), []
    except OSError as error:
        told = Text(zh=f"无法读取：{error.strerror}", en=f"cannot be read: {error.strerror}")
        return None, [Problem("file.unreadable", told)]


def told(name: str, kind: str, reference: str | None, problems: list[Problem]) -> dict[str, Any]:
    """One file's answer."""
    return {
        "file": name,
        "accepted": not problems,
        "reference": reference if not problems else None,
        "kind": kind,
        "errors": [problem.as_dict("en") for problem in problems],
    }


def line(told: dict[str, Any]) -> str:
    """The answer for people: a line for the file and one for each error."""
    mark = "accepted" if told["accepted"] else "refused "
    lines = [f"{mark} {told['kind']:<18} {told['file']}  {told['reference'] or ''}".rstrip()]
    for error in told["errors"][:20]:
        place = ":".join(str(error[k]) for k in ("line", "column") if k in error)
        lines.append(f"    {place or error['pointer']}  {error['code']}: {error['message']}")
    return "\n".join(lines)
