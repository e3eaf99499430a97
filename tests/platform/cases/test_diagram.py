"""The page of workflows is what the declarations say."""

from __future__ import annotations

import pytest

from tests.conftest import REPOSITORY
from tongguan.platform.cases.contracts import Workflow
from tongguan.platform.cases.diagram import mermaid, page
from tongguan.platform.cases.registry import workflows


def test_the_generated_page_is_current() -> None:
    written = (REPOSITORY / "docs" / "workflows.md").read_text()
    assert written == page(workflows()), "run: tongguan cases diagram --write docs/workflows.md"


@pytest.mark.parametrize("kind", workflows(), ids=lambda kind: kind.code)
def test_every_step_is_drawn(kind: Workflow) -> None:
    drawn = mermaid(kind)
    for step in kind.transitions:
        assert f"--> {step.target} : {step.title.zh}" in drawn
