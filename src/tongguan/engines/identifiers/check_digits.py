"""The check characters of the identifiers: ISO 6346, IMO, GB 32100 and GB 11714."""

from __future__ import annotations

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {char: value for value, char in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# ISO 6346: letters count from 10, leaving out multiples of 11.
_CONTAINER_VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", [n for n in range(10, 39) if n % 11], strict=True)
)


def container_check_digit(first_ten: str) -> str:
    """ISO 6346: owner, category and serial (10 characters) → the digit; a remainder of 10 is written 0."""
    total = sum(_CONTAINER_VALUES[char] << place for place, char in enumerate(first_ten))
    return str(total % 11 % 10)


def imo_check_digit(first_six: str) -> str:
    """IMO ship number: six digits weighted 7 to 2 → the last digit of the sum."""
    return str(sum(int(char) * weight for char, weight in zip(first_six, range(7, 1, -1), strict=True)) % 10)


def organisation_check_character(first_eight: str) -> str:
    """GB 11714: the ninth character of an organisation code (positions 9 to 17 of a USCC)."""
    total = sum(
        int(char, 36) * weight for char, weight in zip(first_eight, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def uscc_check_character(first_seventeen: str) -> str:
    """GB 32100: the eighteenth character of a unified social credit code."""
    total = sum(
        _USCC_VALUES[char] * weight for char, weight in zip(first_seventeen, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-total % 31]
