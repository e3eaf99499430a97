"""`tongguan receipts verify`: a receipt judged without a database."""

from __future__ import annotations

import datetime as dt
import json

from click.testing import CliRunner

from tongguan.engines.travel_receipts import (
    Colour,
    Content,
    ReceiptKey,
    Refusals,
    Refused,
    document_digest,
    parts_of,
    sign,
)
from tongguan.operations.passenger_declarations.commands import receipts

KEY = ReceiptKey(bytes(range(32)))
NOW = dt.datetime(2026, 11, 30, 4, 0, tzinfo=dt.UTC)
SERIAL = "0123456789ab"
CODE = sign(
    Content(
        SERIAL,
        NOW,
        dt.timedelta(hours=24),
        Colour.YELLOW,
        260,
        "MU5101",
        NOW.date(),
        document_digest(SERIAL, "UTO:E1"),
    ),
    KEY,
)


def run(*arguments: str) -> tuple[int, dict]:
    """No test here may use the database: pytest-django refuses it."""
    ran = CliRunner().invoke(receipts, ["verify", *arguments, "--key", KEY.public.hex(), "--json"])
    return ran.exit_code, json.loads(ran.stdout) if ran.stdout.startswith("{") else {}


def test_a_good_code_and_an_altered_one():
    status, told = run(CODE, "--at", "2026-11-30T05:00:00")
    assert (status, told["valid"], told["colour"], told["flight"], told["list_of"]) == (
        0,
        True,
        "yellow",
        "MU5101",
        None,
    )
    status, told = run(CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "--at", "2026-11-30T05:00:00")
    assert (status, told["reason"], told["flight"]) == (1, "altered", None)
    assert run(CODE, "--at", "2026-12-01T04:00:01")[1]["reason"] == "expired"


def test_two_halves_a_document_and_a_list(tmp_path):
    first, second = parts_of(CODE)
    assert run(second, first, "--at", "2026-11-30T05:00:00")[0] == 0
    assert run(CODE, "--document", "UTO:E2", "--at", "2026-11-30T05:00:00")[1]["reason"] == "other_person"
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps(Refusals(NOW, {SERIAL: Refused.SUPERSEDED}).signed(KEY)))
    status, told = run(CODE, "--refusals", str(listed), "--at", "2026-11-30T05:00:00")
    assert (status, told["reason"], told["list_of"]) == (1, "superseded", NOW.isoformat())
    listed.write_text("{}")
    assert run(CODE, "--refusals", str(listed))[0] == 2


def test_keys_may_lie_in_a_file_and_must_be_keys(tmp_path):
    path = tmp_path / "keys"
    path.write_text(f"# gate 3\n{KEY.public.hex()}\n")
    ran = CliRunner().invoke(receipts, ["verify", CODE, "--key", str(path), "--at", "2026-11-30T05:00:00"])
    assert ran.exit_code == 0, ran.output
    assert CliRunner().invoke(receipts, ["verify", CODE, "--key", "nonsense"]).exit_code == 2
    assert run("12345")[1]["reason"] == "malformed"
