"""Signed notes and keys, against the published reference key and note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.tlog import (
    Note,
    SignatureKind,
    SigningKey,
    parse_note,
    parse_verifier_key,
    sign_note,
    verify_note,
)

# The documentation example of Go's golang.org/x/mod/sumdb/note, the format's first implementation.
SIGNING = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples of C2SP signed-note and the public checksum database's key.
OTHER_VERIFIERS = [
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
]
C2SP_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def key_of(text: str):
    key, problems = parse_verifier_key(text)
    assert key is not None, problems
    return key


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def test_the_reference_note_is_reproduced_byte_for_byte() -> None:
    signing = SigningKey.decode(SIGNING)
    assert signing.encode() == SIGNING
    assert str(signing.verifier) == VERIFIER
    note = Note(TEXT).with_signature(sign_note(TEXT, signing))
    assert str(note) == f"{TEXT}\n{LINE}"


def test_reference_notes_verify() -> None:
    for text, key in ((f"{TEXT}\n{LINE}", VERIFIER), (C2SP_NOTE, OTHER_VERIFIERS[0])):
        note, problems = parse_note(text)
        assert note is not None, problems
        signed, problems = verify_note(note, [key_of(key), key_of(OTHER_VERIFIERS[1])])
        assert not problems
        assert [str(each.key) for each in signed] == [key]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT, "note.no_signature"),
        (TEXT + "\n", "note.no_signature"),
        (f"{TEXT}\n{LINE[:-1]}", "note.no_signature"),
        (f"\x01{TEXT}\n{LINE}", "note.control"),
        (f"{TEXT}\n{LINE}".encode() + b"\xff", "note.encoding"),
        (f"{TEXT}\n{LINE.replace('PeterNeumann', 'Peter Neumann')}", "note.signature_line"),
        (f"{TEXT}\n{LINE}Unexpected line.\n", "note.signature_line"),
        (f"{TEXT}\n{LINE * 65}", "note.too_many"),
        ("x" * 70_000, "note.too_large"),
    ],
)
def test_malformed_notes_are_refused_with_a_reason(text: str | bytes, code: str) -> None:
    note, problems = parse_note(text)
    assert note is None
    assert codes(problems) == [code]


def test_a_changed_text_and_an_unknown_key_are_noticed() -> None:
    note, _ = parse_note(f"{TEXT.replace('your', 'our')}\n{LINE}")
    assert codes(verify_note(note, [key_of(VERIFIER)])[1]) == ["note.bad_signature", "note.untrusted"]
    note, _ = parse_note(f"{TEXT}\n{LINE}")
    assert codes(verify_note(note, [key_of(OTHER_VERIFIERS[0])])[1]) == ["note.untrusted"]


def test_cosignatures_sign_the_time_along() -> None:
    key = SigningKey.generate("witness.example/one", SignatureKind.COSIGNATURE)
    line = sign_note(TEXT, key, 1679315147)
    note, _ = parse_note(str(Note(TEXT).with_signature(line)))
    signed, problems = verify_note(note, [key.verifier])
    assert not problems
    assert signed[0].timestamp_s == 1679315147
    later = line.signature[:7] + bytes([line.signature[7] ^ 1]) + line.signature[8:]
    forged = Note(TEXT, (type(line)(line.name, line.key_id, later),))
    assert codes(verify_note(forged, [key.verifier])[1]) == ["note.bad_signature", "note.untrusted"]
    message = b"cosignature/v1\ntime 1679315147\n" + TEXT.encode()
    assert key.verifier.verifies(message, line.signature[8:])


def test_a_kind_belongs_to_the_key_identifier() -> None:
    key = SigningKey.generate("a.example")
    assert SigningKey(key.name, key.seed, SignatureKind.COSIGNATURE).verifier.key_id != key.verifier.key_id
    assert key.seed.hex() not in repr(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        VERIFIER.replace("c74f20a3", "c74f20a4"),
        VERIFIER[:-4],
        # The reference implementation's own table: a wrong length and an unknown algorithm, hashes adjusted.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        VERIFIER * 20,
    ],
)
def test_malformed_verifier_keys(text: str) -> None:
    key, problems = parse_verifier_key(text)
    assert key is None
    assert problems


def test_misuse_is_refused() -> None:
    key = SigningKey.generate("a.example")
    with pytest.raises(ValueError, match="newline"):
        sign_note("no end", key)
    with pytest.raises(ValueError, match="time"):
        sign_note(TEXT, key, 5)
    with pytest.raises(ValueError, match="blanks"):
        SigningKey.generate("a b")
    with pytest.raises(ValueError, match="signing key"):
        SigningKey.decode(VERIFIER)


@given(st.binary(max_size=400) | st.text(max_size=400) | st.text().map(lambda text: f"{text}\n\n{LINE}"))
def test_any_input_never_raises(data: bytes | str) -> None:
    note, problems = parse_note(data)
    assert (note is None) == bool(problems)
    if note is not None:
        verify_note(note, [key_of(VERIFIER)])
    parse_verifier_key(data if isinstance(data, str) else data.decode("latin-1"))
