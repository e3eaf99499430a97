"""The root of the `tongguan` command: its own verbs, and those that modules declare in `commands.py`."""

from __future__ import annotations

import os
import sys

import click

from tongguan import __version__

UNDEFINED_TABLE, UNDEFINED_COLUMN = "42P01", "42703"
EMPTY = (
    "the database is empty, or of another version of the program: `tongguan migrate` brings it up to this one, "
    "`tongguan up` and `tongguan demo` do so when they start"
)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")


class House(click.Group):
    """A group whose verbs are found in the modules, and whose help lists them by module."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._found: dict[str, tuple[str, click.Command]] | None = None

    def found(self) -> dict[str, tuple[str, click.Command]]:
        """Every verb with the title of the module it belongs to."""
        if self._found is None:
            self._found = {name: ("Running the house", verb) for name, verb in self.commands.items()}
            self._found |= _module_verbs()
        return self._found

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.found())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in self.commands:
            return self.commands[name]
        entry = self.found().get(name)
        return entry[1] if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        by_module: dict[str, list[tuple[str, str]]] = {}
        for name, (title, verb) in sorted(self.found().items()):
            by_module.setdefault(title, []).append((name, verb.get_short_help_str(70)))
        for title, rows in by_module.items():
            with formatter.section(title):
                formatter.write_dl(rows)


def _module_verbs() -> dict[str, tuple[str, click.Command]]:
    """Verbs of all modules; Django is set up for them, the database is not touched before a verb asks for it."""
    import django

    from tongguan.platform.modules.interface import modules, part

    django.setup()
    verbs: dict[str, tuple[str, click.Command]] = {}
    for module in modules():
        declared = part(module, "commands")
        for verb in getattr(declared, "commands", []):
            verbs[str(verb.name)] = (f"{module.name.en} · {module.name.zh} ({module.code})", verb)
    return verbs


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="tongguan")
def root() -> None:
    """Tongguan (通关): an open smart-customs platform.

    \b
    Examples:
      tongguan demo                      a living port on this machine
      tongguan demo --for 60             the same, ending by itself after a minute
      tongguan declarations import A.xml --json
    """


def main() -> None:
    """Entry point of the installed command; database trouble is told in a sentence, not a traceback."""
    from django.db.utils import ProgrammingError

    from tongguan.cli.demo import demo
    from tongguan.cli.serve import migrate, serve, up
    from tongguan.cli.upkeep import backup_verb, restore_verb
    from tongguan.cli.worker import worker
    from tongguan.platform.database.interface import DatabaseProblem
    from tongguan.simulator.lanes.program import simulate_lanes
    from tongguan.simulator.program import simulate

    for verb in (demo, simulate, simulate_lanes, up, serve, worker, migrate, backup_verb, restore_verb):
        root.add_command(verb)
    try:
        root(standalone_mode=True)
    except DatabaseProblem as problem:
        click.echo(f"tongguan: {problem}", err=True)
        sys.exit(2)
    except ProgrammingError as fault:
        if getattr(fault.__cause__, "sqlstate", "") not in (UNDEFINED_TABLE, UNDEFINED_COLUMN):
            raise
        click.echo(f"tongguan: {EMPTY}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
