"""What outsiders get: tlog-tiles, receipts that verify without the house, witnesses' signatures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.platform.ledger.conftest import acted
from tongguan.engines.tlog import (
    SignatureKind,
    SigningKey,
    TileKey,
    Witness,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    open_checkpoint,
    parse_entries,
    parse_verifier_key,
    tile_path,
    verify_inclusion,
    verify_receipt,
)
from tongguan.platform.identity.models import Organisation, Position, User
from tongguan.platform.ledger.commands import ledger as ledger_verb
from tongguan.platform.ledger.exporting import export
from tongguan.platform.ledger.interface import add_witness, receipt_for, sequence_all, verify_all
from tongguan.platform.ledger.models import Cosignature, LedgerLeaf
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


class HttpTiles:
    """What an outside tool does: ask for the tiles of a size over HTTP."""

    def __init__(self, client: Client, size: int) -> None:
        self.client, self.size = client, size

    def read_tiles(self, keys: Iterable[TileKey]) -> Mapping[TileKey, bytes]:
        out = {}
        for key in keys:
            width = min(256, (self.size >> (8 * key.level)) - 256 * key.index)
            answer = self.client.get(f"/ledger/{tile_path(key, width)}")
            assert answer.status_code == 200
            out[key] = answer.content
        return out

    def write_tiles(self, tiles: Mapping[TileKey, bytes]) -> None:
        raise AssertionError("read only")


def published_key() -> str:
    return Client().get("/ledger/keys").content.decode().split("\n")[0]


def test_an_outsider_proves_inclusion_from_the_public_files_alone() -> None:
    acted(700)
    sequence_all()
    key, _problems = parse_verifier_key(published_key())
    assert key is not None
    opened, problems = open_checkpoint(Client().get("/ledger/checkpoint").content, key)
    assert opened is not None, problems
    size = opened.checkpoint.size
    assert size == 700
    for index in (0, 255, 256, 699):
        proof = inclusion_proof(HttpTiles(Client(), size), index, size)
        body = bytes(LedgerLeaf.objects.get(index=index).entry.body)
        assert verify_inclusion(leaf_hash(body), index, size, proof, opened.checkpoint.root)


@pytest.mark.parametrize(
    "path", ["entries/000", "0/001", "0/000.p/4", "0/../0/000", "00/000", "0/000.p/0", "63/000", "9/x999/999"]
)
def test_bodies_and_what_is_not_there_are_not_served(path: str) -> None:
    acted(3)
    sequence_all()
    assert Client().get("/ledger/tile/0/000.p/3").status_code == 200
    assert Client().get(f"/ledger/tile/{path}").status_code == 404


def test_an_empty_ledger_has_no_checkpoint() -> None:
    assert Client().get("/ledger/checkpoint").status_code == 404


def test_a_receipt_verifies_offline_and_any_change_shows(tmp_path: Path) -> None:
    entry = acted(9)[4]
    assert receipt_for(entry.pk) is None, "no receipt before the entry has its place"
    sequence_all()
    receipt = receipt_for(entry.pk)
    assert receipt is not None
    file, keys = tmp_path / "r.json", tmp_path / "keys"
    file.write_bytes(receipt.to_json())
    keys.write_text(published_key())
    run = CliRunner().invoke(ledger_verb, ["verify", "--receipt", str(file), "--key", str(keys), "--json"])
    assert (run.exit_code, json.loads(run.output)["ok"]) == (0, True)
    file.write_bytes(receipt.to_json().replace("货物".encode(), "别的".encode()))
    run = CliRunner().invoke(ledger_verb, ["verify", "--receipt", str(file), "--key", str(keys), "--json"])
    assert (run.exit_code, json.loads(run.output)["ok"]) == (1, False)
    stranger = str(SigningKey.generate("tongguan.local/ledger").verifier)
    file.write_bytes(receipt.to_json())
    run = CliRunner().invoke(ledger_verb, ["verify", "--receipt", str(file), "--key", stranger])
    assert run.exit_code == 1


def test_a_witness_cosigns_and_receipts_carry_it() -> None:
    entry = acted(5)[0]
    sequence_all()
    witness_key = SigningKey.generate("port.example/witness", SignatureKind.COSIGNATURE)
    log_key, _problems = parse_verifier_key(published_key())
    assert log_key is not None
    witness = Witness(witness_key, log_key)
    note = Client().get("/ledger/checkpoint").content.decode()
    answer = witness.consider(note, [], 1_800_000_000)
    assert answer.cosignature is not None
    signed = note + answer.cosignature.line() + "\n"
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/ledger/add-cosignature", signed, content_type="text/plain")
    assert refused.status_code == 422, "not registered yet"
    add_witness(witness_key.verifier, actor=SYSTEM)
    for _twice in range(2):
        taken = client.post("/ledger/add-cosignature", signed, content_type="text/plain")
        assert taken.json() == {"witnesses": ["port.example/witness"]}
    assert Cosignature.objects.count() == 1
    receipt = receipt_for(entry.pk)
    assert receipt is not None
    keys = [log_key, witness_key.verifier]
    assert verify_receipt(receipt, keys, witnesses_required=1).ok
    assert verify_all().ok
    acted(4)
    sequence_all()
    newer = Client().get("/ledger/checkpoint").content.decode()
    size = int(newer.split("\n")[1])
    proof = consistency_proof(HttpTiles(Client(), size), 5, size)
    assert witness.consider(newer, proof, 1_800_000_001).cosignature is not None


@pytest.mark.parametrize("body", [b"", b"x" * 70_000, b"a\nb\nc\n\n\xe2\x80\x94 x AAAAAAAA\n", b"\xff\xfe"])
def test_a_malformed_cosignature_is_refused(body: bytes) -> None:
    answer = Client().post("/ledger/add-cosignature", body, content_type="text/plain")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["zh"]


def test_a_cosignature_under_another_text_is_refused() -> None:
    acted(2)
    sequence_all()
    key = SigningKey.generate("w", SignatureKind.COSIGNATURE)
    add_witness(key.verifier, actor=SYSTEM)
    note = Client().get("/ledger/checkpoint").content.decode().replace("\n2\n", "\n1\n")
    assert Client().post("/ledger/add-cosignature", note, content_type="text/plain").status_code == 404


def test_the_export_is_the_public_layout(tmp_path: Path) -> None:
    acted(300)
    sequence_all()
    export(tmp_path, with_entries=True)
    assert (tmp_path / "tile/0/000").stat().st_size == 256 * 32
    assert (tmp_path / "tile/0/001.p/44").stat().st_size == 44 * 32
    assert (tmp_path / "tile/1/000.p/1").exists()
    bodies = parse_entries((tmp_path / "tile/entries/001.p/44").read_bytes())
    assert bodies is not None
    assert bodies[0] == bytes(LedgerLeaf.objects.get(index=256).entry.body)
    assert (tmp_path / "checkpoint").read_bytes() == Client().get("/ledger/checkpoint").content


def member(role: str) -> Client:
    office, _new = Organisation.objects.get_or_create(
        code="9999", defaults={"name_zh": "演示海关", "name_en": "Demo customs", "kind": "customs"}
    )
    user = User.objects.create_user(role, password="x")
    Position.objects.create(user=user, organisation=office, role=role, valid_from=date(2020, 1, 1))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_auditors_pages_show_trail_proof_and_receipt(language: str) -> None:
    entry = acted(3, ref="CASE-7")[0]
    client = member("auditor")
    client.cookies["django_language"] = language
    waiting = client.get(f"/ledger/entries/{entry.pk}/")
    assert waiting.status_code == 200
    assert client.get(f"/ledger/entries/{entry.pk}/receipt.json").status_code == 404
    sequence_all()
    assert client.get("/ledger/").status_code == 200
    assert b"CASE-7" in client.get("/ledger/audit/?q=CASE-7").content
    assert b"CASE-7" not in client.get("/ledger/audit/?q=CASE-8 test").content
    trail = client.get("/ledger/subjects/thing/CASE-7/").content
    assert trail.count(b'data-proof="verified"') == 3
    assert b"receipt.svg" in client.get(f"/ledger/entries/{entry.pk}/").content
    assert b"<svg" in client.get(f"/ledger/entries/{entry.pk}/receipt.svg").content
    receipt = client.get(f"/ledger/entries/{entry.pk}/receipt.json").content
    checked = Client().post("/ledger/check/", {"receipt": receipt.decode()})
    assert b'data-tone="good"' in checked.content
    bad = Client().post("/ledger/check/", {"receipt": receipt.decode().replace("test.act", "test.bad")})
    assert b'data-tone="good"' not in bad.content
    client.post("/ledger/verify/")
    assert client.get("/ledger/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/ledger/", "/ledger/audit/", "/ledger/entries/1/", "/ledger/subjects/thing/x/"]
)
def test_others_do_not_see_the_trail(path: str) -> None:
    assert member("inspector").get(path).status_code == 403
    assert Client().get(path).status_code == 302
