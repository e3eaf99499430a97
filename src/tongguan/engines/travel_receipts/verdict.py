"""What a gate says to a code: valid, or not and why. It never says nothing, and never green without a reason to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tongguan.engines.travel_receipts.code import open_code
from tongguan.engines.travel_receipts.content import Content, document_digest
from tongguan.engines.travel_receipts.refusals import Refusals, Refused

CLOCKS_DIFFER = dt.timedelta(minutes=5)
"""A gate's clock may be that much behind the server's."""


class Reason(StrEnum):
    """Why a code is not valid; VALID where it is."""

    VALID = "valid"
    MALFORMED = "malformed"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    USED = "used"
    OTHER_PERSON = "other_person"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`content` is given where the signature holds; `document_checked` says whether a document was compared."""

    reason: Reason
    content: Content | None = None
    document_checked: bool = False

    @property
    def valid(self) -> bool:
        """Whether the traveller may go where the colour says."""
        return self.reason is Reason.VALID


def judge(
    code: str,
    keys: tuple[bytes, ...],
    at: dt.datetime,
    document: str | None = None,
    refusals: Refusals | None = None,
) -> Verdict:
    """Judge a code with public keys alone. `document` is the document key of whoever shows it, None where nobody
    looked; `refusals` the list of receipts that no longer count, None where there is none. Never raises on a code."""
    content, signed = open_code(code, keys)
    if content is None:
        return Verdict(Reason.MALFORMED)
    if not signed:
        return Verdict(Reason.UNKNOWN_KEY if signed is None else Reason.ALTERED)
    checked = document is not None
    if document is not None and document_digest(content.serial, document) != content.document:
        return Verdict(Reason.OTHER_PERSON, content, checked)
    return Verdict(_by_time_and_list(content, at, refusals), content, checked)


def _by_time_and_list(content: Content, at: dt.datetime, refusals: Refusals | None) -> Reason:
    if at < content.issued_at - CLOCKS_DIFFER:
        return Reason.NOT_YET
    listed = refusals.serials.get(content.serial) if refusals else None
    if listed is Refused.SUPERSEDED:
        return Reason.SUPERSEDED
    if at >= content.expires_at:
        return Reason.EXPIRED
    return Reason.USED if listed is Refused.USED else Reason.VALID
