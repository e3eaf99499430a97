"""PostgreSQL's settings, derived from the machine: the arithmetic is here to be seen."""

from __future__ import annotations

import os

MEBIBYTE = 1024 * 1024


def machine_memory_bytes() -> int:
    """Physical memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def memory_settings(memory_bytes: int, connections: int) -> dict[str, str]:
    """Shares of a machine that also runs web, worker and browser.

    On 24 GiB and 100 connections: shared_buffers 24/8 = 3 GiB; effective_cache_size 24/2 = 12 GiB (what the
    kernel may cache, nothing is reserved); maintenance_work_mem 24/64 = 384 MiB; work_mem 24 GiB/4/100/4 =
    15 MiB, so that a quarter of memory would hold four sorts in each of 100 connections.
    """
    mebibytes = memory_bytes // MEBIBYTE

    def share(divisor: int, least: int, most: int) -> str:
        return f"{max(least, min(most, mebibytes // divisor))}MB"

    return {
        "shared_buffers": share(8, 128, 8192),
        "effective_cache_size": share(2, 256, 1 << 20),
        "maintenance_work_mem": share(64, 64, 1024),
        "work_mem": share(4 * connections * 4, 4, 64),
    }


def server_settings(
    memory_bytes: int, cores: int, *, durable: bool = True, connections: int = 100
) -> dict[str, str]:
    """All settings that differ from PostgreSQL's own.

    `durable=False` gives up crash safety for speed: for test databases alone.
    """
    settings = {
        "max_connections": str(connections),
        **memory_settings(memory_bytes, connections),
        "max_parallel_workers": str(max(1, cores)),
        "max_parallel_workers_per_gather": str(max(0, cores // 2)),
        "random_page_cost": "1.1",  # solid-state storage
        "jit": "off",  # short queries: compiling costs more than it saves
        "max_wal_size": "2GB",
        "wal_compression": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "password_encryption": "scram-sha-256",
        "client_connection_check_interval": "5s",  # a killed client's long query ends
        "idle_in_transaction_session_timeout": "10min",
        "logging_collector": "on",
        "log_filename": "server-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_line_prefix": "%m [%p] %u@%d ",
    }
    if not durable:
        settings |= {
            "shared_buffers": "128MB",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum_naptime": "10min",
        }
    return settings
