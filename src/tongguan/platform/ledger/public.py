"""What the house shows of its ledger to everybody: signed checkpoints and hashes, never the entries.

Source: C2SP tlog-tiles (`<prefix>/checkpoint`, `<prefix>/tile/…`), so outside monitors and witnesses can read it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tongguan.engines.tlog import MissingTile, parse_tile_path, tile_body
from tongguan.engines.tlog.note import MAX_NOTE_BYTES
from tongguan.engines.tlog.store import TILE_HEIGHT, TILE_WIDTH
from tongguan.platform.ledger.actions import add_cosignature
from tongguan.platform.ledger.enums import KeyPurpose
from tongguan.platform.ledger.keys import keys_of
from tongguan.platform.ledger.queries import full_note, latest_checkpoint
from tongguan.platform.ledger.tilestore import DatabaseTiles
from tongguan.platform.permissions.interface import PUBLIC, Refused, page

PLAIN = "text/plain; charset=utf-8"


@page(PUBLIC)
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest checkpoint with its cosignatures; 404 while nothing is in the ledger."""
    latest = latest_checkpoint()
    if latest is None:
        return HttpResponse(status=404, content_type=PLAIN)
    response = HttpResponse(str(full_note(latest)), content_type=PLAIN)
    response["Cache-Control"] = "no-store"
    return response


@page(PUBLIC)
@require_GET
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes, full or as wide as the latest checkpoint makes it; 404 for anything else, entries too."""
    parsed = parse_tile_path(f"tile/{path}")
    latest = latest_checkpoint()
    if parsed is None or parsed[0] is None or latest is None:
        return HttpResponse(status=404, content_type=PLAIN)
    key, index, width = parsed
    hashes = latest.size >> (TILE_HEIGHT * key.level)
    if index * TILE_WIDTH + width > hashes:
        return HttpResponse(status=404, content_type=PLAIN)
    try:
        body = tile_body(DatabaseTiles(), key, width)
    except MissingTile:
        return HttpResponse(status=404, content_type=PLAIN)
    response = HttpResponse(body, content_type="application/octet-stream")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@page(PUBLIC)
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The verifier keys of the log and its witnesses, one a line: what a receipt is checked against."""
    lines = [str(key) for purpose in (KeyPurpose.LOG, KeyPurpose.WITNESS) for key in keys_of(purpose)]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=PLAIN)


@csrf_exempt
@page(PUBLIC)
@require_POST
def cosign(request: HttpRequest) -> HttpResponse:
    """Take a checkpoint note with a witness's signature; the signature is the credential."""
    body = request.read(MAX_NOTE_BYTES + 1)
    try:
        names = add_cosignature(body)
    except Refused as error:
        problems = [{"code": p.code, "zh": p.message.zh, "en": p.message.en} for p in error.problems]
        return JsonResponse({"errors": problems}, status=error.status)
    return JsonResponse({"witnesses": names}, status=201)
