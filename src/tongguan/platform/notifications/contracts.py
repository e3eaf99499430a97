"""Kinds of notice, declared by the modules that send them."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """What people may switch per channel; `email` says whether it goes by e-mail unless they say otherwise."""

    code: str
    title: Text
    email: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What became of notices: written, read by their people, and deliveries outside by what became of them."""

    notices: int = 0
    read: int = 0
    delivered: int = 0
    waiting: int = 0
    given_up: int = 0


GENERAL = NoticeKind("general", Text(zh="一般通知", en="General"))
_kinds: dict[str, NoticeKind] = {GENERAL.code: GENERAL}


def notice_kind(code: str, title: Text, *, email: bool = False) -> NoticeKind:
    """Declare a kind (in a module's `providers.py`) and return it; declaring it again replaces it."""
    _kinds[code] = NoticeKind(code, title, email)
    return _kinds[code]


def notice_kinds() -> tuple[NoticeKind, ...]:
    """All declared kinds by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def kind_of(code: str) -> NoticeKind:
    """The declared kind, or one with the defaults and its own code as title."""
    return _kinds.get(code) or NoticeKind(code, Text(zh=code, en=code))
