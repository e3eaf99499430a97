"""Goods on ships: what a manifest says of them, and what the trader will declare, which is the same goods."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration, from_json
from tongguan.engines.declaration.fields import fields_of
from tongguan.simulator.declarations import generate
from tongguan.simulator.people import Firm

BILLS_A_SHIP = (25, 60)
LINES = (1, 1, 2, 3, 3, 5, 8, 20)
OFFICE, BORDER_PORT = "9901", "CNYTN"
FIELDS = frozenset(fields_of(GoodsDeclaration))


UNRELEASED_SHARE = 0.04
"""Of the bookings that are not released when the ship leaves, so many are loaded by mistake; the rest follow later."""
Conveyance = tuple[str, str, str]
"""A ship's name, IMO number and voyage."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods for one firm under one bill of lading, as a right declaration would have them."""

    firm: Firm
    goods: GoodsDeclaration

    def bill(self) -> dict[str, Any]:
        """The bill of lading in a manifest."""
        return {
            "number": self.goods.bill_number,
            "consignee": self.goods.consignee.name if self.goods.consignee else self.firm.name,
            "description": self.goods.items[0].description,
            "package_count": self.goods.package_count,
            "gross_mass_kg": str(self.goods.gross_mass_kg),
            "containers": [container.number for container in self.goods.containers],
        }


def goods_for(
    rng: random.Random, flow: str, firm: Firm, on_date: date, conveyance: Conveyance | None = None
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


def goods_of(told: dict[str, Any]) -> GoodsDeclaration | None:
    """The declaration in what the house tells of one, without its number."""
    own = {name: value for name, value in told.items() if name in FIELDS}
    found, problems = from_json(json.dumps(own).encode())
    return None if found is None or problems else replace(found, declaration_number=None)


@dataclass
class Shipments:
    """What has come by ship and is not declared yet, for firms that somebody declares for; and what is to leave.

    `offered`: the ships at berth that take export cargo, those first that have long lain there; `booked`: that cargo
    by the reference of its declaration, with the ship it is booked on; `released`: the references that may be loaded;
    `gone`: those that left; `summarised`: what the complete declaration of a summary will say, by its reference.
    """

    firms: Sequence[Firm]
    today: date
    waiting: deque[Shipment] = field(default_factory=deque)
    offered: list[Conveyance] = field(default_factory=list)
    booked: dict[str, tuple[Shipment, Conveyance]] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    summarised: dict[str, GoodsDeclaration] = field(default_factory=dict)

    def load(self, conveyance: Conveyance, rng: random.Random) -> list[Shipment]:
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

    def offer(self, conveyance: Conveyance) -> None:
        """A ship takes export cargo; what an earlier ship left behind is booked on it."""
        if conveyance in self.offered:
            return
        self.offered.append(conveyance)
        for reference, (cargo, ship) in self.booked.items():
            if ship not in self.offered and ship != conveyance:
                self.booked[reference] = (cargo, conveyance)

    def withdraw(self, conveyance: Conveyance) -> None:
        """The cut-off: the ship takes no more."""
        if conveyance in self.offered:
            self.offered.remove(conveyance)

    def export(self, firm: Firm, rng: random.Random) -> tuple[Shipment, Conveyance] | None:
        """Goods of a firm for a ship that still takes cargo."""
        if not self.offered:
            return None
        conveyance = rng.choice(self.offered[:2])
        return Shipment(firm, goods_for(rng, "E", firm, self.today, conveyance)), conveyance

    def rebook(self, reference: str, firm: Firm, told: dict[str, Any]) -> None:
        """An export that no ship of this run was to take, from an earlier run say, goes with the next."""
        goods = goods_of(told)
        if goods is not None and self.offered:
            self.booked[reference] = (Shipment(firm, goods), self.offered[0])

    def aboard(self, conveyance: Conveyance, rng: random.Random) -> list[Shipment]:
        """What leaves with a ship; what is not released stays behind, but for a small share."""
        going = [
            reference
            for reference, (_cargo, ship) in self.booked.items()
            if ship == conveyance and (reference in self.released or rng.random() < UNRELEASED_SHARE)
        ]
        cargo = [self.booked.pop(reference)[0] for reference in going]
        self.released.difference_update(going)
        self.gone.update(going)
        return list({each.goods.bill_number: each for each in cargo}.values())
