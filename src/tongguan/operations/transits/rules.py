"""Rules of transit movements: what an arrival in order is."""

from __future__ import annotations

from tongguan.platform.cases.interface import Moving

IN_ORDER = "yes"


class InOrder:
    """Seals, packages and route are all in order, or the arrival is reported with its findings instead."""

    code = "transit.findings"
    zh = "施封、件数、路线须全部正常，否则应登记异常"
    source = "Customs Law: goods in transit are carried to their destination as they are; text not compared"

    def holds(self, moving: Moving) -> bool:
        """Every answer of the form says so."""
        return all(moving.data[name] == IN_ORDER for name in ("seals", "packages", "route_kept"))
