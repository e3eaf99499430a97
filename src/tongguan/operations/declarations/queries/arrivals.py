"""Whether goods have come in: asked of whoever knows the port, which stands above this module and registers here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from tongguan.operations.declarations.contracts import Goods

Port = Callable[[str], Goods]
_ports: list[Port] = []


def register_port(port: Port) -> None:
    """Ask `port` (bill number → what it knows of the goods) when a summary is lodged."""
    if port not in _ports:
        _ports.append(port)


def entered_on(bill_number: str, declared: date | None) -> date | None:
    """The day the goods came in: as the port says; where it does not know them, as declared, once that day has come."""
    known = [port(bill_number) for port in _ports] if bill_number else []
    arrived = [goods.arrived_at for goods in known if goods.arrived_at is not None]
    if arrived:
        return timezone.localdate(min(arrived))
    if any(goods.expected for goods in known) or declared is None or declared > timezone.localdate():
        return None
    return declared
