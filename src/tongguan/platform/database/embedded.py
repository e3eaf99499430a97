"""One PostgreSQL server in a private folder, shared by every process that asks for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

from tongguan.engines.problems import Text
from tongguan.platform.database import guard
from tongguan.platform.database.binaries import ENVIRONMENT, Binaries, find_binaries, within_reach
from tongguan.platform.database.cluster import ADMIN_ROLE, make_cluster, read_secret, refuse_other_major
from tongguan.platform.database.contracts import ConnectionSettings
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.locks import is_held, locked, take_lock
from tongguan.platform.database.places import Places, settle
from tongguan.platform.database.server_account import ServerAccount
from tongguan.platform.database.server_settings import machine_memory_bytes, server_settings

ROLE = DATABASE = "tongguan"
SOCKET_PORT = 5432  # names the socket file; nothing listens on TCP unless asked
START_PATIENCE_S = 300.0  # crash recovery of a large database takes its time
POLL_S = 0.02


class EmbeddedPostgres:
    """The server of one data folder.

    `start()` starts it, or joins one that runs; it then lives until the last process that started or joined
    has called `stop()` or has ended, even by `kill -9`. It restarts by itself when it dies. Works as root
    (the server drops to an ordinary account) and as an ordinary user.

    `durable=False` gives up crash safety for speed (tests); `bin_dir` names another PostgreSQL's programs;
    `tcp_port` also listens on 127.0.0.1. Those three matter to the process that really starts the server.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        bin_dir: Path | None = None,
        tcp_port: int | None = None,
    ) -> None:
        self.account = ServerAccount.choose()
        self.places: Places = settle(Path(data_dir), self.account)
        self.durable, self.bin_dir, self.tcp_port = durable, bin_dir, tcp_port
        self._use: int | None = None

    def start(self) -> ConnectionSettings:
        """Start or join; returns when the database accepts work. Raises DatabaseProblem."""
        if self._use is None:
            self._use = take_lock(self.places.locks / "users", shared=True)
        try:
            self.ensure_running()
        except BaseException:
            self.stop()
            raise
        return self.connection()

    def ensure_running(self) -> None:
        """Bring the server back if its guard was killed; wait until it accepts work."""
        with locked(self.places.locks / "starter"):
            deadline = time.monotonic() + START_PATIENCE_S
            while True:
                if not is_held(self.places.locks / "guard"):
                    self._launch()
                if self._wait_ready(deadline):
                    break
            self._make_database()

    def keep_running(self) -> None:
        """Cheap to call every second: brings the server back if its guard was killed."""
        if not is_held(self.places.locks / "guard"):
            self.ensure_running()

    def stop(self, *, force: bool = False) -> None:
        """Leave; the last one out stops the server and waits for its end. `force` stops it for everybody."""
        if force and (pid := self.guard_pid()) is not None:
            os.kill(pid, signal.SIGTERM)
        if self._use is not None:
            os.close(self._use)
            self._use = None
        while is_held(self.places.locks / "guard") and (force or not self._used_by_others()):
            time.sleep(POLL_S)

    def connection(self) -> ConnectionSettings:
        """The application's own role: owner of its database, may create databases, no superuser."""
        return ConnectionSettings(
            DATABASE, ROLE, read_secret(self.places.data_dir / "database.secret"),
            str(self.places.socket_dir), self._port(),
        )  # fmt: skip

    def admin_connection(self) -> ConnectionSettings:
        """The superuser, for what the application's role may not do."""
        return ConnectionSettings(
            "postgres", ADMIN_ROLE, read_secret(self.places.data_dir / "database-admin.secret"),
            str(self.places.socket_dir), self._port(),
        )  # fmt: skip

    def database_url(self) -> str:
        """The address of the application's database, password included."""
        return self.connection().url()

    def binaries(self) -> Binaries:
        """The programs in use, where the server's account can run them."""
        return within_reach(find_binaries(self.bin_dir), self.account, self.places.private)

    def is_running(self) -> bool:
        """Whether a guard lives and its server accepts work."""
        return is_held(self.places.locks / "guard") and self._server_status() == "ready"

    def guard_pid(self) -> int | None:
        """The guard's process id, None if none runs."""
        if not is_held(self.places.locks / "guard"):
            return None
        written = (self.places.locks / "guard").read_text(encoding="ascii").strip()
        return int(written) if written else None

    def postmaster_pid(self) -> int | None:
        """The server's process id as it wrote it, None if there is none."""
        lines = self._pid_file_lines()
        return int(lines[0]) if lines and lines[0].isdigit() else None

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _used_by_others(self) -> bool:
        lock = take_lock(self.places.locks / "users", shared=False, wait=False)
        if lock is None:
            return is_held(self.places.locks / "guard") and not self._guard_is_leaving()
        os.close(lock)
        return False

    def _guard_is_leaving(self) -> bool:
        """The guard takes `users` alone when it stops the server; a shared request then fails too."""
        lock = take_lock(self.places.locks / "users", shared=True, wait=False)
        if lock is None:
            return True
        os.close(lock)
        return False

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.places.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        except OSError:
            return []

    def _port(self) -> int:
        """The running server's own word for it: the socket file is named by it."""
        lines = self._pid_file_lines()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else SOCKET_PORT

    def _server_status(self) -> str:
        lines = self._pid_file_lines()
        return lines[7].strip() if len(lines) > 7 else ""

    def _launch(self) -> None:
        binaries = self.binaries()
        if self.places.cluster.exists():
            refuse_other_major(self.places, binaries)
        else:
            make_cluster(self.places, binaries, self.account, self.admin_connection().password)
        spec = {
            "argv": self._server_command(binaries),
            "env": ENVIRONMENT,
            "cluster": str(self.places.cluster),
            "locks": str(self.places.locks),
            "uid": self.account.uid,
            "gid": self.account.gid,
            "dropped": self.account.dropped,
        }
        with (self.places.log_dir / "start.log").open("wb") as log:
            subprocess.run(
                [sys.executable, "-I", "-S", guard.__file__, json.dumps(spec)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,  # 3: another guard was quicker, which is as good
            )

    def _server_command(self, binaries: Binaries) -> list[str]:
        settings = server_settings(machine_memory_bytes(), os.cpu_count() or 1, durable=self.durable)
        settings |= {
            "listen_addresses": "127.0.0.1" if self.tcp_port else "",
            "port": str(self.tcp_port or SOCKET_PORT),
            "unix_socket_directories": str(self.places.socket_dir),
            "unix_socket_permissions": "0700",
            "log_directory": str(self.places.log_dir),
        }
        command = [binaries.program("postgres"), "-D", str(self.places.cluster)]
        return command + [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _wait_ready(self, deadline: float) -> bool:
        """True when the server answers; False when the guard left meanwhile and a new one is needed."""
        while time.monotonic() < deadline:
            guarded = is_held(self.places.locks / "guard")
            if self._server_status() == "ready" and self._answers():
                return True
            if not guarded:
                if "guard: server ended" in (log := self._start_log()) or "Error" in log:
                    raise self._not_started()
                return False
            time.sleep(POLL_S)
        raise self._not_started()

    def _answers(self) -> bool:
        try:
            with psycopg.connect(
                self.admin_connection().url(), connect_timeout=5, autocommit=True
            ) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise DatabaseProblem(
                    Text(
                        zh=f"{self.places.data_dir} 中的密码与数据库不符。",
                        en=f"The secret in {self.places.data_dir} is not the one of its database.",
                    )
                ) from error
            return False
        return True

    def _start_log(self) -> str:
        try:
            return (self.places.log_dir / "start.log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def _not_started(self) -> DatabaseProblem:
        logs = self.places.log_dir
        return DatabaseProblem(
            Text(
                zh=f"数据库未能启动：{self._start_log()[-1500:]}",
                en=f"The database did not start: {self._start_log()[-1500:]}",
            ),
            Text(zh=f"详见 {logs}。", en=f"More in {logs}."),
        )

    def _make_database(self) -> None:
        """Role and database of the application; creating what exists already is left alone."""
        with psycopg.connect(self.admin_connection().url(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
            connection.execute(
                sql.SQL("{verb} ROLE {role} LOGIN CREATEDB PASSWORD {password}").format(
                    verb=sql.SQL("ALTER" if known else "CREATE"),
                    role=sql.Identifier(ROLE),
                    password=sql.Literal(self.connection().password),
                )
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {name} OWNER {role}").format(
                    name=sql.Identifier(DATABASE), role=sql.Identifier(ROLE)
                )
            )
