"""Where the data lies: one data folder, and inside it what belongs to the server's account alone."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from tongguan.engines.problems import Text
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.server_account import ServerAccount

DATA_DIR_VARIABLE = "TONGGUAN_DATA_DIR"
SOCKET_PATH_LIMIT_BYTES = 107  # sockaddr_un.sun_path holds 108 with the closing NUL
SOCKET_NAME = ".s.PGSQL.65535"  # the longest there is


def default_data_dir() -> Path:
    """$TONGGUAN_DATA_DIR, else the nearest `.tongguan` of the caller at or above the current folder.

    Looking upwards (as version control does) lets every verb work from any folder of the installation; only
    a folder that belongs to the caller counts, so nobody can plant one. Without any: `.tongguan` right here.
    """
    wanted = os.environ.get(DATA_DIR_VARIABLE)
    if wanted:
        return Path(wanted).expanduser().resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        candidate = folder / ".tongguan"
        if candidate.is_dir() and candidate.stat().st_uid == os.geteuid():
            return candidate
    return here / ".tongguan"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one embedded server.

    `data_dir` belongs to the caller and holds secrets and locks; `private` (0700) belongs to the server's
    account and holds `cluster` (PGDATA) and `log`; `socket_dir` (0700) holds the unix socket. `notice` says
    so when something could not lie inside `data_dir`.
    """

    data_dir: Path
    private: Path
    socket_dir: Path
    notice: Text | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.private / "cluster"

    @property
    def log_dir(self) -> Path:
        """The server's logs, one a weekday, and `start.log` for what is said before logging is up."""
        return self.private / "log"

    @property
    def locks(self) -> Path:
        """Lock files: `starter`, `users`, `guard`."""
        return self.data_dir / "locks"


def settle(data_dir: Path, account: ServerAccount) -> Places:
    """Create the folders and decide where each lies: the same answer for every caller of one data folder."""
    data_dir = data_dir.absolute()
    tag = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    make_data_dir(data_dir, account)
    private, notice = data_dir / "database", None
    if not account.can_enter(data_dir):
        private = Path("/var/lib") / f"tongguan-{tag}"
        notice = Text(
            zh=f"数据库账户无法进入 {data_dir}，数据库文件存放在 {private}（0700）。",
            en=f"The database account cannot enter {data_dir}; the database lies in {private} (0700).",
        )
    private.mkdir(mode=0o700, exist_ok=True)
    account.take(private)
    socket_dir = private / "run"
    if len(os.fsencode(socket_dir / SOCKET_NAME)) > SOCKET_PATH_LIMIT_BYTES:
        socket_dir = Path("/var/lib" if account.dropped else "/tmp") / f"tongguan-{tag}-run"  # noqa: S108
    for folder in (socket_dir, private / "log"):
        folder.mkdir(mode=0o700, exist_ok=True)
        refuse_foreign(folder, account)
        account.take(folder)
    return Places(data_dir, private, socket_dir, notice)


def make_data_dir(data_dir: Path, account: ServerAccount) -> None:
    """Create the data folder: passable for the server's account, readable by the caller alone."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if data_dir.stat().st_uid == os.geteuid():
            data_dir.chmod(0o711 if account.dropped else 0o700)
        (data_dir / "locks").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(
            Text(
                zh=f"无法使用数据目录 {data_dir}：{error.strerror}。",
                en=f"The data folder {data_dir} cannot be used: {error.strerror}.",
            ),
            Text(zh=f"请设置 {DATA_DIR_VARIABLE}。", en=f"Set {DATA_DIR_VARIABLE} to a folder of your own."),
        ) from error


def refuse_foreign(folder: Path, account: ServerAccount) -> None:
    """A folder in a shared place may have been planted: it must belong to us and be no link."""
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid not in (account.uid, os.geteuid()):
        raise DatabaseProblem(
            Text(
                zh=f"{folder} 属于他人，拒绝使用。", en=f"{folder} belongs to somebody else and is not used."
            )
        )
