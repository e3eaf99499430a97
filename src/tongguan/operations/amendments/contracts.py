"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Change:
    """A request as it is made: the case it is about (`subject`, a reference of the subject's workflow), what is asked,
    why, and for an amendment the new content with the digest of the content it was made on and what differs."""

    workflow: str
    subject: str
    kind: str
    reason: str
    content: str = ""
    base_sha256: str = ""
    changes: Sequence[dict[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be amended: how an approved request is carried out (raises Refused), and what a field is called."""

    workflow: str
    carry_out: Callable[[Change, str], None]
    label: Callable[[str], Text]
