"""`tongguan module`: list, check, map, new."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from tongguan.engines.problems import Text
from tongguan.platform.modules.checks import check_all, repository
from tongguan.platform.modules.errors import ManifestError
from tongguan.platform.modules.generator import new_module
from tongguan.platform.modules.map import drawn
from tongguan.platform.modules.registry import modules

EXIT_FOUND, EXIT_UNUSABLE = 1, 2


def _checkout() -> Path:
    root = repository()
    if root is None:
        raise click.ClickException("this needs a checkout with tests and docs, not an installed package")
    return root


@click.group()
def module() -> None:
    """Modules of the house: list them, check them, draw the map, make a new one.

    \b
    Examples:
      tongguan module list
      tongguan module check --json
      tongguan module new operations.parcels --zh 邮递物品 --en Parcels --catalogue OP-07
    """


@module.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def list_modules(as_json: bool) -> None:
    """List every module with what it serves.

    \b
    Examples:
      tongguan module list
      tongguan module list --json
    """
    rows = [
        {
            "code": m.code,
            "zh": m.name.zh,
            "en": m.name.en,
            "catalogue": list(m.catalogue),
            "depends_on": list(m.depends_on),
            "owner": m.owner,
            "state": m.state,
        }
        for m in modules()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    width = max(len(row["code"]) for row in rows)
    for row in rows:
        click.echo(f"{row['code']:<{width}}  {row['en']} · {row['zh']}  {' '.join(row['catalogue'])}")


@module.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a problem.")
def check(as_json: bool) -> None:
    """Check every manifest, file, import, relation and permission; exit 1 where something is wrong.

    \b
    Examples:
      tongguan module check
      tongguan module check --json
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    import django

    django.setup()
    found = check_all()
    for problem in found:
        if as_json:
            click.echo(json.dumps(problem.as_dict("en"), ensure_ascii=False))
        else:
            place = f"{problem.pointer}:{problem.line}" if problem.line else problem.pointer
            click.echo(f"{place}: {problem.message.en} [{problem.code}]")
    if not as_json:
        click.echo(f"{len(modules())} modules, {len(found)} problems")
    sys.exit(EXIT_FOUND if found else 0)


@module.command("map")
@click.option("--write", is_flag=True, help="Write docs/map.md.")
@click.option("--check", "check_current", is_flag=True, help="Exit 1 where docs/map.md is not current.")
@click.option("--json", "as_json", is_flag=True, help="Catalogue id to module codes, as one object.")
def map_verb(write: bool, check_current: bool, as_json: bool) -> None:
    """Show, write or check the map from catalogue ids to modules.

    \b
    Examples:
      tongguan module map --write
      tongguan module map --check
    """
    if as_json:
        from tongguan.platform.modules.map import served_by

        told = {code: [m.code for m in found] for code, found in served_by(modules()).items()}
        click.echo(json.dumps(told))
        return
    text = drawn(modules())
    if not (write or check_current):
        click.echo(text, nl=False)
        return
    path = _checkout() / "docs" / "map.md"
    if write:
        path.write_text(text, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        click.echo("docs/map.md is not current: run `tongguan module map --write`", err=True)
        sys.exit(EXIT_FOUND)


@module.command("new")
@click.argument("code")
@click.option("--zh", required=True, help="Chinese name.")
@click.option("--en", required=True, help="English name.")
@click.option("--catalogue", multiple=True, help="Catalogue id it serves; repeatable.")
@click.option("--role", default="administrator", show_default=True, help="Role that may open its page.")
@click.option("--json", "as_json", is_flag=True, help="The files made, as one JSON array.")
def new(code: str, zh: str, en: str, catalogue: tuple[str, ...], role: str, as_json: bool) -> None:
    """Make a module and its tests.

    \b
    Examples:
      tongguan module new operations.parcels --zh 邮递物品 --en Parcels --catalogue OP-07
    """
    root = _checkout()
    try:
        made = new_module(root, code, Text(zh=zh, en=en), catalogue, role)
    except (ManifestError, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNUSABLE)
    shown = [path.relative_to(root).as_posix() for path in made]
    click.echo(json.dumps(shown) if as_json else "\n".join(shown))


commands = [module]
