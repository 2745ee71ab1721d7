from __future__ import annotations

import pytest

from catalog.links import find_cycle


@pytest.mark.parametrize(
    ("edges", "circle"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, ["a", "a"]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, ["b", "c", "b"]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["nowhere"]}, []),
    ],
)
def test_a_circle_is_found_and_a_diamond_is_none(edges: dict[str, list[str]], circle: list[str]) -> None:
    assert find_cycle(edges) == circle


def test_a_chain_longer_than_the_stack_is_no_trouble() -> None:
    assert find_cycle({str(n): [str(n + 1)] for n in range(5000)}) == []
