"""Every test begins without an index in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tongguan.operations.travellers.queries.watch import forget


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget()
    yield
    forget()
