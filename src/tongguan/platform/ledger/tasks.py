"""Jobs of the ledger."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tongguan.platform.ledger.actions import run_verification


@app.task(name="ledger.verify", queue="ledger")
def verify(run_id: int) -> None:
    """Read the whole ledger for a verification run."""
    run_verification(run_id)
