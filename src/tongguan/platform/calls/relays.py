"""Relays of video, for two sides that cannot reach each other: a TURN server and a credential that lasts one session.

The credential is that of the TURN REST API (draft-uberti-behave-turn-rest-00): the user name is the moment of its end
and a name, the password an HMAC-SHA1 over it under a secret that the house and the relay share. The relay needs no
list of users and asks nobody; with it browsers do long-term authentication (RFC 8489, section 9.2).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

LASTS = timedelta(hours=6)
"""Longer than a session; a relay asks again at each refresh, and a page that is opened anew has a new credential."""


def relays(reference: str, side: str, now: datetime) -> list[dict[str, Any]]:
    """What a party's browser is given: the relays configured as they are, and the TURN server with a credential of this
    party's own. The user name, which the relay logs, names session and side and no person."""
    given = list(settings.ICE_SERVERS)
    if settings.TURN_URLS:
        username, password = credential(settings.TURN_SECRET, f"{reference}-{side}", now + LASTS)
        given.append({"urls": settings.TURN_URLS, "username": username, "credential": password})
    return given


def credential(secret: str, name: str, until: datetime) -> tuple[str, str]:
    """User name and password that hold until a moment."""
    username = f"{int(until.timestamp())}:{name}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(digest).decode()
