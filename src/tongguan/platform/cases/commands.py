"""Shell verbs of cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from tongguan.platform.cases import diagram as drawing
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.cases.registry import model_of, workflows
from tongguan.platform.cases.registry import workflow as workflow_by_code


@click.group(name="cases")
def cases() -> None:
    """Case types and cases.

    \b
    Examples:
      tongguan cases types
      tongguan cases show declaration D-2026-000123 --json
      tongguan cases diagram declaration
    """


@cases.command(name="types")
@click.option("--json", "as_json", is_flag=True, help="A JSON line a type.")
def types(as_json: bool) -> None:
    """List the case types with their states and how many cases are in each.

    \b
    Examples:
      tongguan cases types --json
    """
    for kind in workflows():
        model = model_of(kind)
        counts = {s.code: model.objects.filter(state=s.code).count() for s in kind.states}
        if as_json:
            click.echo(json.dumps({"code": kind.code, "title": kind.title.en, "states": counts}))
        else:
            held = ", ".join(f"{code} {count}" for code, count in counts.items() if count)
            click.echo(f"{kind.code:<16} {kind.title.zh} {kind.title.en}: {held or 'none yet'}")


@cases.command()
@click.argument("workflow")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(workflow: str, reference: str, as_json: bool) -> None:
    """Show the course of one case.

    \b
    Examples:
      tongguan cases show declaration D-2026-000123
    """
    steps = list(CaseStep.objects.filter(workflow=workflow, reference=reference).order_by("version"))
    if not steps:
        click.echo(f"no case {reference} of type {workflow}", err=True)
        sys.exit(1)
    rows = [
        {
            "version": s.version,
            "step": s.transition,
            "from": s.source,
            "to": s.target,
            "at": s.at.isoformat(),
            "actor": s.actor_name,
            "receipt": s.receipt,
        }
        for s in steps
    ]
    if as_json:
        click.echo(
            json.dumps({"workflow": workflow, "reference": reference, "steps": rows}, ensure_ascii=False)
        )
        return
    for row in rows:
        click.echo(
            f"{row['at']}  {row['step']:<22} {row['from'] or '·'} → {row['to']}  {row['receipt']} {row['actor']}"
        )


@cases.command()
@click.argument("workflow", required=False)
@click.option(
    "--write", type=click.Path(path_type=Path), help="Write the page of all workflows to this file."
)
@click.option("--check", type=click.Path(path_type=Path), help="Exit 1 unless this file is current.")
@click.option("--json", "as_json", is_flag=True, help="The diagram as a JSON string.")
def diagram(workflow: str | None, write: Path | None, check: Path | None, as_json: bool) -> None:
    """Draw workflows as Mermaid state diagrams.

    \b
    Examples:
      tongguan cases diagram declaration
      tongguan cases diagram --write docs/workflows.md
    """
    if check is not None:
        current = check.is_file() and check.read_text() == drawing.page(workflows())
        sys.exit(0 if current else 1)
    if write is not None:
        write.write_text(drawing.page(workflows()))
        return
    kinds = [k for k in workflows() if workflow in (None, k.code)]
    if not kinds or (workflow and workflow_by_code(workflow) is None):
        click.echo(f"no case type {workflow}", err=True)
        sys.exit(1)
    for kind in kinds:
        text = drawing.mermaid(kind)
        click.echo(json.dumps({"code": kind.code, "mermaid": text}, ensure_ascii=False) if as_json else text)


commands = [cases]
