"""`tongguan declarations …`: import and check files, export and list declarations."""

from __future__ import annotations

import click

from tongguan.operations.declarations.commands.checking import check
from tongguan.operations.declarations.commands.importing import import_
from tongguan.operations.declarations.commands.listing import export, list_


@click.group("declarations")
def declarations() -> None:
    """Goods declarations.

    \b
    Examples:
      tongguan declarations import entry.xml --json
      tongguan declarations import *.csv --lodge --as chen.trader
      tongguan declarations check entry.xml --dialect decmessage --json
      tongguan declarations export D0000000042 --format xml
      tongguan declarations list --state review --json
    """


for _verb in (import_, check, export, list_):
    declarations.add_command(_verb)

commands = [declarations]
