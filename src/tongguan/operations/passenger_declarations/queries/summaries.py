"""Flights in numbers, and answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tongguan.engines.mrz import read_text
from tongguan.engines.questionnaires import Kind, Question, asked
from tongguan.operations.passenger_declarations.contracts import COLOURS, FlightSummary
from tongguan.operations.passenger_declarations.enums import State
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.queries.flights import crossing
from tongguan.operations.passenger_declarations.queries.forms import form_named, limits, whole
from tongguan.operations.passenger_declarations.queries.lists import country_names, port_names
from tongguan.operations.passenger_declarations.rules import document_facts
from tongguan.operations.passenger_declarations.workflow import PASSENGER_DECLARATION
from tongguan.operations.travellers.interface import announced_on
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES, traveller_words


def flights(actor: Actor) -> QuerySet[PassengerDeclaration]:
    """The flights of the actor's offices with the counts of their travellers, newest first."""
    counted = {
        f"colour_{name}": Count("id", filter=Q(colour=number) & ~Q(state=State.SUPERSEDED))
        for number, name in enumerate(COLOURS)
    }
    return (
        visible(actor, PASSENGER_DECLARATION)
        .exclude(flight="")
        .values("flight", "travel_date", "leaving")
        .annotate(
            declared=Count("id", filter=~Q(state=State.SUPERSEDED)),
            verified=Count("id", filter=Q(verified_at__isnull=False)),
            **counted,
        )
        .order_by("-travel_date", "flight")
    )


def summary(
    flight: str, travel_date: date, *, leaving: bool = False, actor: Actor | None = None
) -> FlightSummary:
    """The counts of a flight; with an actor, of the declarations they may see."""
    rows = PassengerDeclaration.objects.all() if actor is None else visible(actor, PASSENGER_DECLARATION)
    counted = (
        rows.filter(flight=flight, travel_date=travel_date, leaving=leaving)
        .order_by()
        .values_list("state", "colour")
        .annotate(Count("id"))
    )
    by_state: dict[str, int] = {}
    by_colour = dict.fromkeys(COLOURS, 0)
    superseded = 0
    for state, colour, count in counted:
        if state == State.SUPERSEDED:
            superseded += count
            continue
        by_state[state] = by_state.get(state, 0) + count
        by_colour[COLOURS[colour]] += count
    known = crossing(flight, travel_date, leaving)
    return FlightSummary(
        flight,
        travel_date,
        leaving,
        sum(by_state.values()),
        by_colour,
        by_state,
        superseded,
        announced_on(known) if known else None,
    )


def describe(answers: Mapping[str, Any], *, form: str, language: str) -> list[tuple[str, str]]:
    """Questions and answers in words, in any of the thirteen languages, whatever language they were given in; for a
    draft as well. Answers that the form does not know are left out; never raises on answers."""
    return [
        (question, answer) for _code, question, answer in described(answers, form=form, language=language)
    ]


def described(answers: Mapping[str, Any], *, form: str, language: str) -> list[tuple[str, str, str]]:
    """As `describe`, with the code of each question, and with the number of the document that was read."""
    words, known = traveller_words(language), form_named(form)
    facts = _facts_of(answers.get("document"))
    names = {Kind.COUNTRY: country_names(language), Kind.PORT: port_names(language)}
    filled = limits()
    found = []
    for each in asked(known, answers, facts):
        given = facts.get("number", "") if each.kind is Kind.DOCUMENT else answers.get(each.code)
        said = _said(each, given, words, names, filled, language) or words["ui.unanswered"]
        found.append((each.code, words[f"ask.{each.name}"], said))
    return found


def _facts_of(document: Any) -> dict[str, str]:
    today = timezone.localdate()
    zone = document.get("mrz") if isinstance(document, dict) else None
    return (
        document_facts(read_text(zone, today), today, whole("guardian_age")) if isinstance(zone, str) else {}
    )


def document_in_words(facts: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """What was read from a document."""
    words, countries = traveller_words(language), country_names(language)
    name = " ".join(filter(None, (facts.get("surname", ""), facts.get("given_names", ""))))
    said = {
        "name": name,
        "number": facts.get("number", ""),
        "nationality": countries.get(facts.get("nationality", ""), facts.get("nationality", "")),
        "birth_date": facts.get("birth_date", ""),
        "sex": words.get(f"sex.{facts.get('sex')}", ""),
        "expiry_date": facts.get("expiry_date", ""),
    }
    return [(words[f"document.{code}"], value) for code, value in said.items() if value]


def _said(
    each: Question,
    given: Any,
    words: Mapping[str, str],
    names: Mapping[Kind, Mapping[str, str]],
    filled: Mapping[str, str],
    language: str,
) -> str:
    """One answer in words; empty where nothing legible was answered."""
    values = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str) and one]
    match each.kind:
        case Kind.CHOICE | Kind.CHOICES:
            found = [words.get(f"say.{each.name}.{one}", "").format(**filled) for one in values]
        case Kind.YES_NO | Kind.ACCEPT:
            found = [words["ui.yes" if one == "yes" else "ui.no"] for one in values]
        case Kind.COUNTRY | Kind.COUNTRIES | Kind.PORT:
            listed = names[Kind.PORT if each.kind is Kind.PORT else Kind.COUNTRY]
            found = [listed.get(one, one) for one in values]
        case Kind.DATE:
            found = [_day(one, language) for one in values]
        case _:
            found = values
    return "; ".join(filter(None, found))


def _day(text: str, language: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    tag = TRAVELLER_LANGUAGES[language].tag.replace("-", "_")
    return str(format_date(day, "long", locale=Locale.parse(tag)))


def kept_in_words(
    answers: Mapping[str, Any], kept: Mapping[str, str], *, form: str, language: str
) -> list[tuple[str, str, str]]:
    """(question, what the traveller says, what was suggested) where the traveller kept another answer; the suggestion
    is empty where none was told."""
    words, known = traveller_words(language), form_named(form)
    names = {Kind.COUNTRY: country_names(language), Kind.PORT: port_names(language)}
    filled = limits()
    found = []
    for code, suggestion in kept.items():
        each = known.question(code)
        if each is None:
            continue
        given = _said(each, answers.get(code), words, names, filled, language)
        hint = words.get(f"hint.{suggestion}", "") or _said(each, suggestion, words, names, filled, language)
        found.append((words[f"ask.{each.name}"], given, hint))
    return found
