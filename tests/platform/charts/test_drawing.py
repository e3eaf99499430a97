"""Charts: one declaration for page and paper, nothing from outside, nothing that a strict page forbids."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import tongguan
from tongguan.platform.charts.drawing import _DRAWER, COLOURS, Drawer
from tongguan.platform.charts.interface import Surface, colour, draw

TOKENS = Path(next(iter(tongguan.__path__))) / "platform/ui/static/ui/tokens.css"


def spec(**more: Any) -> dict[str, Any]:
    return {
        "width": 300,
        "height": {"step": 20},
        "data": {"values": [{"step": "审单 <b>", "hours": 2.5}, {"step": "查验", "hours": 5}]},
        "mark": {"type": "bar", "color": colour("chart-2")},
        "encoding": {
            "y": {"field": "step", "type": "nominal"},
            "x": {"field": "hours", "type": "quantitative"},
        },
        **more,
    }


def texts(svg: str) -> list[str]:
    return [str(each.text) for each in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_page_and_paper_are_the_same_chart_in_other_colours() -> None:
    page, paper = draw(spec(), Surface.PAGE), draw(spec(), Surface.PAPER)
    assert texts(page) == texts(paper)
    assert {"审单 <b>", "查验"} <= set(texts(page))
    assert 'fill="var(--chart-2)"' in page
    assert COLOURS["chart-2"][1] in paper
    assert "var(" not in paper
    assert draw(spec(), Surface.PAGE) == page


def test_a_page_gets_no_literal_colour_style_or_script() -> None:
    page = draw(spec(), Surface.PAGE)
    assert not re.findall(r'(?:fill|stroke)="#[0-9a-f]+"', page)
    assert not re.search(r"style=|<script|<style|href=|http(?!://www\.w3\.org/)", page)


def test_colours_on_paper_are_the_light_ones_of_the_tokens() -> None:
    css = TOKENS.read_text()
    for name, (_stand_in, on_paper) in COLOURS.items():
        assert f"--{name}: light-dark({on_paper}," in css, name


def test_nothing_is_fetched() -> None:
    with pytest.raises(ValueError, match=r"(?i)not allowed|data"):
        draw(spec(data={"url": "http://127.0.0.1:1/x.json"}), Surface.PAGE)


def test_a_drawing_process_that_died_is_replaced() -> None:
    first = draw(spec(width=311), Surface.PAGE)
    process = _DRAWER._process
    assert process is not None
    process.kill()
    process.wait()
    assert draw(spec(width=312), Surface.PAGE)
    assert _DRAWER._process is not process
    assert draw(spec(width=311), Surface.PAGE) == first


def test_one_that_takes_too_long_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongguan.platform.charts.drawing.LIMIT_S", 0)
    mine = Drawer()
    with pytest.raises(RuntimeError, match="died"):
        mine.ask('{"spec": {}, "config": {}}')
    assert mine._process is None


def test_it_ends_with_its_caller() -> None:
    mine = Drawer()
    process = mine._running()
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert process.stdout is not None
    process.stdout.close()


def test_a_chart_is_drawn_while_other_threads_work() -> None:
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(lambda width: draw(spec(width=width), Surface.PAGE), (320, 321, 322)))
    assert len(set(drawn)) == 3
