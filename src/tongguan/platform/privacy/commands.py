"""Verbs of personal data's protection."""

from __future__ import annotations

import json

import click


@click.group()
def privacy() -> None:
    """Personal data: delete what is too old, replace the key.

    \b
    Examples:
      tongguan privacy purge --json
      tongguan privacy replace-key
      tongguan privacy reseal
    """


@privacy.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def purge(as_json: bool) -> None:
    """Delete what is older than its retention allows, now rather than at night."""
    from tongguan.platform.database.interface import running_database

    with running_database():
        from django.utils import timezone

        from tongguan.platform.privacy.interface import purge_one, retentions

        now = timezone.now()
        gone = {one.code: purge_one(one, now) for one in retentions()}
    click.echo(json.dumps(gone) if as_json else "\n".join(f"{code}\t{count}" for code, count in gone.items()))


@privacy.command("replace-key")
def replace_key() -> None:
    """Begin with a new key. Keep a copy of the data folder's `secrets/privacy_keys`: it is in no backup."""
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.permissions.interface import SYSTEM
        from tongguan.platform.privacy import actions

        newest = actions.replace_key(actor=SYSTEM).newest.hex()
    click.echo(f"new values are sealed under {newest}")


@privacy.command()
def reseal() -> None:
    """Bring every stored value under the newest key; may be interrupted and run again."""
    from tongguan.platform.database.interface import running_database

    with running_database():
        from tongguan.platform.privacy import actions

        count = actions.reseal()
    click.echo(f"{count} values sealed anew")


commands = [privacy]
