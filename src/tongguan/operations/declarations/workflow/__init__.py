"""The life of a declaration, with the official receipt codes of the Chinese clearance system.

One workflow for a declaration in one step and in two. The stage of the case says which it is: the steps that exist at
some stages only name them, and a step that answers a summary gives the summary's own receipt (Sp…).
"""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.declarations.workflow.deciding import ARRIVAL, EXAMINED, OPENING, REVIEW, ROUTING
from tongguan.operations.declarations.workflow.releasing import CHANGES, RELEASE, TWO_STEPS
from tongguan.operations.declarations.workflow.states import CLOCKS, STATES
from tongguan.platform.cases.interface import Workflow, register

DECLARATION = register(
    Workflow(
        code="declaration",
        title=Text(zh="报关单", en="Goods declaration"),
        model="declarations.Declaration",
        view="declarations.view",
        states=STATES,
        transitions=OPENING + ARRIVAL + ROUTING + REVIEW + EXAMINED + TWO_STEPS + RELEASE + CHANGES,
        clocks=CLOCKS,
    )
)

__all__ = ["DECLARATION"]
