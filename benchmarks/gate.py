"""How soon does a gate know what a receipt is worth: over HTTP, and by itself without a network?

    python benchmarks/gate.py [--receipts 400] [--store]

A house of its own runs (web, worker, PostgreSQL under the supervisor). Travellers declare over the public API; an
officer scans each code with the document beside it, one after another and eight at once, a tenth of them altered by
one character. Without a network the same judgement is the engine's (`tongguan.engines.travel_receipts`) in this
process; the browser's is the same rule in JavaScript, whose milliseconds the gate's page shows. Floor of the offline
judgement: the bare check of an Ed25519 signature.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from faults import house
from measuring import percentiles, told

from tongguan.engines.travel_receipts import judge
from tongguan.simulator.lanes.declaring import declared
from tongguan.simulator.lanes.people import zone
from tongguan.simulator.people import read_people

SCANS = "/api/v1/passenger-declarations/gate/scans"
KEYS = "/api/v1/passenger-declarations/keys"
AT_ONCE, ALTERED_SHARE = 8, 0.1
OFFICER = "airport"


def main() -> None:
    """Declare, scan, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--receipts", type=int, default=400)
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tongguan-gate-") as folder,
        house(Path(folder) / "house") as place,
    ):
        people = {p.username: p for p in read_people(place.data_dir / "demonstration" / "tokens.json")}
        found = measured(place.url, people[OFFICER].token, given.receipts)
    told({"benchmark": "gate", **found}, store=given.store)


def measured(url: str, token: str, count: int) -> dict[str, Any]:
    """Times in milliseconds, and what was said."""
    rng = random.Random(5)
    zones = [zone(rng) for _each in range(count)]
    codes = asyncio.run(declare_all(url, zones))
    scans = [
        (code if rng.random() >= ALTERED_SHARE else altered(rng, code), mrz)
        for code, mrz in zip(codes, zones, strict=True)
        if code
    ]
    half = len(scans) // 2
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
        alone = [scan(http, *each) for each in scans[:half]]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            together = list(threads.map(lambda each: scan(http, *each), scans[half:]))
        keys = [bytes.fromhex(each) for each in http.get(KEYS).json()]
    said = [reason for _ms, reason in alone + together]
    return {
        "receipts": len(scans),
        "said": {reason: said.count(reason) for reason in sorted(set(said))},
        "online_alone_ms": percentiles([ms for ms, _reason in alone], 1),
        f"online_{AT_ONCE}_at_once_ms": percentiles([ms for ms, _reason in together], 1),
        "offline": offline(scans, keys),
    }


async def declare_all(url: str, zones: list[str]) -> list[str]:
    """The codes of the receipts; empty where none was given."""
    async with httpx.AsyncClient(base_url=url) as http:
        return [await declared(http, mrz) for mrz in zones]


def altered(rng: random.Random, code: str) -> str:
    """One character another."""
    at = rng.randrange(3, len(code))
    return code[:at] + rng.choice([char for char in "0123456789" if char != code[at]]) + code[at + 1 :]


def scan(http: httpx.Client, code: str, document: str) -> tuple[float, str]:
    """Milliseconds on the wall, and the reason."""
    began = time.perf_counter()
    answer = http.post(SCANS, json={"code": code, "document": document, "gate": "G1"})
    spent = (time.perf_counter() - began) * 1000
    answer.raise_for_status()
    return spent, answer.json()["reason"]


def offline(scans: list[tuple[str, str]], keys: list[bytes]) -> dict[str, Any]:
    """Processor microseconds of the judgement without a network, beside the bare signature."""
    now = datetime.now(UTC)
    spent = []
    for code, _document in scans:
        began = time.process_time()
        judge(code, tuple(keys), now)
        spent.append((time.process_time() - began) * 1e6)
    key, message, bare = Ed25519PublicKey.from_public_bytes(keys[0]), bytes(60), []
    for _each in range(200):
        began = time.process_time()
        try:
            key.verify(bytes(64), message)
        except Exception:
            bare.append((time.process_time() - began) * 1e6)
    return {"judge_cpu_us": percentiles(spent, 1), "signature_alone_cpu_us": percentiles(bare, 1)}


if __name__ == "__main__":
    main()
