"""The words that names are made of besides names: titles, particles, legal forms; and groups of names that are one.

Data: the CSV files beside this module. Nicknames after rigour's table (MIT), enlarged; common parts are rough orders
of magnitude in the population that uses them, for weighing only.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Kind(StrEnum):
    """What a part of a name is."""

    NAME = "name"
    INITIAL = "initial"
    NUMBER = "number"
    PARTICLE = "particle"
    TITLE = "title"
    SUFFIX = "suffix"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is not a name by itself, and what all its spellings stand for."""

    kind: Kind
    word: str


def table(name: str) -> list[dict[str, str]]:
    """The rows of a data file beside this module."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def words() -> dict[str, Word]:
    """Spelling → word."""
    found: dict[str, Word] = {}
    for row in table("words.csv"):
        for form in row["forms"].split():
            found.setdefault(form, Word(Kind(row["kind"]), row["word"]))
    return found


@cache
def variants() -> dict[str, dict[str, frozenset[int]]]:
    """For each kind of group (`spelling`, `language`, `nickname`): spelling → numbers of the groups it is in."""
    found: dict[str, dict[str, set[int]]] = {}
    for number, row in enumerate(table("variants.csv")):
        groups = found.setdefault(row["kind"], {})
        for form in row["forms"].replace("'", "").split():
            groups.setdefault(form, set()).add(number)
    return {kind: {form: frozenset(ids) for form, ids in groups.items()} for kind, groups in found.items()}


@cache
def _common() -> dict[str, float]:
    found: dict[str, float] = {}
    for row in table("common.csv"):
        for form in row["forms"].split():
            found[form] = max(found.get(form, 0.0), float(row["per_10000"]) / 10_000)
    return found


def information(form: str) -> float:
    """How much a part tells, in decimal digits: 1.2 of a name every fifteenth bears, 3.2 of an ordinary long one.

    Names not in the table are taken for rarer the longer they are; syllables are shared by many.
    """
    share = _common().get(form)
    if share is None:
        share = 0.01 if len(form) <= 3 else 0.004 if len(form) == 4 else 0.0015 if len(form) == 5 else 0.0007
    return -math.log10(share)
