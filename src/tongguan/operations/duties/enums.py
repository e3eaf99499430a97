"""Kinds of tax and what a levy mode does."""

from enum import StrEnum


class Tax(StrEnum):
    """Taxes on goods at the border; the engine's names."""

    DUTY = "duty"
    CONSUMPTION = "consumption_tax"
    VAT = "vat"


class Levy(StrEnum):
    """What a levy mode of a line asks for."""

    FULL = "full"
    EXEMPT = "exempt"


LEVY_MODES = {"1": Levy.FULL, "3": Levy.EXEMPT, "6": Levy.FULL, "7": Levy.FULL}
"""GACC Announcement 18/2019: 1 as stated by law, 3 wholly exempt, 6 cash deposit and 7 letter of guarantee (the
amount secured is the amount by law). Other modes need an officer's decision."""
