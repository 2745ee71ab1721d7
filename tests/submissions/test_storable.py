"""Storable values: whatever a program prints or computes, the database takes it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from submissions.storable import storable

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_becomes_strict_json_without_nul(value: object) -> None:
    text = json.dumps(storable(value), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()


def test_ordinary_values_stay_as_they_are() -> None:
    value = {"a": [1, 2.5, True, None, "é"], "b": {"c": "d"}}
    assert storable(value) == value


def test_tuples_become_lists_and_keys_texts() -> None:
    assert storable({1: (2, 3)}) == {"1": [2, 3]}
