"""How many pictures of machine-readable zones are read right, wrong or not at all, and at what cost.

    python benchmarks/mrz.py FOLDER [--store]

FOLDER holds pictures and `truth.json` (for each name the lines as printed). Every picture is read as it is and spoiled
in eight ways: turned by 7, −25, 90 and 180 degrees, halved, tilted, darkened, packed as JPEG of quality 15. Counted are
zones that validate and are exactly what is printed, exact ones (valid or not), and valid but wrong ones, with
Wilson's 95 % interval for the first; processor seconds are of this process, one thread.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
from measuring import told
from PIL import Image

from tongguan.engines.mrz.picture import read_picture
from tongguan.engines.targeting import wilson

SMOOTH = Image.Resampling.BICUBIC


def spoiled(page: Image.Image) -> dict[str, Image.Image]:
    """The picture as it is and as it might have been taken."""
    wide, tall = page.size
    corners = (
        -wide * 0.04,
        -tall * 0.03,
        wide * 0.01,
        tall * 1.02,
        wide * 0.99,
        tall * 1.04,
        wide * 1.05,
        -tall * 0.05,
    )
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=15)
    return {
        "as it is": page,
        "turned 7": page.rotate(7, expand=True, fillcolor=(200, 200, 200), resample=SMOOTH),
        "turned -25": page.rotate(-25, expand=True, resample=SMOOTH),
        "turned 90": page.rotate(90, expand=True),
        "turned 180": page.rotate(180),
        "halved": page.resize((wide // 2, tall // 2), Image.Resampling.LANCZOS),
        "tilted": page.transform(
            page.size, Image.Transform.QUAD, corners, resample=SMOOTH, fillcolor=(220, 220, 220)
        ),
        "dark": page.point(lambda value: value * 0.35),
        "JPEG 15": Image.open(packed),
    }


def main() -> None:
    """Read, count, print a table and a JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--store", action="store_true")
    given = options.parse_args()
    cv2.setNumThreads(1)
    truth = json.loads((given.folder / "truth.json").read_text(encoding="utf-8"))
    can = sum(each["check_digits_valid_as_printed"] for each in truth.values())
    rows: dict[str, dict[str, Any]] = {}
    for path in sorted(given.folder.rglob("*")):
        if path.name not in truth:
            continue
        printed = tuple(truth[path.name][key] for key in sorted(truth[path.name]) if key.startswith("line"))
        for name, picture in spoiled(Image.open(path).convert("RGB")).items():
            content = io.BytesIO()
            picture.save(content, "PNG")
            began = time.process_time()
            read = read_picture(content.getvalue()).reading
            row = rows.setdefault(
                name, {"valid_and_exact": 0, "exact": 0, "valid_and_wrong": 0, "cpu_s": 0.0}
            )
            exact = read.lines == printed
            row["valid_and_exact"] += read.valid and exact
            row["exact"] += exact
            row["valid_and_wrong"] += read.valid and not exact
            row["cpu_s"] += (time.process_time() - began) / len(truth)
    print(f"{len(truth)} pictures, {can} of which can validate")
    for name, row in rows.items():
        row["cpu_s"] = round(row["cpu_s"], 3)
        share = wilson(row["valid_and_exact"], can)
        row["interval"] = [round(share.low, 3), round(share.high, 3)]
        print(
            f"{name:12} valid and exact {row['valid_and_exact']:3d}  exact {row['exact']:3d}  "
            f"valid and wrong {row['valid_and_wrong']:3d}  {row['cpu_s']:.2f} CPU-s"
        )
    told({"benchmark": "mrz", "pictures": len(truth), "can_validate": can, "rows": rows}, store=given.store)


if __name__ == "__main__":
    main()
