"""Which addresses the house may call: HTTPS to the open internet, unless an administrator allows a host."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from tongguan.engines.problems import Text
from tongguan.platform.notifications.models import AllowedHost

NOT_A_URL = Text(zh="不是有效的网址", en="not a usable web address")
NOT_HTTPS = Text(zh="只允许 HTTPS 地址", en="only HTTPS addresses are allowed")
INSIDE = Text(zh="不允许内部网络地址", en="addresses inside the network are not allowed")
UNKNOWN = Text(zh="无法解析主机名", en="the host name cannot be resolved")


def split(url: str) -> SplitResult | None:
    """The parts of an http(s) address without user and password, or None."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or 0 < parts.port < 65_536
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        return None
    return parts if port_fits and len(url) <= 500 and url.isprintable() and " " not in url else None


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host; empty where there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return sorted({str(entry[4][0]) for entry in found})


def is_open(address: str) -> bool:
    """Whether an IP address is of the open internet; IPv4 inside IPv6 is looked at as IPv4."""
    found = ip_address(address.split("%", 1)[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return (inner or found).is_global and not (inner or found).is_multicast


def allowed(host: str) -> bool:
    """Whether an administrator admits the host."""
    return AllowedHost.objects.filter(host=host.lower()).exists()


def address_problem(url: str) -> Text | None:
    """Why the house may not call this address now, or None."""
    return target(url)[1]


def target(url: str) -> tuple[str, Text | None]:
    """The IP address to connect to, and why not to; one look-up serves the check and the connection, so that a
    name that changes its address in between gains nothing."""
    parts = split(url)
    if parts is None or parts.hostname is None:
        return "", NOT_A_URL
    free = allowed(parts.hostname)
    if parts.scheme != "https" and not free:
        return "", NOT_HTTPS
    addresses = resolve(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    if not addresses:
        return "", UNKNOWN
    if not free and not all(is_open(address) for address in addresses):
        return "", INSIDE
    return addresses[0], None
