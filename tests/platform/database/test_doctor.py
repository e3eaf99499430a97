"""The doctor names what is wrong and what to do."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.database.doctor import check_dependencies, check_disk, check_python, locked_versions
from tongguan.platform.database.interface import Check, ConnectionSettings, EmbeddedPostgres, diagnose


def test_a_healthy_installation(server: EmbeddedPostgres, folder: Path) -> None:
    lock = folder / "core.txt"
    lock.write_text(f"# a lock\npsycopg[binary]=={version('psycopg')} \\\n    --hash=sha256:00\n")

    def migrations() -> Check:
        return Check("migrations", True, Text(zh="已全部执行", en="all applied"))

    checks = diagnose(server.connection(), folder, lock=lock, further=[migrations])
    assert [check.name for check in checks] == ["python", "dependencies", "disk", "database", "migrations"]
    assert all(check.ok for check in checks)
    assert "PostgreSQL" in checks[3].detail.zh


def test_a_database_out_of_reach_is_a_finding_with_a_remedy(folder: Path) -> None:
    nowhere = ConnectionSettings("x", "x", "secret-word", str(folder / "nowhere"))
    found = diagnose(nowhere, folder)[-1]
    assert (found.name, found.ok) == ("database", False)
    assert found.remedy is not None
    assert "secret-word" not in found.detail.en


def test_a_broken_check_is_a_finding(folder: Path) -> None:
    def heartbeat() -> Check:
        raise RuntimeError("no table")

    found = diagnose(ConnectionSettings("x", "x", "", str(folder)), folder, further=[heartbeat])[-1]
    assert (found.name, found.ok) == ("heartbeat", False)
    assert "no table" in found.detail.en


@pytest.mark.parametrize(
    ("lock", "ok"),
    [
        ("psycopg==0.0.1 \\\n", False),
        ("not-a-package-of-ours==1.0 \\\n", False),
        ("not-a-package-of-ours==1.0 ; sys_platform == 'win32' \\\n", True),
        (f"psycopg==0.0.1 ; python_full_version < '3' \\\npsycopg=={version('psycopg')} ; x\n", True),
    ],
)
def test_the_lock_is_compared(folder: Path, lock: str, ok: bool) -> None:
    path = folder / "core.txt"
    path.write_text(lock)
    assert check_dependencies(path).ok is ok


def test_a_missing_lock_is_a_finding(folder: Path) -> None:
    assert not check_dependencies(folder / "missing.txt").ok
    (folder / "empty.txt").write_text("# nothing\n    --hash=sha256:00\n")
    assert locked_versions(folder / "empty.txt") == {}


def test_disk_and_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_disk(folder / "not" / "yet", least_free_bytes=1).ok
    assert not check_disk(folder, least_free_bytes=10**18).ok
    assert check_python().ok
    monkeypatch.setattr("sys.version_info", (3, 10, 1))
    assert not check_python().ok
