"""Reading an ID token. Sources: OpenID Connect Core 1.0, 3.1.3.7; RFC 7519; RFC 8725 (no `none`, no shared secrets)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a public key alone."""
CLOCK_LEEWAY_S = 30
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")


def claims_of(
    token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of an ID token that this provider made for this client and this sign-in; raises OAuth2Error."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error(f"an ID token signed by {header.get('alg')!r} is not accepted")
        found: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, header.get("kid")),
            algorithms=[header["alg"]],
            audience=client_id,
            issuer=issuer,
            leeway=CLOCK_LEEWAY_S,
            options={"require": list(REQUIRED)},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise OAuth2Error(f"the ID token does not hold: {error}") from error
    if not nonce or not hmac.compare_digest(str(found["nonce"]).encode(), nonce.encode()):
        raise OAuth2Error("the ID token was made for another sign-in")
    several = isinstance(found["aud"], list) and len(found["aud"]) > 1
    if (several or "azp" in found) and found.get("azp") != client_id:
        raise OAuth2Error("the ID token was made for another client")
    return found


def _key(keys: Mapping[str, Any], kid: Any) -> Any:
    """The provider's key of this name; without a name its only one."""
    known = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if key.public_key_use in (None, "sig")]
    wanted = [key for key in known if key.key_id == kid] if kid is not None else known
    if len(wanted) != 1:
        raise KeyError(f"no such key: {kid}")
    return wanted[0].key
