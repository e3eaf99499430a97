"""How long does one declaration take from HTTP to durable commit, beside a bare endpoint of the same server?

The floor is a view of the same process that parses the same JSON, applies the same rules and inserts the same rows
(declaration, lines, containers, timeline, audit, outbox) with hand-written SQL in one transaction: no caller to
authenticate, no organisations to look up, no idempotency to answer, no workflow. Requests alternate between the two,
so that both meet the same weather. Run:

    python benchmarks/declarations.py                        # 300 pairs of 20 lines, then 4 clients at once
    python benchmarks/declarations.py --pairs 50 --lines 20

Prints a table and a JSON line. The database is an own one, durable, in a temporary folder.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from measuring import free_port, told

READY_S = 120
SEED = 20
OFFICE = "9901"
PRODUCT, FLOOR = "/api/v1/declarations", "/floor/"
PREPARED = "prepared.json"


def main() -> None:
    """Prepare a house, serve it, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    if given.serve:
        _serve(given.serve)
        return
    folder = tempfile.mkdtemp(prefix="tongguan-benchmark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TONGGUAN_DATA_DIR"] = folder
    from tongguan.platform.database.interface import running_database

    with running_database():
        prepared = _prepare()
        (Path(folder) / PREPARED).write_text(json.dumps(prepared))
        with _server() as address:
            found = _measure(address, prepared, given)
    _print(found)
    told(found, store=given.store)


def _prepare() -> dict[str, str]:
    """Migrate, load codes, make an office, a firm and a person with a token."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tongguan.platform.identity.interface import actor_of, issue_token
    from tongguan.platform.identity.models import Organisation, Position, User
    from tongguan.platform.reference.interface import load_shipped
    from tongguan.simulator.declarations import uscc

    load_shipped()
    office = Organisation.objects.create(code=OFFICE, name_zh="口岸", name_en="Port", kind="customs")
    code = uscc(random.Random(SEED), "440300")
    firm = Organisation.objects.create(
        code="E-1", name_zh="贸易", name_en="Trading", kind="enterprise", uscc=code
    )
    user = User.objects.create(username="declarant")
    Position.objects.create(user=user, organisation=firm, role="declarant", valid_from=date(2020, 1, 1))
    token = issue_token(actor=actor_of(user), user=user, name="benchmark", valid_days=1)
    ids = {"office": str(office.pk), "firm": str(firm.pk)}
    return {"uscc": code, "token": token, **ids}


@contextmanager
def _server() -> Iterator[str]:
    port = free_port()
    child = subprocess.Popen([sys.executable, __file__, "--serve", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            try:
                httpx.get(address + "/accounts/login/", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield address
    finally:
        child.terminate()
        child.wait(timeout=30)


def _serve(port: int) -> None:
    """The product's own application with one more address."""
    import uvicorn
    from django.core.asgi import get_asgi_application
    from django.urls import path

    application = get_asgi_application()
    from tongguan.config import urls

    urls.urlpatterns.append(path(FLOOR.lstrip("/"), _floor_view()))
    uvicorn.run(application, host="127.0.0.1", port=port, lifespan="off", access_log=False, log_level="error")


def _floor_view() -> Any:
    """The bare endpoint."""
    from django.db import connection, transaction
    from django.http import HttpRequest, JsonResponse
    from django.utils import timezone
    from django.views.decorators.csrf import csrf_exempt

    from tongguan.engines.declaration import from_json, validate
    from tongguan.operations.declarations.actions.columns import allot, fill, store_lines
    from tongguan.operations.declarations.models import Declaration
    from tongguan.operations.declarations.queries import DayFacts
    from tongguan.operations.declarations.queries.checks import _lodging
    from tongguan.platform.permissions.interface import PUBLIC, page

    prepared = json.loads((Path(os.environ["TONGGUAN_DATA_DIR"]) / PREPARED).read_text())
    columns = Declaration._meta.concrete_fields
    insert = (
        f"INSERT INTO declarations_declaration ({', '.join(c.column for c in columns)}) "
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )

    @csrf_exempt
    @page(PUBLIC)
    def floor(request: HttpRequest) -> JsonResponse:
        declaration, problems = from_json(request.body)
        if declaration is None or problems:
            return JsonResponse({}, status=422)
        now = timezone.now()
        if validate(declaration, DayFacts(timezone.localdate(now)), _lodging()):
            return JsonResponse({}, status=422)
        case = Declaration(
            submission_id=uuid.uuid4(), state="lodged", version=1, created_at=now, changed_at=now
        )
        case.applicant_id, case.office_id, case.lodged_at = (
            int(prepared["firm"]),
            int(prepared["office"]),
            now,
        )
        fill(case, declaration)
        case.submission_sha256 = case.content_sha256
        told = json.dumps(
            {"content_sha256": case.content_sha256, "lines": case.line_count, "bill": case.bill_number}
        )
        with transaction.atomic(), connection.cursor() as cursor:
            case.pk, sequence, _used = allot(case.customs_office, now.year, case.flow, case.submission_id)
            case.reference = f"D{case.pk:010d}"
            case.declaration_number = f"{case.customs_office}{now.year}{int(case.flow == 'I')}{sequence:09d}"
            store_lines(case)
            values = [c.get_db_prep_save(getattr(case, c.attname), connection) for c in columns]
            cursor.execute(insert, values)
            cursor.execute(
                "INSERT INTO audit_auditentry (at, actor_user_id, actor_name, action, subject_kind, subject_ref, body,"
                " leaf_hash) VALUES (%s, NULL, 'floor', 'declaration.lodge', 'declaration', %s, %s, %s) RETURNING id",
                [now, case.reference, told.encode(), b"\0" * 32],
            )
            entry = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO cases_casestep (workflow, reference, version, transition, source, target, at, actor_name,"
                " receipt, note, data, salt, audit_entry_id)"
                " VALUES ('declaration', %s, 1, 'lodge', '', 'lodged', %s, 'floor', 'L', '', %s, %s, %s)",
                [case.reference, now, told, "0" * 32, entry],
            )
            cursor.execute(
                "INSERT INTO events_outboxevent (topic, subject, payload, created_at, attempts, last_error)"
                " VALUES ('floor.lodged', %s, %s, %s, 0, '')",
                ["declaration/" + case.reference, told, now],
            )
        return JsonResponse(
            {"reference": case.reference, "declaration_number": case.declaration_number}, status=201
        )

    return floor


