"""Goods on ships: what a manifest says of them, and what the trader will declare, which is the same goods."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.simulator.declarations import generate
from tongguan.simulator.people import Firm

BILLS_A_SHIP = (25, 60)
LINES = (1, 1, 2, 3, 3, 5, 8, 20)
OFFICE, BORDER_PORT = "9901", "CNYTN"


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods for one firm under one bill of lading, as a right declaration would have them."""

    firm: Firm
    goods: GoodsDeclaration

    def bill(self) -> dict[str, Any]:
        """The bill of lading in a manifest."""
        return {
            "number": self.goods.bill_number,
            "consignee": self.firm.name,
            "description": self.goods.items[0].description,
            "package_count": self.goods.package_count,
            "gross_mass_kg": str(self.goods.gross_mass_kg),
            "containers": [container.number for container in self.goods.containers],
        }


def goods_for(
    rng: random.Random, flow: str, firm: Firm, on_date: date, conveyance: tuple[str, str, str] | None = None
) -> GoodsDeclaration:
    """A right declaration of a firm's goods, without its declarant."""
    made = generate(
        rng,
        flow,
        rng.choice(LINES),
        on_date=on_date,
        office=OFFICE,
        border_port=BORDER_PORT,
        conveyance=conveyance,
    )
    home = {"consignee" if flow == "I" else "consignor": firm.party()}
    return replace(made, owner=firm.party(), **home)  # type: ignore[arg-type]


@dataclass
class Shipments:
    """What has come by ship and is not declared yet, for firms that somebody declares for."""

    firms: Sequence[Firm]
    today: date
    waiting: deque[Shipment] = field(default_factory=deque)

    def load(self, conveyance: tuple[str, str, str], rng: random.Random) -> list[Shipment]:
        """The import cargo of one ship."""
        firms = [rng.choice(self.firms) for _ in range(rng.randint(*BILLS_A_SHIP))]
        made = [Shipment(firm, goods_for(rng, "I", firm, self.today, conveyance)) for firm in firms]
        return list({shipment.goods.bill_number: shipment for shipment in made}.values())

    def put(self, cargo: Sequence[Shipment]) -> None:
        """The cargo may be declared."""
        self.waiting.extend(cargo)

    def take(self, firms: Sequence[Firm]) -> Shipment | None:
        """The next shipment of one of these firms."""
        for shipment in self.waiting:
            if shipment.firm in firms:
                self.waiting.remove(shipment)
                return shipment
        return None
