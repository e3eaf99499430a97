"""Workflows as Mermaid state diagrams, for the documentation."""

from __future__ import annotations

from tongguan.platform.cases.contracts import NEW, Group, Relation, Transition, Workflow


def mermaid(workflow: Workflow) -> str:
    """The `stateDiagram-v2` text of a workflow, with who takes each step."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.code} : {state.title.zh} {state.title.en}" for state in workflow.states]
    for step in workflow.transitions:
        for source in step.source:
            start = "[*]" if source == NEW else source
            lines.append(f"    {start} --> {step.target} : {step.title.zh} {step.title.en} ({taker(step)})")
    lines += [f"    {state.code} --> [*]" for state in workflow.states if state.group is Group.CLOSED]
    return "\n".join(lines)


def taker(step: Transition) -> str:
    """Who takes a step, in a few words."""
    if step.who.relation is Relation.SYSTEM:
        return "system"
    words = f"{step.who.relation.value}: {step.who.permission}"
    return words + (f", not who took {', '.join(step.who.other_than)}" if step.who.other_than else "")


def at(step: Transition) -> str:
    """At which stages of a case the step exists, where not at all of them."""
    return f" (stage {', '.join(step.stages)})" if step.stages else ""


def receipts(step: Transition) -> str:
    """The receipt of a step, with those of particular stages."""
    return ", ".join([step.receipt, *(f"{stage}: {code}" for stage, code in step.receipts)])


def page(workflows: tuple[Workflow, ...]) -> str:
    """The Markdown page of all workflows: diagram and steps."""
    parts = [
        "# Workflows\n",
        "Generated from the declarations: `tongguan cases diagram --write docs/workflows.md`.\n",
    ]
    for workflow in workflows:
        parts.append(f"## {workflow.title.zh} · {workflow.title.en} (`{workflow.code}`)\n")
        parts.append(f"```mermaid\n{mermaid(workflow)}\n```\n")
        parts.append("| Step | From → to | Who | Receipt | Form |\n|---|---|---|---|---|")
        for step in workflow.transitions:
            source = ", ".join(s or "new" for s in step.source)
            asked = ", ".join(f.name + ("" if f.required else "?") for f in step.fields)
            parts.append(
                f"| {step.code}{at(step)} | {source} → {step.target} | {taker(step)} | {receipts(step)} | {asked} |"
            )
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"