def _bodies(prepared: dict[str, str], lines: int, count: int) -> list[bytes]:
    from tongguan.engines.declaration import Party, to_json
    from tongguan.simulator.declarations import generate

    home = Party(code=prepared["uscc"], name="贸易", country="CHN")
    bodies = []
    for index in range(count):
        made = generate(random.Random(SEED * 100_000 + index), "I", lines, office=OFFICE)
        bodies.append(to_json(replace(made, consignee=home, owner=home, declarant=home)))
    return bodies


def _post(client: httpx.Client, path: str, body: bytes, token: str) -> float:
    headers = {"Content-Type": "application/json"}
    if path == PRODUCT:
        headers |= {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
    start = time.perf_counter()
    answer = client.post(path, content=body, headers=headers)
    spent = time.perf_counter() - start
    if answer.status_code != 201:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:500]}")
    return spent * 1000


def _measure(address: str, prepared: dict[str, str], given: argparse.Namespace) -> dict[str, Any]:
    warm = 20
    bodies = _bodies(prepared, given.lines, given.pairs + warm)
    spent: dict[str, list[float]] = {PRODUCT: [], FLOOR: []}
    with httpx.Client(base_url=address, timeout=60) as client:
        for index, body in enumerate(bodies):
            for path in (PRODUCT, FLOOR) if index % 2 else (FLOOR, PRODUCT):
                taken = _post(client, path, body, prepared["token"])
                if index >= warm:
                    spent[path].append(taken)
    rows = {}
    for name, path in (("product", PRODUCT), ("floor", FLOOR)):
        times = sorted(spent[path])
        rows[name] = {
            "p50_ms": round(statistics.median(times), 2),
            "p95_ms": round(times[int(len(times) * 0.95)], 2),
            "per_s": round(_rate(address, path, prepared, bodies, given.clients), 1),
        }
    ratio = statistics.median(a / b for a, b in zip(spent[PRODUCT], spent[FLOOR], strict=True))
    return {
        "benchmark": "declarations",
        "lines": given.lines,
        "pairs": given.pairs,
        "clients": given.clients,
        **rows,
        "ratio_p50": round(rows["product"]["p50_ms"] / rows["floor"]["p50_ms"], 2),
        "ratio_of_pairs": round(ratio, 2),
    }


def _rate(address: str, path: str, prepared: dict[str, str], bodies: list[bytes], clients: int) -> float:
    """Declarations a second with several clients, each on its own connection."""
    share = max(1, len(bodies) // clients)

    def work() -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            for body in bodies[:share]:
                _post(client, path, body, prepared["token"])

    threads = [threading.Thread(target=work) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return share * clients / (time.perf_counter() - start)


def _print(found: dict[str, Any]) -> None:
    print(f"{'':<10}{'p50 ms':>10}{'p95 ms':>10}{'per s':>10}")
    for name in ("product", "floor"):
        row = found[name]
        print(f"{name:<10}{row['p50_ms']:>10}{row['p95_ms']:>10}{row['per_s']:>10}")
    print(f"product ÷ floor: {found['ratio_p50']} (medians), {found['ratio_of_pairs']} (median of pairs)")


if __name__ == "__main__":
    main()
