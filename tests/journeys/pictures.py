"""Pictures of the main pages for the documentation, from a demonstration that runs.

    tongguan demo --port 8400        (in one shell; let it play for a minute)
    python -m tests.journeys.pictures http://127.0.0.1:8400 docs/pictures

Needs Debian's Chromium. Pictures are reduced to a palette, so that each stays under 250 kB.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.person import Person
from tongguan.cli.demonstration import PASSWORD

DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}
TALL = {"width": 1440, "height": 1500}
PHONE = {"width": 390, "height": 844}
LARGEST_BYTES = 250_000
COLOURS = (256, 128, 64, 32)

# Name, who, the browser's language, size, address; `{…}` is the first link of that kind on the page before it.
PICTURES = (
    ("queue", "cashier", "zh-CN", DESK, "/work/", ""),
    ("queue-en", "cashier", "en-US", DESK, "/work/", ""),
    ("declaration-form", "trader", "zh-CN", DESK, "/declarations/new/", ""),
    ("declaration", "trader", "zh-CN", DESK, "/cases/declaration/?state=released", "tbody [data-row] a"),
    ("inspection-phone", "inspector*", "zh-CN", PHONE, "/inspect/", "[data-task]"),
    ("image-review", "analyst*", "zh-CN", DESK, "/work/", "[data-row-open][href*=image_review]"),
    ("wall", "commander", "zh-CN", WALL, "/wall/", ""),
    ("wall-en", "commander", "en-US", WALL, "/wall/", ""),
    ("command", "commander", "zh-CN", DESK, "/command/", ""),
    ("laboratory", "signatory", "zh-CN", DESK, "/quarantine/", ""),
    ("laboratory-run", "signatory", "zh-CN", TALL, "/cases/lab_run/?f.state=approved", "tbody [data-row] a"),
    ("lanes", "quarantine", "zh-CN", DESK, "/lanes/", ""),
    ("traveller-hit", "airport", "zh-CN", DESK, "/travellers/hits/", "tbody [data-row] a"),
    ("traveller-flight", "airport", "zh-CN", DESK, "/traveller-flights/", "tbody [data-row] a"),
    ("instruments", "signatory", "en-US", DESK, "/measurement/", ""),
    ("draws", "", "zh-CN", DESK, "/draws/", ""),
    ("draw", "", "en-US", DESK, "/draws/", "tbody a.code"),
)
LOAD = {"inspector*": ("inspector", "inspector2", "inspector3", "inspector4"),
        "analyst*": ("analyst", "analyst2", "analyst3")}  # fmt: skip


def main(address: str, folder: Path, wanted: set[str]) -> int:
    """Take the pictures; how many could not be taken is the exit status."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    missed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, who, language, size, path, link in PICTURES:
            if wanted and name not in wanted:
                continue
            picture = taken(browser, address, LOAD.get(who, (who,)), language, size, path, link)
            if picture is None:
                print(f"{name}: nothing to be seen at {path} {link}")
                missed += 1
            else:
                reduced = smaller(picture)
                (folder / f"{name}.png").write_bytes(reduced)
                print(f"{name}: {len(reduced) // 1000} kB")
        browser.close()
    return missed


def taken(
    browser: Any,
    address: str,
    people: tuple[str, ...],
    language: str,
    size: dict[str, int],
    path: str,
    link: str,
) -> bytes | None:
    """The page as the first of these people sees it who has something to see."""
    for who in people:
        one = Person(browser, address, language, viewport=size, device_scale_factor=1)
        try:
            if who:
                one.sign_in(who, PASSWORD)
            one.go(path)
            if link:
                if not one.page.locator(link).count():
                    continue
                one.page.locator(link).first.click()
                one.page.wait_for_load_state("load")
            one.page.wait_for_timeout(3000)
            one.looks_right()
            picture: bytes = one.page.screenshot()
            return picture
        finally:
            one.leave()
    return None


def smaller(picture: bytes) -> bytes:
    """A PNG with a palette, with as many colours as fit."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    out = b""
    for colours in COLOURS:
        held = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
        out = held.getvalue()
        if len(out) <= LARGEST_BYTES:
            break
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), set(sys.argv[3:])))
