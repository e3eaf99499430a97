"""`tongguan doctor`: is this installation fit to work?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import click

from tongguan.platform.database.interface import Check, default_data_dir, diagnose, resolve_database
from tongguan.platform.health.contracts import Reading
from tongguan.platform.modules.interface import repository


def _as_check(code: str, read: Callable[[], Reading]) -> Callable[[], Check]:
    def check() -> Check:
        reading = read()
        return Check(code, reading.good, reading.told)

    check.__name__ = code
    return check


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON array of checks.")
def doctor(as_json: bool) -> None:
    """Check Python, packages, disk, database, worker and ledger; exit 1 where something is wrong.

    \b
    Examples:
      tongguan doctor
      tongguan doctor --json
    """
    from tongguan.platform.health.queries import READINGS

    root = repository()
    lock = next(iter(sorted((root / "requirements").glob("core*.txt"))), None) if root else None
    # The database's own check stands in for the two readings that only repeat it.
    further = [_as_check(code, read) for code, read in READINGS if code not in ("database", "disk")]
    checks = diagnose(resolve_database(), default_data_dir(), lock=lock, further=further)
    if as_json:
        told = [
            {"name": c.name, "ok": c.ok, "detail": c.detail.en, "remedy": c.remedy.en if c.remedy else None}
            for c in checks
        ]
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for c in checks:
            click.echo(f"{'ok  ' if c.ok else 'BAD '} {c.name:<14} {c.detail.en}")
            if not c.ok and c.remedy:
                click.echo(f"     {'':<14} {c.remedy.en}")
    sys.exit(0 if all(c.ok for c in checks) else 1)


commands = [doctor]
