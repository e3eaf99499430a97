"""Identifiers: declaration, container, ship, firm, commodity, country, bill and consignment numbers."""

from tongguan.engines.identifiers.check_digits import (
    USCC_ALPHABET,
    container_check_digit,
    imo_check_digit,
    organisation_check_character,
    uscc_check_character,
)
from tongguan.engines.identifiers.container_faults import (
    container_candidates,
    container_fault,
    container_hint,
)
from tongguan.engines.identifiers.country import to_alpha2, to_alpha3
from tongguan.engines.identifiers.identifier import Identifier
from tongguan.engines.identifiers.kinds import (
    ALL,
    BILL_NUMBER,
    CONTAINER_NUMBER,
    COUNTRY_ALPHA2,
    COUNTRY_ALPHA3,
    CUSTOMS_ENTERPRISE_CODE,
    DECLARATION_NUMBER,
    HS_CODE,
    IMO_NUMBER,
    MMSI,
    UCR,
    USCC,
    DeclarationNumberParts,
    declaration_number,
    split_declaration_number,
    wrong_check_digit,
)

__all__ = [
    "ALL",
    "BILL_NUMBER",
    "CONTAINER_NUMBER",
    "COUNTRY_ALPHA2",
    "COUNTRY_ALPHA3",
    "CUSTOMS_ENTERPRISE_CODE",
    "DECLARATION_NUMBER",
    "HS_CODE",
    "IMO_NUMBER",
    "MMSI",
    "UCR",
    "USCC",
    "USCC_ALPHABET",
    "DeclarationNumberParts",
    "Identifier",
    "container_candidates",
    "container_check_digit",
    "container_fault",
    "container_hint",
    "declaration_number",
    "imo_check_digit",
    "organisation_check_character",
    "split_declaration_number",
    "to_alpha2",
    "to_alpha3",
    "uscc_check_character",
    "wrong_check_digit",
]
