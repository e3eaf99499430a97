"""A process of its own that draws: vl-convert holds Python's lock while its JavaScript engine works, and 100 MB.

Run by `drawing`: one JSON line in (`spec`, `config`), one out (`svg` or `error`). It ends with its caller, because its
input then ends, and when nothing was asked for IDLE_S, so that its memory is given back.
"""

from __future__ import annotations

import json
import select
import sys
from pathlib import Path
from typing import Any

VL_VERSION = "5.21"
IDLE_S = 300


def main() -> None:
    """Draw until the input ends or nobody asks any more."""
    import noto_cjk_sans_otc
    import vl_convert

    vl_convert.register_font_directory(str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent))
    while select.select([sys.stdin.buffer], [], [], IDLE_S)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        sys.stdout.buffer.write(json.dumps(answer(vl_convert, json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


def answer(vl_convert: Any, asked: dict[str, Any]) -> dict[str, str]:
    """The chart, or what the library says is wrong with the declaration; nothing is fetched for it."""
    try:
        svg = vl_convert.vegalite_to_svg(
            asked["spec"], vl_version=VL_VERSION, config=asked["config"], allowed_base_urls=[]
        )
    except ValueError as error:
        return {"error": str(error)[:500]}
    return {"svg": svg}


if __name__ == "__main__":
    main()
