"""Keyed hashes of who somebody is: to find a document again, and to see whether anything about a person changed.

They are of no use without the key, and do not tell a name or a number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tongguan.engines.screening import Traveller
from tongguan.engines.screening.documents import tidy_number
from tongguan.operations.travellers.rules.stored import traveller_stored
from tongguan.platform.privacy.interface import blind_index

COMPARED = ("names", "births", "sex", "nationality", "documents")


def document_key(number: str) -> str:
    """Of a document number, however it is spaced; empty where it is none."""
    tidy = tidy_number(number)
    return blind_index(tidy, "travellers.document") if tidy else ""


def name_key(person: Traveller) -> str:
    """Of the first name without order, blanks and case, and the first date of birth."""
    words = "".join(sorted(person.name.casefold().split()))
    birth = str(person.births[0]) if person.births else ""
    return blind_index(f"{words}|{birth}", "travellers.name")


def person_key(person: Traveller) -> str:
    """Of the first document, or of name and birth where there is none."""
    return document_key(person.documents[0].number) if person.documents else name_key(person)


def person_digest(person: Traveller) -> str:
    """Of everything that is compared: it changes when the person's data do."""
    held = traveller_stored(person)
    return content_digest({name: held[name] for name in COMPARED}, "travellers.person")


def content_digest(held: Mapping[str, Any], purpose: str) -> str:
    """Of a stored value."""
    text = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blind_index(text, purpose)
