"""The course of a round: committed before revealed, nothing shown before it is done, nothing picked by hand."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.platform.queues.conftest import RULES, entered
from tongguan.engines.draw import recompute
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.identity.models import Organisation, User
from tongguan.platform.ledger.interface import index_of, sequence_all
from tongguan.platform.ledger.models import SignedCheckpoint
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.queues import drawing
from tongguan.platform.queues.aliases import entry_alias
from tongguan.platform.queues.commands import draw as draw_verb
from tongguan.platform.queues.contracts import RoundPlan
from tongguan.platform.queues.interface import (
    advance,
    enter,
    full_record,
    proof_of_entry,
    public_record,
    register_purpose,
    result_of,
    round_receipt,
)
from tongguan.platform.queues.models import (
    DrawAssignment,
    DrawEntry,
    DrawParty,
    DrawRound,
)

pytestmark = pytest.mark.django_db
NAMES = [f"D{number:03}" for number in range(40)]


def state(round_: DrawRound) -> str:
    round_.refresh_from_db()
    return round_.state


def after(round_: DrawRound, seconds: int) -> object:
    return advance(round_.cut_off_at + timedelta(seconds=seconds))


def _auditor() -> Actor:
    return Actor(kind="person", name="auditor", user_id=1, permissions=frozenset({"draws.audit"}))


def finished(*names: str, **given: object) -> DrawRound:
    round_ = entered(*(names or NAMES), **given)
    after(round_, 2)
    assert state(round_) == "done"
    return round_


@pytest.mark.usefixtures("plan", "officers")
def test_a_round_runs_from_entry_to_published_result() -> None:
    round_ = entered(*NAMES)
    assert advance() == 0
    assert state(round_) == "open"
    after(round_, 2)
    assert state(round_) == "done"
    assert recompute(full_record(_auditor(), round_.pk)).ok
    verdict = recompute(public_record(round_.pk))
    assert verdict.ok
    assert "assignments" not in verdict.checked
    results = [result_of("inspection", name) for name in NAMES]
    assert all(result is not None for result in results)
    assert {result.selected for result in results if result} == {True, False}
    assert {result.inclusion for result in results if result} == {"5/8"}
    events = OutboxEvent.objects.filter(topic="draw.done")
    assert sorted(events.values_list("subject", flat=True)) == NAMES
    told = events.get(subject="D003").payload
    assert told["selected"] == next(r.selected for r in results if r and r.entry == "D003")


@pytest.mark.usefixtures("plan", "officers")
def test_nobody_acts_twice_in_an_entry() -> None:
    round_ = finished()
    for row in DrawEntry.objects.filter(round=round_):
        people = [part.officer_id for part in row.assignments.all() if part.officer_id]
        assert len(people) == len(set(people))
    assert DrawAssignment.objects.filter(role="reinspector").exists()


@pytest.mark.usefixtures("plan", "officers")
def test_before_it_is_done_nothing_is_to_be_had(client: Client) -> None:
    round_ = entered(*NAMES, attributes={"goods": "secret tea"})
    for seconds, expected in ((-1, "open"), (0, "committed")):
        after(round_, seconds)
        assert state(round_) == expected
        assert result_of("inspection", "D001") is None
        assert proof_of_entry("inspection", "D001") is None
        for path in (
            f"/api/v1/draws/{round_.pk}/record",
            f"/api/v1/draws/{round_.pk}/record?roster=true",
            f"/draws/{round_.pk}/record.json",
            f"/draws/{round_.pk}/receipt-result.json",
        ):
            assert client.get(path).status_code in (401, 403, 404), path
        told = client.get(f"/api/v1/draws/{round_.pk}").json()
        assert told["entries"] is None
        assert told["selected"] is None
        page = client.get(f"/draws/{round_.pk}/").content.decode()
        house = DrawParty.objects.get(round=round_)
        assert house.secret == ""
        assert "D001" not in page
        assert bytes(house.sealed or b"").hex() not in page
    bodies = b"".join(bytes(body) for body in AuditEntry.objects.values_list("body", flat=True))
    assert b"D001" not in bodies


@pytest.mark.usefixtures("plan", "officers")
def test_the_public_record_names_nobody(officers: list[User], firm: Organisation) -> None:
    round_ = finished(
        "BILL-77",
        firms=[f"firm-{firm.pk}"],
        options={"container": ["MSKU1234565", "MSKU7654321"]},
        attributes={"goods": "secret tea"},
    )
    text = public_record(round_.pk).decode()
    for private in ("BILL-77", f"firm-{firm.pk}", "MSKU1234565", "secret tea", "officer0"):
        assert private not in text
    proof = proof_of_entry("inspection", "BILL-77")
    assert proof is not None
    assert entry_alias(proof["salt"], "BILL-77") == proof["alias"]
    assert proof["alias"] in text
    result = result_of("inspection", "BILL-77")
    assert result is not None
    if result.selected:
        assert result.choices["container"] in ("MSKU1234565", "MSKU7654321")


@pytest.mark.usefixtures("plan", "officers")
def test_nothing_is_revealed_before_the_commitment_stands_in_the_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = entered(*NAMES)
    with monkeypatch.context() as without:
        without.setattr(drawing, "sequence_once", lambda: 0)
        after(round_, 5)
        after(round_, 50)
    assert state(round_) == "committed"
    after(round_, 51)
    assert state(round_) == "done"
    order = list(AuditEntry.objects.filter(subject_ref=round_.pk).order_by("id").values_list("action", "id"))
    assert [action for action, _id in order] == [
        "draws.round.opened",
        "draws.round.committed",
        "draws.round.revealed",
        "draws.round.done",
    ]
    committed = index_of(order[1][1])
    assert committed is not None
    assert SignedCheckpoint.objects.filter(size__gt=committed).exists()


@pytest.mark.usefixtures("plan", "officers")
def test_a_published_record_verifies_offline_with_its_receipt(tmp_path: Path) -> None:
    round_ = finished()
    sequence_all()
    record, receipt, keys = tmp_path / "r.json", tmp_path / "c.json", tmp_path / "keys"
    record.write_bytes(public_record(round_.pk))
    receipt.write_bytes(round_receipt(round_.pk, "commitment").to_json())
    keys.write_bytes(Client().get("/ledger/keys").content)
    given = ["verify", str(record), "--receipt", str(receipt), "--key", str(keys), "--json"]
    run = CliRunner().invoke(draw_verb, given)
    assert (run.exit_code, json.loads(run.output)["ok"]) == (0, True), run.output
    other = finished("OTHER")
    record.write_bytes(public_record(other.pk))
    run = CliRunner().invoke(draw_verb, given)
    assert run.exit_code == 1
    assert "draw.other_commitment" in run.output
    record.write_bytes(public_record(round_.pk).replace(b'"arms":[]', b'"arms":["risk"]', 1))
    assert CliRunner().invoke(draw_verb, ["verify", str(record)]).exit_code == 1


@pytest.mark.usefixtures("plan", "officers")
@pytest.mark.parametrize("step", ["_close", "_reveal", "_perform"])
@pytest.mark.parametrize("place", ["record", "save"])
def test_a_worker_killed_in_a_step_goes_on_from_the_last_one(
    monkeypatch: pytest.MonkeyPatch, step: str, place: str
) -> None:
    round_ = entered(*NAMES)
    whole = getattr(drawing, step)

    def die(*args: object, **kwargs: object) -> None:
        raise SystemExit("killed")

    def killed(given: DrawRound, now: object) -> bool:
        with monkeypatch.context() as broken:
            broken.setattr(*((drawing, "record", die) if place == "record" else (DrawRound, "save", die)))
            return whole(given, now)

    with monkeypatch.context() as patched:
        patched.setattr(drawing, step, killed)
        with pytest.raises(SystemExit):
            after(round_, 2)
    assert state(round_) != "done"
    assert not OutboxEvent.objects.filter(topic="draw.done").exists()
    assert not DrawAssignment.objects.exists()
    after(round_, 3)
    assert state(round_) == "done"
    assert OutboxEvent.objects.filter(topic="draw.done").count() == len(NAMES)


def _plan(**changed: object) -> RoundPlan:
    from tongguan.engines.problems import Text

    given = {
        "purpose": "inspection",
        "title": Text(zh="查验", en="Inspection"),
        "rules": lambda now: RULES,
        "every_seconds": lambda now: 60,
        "reveal_within_seconds": lambda now: 30,
    }
    return RoundPlan(**(given | changed))  # type: ignore[arg-type]


@pytest.mark.usefixtures("plan", "officers")
def test_one_broken_round_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken = entered("A")
    DrawRound.objects.filter(pk=broken.pk).update(
        cut_off_at=timezone.now() - timedelta(seconds=5), rules={"x": 1}
    )
    good = entered("B")
    assert good.pk != broken.pk
    after(good, 2)
    assert state(good) == "done"
    assert state(broken) == "open"
    assert broken.pk in caplog.text


@pytest.mark.usefixtures("plan")
def test_an_entry_follows_its_transaction_and_waits_once() -> None:
    def change() -> None:
        with transaction.atomic():
            enter("inspection", "A")
            raise ValueError("the declaration was refused")

    with pytest.raises(ValueError, match="refused"):
        change()
    assert not DrawEntry.objects.exists()
    assert entered("A").pk == entered("A").pk
    assert DrawEntry.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"risk_probability": Fraction(3, 2)}, {"attributes": {"weight": 1.5}}, {"options": {"": ["x"]}}]
)
@pytest.mark.usefixtures("plan")
def test_what_no_draw_can_be_made_from_is_refused_at_once(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"inspection A|no canonical"), transaction.atomic():
        enter("inspection", "A", **given)  # type: ignore[arg-type]
    with pytest.raises(KeyError), transaction.atomic():
        enter("no-such-purpose", "A")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("plan", "officers")
def test_entries_that_come_while_it_closes_are_in_it_or_in_the_next() -> None:
    first = entered("A")
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                enter("inspection", "SLOW")
                inside.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert inside.wait(10)
    after(first, 2)
    assert state(first) == "open", "it waits for the transaction that is entering"
    go_on.set()
    thread.join(10)
    after(first, 3)
    assert state(first) == "done"
    assert first.entries.count() == 2
    assert entered("LATE").pk != first.pk


def test_a_round_may_close_at_once() -> None:
    register_purpose(_plan(every_seconds=lambda now: 0, reveal_within_seconds=lambda now: 0))
    round_ = entered("A")
    after(round_, 1)
    assert state(round_) == "done"


@pytest.mark.usefixtures("officers")
def test_rules_hold_for_the_round_in_which_they_were_frozen() -> None:
    register_purpose(_plan())
    round_ = entered("A")
    from tongguan.engines.draw import Rules

    register_purpose(_plan(rules=lambda now: Rules(random_probability=Fraction(1))))
    after(round_, 2)
    result = result_of("inspection", "A")
    assert result is not None
    assert result.inclusion == "5/8"
    finished("B")
    later = result_of("inspection", "B")
    assert later is not None
    assert later.inclusion == "1"
