"""The database engine of the settings: PostgreSQL, joined or started at the first connection.

So any verb of the command line may use the database without saying so, and one that does not never starts it.
"""

from __future__ import annotations

import atexit
import os
import threading
from contextlib import ExitStack
from typing import Any

from django.db.backends.postgresql import base

from tongguan.platform.database.interface import HELD_VARIABLE, running_database

_lock = threading.Lock()
_held: ExitStack | None = None


def hold_server() -> None:
    """Join the embedded server for the rest of this process, once."""
    global _held
    if _held is not None or os.environ.get(HELD_VARIABLE) == "1":
        return
    with _lock:
        if _held is None:
            stack = ExitStack()
            stack.enter_context(running_database())
            atexit.register(stack.close)
            _held = stack


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with the embedded server held while this process lives."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        hold_server()
        return super().get_new_connection(conn_params)
