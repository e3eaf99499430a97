"""What is written in Python instead of a template: every word from outside is escaped, the shape stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from tongguan.engines.problems import Text
from tongguan.platform.ui import markup, work
from tongguan.platform.ui.contracts import Proof, QueueEntry, TimelineStep, Tone
from tongguan.platform.ui.interface import DateTimeColumn, MoneyColumn, NumberColumn, StatusColumn, TextColumn

HOSTILE = '"><script>alert(1)</script>'
AT = datetime(2026, 1, 31, 16, 5, tzinfo=UTC)


def harmless(html: object) -> None:
    assert isinstance(html, SafeString), "templates would escape it again"
    assert "<script" not in html
    assert '">&lt;' not in html, "a quote ended an attribute"
    assert "&lt;script&gt;" in html


def test_words_from_outside_are_escaped_everywhere() -> None:
    both = Text(zh=HOSTILE, en=HOSTILE)
    harmless(markup.badge(both, HOSTILE))
    harmless(markup.button(both, name=HOSTILE, value=HOSTILE, opens=HOSTILE, confirm=both, hotkey=HOSTILE))
    harmless(markup.button(both, url=HOSTILE, kind=HOSTILE))
    entry = QueueEntry(HOSTILE, HOSTILE, both, Tone.BAD, "clock", both, AT, AT, HOSTILE, HOSTILE)
    harmless(work.queue([entry], HOSTILE))
    step = TimelineStep(both, AT, HOSTILE, both, receipt=HOSTILE, receipt_url=HOSTILE, proof=Proof.COVERED)
    harmless(work.timeline([step]))


def test_cells_escape_what_rows_hold() -> None:
    row = {"x": HOSTILE, "code": HOSTILE, "n": 5}
    columns = [
        TextColumn("t", path="x"),
        TextColumn("t", path="x", url=lambda row: row["x"]),
        StatusColumn("s", {}, path="x"),
        MoneyColumn("m", path="n", currency_path="code"),
        NumberColumn("n", path="n", unit=HOSTILE),
    ]
    for column in columns:
        harmless(column.cell(row))


def test_a_page_of_rows_does_not_trust_safe_looking_values() -> None:
    assert markup.safe("<b>") == "&lt;b&gt;"
    assert markup.safe(SafeString("<b>")) == "<b>"
    assert markup.safe(None) == ""
    assert markup.safe(0) == "0"


def test_times_are_those_of_the_house() -> None:
    assert markup.moment(AT) == "2026-02-01 00:05:00"
    assert "2026-02-01 00:05" in DateTimeColumn("t", path="x").cell({"x": AT})
    with translation.override("en"):
        assert "2 h late" in markup.due(timezone.now() - timedelta(hours=2, seconds=5))
        assert "no deadline" in markup.due(None)
        assert "never" in markup.age(None)
        assert "data-stale" in markup.age(timezone.now() - timedelta(seconds=90), 60)
        assert "data-stale>" not in markup.age(timezone.now(), 60)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_said_alike_follows_the_language(language: str) -> None:
    with translation.override(language):
        told = markup.age(timezone.now() - timedelta(minutes=5))
    assert ("5 min ago" in told) is (language == "en")


def test_attributes_leave_out_what_is_not_given() -> None:
    given = {"a": None, "b": False, "c": "", "d": True, "e": 0, "f": "x"}
    assert markup.attributes(given) == ' d e="0" f="x"'


def test_a_button_is_a_link_only_with_an_address() -> None:
    assert markup.button("Go", url="/x/").startswith('<a class="button" href="/x/"')
    assert 'type="button"' in markup.button("Open", opens="d")
    posted = markup.button("Take", post="/x/", target="#t", confirm="Sure?")
    assert 'hx-post="/x/" hx-target="#t" hx-disabled-elt="this" hx-confirm="Sure?"' in posted
    assert 'data-confirm="Sure?"' in markup.button("Drop", confirm="Sure?")
    assert markup.button("Send") == '<button class="button" type="submit"><span>Send</span></button>'
