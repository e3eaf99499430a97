"""The contrast of every pair of colours that meet, computed from the stylesheet itself (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tongguan

TOKENS = Path(tongguan.__file__).parent / "platform" / "ui" / "static" / "ui" / "tokens.css"
TONES = ("good", "warn", "bad", "info", "idle")
GROUNDS = ("paper", "surface", "surface-2")
TEXT = [
    *((text, ground) for text in ("text", "muted", "accent", "accent-strong") for ground in GROUNDS),
    *((text, "accent-soft") for text in ("text", "muted", "accent", "accent-strong")),
    *((tone, ground) for tone in TONES for ground in ("paper", "surface", f"{tone}-soft")),
    *(("text", f"{tone}-soft") for tone in TONES),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-status", "bad"),
    *((text, ground) for text in ("on-ink", "on-ink-muted") for ground in ("ink", "ink-2")),
]
SHAPES = [
    *((shape, ground) for shape in ("line-strong", "focus") for ground in ("paper", "surface")),
    *((f"chart-{n}", "surface") for n in range(1, 6)),
]
WALL_TEXT_RATIO = 7.0
"""The wall is read from five metres: level AAA for its text."""


def _declared(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS.read_text())
    assert block, selector
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block[1]))


def palettes() -> dict[str, dict[str, str]]:
    """Colour by token for light, dark and the wall."""
    root = _declared(":root")
    pairs = {n: m for n, v in root.items() if (m := re.fullmatch(r"light-dark\((\S+), (\S+)\)", v.strip()))}
    light, dark = ({name: match[side] for name, match in pairs.items()} for side in (1, 2))
    wall = {n: v for n, v in _declared('[data-surface="wall"]').items() if v.startswith("#")}
    return {"light": light, "dark": dark, "wall": {**dark, **wall}}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, definitions)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_on_known_values() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "wall"])
def test_text_and_shapes_stand_out(theme: str) -> None:
    colours = palettes()[theme]
    needed = WALL_TEXT_RATIO if theme == "wall" else 4.5
    found = [(a, b, ratio(colours[a], colours[b]), needed) for a, b in TEXT]
    found += [(a, b, ratio(colours[a], colours[b]), 3.0) for a, b in SHAPES]
    weak = [f"{a} on {b}: {got:.2f} < {wanted}" for a, b, got, wanted in found if got < wanted]
    assert not weak, "\n".join(weak)


def test_components_take_their_colours_from_the_tokens() -> None:
    allowed = {"#ffd166", "#12263f", "#6e8098", "#1b57a6", "#ffffff"}
    for sheet in TOKENS.parent.glob("*.css"):
        if sheet != TOKENS:
            used = set(re.findall(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", sheet.read_text()))
            assert used <= allowed, (sheet.name, used - allowed)
