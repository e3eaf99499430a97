"""Import taxes: dutiable value, ad valorem duty, consumption tax, VAT, each step explained."""

from tongguan.engines.tariff.model import (
    CONSUMPTION_TAX,
    DUTY,
    VAT,
    ExchangeRate,
    Line,
    LineQuote,
    Quote,
    Rate,
    Rates,
    Rounding,
    Step,
)
from tongguan.engines.tariff.quote import quote

__all__ = [
    "CONSUMPTION_TAX",
    "DUTY",
    "VAT",
    "ExchangeRate",
    "Line",
    "LineQuote",
    "Quote",
    "Rate",
    "Rates",
    "Rounding",
    "Step",
    "quote",
]
