"""A laboratory that may work today."""

import pytest

from tests.factories.quarantine import laboratory
from tests.factories.world import World


@pytest.fixture
def lab(world) -> World:
    return laboratory(world)
