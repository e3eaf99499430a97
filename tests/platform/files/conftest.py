"""An evidence store of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongguan.platform.files import queries
from tongguan.platform.permissions.interface import Actor


@pytest.fixture(autouse=True)
def vault_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store's folder; the visibility register is put back afterwards."""
    root = tmp_path / "vault"
    root.mkdir()
    monkeypatch.setenv("TONGGUAN_FILES_URL", str(root))
    monkeypatch.setattr(queries, "_visibility", {})
    return root


@pytest.fixture
def inspector() -> Actor:
    return Actor(kind="person", name="林查验", user_id=7)


@pytest.fixture
def stranger() -> Actor:
    return Actor(kind="person", name="陌生人", user_id=8)
