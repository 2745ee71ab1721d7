"""Values are equal within a tolerance or the first thing that is wrong is named: shape, dtype, NaN, tolerance."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.compare import Difference, difference

NAN, INF = float("nan"), float("inf")


def compare(got: Any, want: Any, *, rtol: float = 1e-4, atol: float = 1e-5) -> Difference | None:
    return difference(got, want, what="It", rtol=rtol, atol=atol)


def found(got: Any, want: Any, **tolerance: float) -> Difference:
    result = compare(got, want, **tolerance)
    assert result is not None
    return result


@pytest.mark.parametrize("got", [NAN, 1.0, INF])
def test_nan_is_never_equal(got: float) -> None:
    assert compare(torch.tensor([got]), torch.tensor([NAN]))
    assert compare(torch.tensor([NAN]), torch.tensor([got]))
    assert compare(got, NAN)


def test_nan_is_named_with_its_place() -> None:
    result = found(torch.tensor([1.0, NAN]), torch.tensor([1.0, 2.0]))

    assert result.message == "It is NaN at [1]; expected 2 there."
    assert result.first_bad_index == (1,)
    assert result.max_abs_error is None


def test_an_infinity_equals_itself_and_nothing_else() -> None:
    assert compare(torch.tensor([INF, -INF]), torch.tensor([INF, -INF])) is None
    assert compare(torch.tensor([INF]), torch.tensor([-INF]))
    assert compare(torch.tensor([1e30]), torch.tensor([INF]))
    assert compare(torch.tensor([INF]), torch.tensor([1e30]))


def test_the_shape_comes_before_the_dtype_and_the_dtype_before_the_values() -> None:
    want = torch.ones(2, 3)

    shape = found(torch.full((3, 2), NAN, dtype=torch.float64), want)
    assert shape.message == "It has shape [3, 2]; expected [2, 3]."
    assert (shape.expected_shape, shape.got_shape) == ((2, 3), (3, 2))
    dtype = found(torch.full((2, 3), NAN, dtype=torch.float64), want)
    assert dtype.message == "It has dtype float64; expected float32."
    assert "NaN" in found(torch.full((2, 3), NAN), want).message


def test_nothing_is_broadcast() -> None:
    assert "shape" in found(torch.ones(3, 1), torch.ones(3)).message
    assert "shape" in found(torch.ones(1), torch.ones(())).message
    assert "shape" in found(1.0, torch.ones(3)).message


def test_the_figures_are_the_largest_errors_and_the_first_place() -> None:
    result = found(torch.tensor([[1.0, 2.5], [0.0, 8.0]]), torch.tensor([[1.0, 2.0], [0.0, 4.0]]))

    assert result.max_abs_error == 4.0
    assert result.max_rel_error == 1.0
    assert result.first_bad_index == (0, 1)
    assert result.message == "It is wrong in 2 of 4 places; first at [0, 1]: got 2.5, expected 2."


@pytest.mark.parametrize("small", [0.0, 1e-43])
def test_no_relative_error_is_given_where_zero_was_expected(small: float) -> None:
    result = found(torch.tensor([1.0, 2.00001]), torch.tensor([small, 2.0]))

    assert (result.max_abs_error, result.max_rel_error) == (1.0, None)


def test_numbers_that_look_alike_are_told_apart_with_as_few_digits_as_it_takes() -> None:
    result = found(1.0417446902826208, 1.0417420206505215, rtol=1e-9, atol=1e-9)

    assert result.message == "It is 1.041745; expected 1.041742."


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (NAN, 2.5, "It is NaN; expected 2.5."),
        (-INF, 2.0, "It is minus infinity; expected 2."),
        (1e30, INF, "It is 1e+30; expected infinity."),
        (torch.tensor(7), torch.tensor(3_582_171_234_567), "It is 7; expected 3582171234567."),
    ],
)
def test_numbers_are_written_as_one_reads_them(got: Any, want: Any, message: str) -> None:
    assert found(got, want).message == message


def test_truth_values_are_named_and_have_no_size_of_error() -> None:
    result = found(torch.tensor([True, False]), torch.tensor([True, True]))

    assert result.message == "It is wrong in 1 of 2 places; first at [1]: got False, expected True."
    assert result.max_abs_error is None
    assert found(False, True).message == "It is False; expected True."


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3))
def test_the_tolerance_is_atol_plus_rtol_of_what_was_wanted(want: float, error: float) -> None:
    got = want + error
    allowed = 0.5 + 1e-3 * abs(want)

    result = compare(got, want, rtol=1e-3, atol=0.5)

    assert (result is None) == (abs(got - want) <= allowed)


def test_whole_numbers_are_exact_however_large() -> None:
    assert compare(torch.tensor([50_001]), torch.tensor([50_000]))
    assert compare(torch.tensor([50_000]), torch.tensor([50_000])) is None
    assert compare(torch.tensor([True]), torch.tensor([False]))
    assert compare(np.array([100_001]), np.array([100_000]))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.complex64, torch.complex128])
def test_every_floating_dtype_is_compared(dtype: torch.dtype) -> None:
    want = torch.ones(3, dtype=dtype)

    assert compare(want.clone(), want) is None
    assert "expected 1" in found(want * 2, want).message


def test_scalars_tensors_and_arrays_of_no_dimension_compare_as_numbers() -> None:
    assert compare(2.0, 2.0) is None
    assert compare(torch.tensor(2.0), 2) is None
    assert compare(np.array(2.0), 2.0) is None
    assert found(torch.tensor(3.0), 2.0).message == "It is 3; expected 2."
    assert found(torch.tensor(3_291_052_000_001), 3_291_052_000_002, rtol=0, atol=0).message == (
        "It is 3291052000001; expected 3291052000002."
    )
    assert found(torch.tensor([-0.0, 1.0]), torch.tensor([1.0, 1.0])).message.endswith("got 0, expected 1.")


def test_arrays_compare_by_value() -> None:
    assert compare(np.ones((2, 2))[:, ::-1], np.ones((2, 2))) is None
    assert compare(np.ones(2), np.zeros(2))


def test_empty_tensors_are_equal_when_their_shapes_are() -> None:
    assert compare(torch.ones(0, 3), torch.ones(0, 3)) is None
    assert compare(torch.ones(3, 0), torch.ones(0, 3))


@pytest.mark.parametrize(
    ("got", "kind"),
    [(None, "None (does the function return its result?)"), ("a", "a str"), ([1], "a list"), (array("i"), "an array")],
)
def test_what_is_no_tensor_is_named(got: object, kind: str) -> None:
    assert found(got, torch.ones(2, 3)).message == f"It is {kind}; expected a tensor of shape [2, 3]."
    assert found(got, 1.0).message == f"It is {kind}; expected a number."


@pytest.mark.parametrize("want", [[1.0], (1.0,), {"a": 1}, "text", None])
def test_an_author_is_told_what_can_not_be_compared(want: object) -> None:
    with pytest.raises(TypeError):
        compare(1.0, want)
