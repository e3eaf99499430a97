"""A draw follows its cut-off by a millisecond; a round fixed when records counted seconds keeps counting them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.platform.queues.conftest import RULES, acting, entered, person
from tongguan.engines.draw import commitment_of, milliseconds, recompute
from tongguan.engines.problems import Text
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.identity.models import Organisation
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.queues.actions import commit_randomness, party_of, reveal_randomness
from tongguan.platform.queues.contracts import RoundPlan
from tongguan.platform.queues.interface import advance, public_record, register_purpose
from tongguan.platform.queues.models import DrawParty, DrawRound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("officers")]
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def at_once() -> None:
    """Draws that close as they open."""
    register_purpose(
        RoundPlan(
            purpose="inspection",
            title=Text(zh="查验", en="Inspection"),
            rules=lambda now: RULES,
            every_seconds=lambda now: 0,
            reveal_within_seconds=lambda now: 0,
        )
    )


def state(round_: DrawRound) -> str:
    round_.refresh_from_db()
    return round_.state


def start_of_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def test_it_is_done_in_the_millisecond_after_the_cut_off_and_not_in_its_own() -> None:
    round_ = entered("A", "B")
    own = start_of_millisecond(round_.cut_off_at)
    advance(own + timedelta(microseconds=999))
    assert state(round_) == "committed"
    assert DrawParty.objects.get(round=round_).secret == ""
    advance(own + MILLISECOND)
    assert state(round_) == "done"
    record = json.loads(public_record(round_.pk))
    assert recompute(public_record(round_.pk)).ok
    cutoff_ms = record["inputs"]["cutoff_ms"]
    assert cutoff_ms == milliseconds(round_.cut_off_at)
    assert record["reveals"][0]["revealed_at_ms"] == cutoff_ms + 1


def test_the_cut_off_is_announced_to_the_millisecond_when_the_round_opens() -> None:
    round_ = entered("A")
    opened = AuditEntry.objects.get(pk=round_.opening_entry_id)
    assert json.loads(bytes(opened.body))["data"]["cutoff_ms"] == milliseconds(round_.cut_off_at)


def test_a_witness_too_reveals_after_the_cut_off_and_not_at_it(
    office: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_purpose(
        RoundPlan(
            purpose="inspection",
            title=Text(zh="查验", en="Inspection"),
            rules=lambda now: RULES,
            every_seconds=lambda now: 60,
            reveal_within_seconds=lambda now: 30,
        )
    )
    witness = acting(person("witness", office, "witness"))
    round_ = entered("A")
    secret, nonce = b"s" * 32, b"n" * 32
    given = commitment_of(round_.pk, party_of(witness), secret, nonce)
    commit_randomness(actor=witness, round_id=round_.pk, commitment=given)
    advance(round_.cut_off_at)
    opening = {"actor": witness, "round_id": round_.pk, "secret": secret.hex(), "nonce": nonce.hex()}
    own = start_of_millisecond(round_.cut_off_at)
    clock = "tongguan.platform.queues.actions.timezone.now"
    monkeypatch.setattr(clock, lambda: own + timedelta(microseconds=999))
    with pytest.raises(Refused):
        reveal_randomness(**opening)
    monkeypatch.setattr(clock, lambda: own + MILLISECOND)
    reveal_randomness(**opening)
    monkeypatch.undo()
    advance(own + timedelta(seconds=31))
    record = json.loads(public_record(round_.pk))
    assert [each["party"] for each in record["reveals"]] == ["house", party_of(witness)]
    assert recompute(public_record(round_.pk)).ok


def in_seconds(inputs: dict) -> dict:
    """The same inputs as they were fixed before records counted milliseconds."""
    out = {name: value for name, value in inputs.items() if name != "cutoff_ms"}
    out["cutoff_s"] = inputs["cutoff_ms"] // 1000
    out["parties"] = [
        {
            "id": each["id"],
            "commitment": each["commitment"],
            "committed_at_s": each["committed_at_ms"] // 1000,
        }
        for each in inputs["parties"]
    ]
    return out


def test_a_round_fixed_in_the_first_version_ends_in_it() -> None:
    round_ = entered("A")
    DrawRound.objects.filter(pk=round_.pk).update(
        cut_off_at=round_.cut_off_at.replace(microsecond=100_000), opened_at=round_.opened_at
    )
    round_.refresh_from_db()
    DrawParty.objects.filter(round=round_).update(committed_at=round_.cut_off_at)
    advance(round_.cut_off_at)
    assert state(round_) == "committed"
    DrawRound.objects.filter(pk=round_.pk).update(inputs=in_seconds(round_.inputs))
    advance(round_.cut_off_at + timedelta(milliseconds=800))
    assert state(round_) == "committed", "its record could not tell this reveal from one before the cut-off"
    advance(round_.cut_off_at + timedelta(milliseconds=900))
    assert state(round_) == "done"
    record = json.loads(public_record(round_.pk))
    assert record["version"] == "tongguan-draw/1"
    assert recompute(public_record(round_.pk)).ok
