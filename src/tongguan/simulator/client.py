"""One person's program against the public HTTP API, counting what it sees."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE_S = 30.0
RETRY_S = 0.5
MOST_TRIES = 120


@dataclass
class Tally:
    """Things done by name, refusals by code, endpoints the house does not have, latencies of acknowledged writes
    in seconds, and requests repeated because the house was away."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    missing: set[str] = field(default_factory=set)
    latencies_s: list[float] = field(default_factory=list)
    repeated: int = 0

    def count(self, what: str, number: int = 1) -> None:
        """Something was done."""
        self.done[what] += number

    def summary(self) -> dict[str, Any]:
        """Counts and percentiles, JSON-ready."""
        ordered = sorted(self.latencies_s)

        def at(share: float) -> float | None:
            if not ordered:
                return None
            return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)

        return {
            "done": dict(sorted(self.done.items())),
            "refused": dict(sorted(self.refused.items())),
            "missing_endpoints": sorted(self.missing),
            "repeated_requests": self.repeated,
            "write_ms": {"p50": at(0.5), "p95": at(0.95), "count": len(ordered)},
        }


class Client:
    """A person with a token. Requests are repeated while the house is away; refusals are returned, not raised.

    A write that is repeated needs an Idempotency-Key, or a version in its body: both make the house do it once.
    """

    def __init__(self, http: httpx.AsyncClient, username: str, token: str, tally: Tally) -> None:
        self.http, self.username, self.tally = http, username, tally
        self.headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **params: Any) -> Any:
        """The JSON of a read, or None where it is missing or refused."""
        response = await self._send("GET", path, params=params)
        if response is None or response.status_code != 200:
            self._note(path, response)
            return None
        return response.json()

    async def post(self, path: str, body: Any = None, **given: Any) -> tuple[int, Any]:
        """Status and JSON of a write; `given` are httpx's arguments (headers, files, data). 0: no answer."""
        started = time.monotonic()
        response = await self._send("POST", path, json=body, **given)
        if response is None:
            return 0, None
        if response.status_code < 300:
            self.tally.latencies_s.append(time.monotonic() - started)
        else:
            self._note(path, response)
        return response.status_code, _json(response)

    def _note(self, path: str, response: httpx.Response | None) -> None:
        """Count a refusal by its codes; an address without an answer of the API is an endpoint that is missing."""
        if response is None:
            self.tally.refused["no_answer"] += 1
            return
        told = _json(response)
        errors = told.get("errors") if isinstance(told, dict) else None
        if response.status_code == 404 and errors is None:
            self.tally.missing.add(path)
            return
        codes = [str(error.get("code", "")) for error in errors or ()] or [f"http.{response.status_code}"]
        self.tally.refused.update(codes[:3])

    async def _send(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        headers = self.headers | given.pop("headers", {})
        for attempt in range(MOST_TRIES):
            self.tally.repeated += attempt > 0
            try:
                response = await self.http.request(
                    method, f"/api/v1{path}", headers=headers, timeout=PATIENCE_S, **given
                )
            except httpx.HTTPError:
                await asyncio.sleep(RETRY_S)
                continue
            if response.status_code < 500:
                return response
            await asyncio.sleep(RETRY_S)
        return None


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
