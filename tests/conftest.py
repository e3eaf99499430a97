"""What every test shares: the database server, and no network but this machine's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent
REAL_INPUTS = REPOSITORY.parent / "shared"
WHOLE_HOUSES = ("tests/journeys/", "tests/cli/test_")

settings.register_profile("house", deadline=None)  # tests never assert seconds, hypothesis' own included
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """The Chinese words, before any process reads them."""
    from tongguan.platform.ui.interface import compile_translations

    compile_translations()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole houses first: they take longest and use no database of the tests, so no worker waits for one at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE_HOUSES))


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The embedded server, started once; a second process joins it."""
    from tongguan.platform.database.interface import running_database

    with running_database(durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None, django_db_modify_db_settings_parallel_suffix: None):
    """pytest-django creates its databases after this."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Pages that streamed leave connections behind, which would keep the test database from being dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def real_inputs() -> Path:
    """The folder of real input files beside the repository; the test is skipped where it is absent."""
    if not REAL_INPUTS.is_dir():
        pytest.skip("needs the folder 'shared' with real input files beside the repository")
    return REAL_INPUTS
