"""RFC 3797 section 6, the fully worked example."""

import pytest

from tongguan.engines.draw.rfc3797 import key_string, select


def test_the_worked_example() -> None:
    key = key_string([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])
    assert key == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert select(key, 25, 10) == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]


def test_all_of_a_pool_are_each_selected_once() -> None:
    assert sorted(select("1./", 300, 300)) == list(range(1, 301))


def test_misuse_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot"):
        select("1./", 5, 6)
