"""The door to levies after release."""

from tongguan.operations.levies.actions import ask, look_again, open_levy_case
from tongguan.operations.levies.contracts import Account, Entry, Head, Opening
from tongguan.operations.levies.queries import account_of, levies_of
from tongguan.operations.levies.workflow import LEVY

__all__ = [
    "LEVY",
    "Account",
    "Entry",
    "Head",
    "Opening",
    "account_of",
    "ask",
    "levies_of",
    "look_again",
    "open_levy_case",
]
