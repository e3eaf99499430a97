"""The answer customs gives to a declaration, as a WCO response."""

from __future__ import annotations

from tongguan.engines.wco import Response, ResponseStatus, write_response
from tongguan.operations.declarations.models import Declaration
from tongguan.platform.cases.interface import timeline

# WCO function codes of a response (UN/EDIFACT 1225): 11 response, 44 accepted without reserves.
RESPONSE_FUNCTION = "11"


def response_of(case: Declaration) -> bytes:
    """Every receipt of a declaration's course as a status with its time, in WCO XML."""
    steps = timeline("declaration", case.reference)
    return write_response(
        Response(
            function_code=RESPONSE_FUNCTION,
            reference=f"{case.reference}-{case.version}",
            issued_at=case.changed_at,
            declaration_number=case.declaration_number or "",
            trader_reference=case.trader_reference,
            version=str(case.version),
            statuses=tuple(ResponseStatus(step.receipt, step.at) for step in steps if step.receipt),
        )
    )
