"""A draw is a pure function of what was committed; the record proves it, or says where it does not."""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.draw.samples import CUTOFF_MS, PARTIES, entries, inputs, officers, reveals_of
from tongguan.engines.draw import (
    DrawRecord,
    Entry,
    Reveal,
    Role,
    Rules,
    commit,
    commitment_of,
    perform,
    recompute,
)


def drawn(number: int = 0, **changes) -> DrawRecord:
    record, problems = perform(inputs(number, **changes), reveals_of(number))
    assert record is not None, problems
    return record


RECORD = drawn(pool=entries(8), roster=officers(8))


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def test_a_record_recomputes_from_its_bytes_alone() -> None:
    verdict = recompute(RECORD.to_json())
    assert verdict.ok, verdict.problems
    assert verdict.checked == ("inputs", "commitments", "randomness", "selections", "assignments")
    assert any(each["arms"] for each in RECORD.value["result"]["selections"])
    assert any(each["officer"] for each in RECORD.value["result"]["assignments"])
    assert not RECORD.value["degraded"]
    assert RECORD.value["hashes"] == commit(inputs(pool=entries(8), roster=officers(8)))[0]


def test_the_order_of_the_inputs_means_nothing() -> None:
    shuffle = random.Random(7).sample
    mixed = inputs(
        pool=tuple(
            replace(entry, firms=entry.firms[::-1], options={k: v[::-1] for k, v in entry.options.items()})
            for entry in shuffle(entries(8), 8)
        ),
        roster=tuple(shuffle(officers(8), 8)),
    )
    mixed = replace(mixed, parties=mixed.parties[::-1])
    record, _ = perform(mixed, reveals_of()[::-1])
    assert record.to_json() == RECORD.to_json()


def leaves(value: object, at: tuple = ()):
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*at, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*at, place))
    else:
        yield at, value


def changed(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, str(value)]
    if isinstance(value, str) and value:
        return [value[:-1] + chr(ord(value[-1]) ^ 1), value + "0", ""]
    return ["x", 0]


def test_changing_any_value_anywhere_breaks_it() -> None:
    text = RECORD.to_json()
    count = 0
    for at, value in leaves(RECORD.value):
        # The time of a reveal is testimony, not randomness: in the seed, it could be tried until one suits.
        others = [0] if at[-1] == "revealed_at_ms" else changed(value)
        for other in others:
            broken = json.loads(text)
            inner = broken
            for step in at[:-1]:
                inner = inner[step]
            inner[at[-1]] = other
            assert not recompute(json.dumps(broken)).ok, (at, value, other)
            count += 1
    assert count > 500


def test_removing_anything_breaks_it() -> None:
    text = RECORD.to_json()
    for at, _ in leaves(RECORD.value):
        broken = json.loads(text)
        inner = broken
        for step in at[:-1]:
            inner = inner[step]
        del inner[at[-1]]
        assert not recompute(json.dumps(broken)).ok, at


def test_a_reordered_record_is_not_canonical() -> None:
    broken = json.loads(RECORD.to_json())
    broken["inputs"]["pool"].reverse()
    assert "draw.order" in codes(recompute(json.dumps(broken)).problems)


def test_a_swapped_pool_with_fresh_hashes_no_longer_matches_the_commitment() -> None:
    other = drawn(pool=entries(9), roster=officers(8))
    assert recompute(other).ok
    assert other.value["hashes"]["inputs"] != RECORD.value["hashes"]["inputs"]


def test_without_the_roster_the_rest_still_verifies() -> None:
    public = RECORD.without_roster()
    assert b"firm-101" not in public.to_json()
    verdict = recompute(public)
    assert verdict.ok, verdict.problems
    assert "assignments" not in verdict.checked
    broken = json.loads(public.to_json())
    broken["result"]["selections"][0]["inclusion"] = "1"
    assert codes(recompute(json.dumps(broken)).problems) == ["draw.differs"]
    broken = json.loads(public.to_json())
    broken["hashes"]["roster"] = "0" * 64
    assert "draw.hash" in codes(recompute(json.dumps(broken)).problems)


