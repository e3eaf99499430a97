"""Durations of requests: one series a route and method, whatever is asked for."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def series(text: str) -> dict[str, float]:
    """Label text → count of observations."""
    lines = [line for line in text.splitlines() if line.startswith("tongguan_request_seconds_count")]
    return {line.split("{")[1].split("}")[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def scraped(client: Client) -> dict[str, float]:
    return series(client.get("/metrics").content.decode())


def test_requests_are_counted_by_template_and_method(client: Client) -> None:
    before = scraped(client)
    client.get("/cases/declaration/D0000000001/")
    client.get("/cases/declaration/D0000000002/")
    after = scraped(client)
    grown = {labels: count - before.get(labels, 0) for labels, count in after.items()}
    asked = {labels: count for labels, count in grown.items() if count and "cases" in labels}
    assert list(asked.values()) == [2.0]
    assert "D000" not in " ".join(after)


def test_strangers_add_no_labels(client: Client) -> None:
    client.get("/nowhere/0/")
    client.generic("BREW", "/nowhere/0/")
    scraped(client)
    before = set(scraped(client))
    for number in range(5):
        client.get(f"/nowhere/{number}/")
        client.generic(f"BREW{number}", "/nowhere/")
    assert set(scraped(client)) == before
    assert any("unknown" in labels for labels in before)
