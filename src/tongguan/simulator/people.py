"""Who the simulator acts as: the demonstration people with their API tokens, read from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongguan.engines.declaration import Party


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as registered: unified social credit code and Chinese name."""

    uscc: str
    name: str

    def party(self) -> Party:
        """The firm as a party of a declaration."""
        return Party(code=self.uscc, name=self.name, country="CHN")


@dataclass(frozen=True, slots=True)
class Person:
    """One person: token, role, the code of the organisation, the firm itself and the firms they may act for."""

    username: str
    token: str
    role: str
    organisation: str
    firm: Firm
    acts_for: tuple[Firm, ...] = ()


def read_people(path: Path) -> list[Person]:
    """The people of a tokens file, `{username: {token, role, organisation: {code, uscc, name_zh}, acts_for}}`.

    Raises ValueError where the file is none.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [_person(username, row) for username, row in rows.items()]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {type(error).__name__} {error}") from error


def _person(username: str, row: dict[str, Any]) -> Person:
    home = row["organisation"]
    return Person(
        username=username,
        token=row["token"],
        role=row["role"],
        organisation=home["code"],
        firm=_firm(home),
        acts_for=tuple(_firm(firm) for firm in row.get("acts_for", ())),
    )


def _firm(row: dict[str, str]) -> Firm:
    return Firm(row["uscc"], row["name_zh"])
