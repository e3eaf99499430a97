"""From a file of labels to a model: the one way, for the shell and for the clock."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from tongguan import __version__
from tongguan.engines.risk_learning import Model, Settings, train
from tongguan.operations.selection.queries import frame_in


def trained_from(data: Path, settings: Settings) -> Model:
    """A model that tells the hash of its data, the program's version and what to read with care.

    Raises Unreadable, and what training raises: GateFailed, TooFew, Unavailable.
    """
    read = frame_in(data)
    facts: dict[str, Any] = {
        "data": data.name, "data_sha256": hash_of(data), "code_version": __version__, "seed": settings.seed,
        "caveats": [read.caveat] if read.caveat else [],
    }  # fmt: skip
    return train(read.frame, settings, facts)


def hash_of(path: Path) -> str:
    """A file's SHA-256."""
    found = sha256()
    with path.open("rb") as content:
        while chunk := content.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()
