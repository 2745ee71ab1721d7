from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import toml
from catalog.errors import Faults

TEXT = st.text(st.one_of(st.sampled_from("\"'\\\n\tab"), st.characters(blacklist_categories=("Cc", "Cs"))), max_size=20)
PLAIN = st.one_of(TEXT, st.booleans(), st.integers(-(2**62), 2**62), st.floats(allow_nan=False, allow_infinity=False))
KEY = st.from_regex(r"[a-z_]{1,5}", fullmatch=True)
LIST = st.one_of(st.lists(TEXT), st.lists(st.integers(0, 99)))
FLAT = st.dictionaries(KEY, st.one_of(PLAIN, LIST), max_size=4)
NESTED = st.dictionaries(KEY, st.one_of(PLAIN, LIST, FLAT, st.lists(FLAT, min_size=1, max_size=3)), max_size=4)


@given(NESTED)
def test_what_is_written_reads_back(table: dict[str, Any]) -> None:
    assert tomllib.loads(toml.dumps(table)) == table


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", '"plain"'),
        (r"$\frac{1}{2}$", r"'$\frac{1}{2}$'"),
        (r"it's $\pi$", '"it\'s $\\\\pi$"'),
        ("two\nlines", '"""\ntwo\nlines"""'),
        ("$\\pi$\nlines", "'''\n$\\pi$\nlines'''"),
        (10.0, "10"),
        (0.25, "0.25"),
        (True, "true"),
        (["a", "b"], '["a", "b"]'),
    ],
)
def test_people_can_read_what_is_written(value: object, written: str) -> None:
    assert toml.dumps({"key": value}) == f"key = {written}\n"


def test_a_long_list_takes_a_line_for_each_value() -> None:
    assert toml.dumps({"key": ["x" * 70, "y" * 70]}).count("\n") == 4


def test_a_syntax_error_names_the_line_of_the_file() -> None:
    errors: list[Any] = []
    assert toml.loads("a = 1\nb = ", Faults("x.md", errors), first_line=2) is None
    assert (errors[0].path, errors[0].where) == ("x.md", "line 3")
