"""One person's program against the public HTTP API, counting what it sees."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE_S = 30.0
RETRY_S = 0.5
MOST_TRIES = 40


@dataclass
class Tally:
    """Requests by outcome, latencies of acknowledged writes in seconds, and things done by name."""

    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    latencies_s: list[float] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """Something was done."""
        self.done[what] = self.done.get(what, 0) + number

    def summary(self) -> dict[str, Any]:
        """Counts and percentiles, JSON-ready."""
        ordered = sorted(self.latencies_s)

        def at(share: float) -> float | None:
            return (
                round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)
                if ordered
                else None
            )

        return {
            "done": dict(sorted(self.done.items())),
            "refused": dict(sorted(self.refused.items())),
            "missing_endpoints": sorted(self.missing),
            "write_ms": {"p50": at(0.5), "p95": at(0.95), "count": len(ordered)},
        }


class Client:
    """A person with a token. Requests are repeated while the house is away; refusals are returned, not raised."""

    def __init__(self, http: httpx.AsyncClient, username: str, token: str, tally: Tally) -> None:
        self.http, self.username, self.tally = http, username, tally
        self.headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **params: Any) -> Any:
        """The JSON of a read, or None where it is missing or refused."""
        response = await self._send("GET", path, params=params)
        return response.json() if response is not None and response.status_code == 200 else None

    async def post(self, path: str, body: Any = None, **given: Any) -> tuple[int, Any]:
        """Status and JSON of a write."""
        started = time.monotonic()
        response = await self._send("POST", path, json=body, **given)
        if response is None:
            return 0, None
        if response.status_code < 300:
            self.tally.latencies_s.append(time.monotonic() - started)
        elif response.status_code == 404 and not given.get("headers"):
            self.tally.missing.add(path.split("?")[0])
        else:
            self._note(response)
        try:
            return response.status_code, response.json()
        except ValueError:
            return response.status_code, None

    def _note(self, response: httpx.Response) -> None:
        try:
            codes = [error["code"] for error in response.json()["errors"]]
        except (ValueError, KeyError, TypeError):
            codes = [f"http.{response.status_code}"]
        for code in codes[:3]:
            self.tally.refused[code] = self.tally.refused.get(code, 0) + 1

    async def _send(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        headers = self.headers | given.pop("headers", {})
        for _attempt in range(MOST_TRIES):
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
