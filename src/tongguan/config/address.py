"""The house's public address: where people and programs outside reach it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


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
