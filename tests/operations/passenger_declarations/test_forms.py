"""Which form holds when, and that every word it needs is there."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.passenger_declarations import answers, body, send
from tongguan.engines.questionnaires import Kind, keys_of, read_form
from tongguan.operations.passenger_declarations.interface import describe
from tongguan.operations.passenger_declarations.queries.forms import (
    DATA,
    edition,
    form_named,
    form_on,
    limits,
)
from tongguan.operations.passenger_declarations.queries.lists import country_names, ordered, port_names
from tongguan.platform.reference.interface import ReferenceMissing
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES, traveller_words

ERRORS = {"required", "accept", "unknown", "exclusive", "date", "too_early", "too_late", "flight", "seat", "phone",
          "amount", "text", "document", "check_digit", "expired", "birth_date", "guardian", "flight_date",
          "seat_range"}  # fmt: skip
FIELDS = {
    "phone",
    "address",
    "visited",
    "contact_case",
    "contact_fever",
    "cluster",
    "symptoms",
    "antipyretics",
    "test",
    "test_date",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2020-02-01", "base-1"),
        ("2020-03-03", "base-1.health-4"),
        ("2023-10-31", "base-1.health-4"),
        ("2023-11-01", "base-1"),
        ("2026-11-30", "base-1"),
    ],
)
def test_the_health_card_ended_on_1_november_2023(world, day, code):
    assert form_on("9902", dt.date.fromisoformat(day)).code == code


@pytest.mark.django_db
def test_before_the_first_day_there_is_no_form(world):
    with pytest.raises(ReferenceMissing):
        form_on("9902", dt.date(2019, 12, 31))


@pytest.mark.django_db
def test_a_pack_is_switched_on_for_one_port(world):
    from tongguan.platform.reference.interface import forget
    from tongguan.platform.reference.models import Code

    Code.objects.filter(list_id="traveller_form", code="epidemic").update(
        valid_to=None, attributes={"edition": "health-4", "ports": "9901"}
    )
    forget()
    assert form_on("9901").code == "base-1.health-4"
    assert form_on("9902").code == "base-1"
    assert send(body(answers(port="9901"))).json()["status"] == "form", (
        "the form of another port is not taken"
    )


def test_the_health_card_asks_what_the_catalogue_lists():
    assert {each.code for each in edition("health-4")} >= FIELDS
    assert len(edition("health-4").question("symptoms").choices) == 12


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", list(TRAVELLER_LANGUAGES))
def test_every_word_of_a_form_is_there(path, language):
    import json

    form = read_form(json.loads(path.read_text(encoding="utf-8")))
    assert form.code == path.stem
    assert keys_of(form) - traveller_words(language).keys() == set()


def test_every_word_of_the_forms_is_used():
    used = set().union(*(keys_of(edition(path.stem)) for path in DATA.glob("*.json")))
    known = {key for key in traveller_words("zh") if key.split(".")[0] in ("ask", "say", "section")}
    assert known - used == set()
    assert {f"error.{code}" for code in ERRORS} <= traveller_words("zh").keys()


@pytest.mark.parametrize("hostile", ["../base-1", "base-1/../../x", "", "health-99", "base-1..health-4"])
def test_a_form_that_is_none_is_refused(hostile):
    with pytest.raises(ReferenceMissing):
        form_named(hostile)


@pytest.mark.django_db
@pytest.mark.parametrize("language", list(TRAVELLER_LANGUAGES))
def test_countries_and_ports_have_names_in_every_language(world, language):
    names, english = country_names(language), country_names("en")
    assert names.keys() == english.keys()
    assert all(names.values())
    if language not in ("en", "de", "fr", "it", "es", "pt", "vi"):
        assert sum(names[code] == english[code] for code in names) < 3
    rows = ordered(names, language)
    assert len(rows) == len(names)
    assert all(letter for _code, _name, letter in rows)
    assert all(port_names(language).values())
    if language != "en":
        assert port_names(language)["9902"] != port_names("en")["9902"]


@pytest.mark.django_db
def test_answers_are_told_in_any_language_and_hostile_ones_never_raise(world):
    told = dict(describe(answers(unwell=["fever"]), form="base-1", language="en"))
    assert told["Do you feel ill now?"] == "Fever"
    assert told["Which country or region do you come from?"] == "Thailand"
    chinese = dict(describe(answers(unwell=["fever"]), form="base-1", language="zh"))
    assert chinese["您现在身体不适吗？"] == "发热"
    for odd in (None, 7, {}, [], [{}], {"mrz": 3}, "\x00", ["x" * 900]):
        given = {each.code: odd for each in form_named("base-1.health-4")}
        assert describe(given, form="base-1.health-4", language="ar")


@pytest.mark.django_db
def test_limits_are_dated_numbers(world):
    assert limits()["cash_cny"].replace("\u202f", "") == "20000"
    assert all(each.kind in Kind for each in form_named("base-1"))
