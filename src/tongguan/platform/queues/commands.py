"""Verbs of draws. `verify` needs neither server nor database."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

import click

from tongguan.engines.draw import recompute
from tongguan.engines.draw.day import KEYS, DayVerdict, verify_day
from tongguan.engines.draw.record import MAX_RECORD_BYTES
from tongguan.engines.problems import Problem, Text
from tongguan.engines.tlog import Verdict, parse_receipt, read_json, verify_receipt
from tongguan.engines.tlog.receipt import MAX_RECEIPT_BYTES

MAX_FILES = 1_000_000


@click.group()
def draw() -> None:
    """Verifiable draws: recompute a published record, or every draw of a day.

    \b
    Examples:
      tongguan draw verify record.json
      tongguan draw day 2026-01-02 --out day
      tongguan draw verify day --key keys --json
    """


@draw.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def day(day: datetime, out: Path, as_json: bool) -> None:
    """Write every draw of a day with the ledger's receipts into a folder; the same files as /draws/day/DATE.zip.

    \b
    Examples:
      tongguan draw day 2026-01-02 --out day
      tongguan draw day 2026-01-02 --out day --json
    """
    from tongguan.platform.database.interface import running_database
    from tongguan.platform.permissions.interface import NotFound
    from tongguan.platform.queues.days import day_files

    count = 0
    with running_database():
        try:
            for name, data in day_files(day.date()):
                path = out / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                count += 1
        except NotFound as error:
            raise click.ClickException(f"no draw on {day:%Y-%m-%d}") from error
    told = {"day": f"{day:%Y-%m-%d}", "files": count, "out": str(out)}
    click.echo(json.dumps(told) if as_json else f"{count} files in {out}")


@draw.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--receipt",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The ledger receipt of a record's commitment: shows that the inputs were fixed before.",
)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The ledger's keys."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(source: Path, receipt: Path | None, key: Path | None, as_json: bool) -> None:
    """Recompute a published record, or every draw of a day (a folder or its zip), without the house.

    Exit code 0 where everything holds, 1 where something does not. A day's keys are taken from --key, else from the
    files themselves, which shows only that they agree with each other.

    \b
    Examples:
      tongguan draw verify record.json --json
      tongguan draw verify record.json --receipt receipt.json --key keys
      tongguan draw verify 2026-01-02.zip --key keys
    """
    if source.is_dir() or is_zipfile(source):
        sys.exit(_verify_day(source, key, as_json))
    data = _read(source, MAX_RECORD_BYTES)
    verdict = recompute(data)
    if receipt:
        if key is None:
            raise click.UsageError("--receipt needs --key")
        more = _commitment_problems(data, _read(receipt, MAX_RECEIPT_BYTES), _lines(key.read_text()))
        verdict = Verdict.of([*verdict.problems, *more], (*verdict.checked, "commitment in the ledger"))
    if as_json:
        click.echo(json.dumps(verdict.as_dict(), ensure_ascii=False))
    elif verdict.ok:
        click.echo(f"good / 相符: {', '.join(verdict.checked)}")
    else:
        _tell(verdict.problems)
    sys.exit(0 if verdict.ok else 1)


def _verify_day(source: Path, key: Path | None, as_json: bool) -> int:
    """Verify a folder or zip; the exit code."""
    if source.is_dir():
        names = [path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()]
        verdict, own = _checked(lambda name: _file(source, name), names, key)
    else:
        try:
            with ZipFile(source) as archive:
                names = archive.namelist()[:MAX_FILES]
                verdict, own = _checked(lambda name: _member(archive, name), names, key)
        except BadZipFile as error:
            raise click.ClickException(f"{source}: {error}") from error
    if as_json:
        click.echo(
            json.dumps({**verdict.as_dict(), "keys": "included" if own else "given"}, ensure_ascii=False)
        )
    else:
        _show(verdict, own)
    return 0 if verdict.ok else 1


def _checked(
    read: Callable[[str], bytes | None], names: list[str], key: Path | None
) -> tuple[DayVerdict, bool]:
    given = key.read_text() if key else (read(KEYS) or b"").decode(errors="replace")
    return verify_day(read, _lines(given), names), key is None


def _show(verdict: DayVerdict, own_keys: bool) -> None:
    for each in verdict.rounds:
        counts = "" if each.entries is None else f"{each.selected}/{each.entries}"
        state = "bad / 不符" if each.problems else "good / 相符"
        click.echo(f"{each.purpose:<24} {each.number:>6}  {each.state:<9} {counts:>9}  {state}  {each.id}")
        _tell(each.problems)
    _tell(verdict.problems)
    end = "complete / 完整" if verdict.complete else "not closed yet / 尚未日结"
    click.echo(
        f"{verdict.day}: {len(verdict.rounds)} rounds / 轮, {end}, {'good / 相符' if verdict.ok else 'BAD / 不符'}"
    )
    if own_keys:
        click.echo(
            "keys from the files themselves; compare them with published ones (--key) / 使用文件自带公钥"
        )


def _tell(problems: Any) -> None:
    for problem in problems:
        click.echo(f"{problem.code} {problem.pointer}: {problem.message.zh} / {problem.message.en}")


def _commitment_problems(record: bytes, receipt: bytes, keys: list[str]) -> list[Problem]:
    """The receipt holds, and its entry commits to exactly the hashes of this record."""
    problems = list(verify_receipt(receipt, keys).problems)
    parsed, _found = parse_receipt(receipt)
    entry, _found = read_json(parsed.entry, MAX_RECEIPT_BYTES) if parsed else (None, [])
    value, _found = read_json(record, MAX_RECORD_BYTES)
    data = entry.get("data") if isinstance(entry, dict) else None
    said = data.get("hashes") if isinstance(data, dict) else None
    mine = value.get("hashes") if isinstance(value, dict) else None
    if not problems and (said is None or said != mine):
        text = Text(
            zh="回执所证明的承诺不是这一记录的", en="the receipt is for another commitment than this record's"
        )
        problems.append(Problem("draw.other_commitment", text, "/hashes"))
    return problems


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _file(folder: Path, name: str) -> bytes | None:
    path = folder / name
    return _read(path, MAX_RECORD_BYTES) if path.is_file() and not path.is_symlink() else None


def _member(archive: ZipFile, name: str) -> bytes | None:
    try:
        with archive.open(name) as file:
            return file.read(MAX_RECORD_BYTES + 1)
    except KeyError:
        return None
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error):
        return b""  # there, and no file that anybody could read: reported as malformed


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit + 1)


commands = [draw]
