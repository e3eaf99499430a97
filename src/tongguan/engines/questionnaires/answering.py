"""What is asked, given what was answered; what is wrong with an answer; and where the answers lead.

The device runs the same procedure (`asking.js`); a test gives both the same answers and compares.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongguan.engines.questionnaires.form import LISTS, Condition, Form, Kind, Question

Answers = Mapping[str, Any]
MOST_LISTED = 40
FLIGHT = re.compile(r"[A-Z0-9]{2}[0-9]{1,4}")
SEAT = re.compile(r"([1-9][0-9]?)([A-K])")
DIGITS = re.compile(r"\+?[0-9]{5,15}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
AMOUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one question's answer. `code` names the sentence (`error.<code>`), `values` fill it."""

    question: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def keys_of(form: Form) -> set[str]:
    """The names of all words that a form needs in every language."""
    found = {f"section.{part.code}" for part in form.sections}
    for each in form:
        found.add(f"ask.{each.name}")
        found |= {f"say.{each.name}.{choice}" for choice in each.choices}
    return found


def asked(form: Form, answers: Answers, facts: Answers) -> list[Question]:
    """The questions that these answers and facts lead to, in order. A question counts only while it is asked itself:
    what was answered under a condition that no longer holds leads nowhere."""
    known: dict[str, Any] = dict(facts)
    found = []
    for each in form:
        if holds(each.when, known):
            found.append(each)
            if each.code in answers:
                known[each.code] = answers[each.code]
    return found


def holds(when: Condition, known: Answers) -> bool:
    """Whether for each named question one of the answers is given."""
    return all(set(_listed(known.get(name))) & set(values) for name, values in when.items())


def findings(
    form: Form,
    answers: Answers,
    facts: Answers,
    today: dt.date,
    lists: Mapping[str, Collection[str]],
    skip: Collection[Kind] = (),
) -> list[Finding]:
    """What is wrong with answers, at most one finding a question. `lists` are the codes of countries and ports; `skip`
    kinds that this device does not ask. A document is judged elsewhere: here it must only be there. Never raises."""
    found = []
    for each in asked(form, answers, facts):
        if each.kind in skip:
            continue
        given = answers.get(each.code)
        if given in (None, "", []):
            if each.required:
                found.append(Finding(each.code, "accept" if each.kind is Kind.ACCEPT else "required"))
            continue
        finding = _wrong(each, given, today, lists)
        if finding:
            found.append(finding)
    return found


def colour(form: Form, answers: Answers, facts: Answers, otherwise: str) -> str:
    """The first colour that an asked answer leads to."""
    known = {each.code: answers.get(each.code) for each in asked(form, answers, facts)} | dict(facts)
    return next((name for name, when in form.colours if holds(when, known)), otherwise)


def _listed(given: Any) -> Sequence[str]:
    if isinstance(given, str):
        return (given,)
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else ()


def _wrong(
    each: Question, given: Any, today: dt.date, lists: Mapping[str, Collection[str]]
) -> Finding | None:
    """What is wrong with one answer that was given."""
    if each.kind is Kind.DOCUMENT:
        return None if isinstance(given, dict) else Finding(each.code, "document")
    if (each.kind in LISTS) != isinstance(given, list):
        return Finding(each.code, "unknown")
    if each.kind in LISTS:
        return _wrong_list(each, given, lists)
    if not isinstance(given, str):
        return Finding(each.code, "unknown")
    if each.kind is Kind.DATE:
        return _wrong_date(each, given, today)
    return None if _fits(each, given, lists) else Finding(each.code, _complaint(each))


def _fits(each: Question, given: str, lists: Mapping[str, Collection[str]]) -> bool:
    match each.kind:
        case Kind.CHOICE:
            return given in each.choices
        case Kind.YES_NO:
            return given in ("yes", "no")
        case Kind.ACCEPT:
            return given == "yes"
        case Kind.COUNTRY | Kind.PORT:
            return given in lists.get(each.kind, ())
        case Kind.FLIGHT:
            return bool(FLIGHT.fullmatch(given))
        case Kind.SEAT:
            return bool(SEAT.fullmatch(given))
        case Kind.DIGITS:
            return bool((DIGITS if each.limit > 9 else AMOUNT).fullmatch(given))
    return len(given) <= each.limit and not any(unicodedata.category(char)[0] == "C" for char in given)


def _complaint(each: Question) -> str:
    named = {Kind.FLIGHT: "flight", Kind.SEAT: "seat", Kind.TEXT: "text", Kind.ACCEPT: "accept"}
    if each.kind is Kind.DIGITS:
        return "phone" if each.limit > 9 else "amount"
    return named.get(each.kind, "unknown")


def _wrong_list(each: Question, given: list[Any], lists: Mapping[str, Collection[str]]) -> Finding | None:
    offered = each.choices if each.kind is Kind.CHOICES else lists.get(Kind.COUNTRY, ())
    if len(given) > MOST_LISTED or not all(isinstance(one, str) and one in offered for one in given):
        return Finding(each.code, "unknown")
    if each.exclusive in given and len(set(given)) > 1:
        return Finding(each.code, "exclusive", {"choice": f"say.{each.name}.{each.exclusive}"})
    return None


def _wrong_date(each: Question, given: str, today: dt.date) -> Finding | None:
    try:
        day = dt.date.fromisoformat(given) if DATE.fullmatch(given) else None
    except ValueError:
        day = None
    if day is None:
        return Finding(each.code, "date")
    if each.days is None:
        return None
    ahead = (day - today).days
    if ahead < each.days[0]:
        return Finding(each.code, "too_early")
    return Finding(each.code, "too_late") if ahead > each.days[1] else None
