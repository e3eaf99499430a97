"""`tongguan duties …`, `tongguan duty quote …` and `tongguan fee …`."""

import click

from tongguan.operations.duties.commands.duties import duties, quote
from tongguan.operations.duties.commands.fees import fee


@click.group("duty", commands={"quote": quote})
def duty() -> None:
    """Duty on a declaration: the same as `tongguan duties quote`.

    \b
    Examples:
      tongguan duty quote entry.json
      tongguan duty quote entry.json --json
    """


commands = [duties, duty, fee]
