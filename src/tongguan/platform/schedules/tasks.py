"""The one job of schedules."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tongguan.platform.schedules.actions import perform


@app.task(name="schedules.run", queue="schedules")
def run(run_id: int) -> None:
    """Do one planned run."""
    perform(run_id)
