"""The goods declaration in neutral terms: what every codec reads into and every rule looks at.

The fields are those of the Chinese import and export declaration form, in international words. A text that
is absent is the empty string; a number, date or amount that is absent is None. Countries are ISO 3166-1
alpha-3, currencies ISO 4217, masses kilograms, numbers Decimal. What a message carries beyond these fields is
kept in `extensions`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

IMPORT = "I"
EXPORT = "E"
TRANSIT = "T"


@dataclass(frozen=True, slots=True)
class Extension:
    """A field of an outer message that the neutral model has no word for.

    `path` is relative to the part that holds it, in the message's own element names with positions from 1
    (`GoodsShipment[1]/Consignment[1]/GoodsLocation[1]/ID[1]`); `attributes` are name-value pairs such as
    (`currencyID`, `GBP`).
    """

    path: str
    value: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217 alpha-3)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Party:
    """A firm or person; `code` is a USCC (18), a customs enterprise code (10) or a foreign identifier."""

    code: str = ""
    name: str = ""
    country: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A licence, certificate, invoice or previous document named by the declaration."""

    code: str = ""
    number: str = ""
    category: str = ""
    name: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """A container; `lcl` says whether it also holds other declarations' goods (None: not stated)."""

    number: str = ""
    spec: str = ""
    lcl: bool | None = None
    seals: tuple[str, ...] = ()
    gross_mass_kg: Decimal | None = None
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One goods line; first and second quantity are in the statistical units of the commodity code.

    `goods_attributes` (货物属性, codes with blanks between) and `intended_use` (用途) are asked for where goods are
    inspected or quarantined.
    """

    line_number: int | None = None
    hs_code: str = ""
    description: str = ""
    specification: str = ""
    origin_country: str = ""
    destination_country: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    first_quantity: Decimal | None = None
    first_unit: str = ""
    second_quantity: Decimal | None = None
    second_unit: str = ""
    unit_price: Decimal | None = None
    total_price: Decimal | None = None
    currency: str = ""
    levy_mode: str = ""
    intended_use: str = ""
    goods_attributes: str = ""
    net_mass_kg: Decimal | None = None
    gross_mass_kg: Decimal | None = None
    container_numbers: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsDeclaration:
    """A declaration of goods for import (`flow` I), export (E) or transit through the country (T).

    `departure_country` is where the goods were shipped from, `trade_country` where the seller or buyer is;
    `call_port` is the last foreign port of call (import) or port of destination (export), `border_port` the
    domestic port of entry or exit. `trader_reference` is the declarant's own number (LRN), `submission_id`
    the number under which a single window submitted it.
    """

    flow: str
    customs_office: str = ""
    declaration_number: str | None = None
    trader_reference: str = ""
    submission_id: str = ""
    supervision_mode: str = ""
    levy_nature: str = ""
    transport_mode: str = ""
    conveyance_name: str = ""
    conveyance_imo: str = ""
    voyage_number: str = ""
    bill_number: str = ""
    movement_date: dt.date | None = None
    departure_country: str = ""
    destination_country: str = ""
    trade_country: str = ""
    departure_port: str = ""
    call_port: str = ""
    border_port: str = ""
    transaction_mode: str = ""
    freight: Money | None = None
    insurance: Money | None = None
    other_charges: Money | None = None
    package_count: int | None = None
    package_type: str = ""
    gross_mass_kg: Decimal | None = None
    net_mass_kg: Decimal | None = None
    contract_number: str = ""
    filing_number: str = ""
    goods_location: str = ""
    consignor: Party | None = None
    consignee: Party | None = None
    owner: Party | None = None
    declarant: Party | None = None
    containers: tuple[Container, ...] = ()
    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    note: str = ""
    extensions: tuple[Extension, ...] = ()
