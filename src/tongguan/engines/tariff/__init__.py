"""Import and export taxes: rates as text, which of them apply, dutiable value, every amount explained, late fees."""

from tongguan.engines.tariff.batch import Batch, batch
from tongguan.engines.tariff.expression import (
    AdValorem,
    Expression,
    Least,
    Most,
    Sliding,
    Specific,
    Sum,
    amount_of,
    rate_text,
)
from tongguan.engines.tariff.figures import rounded
from tongguan.engines.tariff.grammar import parse_rate
from tongguan.engines.tariff.late_fee import (
    DESTINATION,
    IMPORT,
    TRANSIT,
    FeeRule,
    LateFee,
    Leg,
    LegFee,
    late_fee,
)
from tongguan.engines.tariff.law import (
    VALUE,
    Agreement,
    Bonded,
    Certificate,
    Dated,
    ExchangeRate,
    InsuranceRule,
    Kind,
    Law,
    Measure,
    Relief,
    Rounding,
    Tax,
)
from tongguan.engines.tariff.lines import TAX_NAMES, Line, LineQuote, Operand, Quote, Step, TaxAmount
from tongguan.engines.tariff.quotas import Allocation, Request, allocate
from tongguan.engines.tariff.quoting import quote
from tongguan.engines.tariff.units import UNITS, quantity_in
from tongguan.engines.tariff.valuation import Terms, shares

__all__ = [
    "DESTINATION",
    "IMPORT",
    "TAX_NAMES",
    "TRANSIT",
    "UNITS",
    "VALUE",
    "AdValorem",
    "Agreement",
    "Allocation",
    "Batch",
    "Bonded",
    "Certificate",
    "Dated",
    "ExchangeRate",
    "Expression",
    "FeeRule",
    "InsuranceRule",
    "Kind",
    "LateFee",
    "Law",
    "Least",
    "Leg",
    "LegFee",
    "Line",
    "LineQuote",
    "Measure",
    "Most",
    "Operand",
    "Quote",
    "Relief",
    "Request",
    "Rounding",
    "Sliding",
    "Specific",
    "Step",
    "Sum",
    "Tax",
    "TaxAmount",
    "Terms",
    "allocate",
    "amount_of",
    "batch",
    "late_fee",
    "parse_rate",
    "quantity_in",
    "quote",
    "rate_text",
    "rounded",
    "shares",
]
