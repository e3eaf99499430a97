"""A declaration looked through: the same for a device that asks on the way and for the one that submits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tongguan.engines.mrz import Reading, read_text
from tongguan.engines.questionnaires import Finding, Form, Kind, asked, colour, findings
from tongguan.operations.passenger_declarations.contracts import COLOURS, Hint, Sent
from tongguan.operations.passenger_declarations.enums import Mode
from tongguan.operations.passenger_declarations.queries.flights import known_flight
from tongguan.operations.passenger_declarations.queries.forms import form_on, whole
from tongguan.operations.passenger_declarations.queries.lists import country_names, port_names
from tongguan.operations.passenger_declarations.rules import Stated, cross_check, document_facts
from tongguan.platform.ui.interface import traveller_words

MOST_ANSWERS = 80


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of answers. `current` is False where the form they answer is no longer in force at that port;
    `answers` are those that are asked; `facts` what the document says."""

    form: Form
    current: bool
    answers: dict[str, Any]
    facts: dict[str, str]
    findings: tuple[Finding, ...]
    hints: tuple[Hint, ...]
    colour: int


def examine(sent: Sent, today: date | None = None) -> Examined:
    """Look a declaration through. Never raises on answers."""
    day = today or timezone.localdate()
    answers = dict(list(sent.answers.items())[:MOST_ANSWERS])
    ports = port_names(sent.language, day)
    port = answers.get("port")
    form, current = _form(sent.form, port if isinstance(port, str) else "", day)
    reading = _reading(answers.get("document"), day)
    guardian_age = whole("guardian_age", day)
    facts = document_facts(reading, day, guardian_age)
    questions = asked(form, answers, facts)
    codes = {each.code for each in questions}
    names = country_names(sent.language, day)
    lists = {Kind.COUNTRY: names.keys(), Kind.PORT: ports.keys()}
    skip = (Kind.TEXT,) if sent.mode == Mode.KIOSK else ()
    wrong = findings(form, answers, facts, day, lists, skip)
    clean = {
        code: answers[code] for code in codes if code in answers and code not in {w.question for w in wrong}
    }
    stated = Stated(clean, reading, facts, known_flight(clean, facts), day, guardian_age, names)
    errors, hints = cross_check(stated, codes)
    known_wrong = {each.question for each in wrong}
    return Examined(
        form,
        current,
        {code: answers[code] for code in codes if code in answers},
        facts,
        (*wrong, *(each for each in errors if each.question not in known_wrong)),
        tuple(each for each in hints if sent.kept.get(each.question) != (each.suggestion or each.code)),
        COLOURS.index(colour(form, answers, facts, COLOURS[0])),
    )


def _form(stated: str, port: str, day: date) -> tuple[Form, bool]:
    """The form in force at the port, or the one of the day before where the device still has that."""
    form = form_on(port, day)
    if stated == form.code:
        return form, True
    before = form_on(port, day - timedelta(days=1))
    return (before, True) if stated == before.code else (form, False)


def _reading(document: Any, today: date) -> Reading | None:
    zone = document.get("mrz") if isinstance(document, dict) else None
    return read_text(zone, today) if isinstance(zone, str) else None


def sentence(kind: str, code: str, values: Mapping[str, str], language: str) -> str:
    """A finding's or a hint's sentence in the traveller's language."""
    words = traveller_words(language)
    filled = {name: words.get(value, value) for name, value in values.items()}
    return words[f"{kind}.{code}"].format(**filled)
