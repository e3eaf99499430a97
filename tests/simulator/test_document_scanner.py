"""The pretended scanner speaks the documented local protocol."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request

import pytest

from tongguan.simulator.document_scanner import PATH, Scanner


@pytest.fixture
def scanner():
    with Scanner("http://house", port=0, wait_s=0.2) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_port}{PATH}"
        found.shutdown()


def test_a_document_is_given_once(scanner):
    laid = urllib.request.Request(scanner, json.dumps({"mrz": "P<UTO"}).encode())
    assert urllib.request.urlopen(laid).status == 202
    answer = urllib.request.urlopen(scanner)
    assert json.loads(answer.read()) == {"mrz": "P<UTO"}
    assert answer.headers["Access-Control-Allow-Origin"] == "http://house"
    assert urllib.request.urlopen(scanner).status == 204


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"{}", {}), (b"x", {}), (b'{"mrz": "P"}', {"Origin": "http://evil"}), (b"x" * 3000, {})],
)
def test_pages_lay_nothing_and_nonsense_is_refused(scanner, body, headers):
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(urllib.request.Request(scanner, body, headers))
