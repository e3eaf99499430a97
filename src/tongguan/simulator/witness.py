"""A witness of draws: commits to randomness of its own while a round is open, and opens it after the cut-off."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from tongguan.engines.draw import commitment_of
from tongguan.simulator.client import Client

LOOK_S = 0.4
SECRET_BYTES = 32


async def witness(client: Client) -> None:
    """For ever: take part in every round that is open."""
    mine: dict[str, tuple[bytes, bytes]] = {}
    while (party := await client.get("/draws/party")) is None:
        await asyncio.sleep(30)
    while True:
        rounds = await client.get("/draws", running="true") or []
        for each in rounds:
            await take_part(client, party["party"], each, mine)
        for gone in mine.keys() - {each["id"] for each in rounds}:
            del mine[gone]
        await asyncio.sleep(LOOK_S)


async def take_part(
    client: Client, party: str, each: dict[str, Any], mine: dict[str, tuple[bytes, bytes]]
) -> None:
    """Commit to an open round once; reveal once it is committed. A round that takes neither is left alone."""
    name = each["id"]
    if each["state"] == "open" and name not in mine and party not in each["parties"]:
        # True randomness: what a witness adds must not follow from the simulator's seed.
        secret, nonce = secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES)
        commitment = commitment_of(name, party, secret, nonce)
        status, _answer = await client.post(f"/draws/{name}/commit", {"commitment": commitment})
        if status == 201:
            mine[name] = (secret, nonce)
            client.tally.count("draw.committed")
    elif each["state"] in ("committed", "revealed") and name in mine:
        secret, nonce = mine[name]
        status, _answer = await client.post(
            f"/draws/{name}/reveal", {"secret": secret.hex(), "nonce": nonce.hex()}
        )
        if status == 201:
            del mine[name]
            client.tally.count("draw.revealed")
