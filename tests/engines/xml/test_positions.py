"""Problems of XML stand where the element stands, in any encoding and however the lines fall."""

from __future__ import annotations

import pytest

from tongguan.engines.problems import Problem, Text
from tongguan.engines.xml import parse, placed_by_path

TEXT = (
    "<?xml version='1.0' encoding='{}'?>\n<e:Envelope xmlns:e='urn:x'>\n  <Message\n    a='1'>\n"
    "<Line/><Line><!-- 通关 --><ID>关</ID><ID>二</ID></Line>\n  通\t<Name/></Message></e:Envelope>"
)


def told(data: bytes, *paths: str) -> list[tuple[int | None, int | None]]:
    document, problem = parse(data, "x")
    assert problem is None
    problems = [Problem("c", Text(zh="错", en="wrong"), path) for path in paths]
    return [(each.line, each.column) for each in placed_by_path(document, problems)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_line_and_column_count_characters(encoding):
    data = TEXT.format(encoding.removesuffix("-sig")).encode(encoding)
    lines = TEXT.splitlines()
    paths = {
        "/Message": "<Message",
        "/Message/Line[2]": "<Line><",
        "/Message/Line[2]/ID[2]": "<ID>二",
        "/Message/Name": "<Name/>",
    }
    for path, start in paths.items():
        ((line, column),) = told(data, path)
        assert lines[line - 1][column - 1 :].startswith(start)
    assert told(data, *paths) == [told(data, path)[0] for path in paths]


def test_a_missing_element_is_told_at_the_nearest_above_it():
    data = TEXT.format("utf-8").encode()
    assert told(data, "/Message/Line[2]/Missing/Deep", "/Message/Line[9]", "/Message/Line/@unit") == [
        (5, 8),
        (3, 3),
        (5, 1),
    ]


def test_what_is_about_no_element_stays_as_it_is():
    data = TEXT.format("utf-8").encode()
    assert told(data, "", "/", "/Other/ID", "/Message/Line[x]") == [(None, None)] * 3 + [(5, 1)]
