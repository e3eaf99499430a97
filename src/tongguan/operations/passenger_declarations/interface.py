"""The door to travellers' declarations."""

from tongguan.operations.passenger_declarations.actions import accept
from tongguan.operations.passenger_declarations.contracts import FlightSummary, ReceiptVerdict
from tongguan.operations.passenger_declarations.queries.receipts import verify_receipt
from tongguan.operations.passenger_declarations.queries.summaries import describe, summary

__all__ = ["FlightSummary", "ReceiptVerdict", "accept", "describe", "summary", "verify_receipt"]
