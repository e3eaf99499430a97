"""Where the bytes lie: a folder, or any object store that fsspec knows; one object a content.

Nothing is ever visible half-written: a folder gets the file by rename after fsync, an object store by one put.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import fsspec.core
from django.conf import settings
from fsspec.implementations.local import LocalFileSystem

URL_VARIABLE = "TONGGUAN_FILES_URL"


def put(digest: str, content: bytes) -> None:
    """Write the object, replacing what is there: on return the bytes survive a power cut."""
    fs, path = _place(digest)
    if not isinstance(fs, LocalFileSystem):
        fs.pipe_file(path, content)
        return
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=target.parent, prefix=".incoming-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(target.parent)


def get(digest: str) -> bytes | None:
    """The object's bytes as they are now, unchecked; None where there is none."""
    fs, path = _place(digest)
    try:
        return bytes(fs.cat_file(path))
    except FileNotFoundError:
        return None


def remove(digest: str) -> None:
    """Delete the object if it is there."""
    fs, path = _place(digest)
    try:
        fs.rm_file(path)
    except FileNotFoundError:
        return


def older_than(moment: datetime) -> Iterator[str]:
    """The digests of objects written before `moment`, which is aware; half-written ones are removed on the way."""
    fs, root = _root()
    for path, info in fs.find(root, detail=True).items():
        if _written_at(info) >= moment:
            continue
        name = path.rsplit("/", 1)[-1]
        if len(name) == 64:
            yield name
        elif name.startswith(".incoming-"):
            fs.rm_file(path)


def digest_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def _root() -> tuple[Any, str]:
    url = os.environ.get(URL_VARIABLE) or str(Path(settings.DATA_DIR) / "files")
    fs, path = fsspec.core.url_to_fs(url)
    return fs, path.rstrip("/")


def _place(digest: str) -> tuple[Any, str]:
    fs, root = _root()
    return fs, f"{root}/{digest[:2]}/{digest[2:4]}/{digest}"


def _written_at(info: dict[str, Any]) -> datetime:
    """Object stores call it LastModified, folders mtime; without either the object counts as new."""
    stamp = info.get("LastModified") or info.get("mtime") or info.get("created")
    if isinstance(stamp, (int, float)):
        return datetime.fromtimestamp(stamp, UTC)
    return stamp if isinstance(stamp, datetime) else datetime.now(UTC)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, up to the store's root."""
    for each in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
