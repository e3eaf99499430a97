"""Names that a published record uses instead of real ones.

A record must show every entry with its probability, yet a declaration's risk and its firm are nobody else's
business. Entries get an alias of their own salt, which their owner may be told; firms, officers and options get
aliases under the round's key, equal within a round (so conflicts can be recomputed) and unlinkable between two.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from tongguan.engines.tlog import canonical


def entry_alias(salt: str, entry: str) -> str:
    """64 hex digits; recomputed by who knows salt (hex) and reference."""
    return hashlib.sha256(f"tongguan-draw-entry\n{salt}\n{entry}".encode()).hexdigest()


def name_alias(key: bytes, kind: str, name: str) -> str:
    """32 hex digits for a firm, officer or option value of one round."""
    return hmac.new(bytes(key), f"{kind}\n{name}".encode(), hashlib.sha256).hexdigest()[:32]


def attributes_alias(key: bytes, attributes: Mapping[str, Any]) -> dict[str, str]:
    """The attributes as one keyed hash: bound into the commitment without being shown."""
    if not attributes:
        return {}
    return {"hmac_sha256": hmac.new(bytes(key), canonical(attributes), hashlib.sha256).hexdigest()}
