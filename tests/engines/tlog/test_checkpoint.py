"""Checkpoints, witnesses and the audit of a whole log: what each kind of tampering looks like."""

import pytest

from tests.engines.tlog.test_note import codes
from tongguan.engines.tlog import (
    Checkpoint,
    MemoryStore,
    SignatureKind,
    SigningKey,
    Witness,
    WitnessState,
    append,
    audit,
    consistency_proof,
    leaf_hash,
    open_checkpoint,
    parse_checkpoint,
    root,
    sign_checkpoint,
)

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
LOG = SigningKey.generate("port.example/ledger")
WITNESSES = [SigningKey.generate(f"agency{n}.example", SignatureKind.COSIGNATURE) for n in range(3)]


class Log:
    """A log small enough to hold in memory, honest unless told otherwise."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries, self.store = entries, MemoryStore()
        append(self.store, 0, [leaf_hash(entry) for entry in entries])

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(LOG.name, size, root(self.store, size))

    def signed(self, size: int) -> str:
        return str(sign_checkpoint(self.checkpoint(size), LOG))


ENTRIES = [f"entry {number}".encode() for number in range(50)]
HONEST = Log(ENTRIES)
FORKED = Log([*ENTRIES[:10], b"rewritten", *ENTRIES[11:]])


def test_the_specifications_example_reads() -> None:
    # C2SP tlog-checkpoint, the example at its head.
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    checkpoint, problems = parse_checkpoint(text)
    assert not problems
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == text
    with_extension = Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, ("more",))
    assert parse_checkpoint(with_extension.text())[0] == with_extension


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n-1\nCsUY\n",
        "a\n1\nCsUY\n",
        f"a\n01\n{ROOT}\n",
        f"\n1\n{ROOT}\n",
        f"a\n1\n{ROOT}",
        f"a\n0\n{ROOT}\n",
        f"a\n1\n{ROOT}\n\n",
    ],
)
def test_malformed_checkpoints(text: str) -> None:
    checkpoint, problems = parse_checkpoint(text)
    assert checkpoint is None
    assert codes(problems) == ["checkpoint.malformed"]


def test_an_impossible_checkpoint_is_not_signed() -> None:
    with pytest.raises(ValueError, match="checkpoint"):
        sign_checkpoint(Checkpoint(LOG.name, 0, leaf_hash(b"")), LOG)
    with pytest.raises(ValueError, match="checkpoint"):
        sign_checkpoint(Checkpoint("two\n3", 1, leaf_hash(b"")), LOG)


def test_opening_wants_the_logs_own_signature_and_origin() -> None:
    opened, problems = open_checkpoint(HONEST.signed(20), LOG.verifier)
    assert not problems
    assert opened.checkpoint == HONEST.checkpoint(20)
    stranger = SigningKey.generate(LOG.name)
    assert codes(open_checkpoint(HONEST.signed(20), stranger.verifier)[1]) == ["note.untrusted"]
    other = str(sign_checkpoint(Checkpoint("other.example", 1, leaf_hash(b"")), LOG))
    assert codes(open_checkpoint(other, LOG.verifier)[1]) == ["checkpoint.origin"]
    changed = HONEST.signed(20).replace("\n20\n", "\n21\n")
    assert "note.bad_signature" in codes(open_checkpoint(changed, LOG.verifier)[1])


def test_a_quorum_of_witnesses() -> None:
    note = sign_checkpoint(HONEST.checkpoint(20), LOG)
    keys = [key.verifier for key in WITNESSES]
    for number, key in enumerate(WITNESSES):
        assert codes(open_checkpoint(str(note), LOG.verifier, keys, number + 1)[1]) == [
            "checkpoint.witnesses"
        ]
        note = note.with_signature(
            Witness(key, LOG.verifier).consider(HONEST.signed(20), [], 1000).cosignature
        )
        opened, problems = open_checkpoint(str(note), LOG.verifier, keys, number + 1)
        assert not problems
        assert [each.timestamp_s for each in opened.cosigned] == [1000] * (number + 1)


def test_one_witness_under_two_names_counts_once() -> None:
    alias = SigningKey("alias.example", WITNESSES[0].seed, SignatureKind.COSIGNATURE)
    note = sign_checkpoint(HONEST.checkpoint(20), LOG)
    for key in (WITNESSES[0], alias):
        note = note.with_signature(Witness(key, LOG.verifier).consider(HONEST.signed(20), [], 1).cosignature)
    keys = [WITNESSES[0].verifier, alias.verifier]
    assert codes(open_checkpoint(str(note), LOG.verifier, keys, 2)[1]) == ["checkpoint.witnesses"]


def test_a_witness_follows_a_growing_log_and_survives_a_restart() -> None:
    witness, size = Witness(WITNESSES[0], LOG.verifier), 0
    for number, grown in enumerate((0, 1, 17, 17, 32, 50)):
        proof = consistency_proof(HONEST.store, size, grown)
        answer = witness.consider(HONEST.signed(grown), proof, number)
        assert answer.cosignature, answer.problems
        size = witness.state.size
        assert size == grown
        witness = Witness(WITNESSES[0], LOG.verifier, witness.state)


def witnessed(size: int) -> Witness:
    witness = Witness(WITNESSES[0], LOG.verifier)
    assert witness.consider(HONEST.signed(size), [], 100).cosignature
    return witness


def test_a_fork_of_the_same_size_is_refused_with_both_signed_notes_as_evidence() -> None:
    witness = witnessed(30)
    answer = witness.consider(FORKED.signed(30), [], 101)
    assert answer.cosignature is None
    assert codes(answer.problems) == ["witness.fork"]
    first, second = (open_checkpoint(note, LOG.verifier)[0].checkpoint for note in answer.evidence)
    assert first.size == second.size
    assert first.root != second.root
    assert witness.state.root == HONEST.checkpoint(30).root


def test_a_fork_that_grew_is_refused() -> None:
    answer = witnessed(30).consider(FORKED.signed(50), consistency_proof(FORKED.store, 30, 50), 101)
    assert codes(answer.problems) == ["witness.inconsistent"]


def test_other_refusals() -> None:
    witness = witnessed(30)
    proof = consistency_proof(HONEST.store, 30, 50)
    assert codes(witness.consider(HONEST.signed(20), [], 101).problems) == ["witness.older"]
    assert codes(witness.consider(HONEST.signed(50), proof, 99).problems) == ["witness.clock"]
    assert codes(witness.consider(HONEST.signed(50), [], 101).problems) == ["witness.inconsistent"]
    assert codes(witness.consider(b"\xff", proof, 101).problems) == ["note.encoding"]
    assert witness.consider(HONEST.signed(50), proof, 101).cosignature
    with pytest.raises(ValueError, match="cosignature"):
        Witness(LOG, LOG.verifier)
    assert WitnessState() == Witness(WITNESSES[1], LOG.verifier).state


CHECKPOINTS = [HONEST.checkpoint(size) for size in (0, 10, 25, 50)]


def test_an_untouched_log_passes_the_audit() -> None:
    assert audit(iter(ENTRIES), CHECKPOINTS).ok


@pytest.mark.parametrize(
    ("entries", "code", "size"),
    [
        ([*ENTRIES[:12], b"entry 1X", *ENTRIES[13:]], "log.root", 25),
        (ENTRIES[:30] + ENTRIES[31:], "log.shorter", 50),
        (ENTRIES[:30] + ENTRIES[31:] + [b"new"], "log.root", 50),
        ([ENTRIES[1], ENTRIES[0], *ENTRIES[2:]], "log.root", 10),
        (ENTRIES[:5], "log.shorter", 10),
    ],
)
def test_tampering_is_found_between_two_checkpoints(entries: list[bytes], code: str, size: int) -> None:
    verdict = audit(entries, CHECKPOINTS)
    assert not verdict.ok
    assert codes(verdict.problems) == [code]
    assert f"{size}" in verdict.problems[0].message.en
