"""Travellers against lists in memory."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from disturbing import ORDINARY
from hypothesis import given, settings
from hypothesis import strategies as st
from people import listed, stranger, words_in

from tongguan.engines.screening import (
    Decision,
    Entry,
    Freshness,
    NameIndex,
    Traveller,
    read_list,
    read_travellers,
    screen,
    screen_one,
)
from tongguan.engines.screening.dates import PartialDate
from tongguan.engines.screening.documents import Document
from tongguan.engines.screening.evidence import weigh
from tongguan.engines.screening.index.postings import Postings

TODAY = dt.date(2026, 11, 30)
BORN = PartialDate(1971, 3, 4)


def entry(reference: str, *names: str, **held) -> Entry:
    return Entry(reference, names, **({"births": (BORN,)} | held))


def person(*names: str, **held) -> Traveller:
    return Traveller("t", list(names), **({"births": [BORN]} | held))


def references(index: NameIndex, traveller: Traveller, on: dt.date = TODAY) -> list[str]:
    return [hit.entry.reference for hit in screen_one(traveller, index, on).hits]


@pytest.mark.parametrize(
    "name",
    [
        "Imran Lovel",
        "LOVELL IMRAN",
        "Imran Lovell Khan",
        "I Lovell",
        "Imranlovell",
        "Имран Ловелл",
        "MR IMRAN LOVELL",
        "Imran Lowel",
    ],
)
def test_a_listed_person_is_found_under_other_spellings(name):
    index = NameIndex([entry("A", "LOVELL, Imran"), entry("B", "Somebody Else")])
    assert references(index, person(name)) == ["A"]


@pytest.mark.parametrize(
    ("listed_as", "travels_as"),
    [
        ("蒋介石", "Chiang Kai-shek"),
        ("Jiang Jieshi", "Chiang Chieh-shih"),
        ("Chiang Chieh Shih", "蒋介石"),
        ("毛泽东", "MAO TSE TUNG"),
        ("Chow Yun-fat", "周润发"),
        ("Wong Kar Wai", "王家卫"),
        ("Zhou Runfa", "CHOW YUNFAT"),
        ("WANG, Xiaoming", "XIAO MING WANG"),
        ("بشار الأسد", "Bashar Al Assad"),
        ("Abdurrahman Sudais", "Abd al-Rahman al-Sudais"),
        ("김정은", "KIM JONGUN"),
        ("Sergei Lavrov", "Сергей Лавров"),
    ],
)
def test_a_listed_person_is_found_in_another_script_or_romanisation(listed_as, travels_as):
    others = [
        entry(f"O{at}", name) for at, name in enumerate(("Wang Dawei", "Ali Omar", "Kim Chol", "Ivan Petrov"))
    ]
    index = NameIndex([*others, entry("A", listed_as)])
    assert references(index, person(travels_as))[:1] == ["A"]


def test_a_contradicting_year_speaks_against_and_a_year_alone_for():
    index = NameIndex([entry("A", "LOVELL, Imran", births=(PartialDate(1971),))])
    likely = [
        screen_one(person("Imran Lovell", births=births), index, TODAY).hits[0].probability
        for births in ([PartialDate(1971, 9, 9)], [], [PartialDate(1974)])
    ]
    assert likely == sorted(likely, reverse=True)
    assert references(index, person("Imran Lovel", births=[PartialDate(2001)])) == []


def test_the_same_document_is_a_match_and_a_slip_is_shown():
    index = NameIndex([entry("A", "Somebody Else", births=(), documents=(Document("L898902C3", "GBR"),))])
    decisions = [
        screen_one(person("Imran Lovell", documents=[Document(number, "GBR")]), index, TODAY).decision
        for number in ("L898902C3", "L8989O2C3", "L898902C36", "L111111C3")
    ]
    assert decisions == [Decision.MATCH, Decision.POSSIBLE, Decision.POSSIBLE, Decision.CLEAR]


def test_entries_count_on_their_days_alone():
    window = {"valid_from": dt.date(2026, 11, 20), "valid_to": dt.date(2026, 12, 1)}
    index = NameIndex([entry("A", "Imran Lovell", **window)])
    days = [dt.date(2026, 11, 19), dt.date(2026, 11, 20), dt.date(2026, 12, 1), dt.date(2026, 12, 2)]
    assert [references(index, person("Imran Lovell"), day) for day in days] == [[], ["A"], ["A"], []]


def test_a_stale_list_is_stricter():
    index = NameIndex([entry("A", "AL-TIKRITI, Ali Hassan", births=())])
    who = person("Hassan Tikrit", births=[PartialDate(1990, 5, 5)])
    fresh, stale = (
        next(screen([who], index, TODAY, Freshness(day, 7))) for day in (TODAY, TODAY - dt.timedelta(days=8))
    )
    assert (fresh.problems, [problem.code for problem in stale.problems]) == ([], ["list.stale"])
    assert len(stale.hits) >= len(fresh.hits)


def test_who_has_no_name_is_never_clear():
    assert screen_one(Traveller("t"), NameIndex([entry("A", "X Y")]), TODAY).decision is Decision.POSSIBLE


def test_reasons_name_document_birth_and_nationality_but_not_the_case():
    index = NameIndex([entry("A", "Imran Lovell", nationalities=("GBR",), reason="secret case")])
    reasons = screen_one(person("Imran Lovell", nationality="GBR"), index, TODAY).hits[0].reasons
    assert [str(reason) for reason in reasons] == [
        "the same: imran, lovell",
        "born on the same day",
        "the same nationality",
    ]


WORDS = ("Ali", "Hassan", "Omar", "Lovell", "Imran", "Wei", "王小明", "Иван", "Noor", "A")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
ENTRIES = st.lists(st.tuples(NAMES, st.integers(1970, 1974)), max_size=12)


def built(rows) -> list[Entry]:
    return [entry(str(at), name, births=(PartialDate(year),)) for at, (name, year) in enumerate(rows)]


@settings(max_examples=60)
@given(ENTRIES, st.tuples(NAMES, st.integers(1970, 1974)), NAMES)
def test_adding_an_entry_never_takes_hits_away_and_removing_ends_exactly_its_own(rows, more, name):
    who = person(name, births=[PartialDate(1972, 5, 6)])
    index = NameIndex(built(rows))
    before = references(index, who)
    index.add(entry("new", more[0], births=(PartialDate(more[1]),)))
    after = references(index, who)
    assert [reference for reference in after if reference != "new"] == before
    assert index.remove("new") == 1
    assert references(index, who) == before


@settings(max_examples=60)
@given(ENTRIES, NAMES)
def test_grown_and_built_at_once_are_the_same(rows, name):
    grown = NameIndex()
    for each in built(rows):
        grown.add(each)
    assert references(grown, person(name)) == references(NameIndex(built(rows)), person(name))


@settings(max_examples=60)
@given(ENTRIES, NAMES)
def test_no_hit_is_lost_by_not_comparing_everybody(rows, name):
    """Against all entries one by one: blocking and the bound on hopeless pairs lose nothing on small lists."""
    who = person(name)
    everybody = {e.reference for e in built(rows) if weigh(who, e).probability >= 0.1}
    assert set(references(NameIndex(built(rows)), who)) == everybody


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=60), st.integers(0, 60))
def test_postings_are_a_map_from_keys_to_lists(pairs, settle_at):
    postings = Postings()
    for at, (key, number) in enumerate(pairs):
        postings.add(key, number)
        if at == settle_at:
            postings.settle()
    for key in range(10):
        assert postings.get(key).tolist() == [number for k, number in pairs if k == key]


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_raises(left, right):
    screen_one(person(left), NameIndex([entry("A", right)]), TODAY)


def test_disturbed_persons_of_a_real_list_are_found(real_inputs):
    """Bounds under what benchmarks/screening.py measures, on a small drawn part."""
    data = (real_inputs / "data" / "sanctions" / "ofac_sdn_2021-08-18.csv.gz").read_bytes()
    entries = read_list(data, TODAY).entries
    index, rng = NameIndex(entries), random.Random(99)
    found = 0
    for one in rng.sample(entries, 200):
        slipped = listed(rng, one, (rng.choice(ORDINARY),))
        found += one.reference in references(index, slipped.traveller)
    assert found >= 194
    words = words_in(entries)
    alerts = sum(bool(references(index, stranger(rng, words))) for _ in range(200))
    assert alerts <= 4


def test_made_up_people_are_clear(real_inputs):
    data = real_inputs / "data"
    index = NameIndex(
        read_list((data / "sanctions" / "ofac_sdn_2021-08-18.csv.gz").read_bytes(), TODAY).entries
    )
    people = read_travellers((data / "names" / "yente_negatives_global.csv").read_bytes(), TODAY).travellers
    alerts = sum(each.decision is not Decision.CLEAR for each in screen(people, index, TODAY))
    assert alerts <= len(people) / 100
