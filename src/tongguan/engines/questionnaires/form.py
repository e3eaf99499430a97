"""A form's version read from data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Condition = Mapping[str, tuple[str, ...]]
"""By question the answers of which one must be given; all questions must agree. Empty: always."""


class Kind(StrEnum):
    """How a question is answered. None but TEXT needs a keyboard, and a device without one does not ask it."""

    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    ACCEPT = "accept"
    DATE = "date"
    COUNTRY = "country"
    COUNTRIES = "countries"
    PORT = "port"
    FLIGHT = "flight"
    SEAT = "seat"
    DIGITS = "digits"
    DOCUMENT = "document"
    TEXT = "text"


LISTS = frozenset({Kind.CHOICES, Kind.COUNTRIES})
"""Kinds whose answer is a list."""


@dataclass(frozen=True, slots=True)
class Question:
    """`exclusive` is the choice that no other may stand beside; `days` the span of a date around today; `limit` the
    most characters; `words` the name under which its words stand, so that two questions may use the same."""

    code: str
    kind: Kind
    when: Condition
    choices: tuple[str, ...] = ()
    required: bool = True
    exclusive: str = ""
    days: tuple[int, int] | None = None
    limit: int = 40
    words: str = ""

    @property
    def name(self) -> str:
        """The name of its words."""
        return self.words or self.code

    def as_data(self) -> dict[str, Any]:
        """What the device is given of it."""
        told: dict[str, Any] = {"code": self.code, "words": self.name, "kind": self.kind.value}
        told |= {"if": {name: list(values) for name, values in self.when.items()}} if self.when else {}
        told |= {"choices": list(self.choices)} if self.choices else {}
        told |= {"exclusive": self.exclusive} if self.exclusive else {}
        told |= {"days": list(self.days)} if self.days else {}
        told |= {"optional": True} if not self.required else {}
        return told | {"limit": self.limit}


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together."""

    code: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A version. `colours` pairs a colour with a condition under which an answer leads there, the gravest first."""

    code: str
    number: int
    sections: tuple[Section, ...]
    colours: tuple[tuple[str, Condition], ...]
    replaces: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Question]:
        return (question for section in self.sections for question in section.questions)

    def question(self, code: str) -> Question | None:
        """The question of that code."""
        return next((each for each in self if each.code == code), None)

    def as_data(self) -> dict[str, Any]:
        """What the device is given."""
        return {
            "code": self.code,
            "number": self.number,
            "sections": [
                {"code": section.code, "questions": [each.as_data() for each in section.questions]}
                for section in self.sections
            ],
        }


def read_form(data: Mapping[str, Any]) -> Form:
    """A form or a pack from its data; ValueError names what is wrong with it."""
    try:
        sections = tuple(
            Section(part["section"], tuple(_question(each) for each in part["questions"]))
            for part in data["sections"]
        )
        colours = tuple((rule["colour"], _condition(rule["if"])) for rule in data["colours"])
        form = Form(data["code"], data["number"], sections, colours, frozenset(data.get("replaces", ())))
    except (KeyError, TypeError) as error:
        raise ValueError(f"a form without {error}") from None
    codes = [each.code for each in form]
    if len(codes) != len(set(codes)):
        raise ValueError(f"{form.code}: a question stands twice")
    return form


def with_pack(base: Form, pack: Form) -> Form:
    """The form with a pack: its sections come before the last one of the form, what it replaces is left out, and what
    was asked under the condition of a replaced question too."""
    kept = (
        replace(part, questions=tuple(each for each in part.questions if each.code not in pack.replaces))
        for part in base.sections
    )
    sections = [part for part in kept if part.questions]
    colours = tuple((colour, when) for colour, when in base.colours if not set(when) & pack.replaces)
    return Form(
        f"{base.code}.{pack.code}",
        base.number * 256 + pack.number,
        (*sections[:-1], *pack.sections, sections[-1]),
        (*pack.colours, *colours),
    )


def _question(data: Mapping[str, Any]) -> Question:
    days = data.get("days")
    return Question(
        data["code"],
        Kind(data["kind"]),
        _condition(data.get("if", {})),
        tuple(data.get("choices", ())),
        not data.get("optional", False),
        data.get("exclusive", ""),
        (days[0], days[1]) if days else None,
        data.get("limit", 40),
        data.get("words", ""),
    )


def _condition(data: Mapping[str, Any]) -> Condition:
    return {name: (values,) if isinstance(values, str) else tuple(values) for name, values in data.items()}
