"""What is asked follows from what was answered; what is wrong is told at the question."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.questionnaires import Kind, asked, colour, findings, keys_of, read_form, with_pack

TODAY = dt.date(2026, 11, 30)
LISTS = {Kind.COUNTRY: {"CHN", "THA"}, Kind.PORT: {"9902"}}
BASE = {
    "code": "b-1", "number": 1,
    "sections": [
        {"section": "one", "questions": [
            {"code": "way", "kind": "choice", "choices": ["in", "out"]},
            {"code": "day", "kind": "date", "days": [-1, 3]},
            {"code": "ill", "kind": "choices", "choices": ["none", "fever", "cough"], "exclusive": "none"},
            {"code": "more", "kind": "choice", "choices": ["x"], "if": {"ill": ["fever", "cough"]}},
            {"code": "deep", "kind": "yes_no", "if": {"more": "x"}},
            {"code": "child", "kind": "yes_no", "if": {"age_group": "child"}},
            {"code": "seat", "kind": "seat", "optional": True},
        ]},
        {"section": "last", "questions": [{"code": "true", "kind": "accept"}]},
    ],
    "colours": [{"colour": "red", "if": {"ill": ["fever", "cough"]}}],
}  # fmt: skip
PACK = {
    "code": "p-2", "number": 2, "replaces": ["ill"],
    "sections": [{"section": "extra", "questions": [{"code": "phone", "kind": "digits", "limit": 16}]}],
    "colours": [],
}  # fmt: skip
FORM = read_form(BASE)
GOOD = {"way": "in", "day": "2026-11-30", "ill": ["none"], "true": "yes"}


def codes(answers, facts=None):
    return [each.code for each in asked(FORM, answers, facts or {})]


def faults(answers, **facts):
    return {each.question: each.code for each in findings(FORM, answers, facts, TODAY, LISTS)}


def test_conditions_open_and_close_questions():
    assert codes({}) == ["way", "day", "ill", "seat", "true"]
    assert "more" in codes({"ill": ["fever"]})
    assert "deep" in codes({"ill": ["fever"], "more": "x"})
    assert "deep" not in codes({"ill": ["none"], "more": "x"}), "an answer nobody asks for leads nowhere"
    assert "child" in codes({}, {"age_group": "child"})


def test_good_answers_have_no_fault():
    assert faults(GOOD) == {}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"way": None}, {"way": "required"}),
        ({"way": "sideways"}, {"way": "unknown"}),
        ({"way": ["in"]}, {"way": "unknown"}),
        ({"day": "2026-11-28"}, {"day": "too_early"}),
        ({"day": "2026-12-04"}, {"day": "too_late"}),
        ({"day": "2026-02-30"}, {"day": "date"}),
        ({"day": "2026-W49-1"}, {"day": "date"}),
        ({"ill": ["none", "fever"], "more": "x", "deep": "no"}, {"ill": "exclusive"}),
        ({"ill": "none"}, {"ill": "unknown"}),
        ({"ill": []}, {"ill": "required"}),
        ({"ill": ["fever"]}, {"more": "required"}),
        ({"seat": "12L"}, {"seat": "seat"}),
        ({"seat": "0A"}, {"seat": "seat"}),
        ({"true": "no"}, {"true": "accept"}),
        ({"true": ""}, {"true": "accept"}),
    ],
)
def test_each_fault_is_told_at_its_question(changed, fault):
    assert faults({**GOOD, **changed}) == fault


def test_colours_follow_asked_answers_alone():
    assert colour(FORM, GOOD, {}, "green") == "green"
    assert colour(FORM, {**GOOD, "ill": ["fever"]}, {}, "green") == "red"


def test_a_pack_replaces_and_comes_before_the_end():
    form = with_pack(FORM, read_form(PACK))
    assert [part.code for part in form.sections] == ["one", "extra", "last"]
    assert form.question("ill") is None
    assert form.number == 1 * 256 + 2
    assert form.code == "b-1.p-2"
    assert colour(form, {"ill": ["fever"]}, {}, "green") == "green"


def test_the_words_a_form_needs():
    assert {"ask.way", "say.way.in", "section.last"} <= keys_of(FORM)


def test_a_contradictory_form_is_refused():
    with pytest.raises(ValueError, match="twice"):
        read_form({**BASE, "sections": BASE["sections"] + BASE["sections"]})
    with pytest.raises(ValueError, match="without"):
        read_form({"code": "x"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([each.code for each in FORM]), JSON))
def test_hostile_answers_never_raise(answers):
    findings(FORM, answers, {}, TODAY, LISTS)
    colour(FORM, answers, {}, "green")
