"""A kiosk's document scanner, pretended: the local endpoint that kiosk pages ask, and a way to lay a document on it.

    python -m tongguan.simulator.document_scanner --origin http://127.0.0.1:8000
    curl -X POST -d '{"mrz": "P<UTO…\\nL898902C3…"}' http://127.0.0.1:8917/v1/document

The protocol is in docs/operators/traveller-declarations.md; a real scanner's program speaks it too.
"""

from __future__ import annotations

import json
import queue
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import click

PORT = 8917
WAIT_S = 20.0
MOST_BYTES = 2_000
PATH = "/v1/document"


class Scanner(ThreadingHTTPServer):
    """Documents laid on it, each given out once; `origin` is the only page that may ask."""

    daemon_threads = True

    def __init__(self, origin: str, port: int = PORT, wait_s: float = WAIT_S) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.origin, self.wait_s = origin, wait_s
        self.laid: queue.Queue[str] = queue.Queue(maxsize=8)


class Handler(BaseHTTPRequestHandler):
    """`GET /v1/document`: 200 with the next document, or 204 when none came in time."""

    server: Scanner

    def do_GET(self) -> None:
        """Wait for a document."""
        if self.path != PATH:
            self._answer(404)
            return
        try:
            self._answer(200, {"mrz": self.server.laid.get(timeout=self.server.wait_s)})
        except queue.Empty:
            self._answer(204)

    def do_POST(self) -> None:
        """Lay a document on the scanner; only this machine's own programs may, no page."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != PATH or "Origin" in self.headers or not 0 < length <= MOST_BYTES:
            self._answer(403)
            return
        try:
            mrz = json.loads(self.rfile.read(length))["mrz"]
            self.server.laid.put_nowait(str(mrz))
        except (ValueError, KeyError, TypeError, queue.Full):
            self._answer(422)
            return
        self._answer(202)

    def _answer(self, status: int, body: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode() if body else b""
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", self.server.origin)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written down."""


@click.command()
@click.option("--origin", required=True, help="Address of the house, whose kiosk page may ask.")
@click.option("--port", default=PORT, show_default=True)
def main(origin: str, port: int) -> None:
    """Pretend a kiosk's document scanner on this machine."""
    with Scanner(origin, port) as scanner:
        click.echo(f"http://127.0.0.1:{port}{PATH}")
        scanner.serve_forever()


if __name__ == "__main__":
    main()
