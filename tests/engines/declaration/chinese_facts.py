"""Facts for tests: the codes the invented declarations use, and tolerances chosen for the tests."""

from __future__ import annotations

from decimal import Decimal

from tongguan.engines.declaration import StaticFacts
from tongguan.engines.declaration.facts import MASS_TOLERANCE_KG, MAX_LINES, TOTAL_PRICE_TOLERANCE
from tongguan.engines.identifiers.country import ALPHA2_BY_ALPHA3
from tongguan.simulator.declarations import MODES, PORTS
from tongguan.simulator.goods import GOODS

FACTS = StaticFacts(
    codes={
        "country": frozenset(ALPHA2_BY_ALPHA3),
        "currency": frozenset({"USD", "CNY", "EUR"}),
        "customs_office": frozenset({"5316"}),
        "supervision_mode": frozenset(row[0] for row in MODES),
        "levy_nature": frozenset(row[1] for row in MODES),
        "levy_mode": frozenset(row[2] for row in MODES),
        "transport_mode": frozenset("2345"),
        "transaction_mode": frozenset("1237"),
        "package_type": frozenset({"06", "22", "93"}),
        "container_spec": frozenset({"11", "21"}),
        "unit": frozenset(unit for entry in GOODS for unit in (entry.first_unit, entry.second_unit))
        | {"163"},
        "port": frozenset(PORTS.values()) | {"CNYTN"},
        "domestic_port": frozenset({"CNYTN"}),
    },
    units={entry.hs_code[:8]: (entry.first_unit, entry.second_unit) for entry in GOODS},
    levy_natures={mode: frozenset({nature}) for mode, nature, _, _ in MODES},
    attributes={
        ("transaction_charges", "1"): {
            "import_refuses": "freight insurance",
            "export_needs": "freight insurance",
        },
        ("transaction_charges", "2"): {
            "import_needs": "insurance",
            "import_refuses": "freight",
            "export_needs": "freight",
            "export_refuses": "insurance",
        },
        ("transaction_charges", "3"): {
            "import_needs": "freight insurance",
            "export_refuses": "freight insurance",
        },
        ("port_transport", "CNYTN"): {"refused_modes": "5"},
    },
    numbers={
        TOTAL_PRICE_TOLERANCE: Decimal("0.01"),
        MASS_TOLERANCE_KG: Decimal("0.01"),
        MAX_LINES: Decimal(50),
    },
)
