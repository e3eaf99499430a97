"""The house's public address: where people and programs outside reach it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_TURN_SECRET = 16


def public_address(given: str) -> str:
    """The origin (`https://host[:port]`) that links in e-mails and webhooks start with; empty where none is given.

    Raises ImproperlyConfigured for anything but an http or https origin: no path, query, user or blanks.
    """
    given = given.strip()
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        port_fits = parts.port is None or 0 < parts.port < 65_536
    except ValueError:
        parts, port_fits = urlsplit(""), False
    plain = given.isascii() and given.isprintable() and not set(given) & set(" <>\"'\\*")
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    if not (plain and bare and port_fits and parts.hostname and parts.scheme in ("http", "https")):
        raise ImproperlyConfigured(
            "TONGGUAN_PUBLIC_ADDRESS must be an origin such as https://customs.example.org, without a path"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def host_of(address: str) -> str:
    """The host name of an origin, as ALLOWED_HOSTS wants it; an IPv6 address in brackets."""
    name = urlsplit(address).hostname or ""
    return f"[{name}]" if ":" in name else name


def provider_address(given: str) -> str:
    """The issuer of an OpenID Connect provider; empty where none is given.

    Raises ImproperlyConfigured where it is not HTTPS, except on this machine: whoever stands in between could sign
    in as anybody.
    """
    if not given:
        return ""
    parts = urlsplit(given)
    near = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and near)):
        raise ImproperlyConfigured("TONGGUAN_OIDC_SERVER must be an https address")
    return given


_TURN = re.compile(r"turns?:(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?(?:\?transport=(?:udp|tcp))?")


def turn_addresses(given: str, secret: str) -> list[str]:
    """The addresses of a TURN server (RFC 7065), parted by blanks or commas; none where none is given.

    Raises ImproperlyConfigured for anything else, and where the secret shared with it is missing or short.
    """
    found = given.replace(",", " ").split()
    wrong = [each for each in found if not _TURN.fullmatch(each)]
    if wrong:
        raise ImproperlyConfigured(
            f"TONGGUAN_TURN_URLS: {wrong[0]!r} is not like turn:relay.example.org:3478?transport=udp"
        )
    if found and len(secret) < SHORTEST_TURN_SECRET:
        raise ImproperlyConfigured(
            f"TONGGUAN_TURN_URLS needs TONGGUAN_TURN_SECRET of {SHORTEST_TURN_SECRET} characters or more"
        )
    return found


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
