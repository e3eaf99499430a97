"""What modules declare about their documents, and what a check answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Actor

MAX_PDF_BYTES = 8 * 1024 * 1024
"""What is taken for a check; the house's own documents are a hundredth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of document. `letters` begin its numbers; `may_see(actor, subject_ref)` says who may fetch a document
    of this kind besides those who may see all; its verification page is open to whoever holds its address. A
    `personal` kind holds people's data: those who may see all documents do not see these by that alone."""

    code: str
    title: Text
    letters: str
    may_see: Callable[[Actor, str], bool]
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the house prints around a template: number, time of issue (ISO 8601), who issued, where to verify."""

    kind: Text
    number: str
    issued_at: str
    issuer: str
    verify_url: str
    code_svg: str


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What the signature alone shows, without server or database. `problem` is None where it holds: the file is byte
    for byte what the holder of the certificate's key signed at the time it names. `fingerprint` is the SHA-256 of
    the certificate in hex."""

    problem: Problem | None
    fingerprint: str = ""
    signed_at: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether it holds, by a certificate that was trusted beforehand."""
        return self.problem is None
