"""Making a cluster (PGDATA) and refusing one of another major version."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from tongguan.engines.problems import Text
from tongguan.platform.database.binaries import ENVIRONMENT, Binaries
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.places import Places
from tongguan.platform.database.server_account import ServerAccount

ADMIN_ROLE = "tongguan_admin"
BUILTIN_LOCALE_SINCE = 17

# Nobody gets in without the password, through the socket or from this machine.
ACCESS_RULES = """\
# TYPE  DATABASE  USER  ADDRESS       METHOD
local   all       all                 scram-sha-256
host    all       all   127.0.0.1/32  scram-sha-256
host    all       all   ::1/128       scram-sha-256
"""


def read_secret(path: Path) -> str:
    """The password in a file of mode 0600, made on first use; safe when two ask at once."""
    draft = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(32))
        try:
            os.link(draft, path)  # unlike rename, never replaces another's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise DatabaseProblem(
            Text(zh=f"无法读取 {path}：{error.strerror}。", en=f"{path} cannot be read: {error.strerror}."),
            Text(zh="请用启动数据库的账户运行。", en="Run as the account that started the database."),
        ) from error


def make_cluster(places: Places, binaries: Binaries, account: ServerAccount, password: str) -> None:
    """Run initdb into a draft folder and rename: a killed attempt leaves no half-made cluster."""
    draft = places.private / "cluster.draft"
    if draft.exists():
        shutil.rmtree(draft)
    password_file = places.private / "initdb.password"
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="ascii")
    if account.dropped:
        os.chown(password_file, account.uid, account.gid)
    locale = ["--locale=C.UTF-8"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command = [
        binaries.program("initdb"), "--pgdata", str(draft), "--username", ADMIN_ROLE, "--encoding=UTF8",
        *locale, "--auth=scram-sha-256", "--pwfile", str(password_file), "--data-checksums", "--no-sync",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
            **account.popen_arguments(),  # type: ignore[call-overload]
        )
    finally:
        password_file.unlink()
    if done.returncode:
        raise DatabaseProblem(
            Text(zh=f"无法建立数据库：{done.stderr[-2000:]}", en=f"initdb failed: {done.stderr[-2000:]}")
        )
    (draft / "pg_hba.conf").write_text(ACCESS_RULES, encoding="ascii")
    draft.rename(places.cluster)


def refuse_other_major(places: Places, binaries: Binaries) -> None:
    """A cluster is read by its own major version alone; say how to move its rows."""
    made_by = (places.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by == str(binaries.major):
        return
    raise DatabaseProblem(
        Text(
            zh=f"{places.cluster} 由 PostgreSQL {made_by} 建立，程序为 {binaries.version}，无法打开。",
            en=f"{places.cluster} was made by PostgreSQL {made_by}; "
            f"the programs here are {binaries.version} and cannot open it.",
        ),
        Text(
            zh=f"升级：用装有 PostgreSQL {made_by} 的旧环境执行 `tongguan backup 文件`，"
            f"把 {places.private} 改名保留，再用新环境执行 `tongguan restore 文件`。",
            en=f"To upgrade: run `tongguan backup FILE` in the old installation (PostgreSQL {made_by}), "
            f"rename {places.private} to keep it, then `tongguan restore FILE` with the new one.",
        ),
    )
