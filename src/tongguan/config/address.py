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


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