def test_no_reveal_no_draw() -> None:
    for reveals in ([], [replace(each, revealed_at_ms=CUTOFF_MS) for each in reveals_of()]):
        record, problems = perform(inputs(), reveals)
        assert record is None
        assert codes(problems) == ["draw.no_reveal"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda each: [], "missing"),
        (lambda each: [replace(each, revealed_at_ms=CUTOFF_MS)], "early"),
        (lambda each: [replace(each, secret="00" * 32)], "mismatched"),
        (lambda each: [replace(each, nonce="00")], "weak"),
    ],
)
def test_a_party_without_a_valid_reveal_is_named_and_the_draw_degraded(change, reason: str) -> None:
    first, *others = reveals_of()
    record, problems = perform(inputs(), [*change(first), *others])
    assert not problems
    assert record.value["degraded"]
    assert record.value["without_reveal"] == [{"party": PARTIES[0], "reason": reason}]
    assert record.value["seed"] != drawn().value["seed"]
    assert recompute(record).ok
    hidden = json.loads(record.to_json()) | {"degraded": False}
    assert not recompute(json.dumps(hidden)).ok


def test_every_partys_secret_changes_the_seed() -> None:
    seeds = {drawn(number).value["seed"] for number in range(20)}
    assert len(seeds) == 20


def test_a_commitment_serves_one_party_in_one_draw_and_cannot_be_guessed() -> None:
    secret, nonce = b"s" * 16, b"n" * 16
    made = {commitment_of(draw, party, secret, nonce) for draw in ("1", "2") for party in ("a", "b")}
    assert len(made) == 4
    with pytest.raises(ValueError, match="16"):
        commitment_of("1", "a", b"short", nonce)


BAD = {
    "late": (replace(inputs(), cutoff_ms=CUTOFF_MS - 60_001), "draw.late_commitment"),
    "twice": (replace(inputs(), pool=(Entry("a"), Entry("a"))), "draw.duplicate"),
    "nobody": (replace(inputs(), parties=()), "draw.field"),
    "above one": (replace(inputs(), pool=(Entry("a", Fraction(3, 2)),)), "draw.field"),
    "negative": (replace(inputs(), pool=(Entry("a", Fraction(-1, 2)),)), "draw.field"),
    "float": (replace(inputs(), pool=(Entry("a", 0.5),)), "draw.field"),
    "no id": (replace(inputs(), pool=(Entry(""),)), "draw.field"),
    "crowd": (replace(inputs(), rules=Rules(roles=(Role("a", people=9), Role("b", people=9)))), "draw.field"),
}


@pytest.mark.parametrize("name", BAD)
def test_unusable_inputs_are_refused_with_a_reason(name: str) -> None:
    bad, code = BAD[name]
    for answer, problems in (perform(bad, reveals_of()), commit(bad)):
        assert answer is None
        assert codes(problems) == [code]


def test_a_stranger_and_a_double_reveal_are_refused() -> None:
    stranger = Reveal("stranger", "00" * 16, "00" * 16, CUTOFF_MS + 1)
    assert codes(perform(inputs(), [*reveals_of(), stranger])[1]) == ["draw.reveal_unknown"]
    assert codes(perform(inputs(), [*reveals_of(), reveals_of()[0]])[1]) == ["draw.duplicate"]


@pytest.mark.parametrize(
    "change",
    [{"version": "tongguan-draw/0"}, {"inputs": None}, {"inputs": {}}, {"reveals": {}}, {"hashes": []},
     {"result": None}, {"seed": None}, {"extra": 1}, {"reveals": [{}]}, {"reveals": []}],
)  # fmt: skip
def test_malformed_records_are_refused(change: dict) -> None:
    for record in (RECORD, RECORD.without_roster()):
        verdict = recompute(json.dumps(record.value | change))
        assert not verdict.ok
        assert verdict.problems


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary(max_size=300) | st.text(max_size=300) | st.builds(lambda x: json.dumps(x), JSON))
def test_any_input_never_raises(data: bytes | str) -> None:
    assert not recompute(data).ok


@given(st.sampled_from([at for at, _ in leaves(RECORD.value)]), JSON)
def test_any_value_in_any_place_never_raises(at: tuple, other: object) -> None:
    broken = json.loads(RECORD.to_json())
    inner = broken
    for step in at[:-1]:
        inner = inner[step]
    same = inner[at[-1]] == other and type(inner[at[-1]]) is type(other)
    inner[at[-1]] = other
    verdict = recompute(json.dumps(broken))
    assert verdict.ok is same or at[-1] == "revealed_at_ms"  # any later time would do: it has no say


def test_an_unserialisable_record_is_a_verdict_too() -> None:
    assert not recompute(DrawRecord(RECORD.value | {"seed": 1.5})).ok


def test_an_empty_pool_and_the_fixed_count() -> None:
    assert recompute(drawn(pool=(), rules=Rules(count=3))).ok
    record = drawn(rules=Rules(count=7))
    assert sum(bool(each["arms"]) for each in record.value["result"]["selections"]) == 7
    assert recompute(record).ok
