"""Verbs of the ledger. `verify --receipt` needs neither server nor database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from tongguan.engines.tlog import Verdict, expand_receipt, parse_receipt, parse_verifier_key, verify_receipt
from tongguan.engines.tlog.compact import PREFIX
from tongguan.engines.tlog.keys import SignatureKind
from tongguan.engines.tlog.receipt import MAX_RECEIPT_BYTES


@click.group()
def ledger() -> None:
    """The tamper-evident ledger: verify, show the checkpoint, export, keys.

    \b
    Examples:
      tongguan ledger verify
      tongguan ledger verify --receipt receipt-7.json --key keys
      tongguan ledger checkpoint
    """


@ledger.command()
@click.option(
    "--receipt", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A receipt file."
)
@click.option("--key", "keys", multiple=True, help="A verifier key, or a file with one a line.")
@click.option("--witnesses", default=0, show_default=True, help="How many witnesses must have signed.")
@click.option(
    "--known",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that somebody kept: the ledger must contain it.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(
    receipt: Path | None, keys: tuple[str, ...], witnesses: int, known: tuple[Path, ...], as_json: bool
) -> None:
    """Check one receipt without the server, or read the whole ledger again.

    \b
    Examples:
      tongguan ledger verify --json
      tongguan ledger verify --known checkpoint-of-the-port-authority
      tongguan ledger verify --receipt receipt-7.json --key keys --witnesses 1
    """
    verdict = _receipt(receipt, keys, witnesses) if receipt else _everything(known)
    if as_json:
        click.echo(json.dumps(verdict.as_dict(), ensure_ascii=False))
    elif verdict.ok:
        click.echo(f"good / 相符: {', '.join(verdict.checked)}")
    else:
        for problem in verdict.problems:
            click.echo(f"{problem.code}: {problem.message.zh} / {problem.message.en}")
    sys.exit(0 if verdict.ok else 1)


def _receipt(path: Path, keys: tuple[str, ...], witnesses: int) -> Verdict:
    with path.open("rb") as file:
        data = file.read(MAX_RECEIPT_BYTES + 1)
    text = data.decode(errors="replace").strip()
    found, problems = expand_receipt(text) if text.startswith(PREFIX) else parse_receipt(data)
    trusted = []
    for line in _key_lines(keys):
        key, wrong = parse_verifier_key(line)
        problems += wrong
        trusted += [key] if key else []
    if not any(key.kind is SignatureKind.ED25519 for key in trusted):
        raise click.UsageError("--key: give the ledger's verifier key, or the file with the published keys")
    if found is None or problems:
        return Verdict.of(problems)
    return verify_receipt(found, trusted, witnesses)


def _key_lines(keys: tuple[str, ...]) -> list[str]:
    lines = []
    for key in keys:
        path = Path(key)
        lines += path.read_text().split("\n") if len(key) < 400 and path.is_file() else [key]
    return [line.strip() for line in lines if line.strip()]


def _everything(known: tuple[Path, ...]) -> Verdict:
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.ledger.verification import verify_all

        return verify_all([path.read_bytes() for path in known])


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def checkpoint(as_json: bool) -> None:
    """Sequence what waits and print the latest signed checkpoint.

    \b
    Examples:
      tongguan ledger checkpoint
      tongguan ledger checkpoint --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.ledger.queries import full_note, latest_checkpoint
        from tongguan.platform.ledger.sequencing import sequence_all

        sequence_all()
        latest = latest_checkpoint()
        note = str(full_note(latest)) if latest else ""
        size = latest.size if latest else 0
    click.echo(json.dumps({"size": size, "note": note}, ensure_ascii=False) if as_json else note, nl=as_json)


@ledger.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--entries", is_flag=True, help="With the audit entries themselves (personal data).")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def export(folder: Path, entries: bool, as_json: bool) -> None:
    """Write the ledger as tlog-tiles files that outside tools verify.

    \b
    Examples:
      tongguan ledger export mirror/
      tongguan ledger export mirror/ --entries --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.ledger.exporting import EntryTooLong
        from tongguan.platform.ledger.exporting import export as write

        try:
            files = write(folder, with_entries=entries)
        except EntryTooLong as error:
            raise click.ClickException(str(EntryTooLong.__doc__)) from error
    click.echo(json.dumps({"files": files, "folder": str(folder)}) if as_json else f"{files} → {folder}")


@ledger.command("new-key")
@click.confirmation_option(prompt="Close the ledger's key in force and make a new one?")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def new_key(as_json: bool) -> None:
    """Replace the signing key; the old public key stays registered for what it signed.

    \b
    Examples:
      tongguan ledger new-key
      tongguan ledger new-key --yes --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.ledger.keys import replace_key
        from tongguan.platform.permissions.interface import SYSTEM

        key = replace_key(actor=SYSTEM)
    click.echo(json.dumps({"key": str(key)}) if as_json else str(key))


@ledger.command("trust-witness")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def trust_witness(key: str, as_json: bool) -> None:
    """Register a witness's cosignature key (`name+hash+base64`).

    \b
    Examples:
      tongguan ledger trust-witness "$(cat port-authority.key)"
    """
    from tongguan.platform.database.interface import running_database

    found, problems = parse_verifier_key(key)
    if found is None or found.kind is not SignatureKind.COSIGNATURE:
        raise click.UsageError(problems[0].message.en if problems else "not a cosignature key")
    with running_database():
        from tongguan.platform.ledger.keys import add_witness
        from tongguan.platform.permissions.interface import SYSTEM

        add_witness(found, actor=SYSTEM)
    click.echo(json.dumps({"witness": found.name}) if as_json else found.name)


commands = [ledger]
