"""Advisory file locks: the kernel drops them when the holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def take_lock(path: Path, *, shared: bool, wait: bool = True) -> int | None:
    """Open and lock a file; returns the holding descriptor, None if taken (`wait=False`)."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock exclusively."""
    descriptor = take_lock(path, shared=True, wait=False)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock alone for the length of a block."""
    descriptor = take_lock(path, shared=False)
    assert descriptor is not None
    try:
        yield
    finally:
        os.close(descriptor)
