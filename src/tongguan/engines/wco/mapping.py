"""Which element of a WCO declaration is which field of the neutral model. A table, read by reader and writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tongguan.engines.identifiers.country import ALPHA3_BY_ALPHA2

# UN/ECE recommendation 19 → the mode of transport of the Chinese form.
TRANSPORT_MODES = {"1": "2", "2": "3", "3": "4", "4": "5", "5": "6"}
# Incoterms → the terms of delivery of the Chinese form.
DELIVERY_TERMS = {"CIF": "1", "CFR": "2", "FOB": "3", "EXW": "7"}

# Statements of this type carry neutral fields for which the message has no element: `/levy_nature=101`.
NEUTRAL_STATEMENT_TYPE = "TGN"


@dataclass(frozen=True, slots=True)
class Slot:
    """One leaf element ↔ one field.

    `codes` translates message code → neutral code, and a code it lacks is left alone. `when` is a sibling leaf
    and the value it must have. `attribute` is an attribute ↔ a second field.
    """

    path: str
    field: str
    codes: Mapping[str, str] | None = None
    when: tuple[str, str] | None = None
    attribute: tuple[str, str] | None = None
    attribute_required: bool = False


@dataclass(frozen=True, slots=True)
class PartMap:
    """How one part of the model stands in the message; paths are relative to the part's element.

    `parts` are elements that are a part of their own, `lists` repeated ones, `numbered` repeated elements that
    hold only a position and an ID. `classified` is the repeated element in which the commodity code is one
    entry; `statements` says that neutral statements stand in this part.
    """

    slots: tuple[Slot, ...] = ()
    parts: Mapping[str, tuple[str, PartMap]] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, PartMap]] = field(default_factory=dict)
    numbered: Mapping[str, str] = field(default_factory=dict)
    classified: str = ""
    statements: bool = False


PARTY = PartMap(
    slots=(
        Slot("ID", "code"),
        Slot("Name", "name"),
        Slot("Address/CountryCode", "country", codes=ALPHA3_BY_ALPHA2),
    )
)
DOCUMENT = PartMap(
    slots=(
        Slot("TypeCode", "code"),
        Slot("ID", "number"),
        Slot("CategoryCode", "category"),
        Slot("Name", "name"),
    )
)
CONTAINER = PartMap(slots=(Slot("ID", "number"),), numbered={"Seal": "seals"})
ITEM = PartMap(
    slots=(
        Slot("SequenceNumeric", "line_number"),
        Slot("Commodity/Description", "description"),
        Slot("Origin/CountryCode", "origin_country", codes=ALPHA3_BY_ALPHA2),
        Slot("Destination/CountryCode", "destination_country", codes=ALPHA3_BY_ALPHA2),
        Slot("Commodity/GoodsMeasure/GrossMassMeasure", "gross_mass_kg"),
        Slot("Commodity/GoodsMeasure/NetNetWeightMeasure", "net_mass_kg"),
        Slot("Commodity/GoodsMeasure/TariffQuantity", "first_quantity", attribute=("unitCode", "first_unit")),
        Slot("Commodity/InvoiceLine/ItemChargeAmount", "total_price", attribute=("currencyID", "currency")),
    ),
    lists={"AdditionalDocument": ("documents", DOCUMENT)},
    numbered={"Commodity/TransportEquipment": "container_numbers"},
    classified="Commodity/Classification",
    statements=True,
)


def head_map(flow: str) -> PartMap:
    """The declaration's own map; the party abroad or at home that receives stands elsewhere by flow."""
    receiver = "GoodsShipment/Importer" if flow == "I" else "GoodsShipment/Consignee"
    return _HEADS[receiver]


def _head(receiver: str) -> PartMap:
    return PartMap(
        slots=(
            Slot("FunctionalReferenceID", "trader_reference"),
            Slot("ID", "declaration_number"),
            Slot("DeclarationOfficeID", "customs_office"),
            Slot("TotalGrossMassMeasure", "gross_mass_kg"),
            Slot("TotalPackageQuantity", "package_count"),
            Slot("BorderTransportMeans/ModeCode", "transport_mode", codes=TRANSPORT_MODES),
            Slot("BorderTransportMeans/ID", "conveyance_imo", when=("IdentificationTypeCode", "10")),
            Slot("GoodsShipment/ExportCountry/ID", "departure_country", codes=ALPHA3_BY_ALPHA2),
            Slot("GoodsShipment/Destination/CountryCode", "destination_country", codes=ALPHA3_BY_ALPHA2),
            Slot("GoodsShipment/TradeTerms/ConditionCode", "transaction_mode", codes=DELIVERY_TERMS),
            Slot(
                "GoodsShipment/Consignment/ArrivalTransportMeans/ID",
                "conveyance_name",
                when=("IdentificationTypeCode", "11"),
            ),
            Slot("GoodsShipment/Consignment/GoodsLocation/Name", "goods_location"),
            Slot("GoodsShipment/Consignment/LoadingLocation/ID", "departure_port"),
            Slot(
                "GoodsShipment/CustomsValuation/FreightChargeAmount",
                "freight/amount",
                attribute=("currencyID", "freight/currency"),
                attribute_required=True,
            ),
        ),
        parts={
            "Exporter": ("consignor", PARTY),
            "Declarant": ("declarant", PARTY),
            receiver: ("consignee", PARTY),
        },
        lists={
            "AdditionalDocument": ("documents", DOCUMENT),
            "GoodsShipment/Consignment/TransportEquipment": ("containers", CONTAINER),
            "GoodsShipment/GovernmentAgencyGoodsItem": ("items", ITEM),
        },
        statements=True,
    )


_HEADS = {receiver: _head(receiver) for receiver in ("GoodsShipment/Importer", "GoodsShipment/Consignee")}
