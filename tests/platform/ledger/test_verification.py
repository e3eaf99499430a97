"""What somebody with the database's password changes is found out."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.platform.ledger.conftest import acted
from tongguan.engines.tlog import Checkpoint, SigningKey, sign_checkpoint
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.ledger.actions import request_verification, run_verification
from tongguan.platform.ledger.interface import sequence_all, verify_all
from tongguan.platform.ledger.keys import key_file
from tongguan.platform.ledger.models import LedgerLeaf, SignedCheckpoint, VerificationRun
from tongguan.platform.ledger.verification import Cancelled
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


def forge(*statements: str) -> None:
    """As the owner of the tables, triggers switched off."""
    tables = ("audit_auditentry", "ledger_ledgerleaf", "ledger_checkpoint")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def codes() -> set[str]:
    return {problem.code for problem in verify_all().problems}


@pytest.fixture
def ledger() -> None:
    for _round in range(3):
        acted(130)
        sequence_all()


@pytest.mark.usefixtures("ledger")
def test_an_untouched_ledger_verifies() -> None:
    verdict = verify_all()
    assert verdict.ok, verdict.problems
    assert "tiles" in verdict.checked


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE audit_auditentry SET body = set_byte(body, 30, 65) WHERE id = {id}", "ledger.body"),
        ("UPDATE audit_auditentry SET actor_name = 'somebody else' WHERE id = {id}", "ledger.columns"),
        ("UPDATE audit_auditentry SET at = at + interval '1 s' WHERE id = {id}", "ledger.columns"),
        (
            "DELETE FROM ledger_ledgerleaf WHERE entry_id = {id}; DELETE FROM audit_auditentry WHERE id = {id}",
            "ledger.gap",
        ),
        ("DELETE FROM ledger_ledgerleaf WHERE index >= 389", "log.shorter"),
        ("DELETE FROM ledger_checkpoint WHERE size = 390", "ledger.no_checkpoint"),
        ("UPDATE ledger_checkpoint SET note = replace(note, E'260', E'259') WHERE size = 260", "ledger.key"),
        ("UPDATE ledger_checkpoint SET root = set_byte(root, 0, 1) WHERE size = 260", "ledger.checkpoint_row"),
        ("UPDATE ledger_ledgertile SET hashes = set_byte(hashes, 40, 7) WHERE level = 0 AND index = 0", "ledger.tiles"),
        ("UPDATE ledger_ledgertile SET hashes = set_byte(hashes, 4, 7) WHERE level = 1", "ledger.tiles"),
    ],
)  # fmt: skip
def test_each_kind_of_tampering_is_found(sql: str, code: str) -> None:
    forge(sql.format(id=LedgerLeaf.objects.get(index=200).entry_id))
    assert code in codes()


@pytest.mark.usefixtures("ledger")
def test_a_consistently_rewritten_entry_contradicts_its_checkpoint() -> None:
    entry = LedgerLeaf.objects.get(index=200).entry_id
    body = f"(SELECT body FROM audit_auditentry WHERE id = {entry})"
    other = f"convert_to(replace(convert_from({body}, 'UTF8'), '货物', '别的'), 'UTF8')"
    forge(
        f"UPDATE audit_auditentry SET body = {other} WHERE id = {entry}",
        f"UPDATE ledger_ledgerleaf SET leaf_hash = sha256('\\x00'::bytea || {body}) WHERE entry_id = {entry}",
    )
    assert "log.root" in codes()


def test_an_entry_kept_out_of_the_ledger_is_found() -> None:
    acted(2)
    forge(f"DELETE FROM ledger_pendingentry WHERE entry_id = {AuditEntry.objects.earliest('id').pk}")
    sequence_all()
    assert codes() == {"ledger.unsequenced"}


@pytest.mark.usefixtures("ledger")
def test_a_history_signed_again_contradicts_what_others_kept() -> None:
    kept = SignedCheckpoint.objects.get(size=260).note
    key = SigningKey.decode(key_file().read_text())
    other = str(sign_checkpoint(Checkpoint(key.name, 260, b"\x05" * 32), key))
    longer = str(sign_checkpoint(Checkpoint(key.name, 5000, b"\x05" * 32), key))
    assert verify_all([kept]).ok
    for forged in (other, longer):
        assert [problem.code for problem in verify_all([forged]).problems] == ["ledger.fork"]
    stranger = SigningKey.generate(key.name)
    foreign = str(sign_checkpoint(Checkpoint(key.name, 260, b"\x05" * 32), stranger))
    assert [problem.code for problem in verify_all([foreign]).problems] == ["ledger.key"]


def test_an_empty_ledger_verifies() -> None:
    assert verify_all().ok


def test_progress_is_told_and_can_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tongguan.platform.ledger import verification

    monkeypatch.setattr(verification, "CHUNK", 10)
    acted(35)
    sequence_all()
    seen: list[tuple[int, int]] = []
    verify_all(progress=lambda done, total: seen.append((done, total)) or True)
    assert seen == [(10, 35), (20, 35), (30, 35)]
    with pytest.raises(Cancelled):
        verify_all(progress=lambda done, total: False)


def test_a_run_keeps_its_findings_and_only_one_is_under_way() -> None:
    acted(3)
    sequence_all()
    run = request_verification(actor=SYSTEM)
    assert request_verification(actor=SYSTEM) == run
    run_verification(run.pk)
    assert VerificationRun.objects.get().state == "good"
    forge("UPDATE audit_auditentry SET body = set_byte(body, 30, 65)")
    second = request_verification(actor=SYSTEM)
    run_verification(second.pk)
    second.refresh_from_db()
    assert second.state == "bad"
    assert {problem["code"] for problem in second.problems} >= {"ledger.body"}
