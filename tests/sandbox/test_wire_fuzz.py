"""What the fuzzers keep is read again, and mutated, by the same targets; memory stays in proportion to the input."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from fuzz.targets import TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).with_name("fuzz") / "corpus"
FILES = {target: sorted((CORPUS / target).iterdir()) for target in TARGETS}
MOST_BYTES = 200_000
quick = settings(derandomize=True, max_examples=100)


@pytest.mark.parametrize("target", TARGETS)
def test_no_kept_input_breaks_a_promise(target: str) -> None:
    broken = []
    for path in FILES[target]:
        try:
            TARGETS[target](path.read_bytes())
        except Exception as error:
            broken.append(f"{path.name}: {error!r}")

    assert not broken
    assert FILES[target]


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for files in FILES.values() for path in files) < MOST_BYTES


@st.composite
def mutated(draw: st.DrawFn, target: str) -> bytes:
    """Splice, cut, repeat and overwrite kept inputs."""
    data = draw(st.sampled_from(FILES[target])).read_bytes()
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted(draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))))
        other = draw(st.sampled_from(FILES[target])).read_bytes()
        middle = draw(st.sampled_from([b"", data[start:end] * 2, other[:64]]) | st.binary(max_size=4))
        data = data[:start] + middle + data[end:]
    return data


@pytest.mark.parametrize("target", TARGETS)
@quick
@given(data=st.data())
def test_any_bytes_keep_the_promises_in_proportionate_memory(target: str, data: st.DataObject) -> None:
    given_bytes = data.draw(mutated(target) | st.binary(max_size=200))
    tracemalloc.start()
    try:
        TARGETS[target](given_bytes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 100_000 + 500 * len(given_bytes)
