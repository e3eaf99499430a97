"""`tongguan declarations check`: every finding in the words of one dialect."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from tongguan.engines.problems import Problem
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.commands.telling import (
    DONE,
    NOT_LODGEABLE,
    SOME_REFUSED,
    UNUSABLE,
    database,
    line,
    read,
    told,
)
from tongguan.operations.declarations.queries.messages import DECLARATION, UNKNOWN
from tongguan.operations.declarations.queries.places import (
    FIRST_ROW,
    PLACES,
    item_number,
    located,
    located_in,
)


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--dialect",
    type=click.Choice(list(PLACES)),
    help="Tell places as form fields, WCO pointers, DecMessage elements …; by default in the file's own terms.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each file.")
def check(files: tuple[str, ...], dialect: str | None, as_json: bool) -> None:
    """Check declarations against every rule and the code lists of today, and tell each finding in one dialect.

    What cannot be read is told where it stands in the file. Nothing is stored. A finding about a goods line carries
    its number in `item`. Exit code as for `import`.

    \b
    Examples:
      tongguan declarations check entry.xml
      tongguan declarations check entry.json --dialect decmessage --json
      tongguan declarations check batch.csv --dialect form --json
    """
    worst = DONE
    with database():
        for name in files:
            answer, code = _checked(name, dialect)
            worst = max(worst, code)
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else line(answer))
    sys.exit(worst)


def _checked(name: str, dialect: str | None) -> tuple[dict[str, Any], int]:
    """One file's findings in a dialect, and its exit code."""
    message, unreadable = read(name)
    if message is None:
        return told(name, UNKNOWN, None, unreadable), UNUSABLE
    problems = list(message.problems)
    if not problems and message.kind != DECLARATION:
        problems.append(Problem("declaration.not_lodgeable", NOT_LODGEABLE.filled(kind=message.kind), "/"))
    answer = told(name, message.kind, message.reference or None, problems)
    first_row = FIRST_ROW
    for declaration in () if problems else message.declarations:
        found = queries.findings(declaration)
        if dialect:
            places = tuple(located(each, dialect, declaration.flow, first_row) for each in found)
        else:
            places = located_in(message, found, declaration.flow, first_row)
        for problem, place in zip(found, places, strict=True):
            item = item_number(problem.pointer)
            answer["errors"].append(place.as_dict("en") | ({"item": item} if item else {}))
        first_row += max(1, len(declaration.items))
    answer["accepted"] = not answer["errors"]
    return answer, DONE if answer["accepted"] else SOME_REFUSED
