"""Verbs of documents. `verify` needs neither server nor database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from cryptography import x509

from tongguan.platform.documents.contracts import MAX_PDF_BYTES
from tongguan.platform.documents.seal import check_seal

PROVES = (
    "The file is byte for byte what the holder of this certificate's key signed. Whether the document was revoked "
    "since, the house's verification page says."
)


@click.group()
def documents() -> None:
    """Issued documents: verify one offline, revoke one, the certificate.

    \b
    Examples:
      tongguan documents verify report.pdf --certificate certificate.pem
      tongguan documents certificate
      tongguan documents revoke TRS-2026-000001 --reason "wrong period"
    """


@documents.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--certificate",
    "certificate_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The house's certificates (PEM), from a place you trust. Default: this installation's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(file: Path, certificate_file: Path | None, as_json: bool) -> None:
    """Check a document's signature, offline. Ends with 0 if it holds, 1 if not.

    \b
    Examples:
      tongguan documents verify report.pdf
      tongguan documents verify report.pdf --certificate certificate.pem --json
    """
    with file.open("rb") as opened:
        content = opened.read(MAX_PDF_BYTES + 1)
    if len(content) > MAX_PDF_BYTES:
        raise click.ClickException(f"over {MAX_PDF_BYTES >> 20} MB: no document of this kind")
    found = check_seal(content, _trusted(certificate_file))
    problem = found.problem
    if as_json:
        told = {
            "ok": found.ok,
            "code": problem.code if problem else "",
            "zh": problem.message.zh if problem else "",
            "en": problem.message.en if problem else "",
            "certificate_sha256": found.fingerprint,
            "signed_at": found.signed_at.isoformat() if found.signed_at else None,
            "revocation": "not checked",
            "proves": PROVES if found.ok else "",
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    elif problem:
        click.echo(f"{problem.code}: {problem.message.zh} / {problem.message.en}")
    else:
        click.echo(f"good / 相符: {found.signed_at:%Y-%m-%d %H:%M:%S%z}, {found.fingerprint}\n{PROVES}")
    sys.exit(0 if found.ok else 1)


def _trusted(path: Path | None) -> list[x509.Certificate]:
    if path is None:
        from tongguan.platform.database.interface import default_data_dir

        path = default_data_dir() / "secrets" / "document_key"
        if not path.is_file():
            raise click.UsageError("--certificate: give the house's certificate; this installation has none")
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except ValueError as error:
        raise click.UsageError(f"--certificate: {path} holds no certificate in PEM") from error


@documents.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def certificate(as_json: bool) -> None:
    """Print the certificates the house has signed with (PEM), newest first; none before the first document.

    \b
    Examples:
      tongguan documents certificate > certificate.pem
      tongguan documents certificate --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        from cryptography.hazmat.primitives.serialization import Encoding

        from tongguan.platform.documents.keys import certificates, fingerprint_of

        found = [(fingerprint_of(one), one.public_bytes(Encoding.PEM).decode()) for one in certificates()]
    if as_json:
        click.echo(json.dumps([{"sha256": sha256, "pem": pem} for sha256, pem in found]))
    else:
        click.echo("".join(pem for _sha256, pem in found), nl=False)


@documents.command()
@click.argument("number")
@click.option("--reason", required=True, help="Shown to everybody who verifies the document.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def revoke(number: str, reason: str, as_json: bool) -> None:
    """Say publicly that a document holds no longer.

    \b
    Examples:
      tongguan documents revoke TRS-2026-000001 --reason "wrong period"
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.documents.actions import revoke as withdraw
        from tongguan.platform.permissions.interface import SYSTEM, Refused

        try:
            document = withdraw(number=number, reason=reason, actor=SYSTEM)
        except Refused as error:
            raise click.ClickException(error.problems[0].message.en) from error
    told = {"number": document.number, "revoked_at": document.revoked_at.isoformat()}  # type: ignore[union-attr]
    click.echo(json.dumps(told) if as_json else f"{document.number} ✗ {reason}")


@documents.command("new-key")
@click.confirmation_option(prompt="Close the documents' certificate in force and make a new one?")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def new_key(as_json: bool) -> None:
    """Replace the key that signs documents; what the old one signed stays valid.

    \b
    Examples:
      tongguan documents new-key
      tongguan documents new-key --yes --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.documents.keys import replace_key
        from tongguan.platform.permissions.interface import SYSTEM

        row = replace_key(actor=SYSTEM)
    click.echo(json.dumps({"sha256": row.fingerprint}) if as_json else row.fingerprint)


commands = [documents]
