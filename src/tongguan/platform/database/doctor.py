"""Is this installation fit to work? A list of checks, each with what to do."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tongguan.engines.problems import Text
from tongguan.platform.database.client_programs import connect
from tongguan.platform.database.contracts import ConnectionSettings
from tongguan.platform.database.errors import DatabaseProblem

LEAST_PYTHON = (3, 11)
LEAST_SERVER_MAJOR = 15
LEAST_FREE_BYTES = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` says what to do and is only of interest where `ok` is false."""

    name: str
    ok: bool
    detail: Text
    remedy: Text | None = None


def diagnose(
    connection: ConnectionSettings,
    data_dir: Path,
    *,
    lock: Path | None = None,
    further: Iterable[Callable[[], Check]] = (),
) -> list[Check]:
    """Python, dependencies against a lock file, free disk, database, then `further` checks of other modules.

    A further check that fails to run becomes a finding; the rest still run.
    """
    checks = [check_python(), check_disk(data_dir), check_database(connection)]
    if lock is not None:
        checks.insert(1, check_dependencies(lock))
    for further_check in further:
        try:
            checks.append(further_check())
        except Exception as error:  # a broken check is a finding, not an end
            said = f"{type(error).__name__}: {error}"
            name = getattr(further_check, "__name__", "check")
            checks.append(
                Check(name, False, Text(zh=f"检查未能完成：{said}", en=f"The check failed to run: {said}"))
            )
    return checks


def check_python() -> Check:
    """Python's version."""
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, LEAST_PYTHON))
    return Check(
        "python",
        sys.version_info[:2] >= LEAST_PYTHON,
        Text(zh=f"Python {found}", en=f"Python {found}"),
        Text(zh=f"请安装 Python {wanted} 或更新版本。", en=f"Install Python {wanted} or newer."),
    )


def locked_versions(lock: Path) -> dict[str, set[str]]:
    """The versions a lock file admits, by package; a package that only some platforms need is left out."""
    versions: dict[str, set[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^\\]*)", line)
        if found:
            optional = ";" in found[3] and not installed(found[1])
            if not optional:
                versions.setdefault(found[1].lower(), set()).add(found[2])
    return versions


def installed(name: str) -> str | None:
    """The installed version of a package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def check_dependencies(lock: Path) -> Check:
    """Installed packages against the lock file."""
    remedy = Text(zh="请执行 make install。", en="Run `make install`.")
    try:
        wanted = locked_versions(lock)
    except OSError as error:
        detail = Text(zh=f"无法读取 {lock}：{error.strerror}", en=f"{lock} cannot be read: {error.strerror}")
        return Check("dependencies", False, detail, remedy)
    differing = sorted(
        f"{name} {installed(name) or '—'} ≠ {' / '.join(sorted(versions))}"
        for name, versions in wanted.items()
        if installed(name) not in versions
    )
    if not differing:
        count = len(wanted)
        return Check(
            "dependencies", True, Text(zh=f"{count} 个包与锁定一致", en=f"{count} packages as locked"), remedy
        )
    listed = ", ".join(differing[:10]) + (" …" if len(differing) > 10 else "")
    return Check(
        "dependencies", False, Text(zh=f"与锁定不符：{listed}", en=f"Not as locked: {listed}"), remedy
    )


def check_disk(folder: Path, least_free_bytes: int = LEAST_FREE_BYTES) -> Check:
    """Free disk where the data lies."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    shown = f"{free / 2**30:.1f} GiB"
    return Check(
        "disk",
        free >= least_free_bytes,
        Text(zh=f"{existing} 剩余 {shown}", en=f"{shown} free at {existing}"),
        Text(zh="请清理磁盘或更换数据目录。", en="Free some disk, or move the data folder."),
    )


def check_database(connection: ConnectionSettings) -> Check:
    """The database answers, and is new enough."""
    remedy = Text(
        zh="请启动数据库（tongguan up）或检查 TONGGUAN_DATABASE_URL。",
        en="Start the database (tongguan up) or check TONGGUAN_DATABASE_URL.",
    )
    try:
        with connect(connection) as open_connection:
            found = open_connection.info.server_version // 10_000
            row = open_connection.execute("SELECT pg_database_size(current_database())").fetchone()
    except DatabaseProblem as problem:
        return Check("database", False, problem.message, problem.remedy or remedy)
    megabytes = (row[0] if row else 0) / 1e6
    if found < LEAST_SERVER_MAJOR:
        remedy = Text(
            zh=f"请升级到 PostgreSQL {LEAST_SERVER_MAJOR} 或更新版本。",
            en=f"Use PostgreSQL {LEAST_SERVER_MAJOR} or newer.",
        )
    detail = Text(zh=f"PostgreSQL {found}，{megabytes:.0f} MB", en=f"PostgreSQL {found}, {megabytes:.0f} MB")
    return Check("database", found >= LEAST_SERVER_MAJOR, detail, remedy)
